"""A platform that can do next to nothing: short messages without buttons, which nobody can change or take back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters import markup
from conversation.change import OutboxRow
from conversation.model import Address
from conversation.ports import Capabilities, Inbound, Refused
from tests.contracts.channels.surface import Hands, Shown
from tests.kit.channels import SILENT, FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import config, house

PAPER = Capabilities(
    longest=700, choices=0, media=False, files=False, edits=False, deletions=False, reactions=False
)  # fmt: skip
_LISTED = re.compile(r"\n\n1\. .*\Z", re.DOTALL)


class Post(FakeChannel):
    """Cuts as readers would."""

    def split(self, text: str) -> tuple[str, ...]:
        """Pieces that fit on a sheet."""
        return tuple(map(markup.write, markup.split(markup.parse(text), PAPER.longest, len)))


@dataclass(kw_only=True)
class Paper(Hands):
    """Mia's letter box."""

    post: Post
    came: list[Inbound] = field(default_factory=list)

    async def says(self, text: str) -> str:
        """A letter."""
        self.came.append(Inbound(self.address, f"letter {len(self.came)}", text, name="Mia"))
        try:
            await self.built.intake.accept(self.came[-1])
        except Refused as refusal:
            return str(refusal)
        finally:
            await self.rest()
        return ""

    async def repeats(self) -> None:
        """The postman comes twice."""
        for inbound in self.came:
            await self.built.intake.accept(inbound)
        await self.rest()

    async def chooses(self, label: str) -> str:
        """By its number, or as it is written."""
        offered = next(shown.labels for shown in reversed(await self.shown()) if label in shown.labels)
        self.taken.append(label if len(self.taken) % 2 else f"{offered.index(label) + 1}.")
        return await self.says(self.taken[-1])

    async def chooses_again(self) -> str:
        """In another letter."""
        return await self.says(self.taken[-1])

    async def attaches(self, name: str, content: bytes, text: str) -> None:
        """Nothing can be attached; its name can be told."""
        await self.says(f"{text} {name}")

    async def shown(self) -> list[Shown]:
        """What lies in the box."""
        return [_shown(row) for row in self.post.sent if row.kind not in SILENT]

    async def rest(self) -> None:
        """Nothing is under way."""
        await self.built.courier.idle()


def _shown(row: OutboxRow) -> Shown:
    assert not row.payload.get("choices"), "there are no buttons on paper"
    text = markup.parse(str(row.payload["text"])).text
    listed = _LISTED.search(text)
    labels = re.findall(r"\d+\. (.*)", listed[0]) if listed else []
    return Shown(text.removesuffix(listed[0]) if listed else text, (), tuple(labels), size=len(text))


@asynccontextmanager
async def paper(faq: Path, languages: tuple[str, ...] | None = None) -> AsyncIterator[Paper]:
    """Mia, who is about to write for the first time."""
    post = Post(capabilities=PAPER)
    async with house(config(faq=(faq,), languages=languages), HandClock(), (post,)) as built:
        yield Paper(built, post, Address("fake", "main", "mia"), PAPER, post=post)
