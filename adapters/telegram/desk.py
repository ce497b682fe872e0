"""How a desk's notes come into a topic of a forum, change there, and what is done when the topic is not as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram.error import BadRequest, TelegramError

from adapters.capabilities import TELEGRAM
from adapters.desk import lines
from adapters.desk.cards import Cards, PlaceGone
from adapters.desk.hand import Note
from adapters.desk.members import Members
from adapters.desk.topics import Topics
from adapters.markup import Styled, split
from adapters.telegram.api import is_thread_missing
from adapters.telegram.keyboard import Keys
from adapters.telegram.places import Place
from adapters.telegram.room import Room
from adapters.telegram.sending import LONGEST_TEXT, Letter, Sender
from conversation.change import OutboxRow
from conversation.delivery import Outcome
from conversation.ports import Capabilities, Reader
from conversation.views import Thread


@dataclass(frozen=True, slots=True)
class Hand:
    """Implements `adapters.desk.sending.Hand`."""

    room: Room
    topics: Topics
    cards: Cards
    keys: Keys
    members: Members
    sender: Sender
    reader: Reader
    deduplicates: bool = False
    capabilities: Capabilities = TELEGRAM
    longest: int = LONGEST_TEXT
    calls_on_cards: bool = True
    troubles: tuple[type[Exception], ...] = (TelegramError,)

    @property
    def carrier(self) -> str:
        """Account and chat."""
        return self.room.carrier

    @property
    def place(self) -> str:
        """The forum: all its topics share one limit."""
        return self.room.place

    def words(self, key: str, **values: object) -> str:
        """A sentence in the desk's language."""
        return self.room.words(key, **values)

    def outcome(self, error: Exception) -> Outcome:
        """What a failed call means for a row."""
        assert isinstance(error, TelegramError)
        return self.room.outcome(error)

    def split(self, words: Styled) -> Sequence[Styled]:
        """Pieces of 4,096 UTF-16 units."""
        return split(words, LONGEST_TEXT)

    async def turn(self) -> None:
        """The group's pace."""
        await self.room.turn()

    async def post(self, row: OutboxRow, thread: Thread, note: Note, answered: str | None) -> tuple[str, ...]:
        """A message of the topic, or several where it is long or has files."""
        place = Place(self.room.id, int(thread.place), self.room.message(answered) if answered else None)
        keyboard = self.keys.of(lines.payload_of(row)["number"], note.actions) if note.actions else None
        called = await self.members.called(note.bell.names)
        letter = Letter(note.words, note.files, keyboard, silent=note.bell.quiet, called=called)
        return await self.sender.deliver(row.key, place, letter)

    async def change(self, row: OutboxRow, copies: Sequence[str], words: Styled) -> bool:
        """False where a caption has no room for it."""
        line = await self.reader.line_of(lines.payload_of(row)["message"])
        below_file = line is not None and bool(line.files)
        for form in (below_file, not below_file):
            try:
                await self.sender.change(copies[0], words, below_file=form)
            except BadRequest as error:
                if "no text in the message" in error.message or "no caption in the message" in error.message:
                    continue
                return False
            return True
        return False

    async def mark(self, row: OutboxRow, copy: str, emoji: str) -> bool:
        """False where Telegram does not know the emoji as a reaction."""
        return await self.sender.mark(copy, emoji)

    async def mended(self, thread: Thread, error: Exception) -> bool:
        """Whether somebody deleted the topic, or closed it where we may not write then."""
        if not isinstance(error, BadRequest):
            return False
        if is_thread_missing(error):
            await self.topics.forget(thread)
            return True
        if "topic_closed" in error.message.lower():
            try:
                await self.cards.reopen(thread)
            except PlaceGone:
                await self.topics.forget(thread)
            return True
        return False

    async def said(self, thread: Thread) -> None:
        """We are in the chat."""
        self.room.fine("member")
