"""A page with the chat on it: what it reads is the transcript, as its script shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from adapters import markup
from adapters.capabilities import WEB
from adapters.web.visitors import visitor_from
from tests.contracts.channels.surface import Hands, Shown
from tests.kit.house import config
from tests.kit.web import Headers, Website, website

Json = dict[str, Any]


@dataclass(kw_only=True)
class Web(Hands):
    """A visitor's browser."""

    site: Website
    visitor: Headers
    posted: list[Json] = field(default_factory=list)

    async def says(self, text: str) -> str:
        """A message."""
        return await self._posts(text=text)

    async def _posts(self, **body: object) -> str:
        self.posted.append({"key": str(uuid4()), **body})
        return await self._post(self.posted[-1])

    async def _post(self, body: Json) -> str:
        answer = await self.site.client.post("/api/chat/messages", json=body, headers=self.visitor)
        await self.rest()
        assert answer.status_code in (200, 202, 409), answer.text
        return str(answer.json().get("detail", ""))

    async def repeats(self) -> None:
        """The client did not hear that it was accepted."""
        for body in self.posted:
            await self._post(body)

    async def chooses(self, label: str) -> str:
        """A button."""
        choices = [choice for line in await self._read() for choice in line.get("choices", [])]
        self.taken = [next(choice["id"] for choice in reversed(choices) if choice["label"] == label)]
        return await self.chooses_again()

    async def chooses_again(self) -> str:
        """In another window that is older."""
        return await self._posts(choice=self.taken[-1])

    async def attaches(self, name: str, content: bytes, text: str) -> None:
        """An upload, then a message that names it."""
        files = {"file": (name, content, "text/plain")}
        kept = await self.site.client.post("/api/chat/files", files=files, headers=self.visitor)
        await self._posts(text=text, files=[kept.json()["id"]])

    async def shown(self) -> list[Shown]:
        """What others said."""
        return [await self._shown(line) for line in await self._read() if line["from"] != "user"]

    async def _read(self) -> list[Json]:
        return (await self.site.client.get("/api/chat/messages", headers=self.visitor)).json()["messages"]  # type: ignore[no-any-return] # JSON

    async def _shown(self, line: Json) -> Shown:
        styled = markup.parse(line["text"])
        bold = tuple(styled.text[span.start : span.end] for span in styled.spans if span.style == "bold")
        files = []
        for file in line.get("files", []):
            found = await self.site.client.get(f"/api/chat/files/{file['id']}", headers=self.visitor)
            files.append((str(file["name"]), found.content))
        labels = tuple(str(choice["label"]) for choice in line.get("choices", []))
        return Shown(styled.text, bold, labels, tuple(files), len(line["text"]))

    async def rest(self) -> None:
        """Nothing is under way."""
        await self.built.courier.idle()


@asynccontextmanager
async def web(faq: Path, languages: tuple[str, ...] | None = None) -> AsyncIterator[Web]:
    """A visitor, who is about to write for the first time."""
    async with website(config(faq=(faq,), languages=languages)) as site:
        headers = await site.visitor()
        found = visitor_from(headers["Authorization"].removeprefix("Bearer "), site.parts.key)
        assert found is not None
        yield Web(
            site.house,
            None,
            found.address,
            WEB,
            frozenset({"attach", "open", "reread", "recall"}),
            site=site,
            visitor=headers,
        )
