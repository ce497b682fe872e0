"""The sending half of a desk: what happens in a conversation, as messages in its topic.

A row waits for its topic: whatever comes first opens it, and opens it again when somebody deleted it. What an
administrator has to mend (a right, a membership) keeps rows waiting, since operators would never see what is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram.error import BadRequest, TelegramError

from adapters.capabilities import TELEGRAM
from adapters.desk import lines
from adapters.desk.cards import Cards, PlaceGone
from adapters.desk.lines import Reading
from adapters.desk.topics import Case, Topics
from adapters.markup import Styled, split
from adapters.telegram.api import is_thread_missing
from adapters.telegram.keyboard import Keys
from adapters.telegram.places import Place
from adapters.telegram.room import Room
from adapters.telegram.sending import LONGEST_TEXT, Letter, Sender
from conversation.change import OutboxRow
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected, Sent
from conversation.ports import Reader
from conversation.views import Thread
from handoff.model import FileRef

SHARED = "+"
"""Ends the second id of a message that shows several lines: none of them may be edited in place."""
MOST_BROUGHT = 10
"""Files of earlier messages that come along when a topic is opened: the newest."""
TRIES = 3
"""A topic that is deleted again and again while we send is a matter for people."""
_TRY_AGAIN = (("retry", "settle"),)
_OTHER_WAYS = frozenset({"thread", "mention"})


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What a desk sends with. `reading` says in which words, and what time it is."""

    room: Room
    topics: Topics
    cards: Cards
    keys: Keys
    sender: Sender
    reader: Reader
    reading: Callable[[], Reading]


