"""What a platform does for its desk: the messages of a place, whom they call, and what else can be done to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from adapters.markup import Styled
from conversation.change import OutboxRow
from conversation.delivery import Outcome
from conversation.ports import Capabilities
from conversation.views import Thread
from handoff.model import FileRef

NO_WORDS = Styled("", ())


@dataclass(frozen=True, slots=True)
class Bell:
    """How something rings: `names` are operators who are called by name, `quiet` makes no sound for the others."""

    names: tuple[str, ...] = ()
    quiet: bool = False


SOUND, QUIET = Bell(), Bell(quiet=True)


@dataclass(frozen=True, slots=True)
class Note:
    """What a row brings to a place. `actions` are the buttons below it, row by row."""

    words: Styled = NO_WORDS
    files: tuple[FileRef, ...] = ()
    actions: tuple[tuple[str, ...], ...] = ()
    bell: Bell = SOUND


class Hand(Protocol):
    """What a platform does for its desk. Calls raise one of `troubles`; `copy` and `answered` are remote ids."""

    @property
    def carrier(self) -> str:
        """The desk's unique name."""

    @property
    def place(self) -> str:
        """Whose limits count, as an address key."""

    @property
    def deduplicates(self) -> bool:
        """Whether a second send with the same key is thrown away."""

    @property
    def capabilities(self) -> Capabilities:
        """What the platform can show."""

    @property
    def longest(self) -> int:
        """UTF-16 units of lines that go together in one message."""

    @property
    def calls_on_cards(self) -> bool:
        """Whether a new card calls operators by name, so that no message has to."""

    @property
    def troubles(self) -> tuple[type[Exception], ...]:
        """What the network can raise."""

    def words(self, key: str, **values: object) -> str:
        """A sentence in the desk's language."""

    def outcome(self, error: Exception) -> Outcome:
        """What a failed call means for a row."""

    def split(self, words: Styled) -> Sequence[Styled]:
        """The words in pieces that fit one message each."""

    async def turn(self) -> None:
        """The platform's pace, before every call for which no row has a place."""

    async def post(self, row: OutboxRow, thread: Thread, note: Note, answered: str | None) -> tuple[str, ...]:
        """Sends it there; the remote ids of the messages."""

    async def change(self, row: OutboxRow, copies: Sequence[str], words: Styled) -> bool:
        """Whether the line, which has these messages to itself, reads like this now."""

    async def mark(self, row: OutboxRow, copy: str, emoji: str) -> bool:
        """Whether the emoji stands below the message now (an empty one: whether ours is gone), or nobody can see it."""

    async def mended(self, thread: Thread, error: Exception) -> bool:
        """Whether another try has a chance: the place was forgotten, or opened again."""

    async def said(self, thread: Thread) -> None:
        """A message went through there."""
