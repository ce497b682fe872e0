"""How a desk's notes come into a thread, change there, and what is done when the thread is not as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.capabilities import DISCORD
from adapters.desk import hand, lines
from adapters.desk.cards import Cards
from adapters.desk.members import Members
from adapters.desk.topics import Topics
from adapters.discord.api import TROUBLE
from adapters.discord.board import Board
from adapters.discord.errors import code_of, is_archived
from adapters.discord.keys import Keys
from adapters.discord.markup import split
from adapters.discord.places import spot
from adapters.discord.posting import Note, Poster
from adapters.discord.room import UNKNOWN_CHANNEL, Room
from adapters.markup import Styled
from conversation.change import OutboxRow
from conversation.delivery import Outcome
from conversation.ports import Capabilities
from conversation.views import Thread

LONGEST = 1900
"""UTF-16 units of lines that go together; the rest is for what their markup adds."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Implements `adapters.desk.sending.Hand`."""

    room: Room
    topics: Topics
    cards: Cards
    board: Board
    keys: Keys
    members: Members
    poster: Poster
    deduplicates: bool = True
    capabilities: Capabilities = DISCORD
    longest: int = LONGEST
    calls_on_cards: bool = False
    troubles: tuple[type[Exception], ...] = TROUBLE

    @property
    def carrier(self) -> str:
        """Account and channel."""
        return self.room.carrier

    @property
    def place(self) -> str:
        """The desk channel, as an address key."""
        return self.room.place

    def words(self, key: str, **values: object) -> str:
        """A sentence in the desk's language."""
        return self.room.words(key, **values)

    def outcome(self, error: Exception) -> Outcome:
        """What a failed call means for a row."""
        return self.room.outcome(error)

    def split(self, words: Styled) -> Sequence[Styled]:
        """Pieces of 2,000 characters in Discord's Markdown."""
        return split(words)

    async def turn(self) -> None:
        """Discord names its limits with every answer, and the library keeps them."""

    async def post(self, row: OutboxRow, thread: Thread, note: hand.Note, answered: str | None) -> tuple[str, ...]:
        """A message of the thread, or several. What stands in another channel cannot be answered there."""
        channel, message = spot(answered or "")
        keys = self.keys.of(lines.payload_of(row)["number"], note.actions)
        called = tuple(person.id for person in await self.members.called(note.bell.names))
        letter = Note(note.words, note.files, keys, note.bell.quiet, called)
        return await self.poster.deliver(row, thread.place, letter, message if channel == thread.place else None)

    async def change(self, row: OutboxRow, copies: Sequence[str], words: Styled) -> bool:
        """Only where the line is one message."""
        thread = await self.topics.of(row.conversation)
        if thread is None or len(copies) > 1:
            return False
        return await self.board.awake(thread, lambda: self.poster.change(copies[0], words))

    async def mark(self, row: OutboxRow, copy: str, emoji: str) -> bool:
        """False where Discord does not know the emoji."""
        thread = await self.topics.of(row.conversation)
        return thread is None or await self.board.awake(thread, lambda: self.poster.mark(copy, emoji))

    async def mended(self, thread: Thread, error: Exception) -> bool:
        """Whether somebody deleted the thread, or it sleeps and does not wake by itself."""
        if code_of(error) == UNKNOWN_CHANNEL:
            await self.topics.forget(thread)
            return True
        if is_archived(error):
            await self.cards.reopen(thread)
            self.cards.look(thread.number)
            return True
        return False

    async def said(self, thread: Thread) -> None:
        """A word wakes a thread; one whose conversation is resolved is put to rest again."""
        self.room.fine("channel")
        if thread.state == "closed":
            await self.topics.keep(replace(thread, state="open"))
            self.cards.look(thread.number)
