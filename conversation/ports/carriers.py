"""What goes out: the sending halves of channels and desks."""

from __future__ import annotations

from typing import Protocol

from conversation.change import OutboxRow
from conversation.delivery import Outcome


class Channel(Protocol):
    """The sending half of a channel account."""

    @property
    def carrier(self) -> str:
        """Its unique name: channel and account."""

    @property
    def deduplicates(self) -> bool:
        """Whether the platform throws away a second send with the same key."""

    def split(self, text: str) -> tuple[str, ...]:
        """The text in pieces that the platform takes; at least one."""

    async def send(self, row: OutboxRow) -> Outcome:
        """One attempt; an outcome, never an exception, for everything that the network can do."""


class Desk(Channel, Protocol):
    """The sending half of a place where operators work, such as a forum of topics."""
