"""The desks without a platform between: the console's HTTP interface, and the screen of `frontdesk chat`."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.config import Config
from bot.wiring import Assembly
from conversation.delivery import Rejected
from conversation.events import Actor
from conversation.model import Address, Conversation
from conversation.ports import Inbound
from handoff.model import Command, FileRef
from tests.contracts.channels.terminal import Keyboard, terminal
from tests.contracts.desks.desk import Can, Line, Place
from tests.kit.channels import FakeChannel
from tests.kit.house import FAQ
from tests.kit.web import Headers, Website, website

NORA = Actor("Nora", "lead")
FIELDS = {
    "/transfer": "to", "/snooze": "span", "/mute": "span", "/resolve": "after", "/merge": "number", "/faq": "words",
    "/teach": "words", "/snippet": "name",
}  # fmt: skip
"""What the interface calls the words after each verb."""
Json = dict[str, Any]
_acts = count(1)


@dataclass
class Direct:
    """The user's side: what they do goes straight to the intake; what they write for the nth time is `own:n`."""

    built: Assembly
    user: Address
    _said: int = 0

    async def says(self, text: str, files: tuple[FileRef, ...] = (), **more: Any) -> None:
        """The user writes."""
        self._said += 1
        mark = f"own:{self._said}"
        await self.built.intake.accept(
            Inbound(self.user, f"m{mark}", text, files=files, name="Mia", remotes=(mark,), **more)
        )
        await self.built.courier.idle()

    async def acts(self, command: Command) -> None:
        """In the console."""
        number = (await self.conversation()).number
        await self.built.engine.act(number, NORA, command, f"desk act {next(_acts)}")
        await self.built.courier.idle()

    async def conversation(self) -> Conversation:
        """The user's."""
        known = await self.built.database.reader.newest(self.user)
        assert known is not None
        return known

    async def remote(self, text: str) -> str:
        """Nothing that these desks show."""
        return ""

    async def hall(self) -> Sequence[Line]:
        """Everything stands in one place."""
        return ()

    async def writes_in_hall(self, text: str) -> str:
        """There is no other place."""
        raise AssertionError(f"{text!r} can be written in a conversation only")

    async def loses_place(self) -> None:
        """There is none to lose."""

    async def edits(self, text: str) -> None:
        """No way is offered."""
        raise AssertionError(f"{text!r} cannot be said instead")

    async def deletes(self) -> None:
        """No way is offered."""
        raise AssertionError("nothing can be taken back")

    async def reacts(self, text: str, emoji: str) -> None:
        """No way is offered."""
        raise AssertionError(f"{emoji} cannot be put below {text!r}")

    def changed(self) -> Sequence[tuple[str, str]]:
        """Nothing ever."""
        return ()

    async def tidy(self) -> None:
        """There is nothing to bring up to date."""

    async def crashes_while_opening(self) -> None:
        """There is nothing to open."""
        await self.says("/human")


