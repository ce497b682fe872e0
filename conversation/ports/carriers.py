"""What goes out: the sending halves of channels and desks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from conversation.change import OutboxRow
from conversation.delivery import Outcome
from handoff.model import Detour


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can show. What it cannot is not asked of it, or said in another way.

    `longest` is the length of one message in the platform's own units, `choices` how many can be buttons at once:
    with more, and with 0, they are written below the text as a numbered list. `media` are pictures and videos of
    the FAQ, `files` attachments. `deletions` and `reactions` are what we can do to messages there, `detours` how else
    somebody can be reached whom a line did not reach.
    """

    longest: int
    choices: int
    media: bool
    files: bool
    edits: bool
    deletions: bool
    reactions: bool
    detours: tuple[Detour, ...] = ()


class Channel(Protocol):
    """The sending half of a channel account."""

    @property
    def carrier(self) -> str:
        """Its unique name: channel and account."""

    @property
    def deduplicates(self) -> bool:
        """Whether the platform throws away a second send with the same key."""

    @property
    def capabilities(self) -> Capabilities:
        """What its platform can show."""

    def split(self, text: str) -> tuple[str, ...]:
        """The text in pieces that the platform takes; at least one."""

    def gather(self, rows: Sequence[OutboxRow]) -> int:
        """How many of these rows, which wait in one lane, go out together as one message; at least 1."""

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        """One attempt for what `gather` took; an outcome, never an exception, for all that the network can do."""


class Desk(Channel, Protocol):
    """The sending half of a place where operators work, such as a forum of topics."""

    @property
    def place(self) -> str:
        """The chat whose limits all that it sends counts against, as an address key."""


class Pace(Protocol):
    """The platform's limits, for those who send without an outbox row, such as what keeps a card up to date."""

    async def turn(self, target: str) -> None:
        """Returns when one message may go to this address key, and takes its place; in order of arrival per chat."""

    def pause(self, target: str, until: int) -> None:
        """The platform asked for silence in this chat until then (epoch ms)."""
