"""What the desks on chat platforms share in tests: users who come by a channel that only keeps rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.wiring import Assembly
from conversation.change import OutboxRow
from conversation.delivery import Rejected
from conversation.model import Conversation
from handoff.model import Command, FileRef
from tests.kit.channels import FakeChannel


class Stage(Protocol):
    """What the scenes of desks have in common."""

    built: Assembly
    users: FakeChannel

    async def says(self, text: str, files: tuple[FileRef, ...] = (), **more: Any) -> None:
        """The user writes."""

    async def acts(self, command: Command) -> None:
        """Nora does this."""

    async def conversation(self) -> Conversation:
        """The user's."""

    async def hear(self) -> None:
        """What happened on the platform reaches the desk."""

    async def tidy(self) -> None:
        """The card is looked at."""

    def to_user(self, kind: str = "relay") -> list[OutboxRow]:
        """What went to the user."""


@dataclass
class Users:
    """The user's side of a desk, over its scene."""

    stage: Stage

    @property
    def built(self) -> Assembly:
        """The house of the process that runs now."""
        return self.stage.built

    async def says(self, text: str, files: tuple[FileRef, ...] = (), **more: Any) -> None:
        """The user writes, and the desk hears of what it made itself."""
        await self.stage.says(text, files, **more)
        await self.stage.hear()

    async def acts(self, command: Command) -> None:
        """In the console."""
        await self.stage.acts(command)

    async def conversation(self) -> Conversation:
        """The user's."""
        return await self.stage.conversation()

    def heard(self) -> Sequence[str]:
        """Relayed words."""
        return [str(row.payload["text"]) for row in self.stage.to_user()]

    def changed(self) -> Sequence[tuple[str, str]]:
        """Rows that bring no message."""
        rows = [row for row in self.stage.users.sent if row.kind in {"edit", "erase", "mark"}]
        return [(row.kind, str(row.payload.get("text") or row.payload.get("emoji") or "")) for row in rows]

    def fails(self, reason: str) -> None:
        """Once."""
        self.stage.users.outcomes.append(Rejected(reason))

    async def remote(self, text: str) -> str:
        """The message that arrived as the nth."""
        found = [n for n, row in enumerate(self.stage.users.sent, 1) if row.payload.get("text") == text]
        return f"mia:{found[-1]}"

    async def tidy(self) -> None:
        """And the desk hears of what it changed itself."""
        await self.stage.tidy()
        await self.stage.hear()
