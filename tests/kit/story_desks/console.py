"""The console's HTTP interface: each operator has a token, and posts a verb with its fields."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from bot.web import build_app
from bot.wiring import Assembly, Senders
from conversation.model import Address, Conversation
from safety.tokens import hash_token
from tests.kit.story_desks.crew import Crew, Inexpressible, Order, Plot, Shown
from tests.kit.story_files import ADAS_CHAT
from tests.kit.web import BASE, Headers, parts_of

FIELDS = {
    "transfer": "to", "snooze": "span", "mute": "span", "resolve": "after", "merge": "number", "faq": "words",
    "teach": "words", "snippet": "name", "note": "text", "reply": "text",
}  # fmt: skip
"""What the interface calls the words after each verb."""


@dataclass
class Console:
    """Implements `Crew`. Everybody is on the list of operators: a token belongs to somebody who is."""

    tokens: dict[str, Headers]
    home: Address = ADAS_CHAT
    enlists: bool = True
    _client: httpx.AsyncClient | None = None
    _house: Assembly | None = None

    def senders(self) -> Senders:
        """Nothing is sent: the page asks."""
        return Senders()

    async def join(self, house: Assembly) -> None:
        """The app of this house, once somebody asks for it."""
        self._house, self._client = house, None

    async def _browser(self) -> httpx.AsyncClient:
        assert self._house is not None
        if self._client is None:
            app = build_app(await parts_of(self._house))
            self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE)
        return self._client

    async def does(self, order: Order) -> str:
        """The `detail` of a refusal."""
        if order.edits:
            raise Inexpressible("there is no verb that changes what was said")
        path, headers = f"/api/desk/conversations/{order.conversation.number}", self.tokens[order.who.name]
        client, verb = await self._browser(), order.word[1:] or "reply"
        body: dict[str, object] = {"key": order.key}
        if verb == "delete":
            lines = (await client.get(path, headers=headers)).json()["messages"]
            mine = [line["seq"] for line in lines if line["from"] == "operator" and line["name"] == order.who.name]
            body["message"] = mine[-1]
        elif order.rest:
            body[FIELDS[verb]] = int(order.rest) if verb == "merge" else order.rest
        answer = await client.post(f"{path}/{verb}", json=body, headers=headers)
        if answer.status_code == 200:
            return ""
        assert answer.status_code in {403, 404, 409}, f"{order.text} is no order there: {answer.text}"
        return str(answer.json()["detail"])

    async def shows(self, about: Conversation, kind: Shown) -> str | None:
        """The transcript, which has no words of the bot to operators: the page shows how things stand."""
        if not self.tokens or kind == "tell":
            return None
        path, headers = f"/api/desk/conversations/{about.number}", next(iter(self.tokens.values()))
        whole = (await (await self._browser()).get(path, headers=headers)).json()
        return "\n".join(line["text"] for line in whole["messages"])

    def away(self, *, away: bool) -> None:
        """Nothing is brought here."""

    async def leave(self) -> None:
        """No connection is left."""
        if self._client is not None:
            await self._client.aclose()


@asynccontextmanager
async def console(plot: Plot) -> AsyncIterator[Crew]:
    """A token for everybody."""
    tokens = {}
    for operator in plot.people:
        token = secrets.token_urlsafe(32)
        await plot.database.staff.add(operator, token_hash=hash_token(token))
        tokens[operator.name] = {"Authorization": f"Bearer {token}"}
    yield Console(tokens)