@dataclass(kw_only=True)
class Console(Direct):
    """Whatever uses the interface with an operator's token, as the page in the browser does."""

    site: Website
    users: FakeChannel
    olga: Headers
    can: frozenset[Can] = frozenset({"files", "both", "strangers", "network", "shared", "lists"})
    operator: str = "Olga"

    async def _get(self, path: str) -> Json:
        answer = await self.site.client.get(f"/api/desk/{path}", headers=self.olga)
        return answer.json()  # type: ignore[no-any-return] # JSON

    async def places(self) -> Sequence[Place]:
        """Conversations of the inbox."""
        rows = (await self._get("conversations"))["conversations"]
        rows += (await self._get("conversations?stage=resolved"))["conversations"]
        return [await self._place(row) for row in rows]

    async def _place(self, row: Json) -> Place:
        whole = await self._get(f"conversations/{row['number']}")
        lines = [await self._line(line) for line in (*whole["messages"], *whole["notes"])]
        title = f"#{row['number']} {row.get('name', '')}"
        return Place(title, row["stage"] != "resolved", tuple(lines))

    async def _line(self, line: Json) -> Line:
        files = [
            (await self.site.client.get(f"/api/desk/files/{file['id']}", headers=self.olga)).content
            for file in line.get("files", [])
        ]
        who = [line["name"]] if "name" in line else []
        words = [*who, line["text"], *line.get("before", []), line.get("reason", "")]
        return Line("\n".join(words), files=tuple(files))

    async def writes(self, text: str) -> str:
        """A verb with its words; without one it is a reply."""
        return await self._post(self.olga, text)

    async def _post(self, headers: Headers, text: str) -> str:
        word, _, rest = text.partition(" ") if text.startswith("/") else ("/reply", "", text)
        body: dict[str, object] = {FIELDS.get(word, "text"): int(rest) if rest.isdecimal() else rest} if rest else {}
        answer = await self.site.command(headers, (await self.conversation()).number, word[1:], **body)
        await self.built.courier.idle()
        return str(answer.json().get("detail", ""))

    async def presses(self, label: str) -> str:
        """The page has a button for each verb."""
        return await self.writes(f"/{label.lower()}")

    async def intrudes(self, text: str) -> None:
        """Nobody, and a visitor of the chat."""
        for headers in ({}, await self.site.visitor()):
            for order in (text, "/claim", "/resolve"):
                assert "token" in await self._post(headers, order)

    def heard(self) -> Sequence[str]:
        """Relayed words."""
        return [str(row.payload["text"]) for row in self.users.sent if row.kind == "relay"]

    def fails(self, reason: str) -> None:
        """Once."""
        self.users.outcomes.append(Rejected(reason))


@dataclass(kw_only=True)
class Terminal(Direct):
    """One screen and one keyboard: whoever typed `/operator`."""

    hands: Keyboard
    can: frozenset[Can] = frozenset({"words"})
    operator: str = "operator"
    _pages: list[str] = field(default_factory=list)

    async def places(self) -> Sequence[Place]:
        """The screen, once something rang."""
        rung = [line for line in self.hands.desk if "rings" in line]
        lines = tuple(Line(line) for line in (*self.hands.desk, *self.hands.lines))
        titles = list(dict.fromkeys(re.findall(r"#\d+", "\n".join(rung))))
        return [Place(f"{title} Mia", "resolved" not in self.hands.lines[-1].lower(), lines) for title in titles]

    async def writes(self, text: str) -> str:
        """A line of the keyboard."""
        self.hands.screen.operator = True
        return await self.hands.says(text)

    async def presses(self, label: str) -> str:
        """There are no buttons; the word does it."""
        return await self.writes(f"/{label.lower()}")

    async def intrudes(self, text: str) -> None:
        """The other half of the screen may say what it likes."""
        self.hands.screen.operator = False
        for order in (text, "/claim", "/resolve"):
            await self.hands.says(order)

    def heard(self) -> Sequence[str]:
        """What stands behind a name that is neither the bot's nor ours."""
        found = [re.match(r" *(\S+) \| (.*)", line) for line in self.hands.lines]
        return [line[2] for line in found if line and line[1] not in {"bot", "user", "desk"}]

    def fails(self, reason: str) -> None:
        """A screen shows everything."""


@asynccontextmanager
async def console(settings: Config) -> AsyncIterator[Console]:
    """The interface, with Olga's token."""
    users = FakeChannel()
    async with website(settings, channels=(users,)) as site:
        user = Address("fake", "main", "mia")
        yield Console(site.house, user, site=site, users=users, olga=await site.operator("Olga"))


@asynccontextmanager
async def screen(settings: Config) -> AsyncIterator[Terminal]:
    """Both halves of the screen."""
    async with terminal(FAQ, settings=settings) as hands:
        yield Terminal(hands.built, hands.address, hands=hands)