class Desk:
    """One forum of topics. Implements `conversation.ports.Desk`."""

    deduplicates = False
    capabilities = TELEGRAM

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._room = parts.room

    @property
    def carrier(self) -> str:
        """Account and chat."""
        return self._room.carrier

    @property
    def place(self) -> str:
        """The forum: all its topics share one limit."""
        return self._room.place

    def split(self, text: str) -> tuple[str, ...]:
        """Pieces of 4,096 UTF-16 units."""
        return tuple(piece.text for piece in split(Styled(text, ()), LONGEST_TEXT))

    def gather(self, rows: Sequence[OutboxRow]) -> int:
        """Lines that have neither files nor an answered line go together while they fit one message."""
        return lines.how_many(rows, self._parts.reading().now, LONGEST_TEXT)

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        """One attempt."""
        try:
            return Sent(await self._sent(rows))
        except _NoTopic as closed:
            return self._closed(rows[0], closed.error)
        except TelegramError as error:
            return self._room.outcome(error)

    def _closed(self, row: OutboxRow, error: TelegramError) -> Outcome:
        """There was no topic to send it to: surely it did not go out, whatever became of the topic."""
        outcome = self._room.outcome(error)
        match outcome:
            case Ambiguous(reason) if row.kind != "open":
                return NotSent(reason)
            case Rejected(reason):
                return NotSent(reason)
            case _:
                return outcome

    async def _sent(self, rows: Sequence[OutboxRow]) -> tuple[str, ...]:
        row, payload = rows[0], lines.payload_of(rows[0])
        match row.kind:
            case "open":
                return await self._open(rows)
            case "relay" | "say":
                return await self._relay(rows)
            case "alert":
                return await self._post(row, self._ring(row))
            case "tell":
                keyboard = self._parts.keys.of(payload["number"], _choices(payload)) if payload["retry"] else None
                return await self._post(row, Letter(Styled(f"⚠️ {payload['text']}", ()), keyboard=keyboard))
            case "edit":
                return await self._edit(row)
            case "mark":
                return await self._mark(row)
            case "erase":
                return ()  # what is taken back at the user's stays readable here

    async def _open(self, rows: Sequence[OutboxRow]) -> tuple[str, ...]:
        """The topic with its card, which rings when it is new; in one that was there before, a line has to ring."""
        before = await self._parts.topics.of(rows[0].conversation)
        await self._present(rows[0])
        if before is None:
            await self._bring(rows[0])
        if len(rows) == 1 or before is None or not before.card:
            return ()
        return await self._post(rows[1], self._ring(rows[1]))

    async def _bring(self, row: OutboxRow) -> None:
        """What the user sent before people were asked: its words stand on the card, its files nowhere else."""
        view = await self._parts.reader.conversation(lines.payload_of(row)["number"])
        sent = [line for line in view.messages if line.author == "user" and line.at < row.due] if view else []
        files = tuple(file for line in sent for file in line.files)[-MOST_BROUGHT:]
        if files:
            await self._room.turn()
            await self._post(row, Letter(files=files, silent=True))

    def _ring(self, row: OutboxRow) -> Letter:
        return Letter(Styled(lines.ring(lines.payload_of(row), self._room.words), ()))

    async def _relay(self, rows: Sequence[OutboxRow]) -> tuple[str, ...]:
        payload = lines.payload_of(rows[0])
        reading = self._parts.reading()
        files = tuple(FileRef(**file) for file in payload["files"])
        words = lines.relayed(rows, reading)
        if not words.text.strip() and not files:
            words = Styled("…", ())
        quiet = all(row.payload["author"] != "user" for row in rows)
        answered = await self._copy(payload["reply_to"]) if payload["reply_to"] else None
        sent = await self._post(rows[0], Letter(words, files, silent=quiet), answered)
        return (*sent, sent[-1] + SHARED) if len(rows) > 1 and sent else sent

    async def _edit(self, row: OutboxRow) -> tuple[str, ...]:
        """In place where the line has a message of its own; else below it, or anew where we know no copy.

        Words that were taken back before they stood here are not brought here by that.
        """
        payload = dict(lines.payload_of(row))
        payload["before"] = await self._before(payload)
        copies = await self._parts.reader.copies(self.carrier, payload["message"])
        if not copies and payload.get("deleted"):
            return ()
        own = [copy for copy in copies if not copy.endswith(SHARED)]
        if own and own == list(copies):
            words = lines.edited(payload, self._parts.reading(), named=False)
            if len(split(words, LONGEST_TEXT)) == 1 and await self._changed(own[0], words, payload["message"]):
                return ()
        words = lines.edited(payload, self._parts.reading(), named=True)
        return await self._post(row, Letter(words, silent=True), self._room.message(own[0]) if own else None)

    async def _changed(self, copy: str, words: Styled, message: str) -> bool:
        """Whether the message reads like this now; False where a caption has no room for it."""
        line = await self._parts.reader.line_of(message)
        below_file = line is not None and bool(line.files)
        for form in (below_file, not below_file):
            try:
                await self._parts.sender.change(copy, words, below_file=form)
            except BadRequest as error:
                if "no text in the message" in error.message or "no caption in the message" in error.message:
                    continue
                return False
            return True
        return False

    async def _before(self, payload: Mapping[str, Any]) -> str:
        """What the line read before, as far as the transcript knows."""
        if payload.get("before"):
            return str(payload["before"])
        view = await self._parts.reader.conversation(payload["number"])
        found = [line for line in view.messages if line.before and line.text == payload["text"]] if view else []
        return found[-1].before[-1] if found else ""

    async def _mark(self, row: OutboxRow) -> tuple[str, ...]:
        payload = lines.payload_of(row)
        copies = await self._parts.reader.copies(self.carrier, payload["message"])
        if not copies:
            return ()
        copy = copies[0].removesuffix(SHARED)
        if await self._parts.sender.mark(copy, payload["emoji"]) or not payload["emoji"]:
            return ()
        await self._room.turn()
        words = Styled(f"👤 {payload['name'] or ''} {payload['emoji']}", ())
        return await self._post(row, Letter(words, silent=True), self._room.message(copy))

    async def _copy(self, message: str) -> int | None:
        """The message in our chat that shows this line."""
        copies = await self._parts.reader.copies(self.carrier, message)
        return self._room.message(copies[0].removesuffix(SHARED)) if copies else None

    async def _post(self, row: OutboxRow, letter: Letter, answered: int | None = None) -> tuple[str, ...]:
        """Into the topic, whatever has to be done for it: opened, opened anew, opened again."""
        for left in reversed(range(TRIES)):
            thread = await self._present(row)
            place = Place(self._room.id, int(thread.place), answered)
            try:
                sent = await self._parts.sender.deliver(row.key, place, letter)
            except BadRequest as error:
                if not left or not await self._mended(thread, error):
                    raise
            else:
                self._room.fine("member")
                return sent
            await self._room.turn()
        raise AssertionError("the last try returns or raises")

    async def _mended(self, thread: Thread, error: BadRequest) -> bool:
        """Whether another try has a chance: somebody deleted the topic, or closed it where we may not write then."""
        if is_thread_missing(error):
            await self._parts.topics.forget(thread)
            return True
        if "topic_closed" in error.message.lower():
            try:
                await self._parts.cards.reopen(thread)
            except PlaceGone:
                await self._parts.topics.forget(thread)
            return True
        return False

    async def _present(self, row: OutboxRow) -> Thread:
        payload = lines.payload_of(row)
        case = Case(row.conversation, payload["number"], payload["name"])
        try:
            return await self._parts.cards.present(case, counted=row.kind == "open")
        except TelegramError as error:
            raise _NoTopic(error) from error


def _choices(payload: Mapping[str, Any]) -> Sequence[Sequence[str]]:
    """What can be done about a line that did not arrive: the same again, another way to the user, or the end."""
    ways = [way for way in payload.get("detours", ()) if way in _OTHER_WAYS]
    return (("retry",), ways, ("settle",)) if ways else _TRY_AGAIN


class _NoTopic(Exception):
    """The conversation has no topic, and none could be opened."""

    def __init__(self, error: TelegramError) -> None:
        super().__init__()
        self.error = error
