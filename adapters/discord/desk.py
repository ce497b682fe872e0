"""The sending half of the desk: what happens in a conversation, as messages in its thread.

A row waits for its thread: whatever comes first opens it, and opens it again when somebody deleted it. What an
administrator has to mend (a right, the channel) keeps rows waiting, since operators would never see what is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.capabilities import DISCORD
from adapters.desk import lines
from adapters.desk.cards import Cards, PlaceGone
from adapters.desk.lines import Reading
from adapters.desk.topics import Case, Topics
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
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected, Sent
from conversation.ports import Reader
from conversation.views import Thread
from handoff.model import FileRef

LONGEST = 1900
"""UTF-16 units of lines that go together; the rest is for what their markup adds."""
SHARED = "+"
"""Ends the second id of a message that shows several lines: none of them may be edited in place."""
MOST_BROUGHT = 10
"""Files of earlier messages that come along when a thread is opened: the newest."""
TRIES = 3
"""A thread that is deleted again and again while we send is a matter for people."""


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What a desk sends with. `reading` says in which words, and what time it is."""

    room: Room
    topics: Topics
    cards: Cards
    board: Board
    keys: Keys
    poster: Poster
    reader: Reader
    reading: Callable[[], Reading]


class Desk:
    """One desk channel. Implements `conversation.ports.Desk`."""

    deduplicates = True
    capabilities = DISCORD

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._room = parts.room

    @property
    def carrier(self) -> str:
        """Account and channel."""
        return self._room.carrier

    @property
    def place(self) -> str:
        """The desk channel, as an address key."""
        return self._room.place

    def split(self, text: str) -> tuple[str, ...]:
        """Pieces that fit one message each."""
        return tuple(piece.text for piece in split(Styled(text, ())))

    def gather(self, rows: Sequence[OutboxRow]) -> int:
        """Lines that have neither files nor an answered line go together while they fit one message."""
        return lines.how_many(rows, self._parts.reading().now, LONGEST)

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        """One attempt."""
        try:
            return Sent(await self._sent(rows))
        except _NoThread as closed:
            return self._closed(rows[0], closed.error)
        except PlaceGone:  # deleted between two calls; the next attempt opens another
            return NotSent(self._room.words("desk_again"))
        except TROUBLE as error:
            return self._room.outcome(error)

    def _closed(self, row: OutboxRow, error: Exception) -> Outcome:
        """There was no thread to send it to: surely it did not go out, whatever became of the thread."""
        outcome = self._room.outcome(error)
        match outcome:
            case Ambiguous(reason) if row.kind != "open":
                return NotSent(reason)
            case Rejected(reason):
                return NotSent(reason)
            case _:
                return outcome

    async def _sent(self, rows: Sequence[OutboxRow]) -> tuple[str, ...]:
        row = rows[0]
        match row.kind:
            case "open":
                return await self._open(rows)
            case "relay" | "say":
                return await self._relay(rows)
            case "alert":
                return await self._post(row, self._ring(row))
            case "tell":
                return await self._tell(row)
            case "edit":
                return await self._edit(row)
            case "mark":
                return await self._mark(row)
            case "erase":
                return ()  # what is taken back at the user's stays readable here

    async def _open(self, rows: Sequence[OutboxRow]) -> tuple[str, ...]:
        """The thread with its card, which rings when it is new; in one that was there before, a line has to ring."""
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
            await self._post(row, Note(files=files, quiet=True))

    def _ring(self, row: OutboxRow) -> Note:
        return Note(Styled(lines.ring(lines.payload_of(row), self._room.words), ()))

    async def _tell(self, row: OutboxRow) -> tuple[str, ...]:
        """What went wrong, with what can be done about it: again, another way, or leaving it."""
        payload = lines.payload_of(row)
        ways = (("retry", *payload.get("detours", ())), ("settle",)) if payload["retry"] else ()
        note = Note(Styled(f"⚠️ {payload['text']}", ()), keys=self._parts.keys.of(payload["number"], ways))
        return await self._post(row, note)

    async def _relay(self, rows: Sequence[OutboxRow]) -> tuple[str, ...]:
        payload = lines.payload_of(rows[0])
        files = tuple(FileRef(**file) for file in payload["files"])
        words = lines.relayed(rows, self._parts.reading())
        quiet = all(row.payload["author"] != "user" for row in rows)
        answered = await self._copy(payload["reply_to"]) if payload["reply_to"] else None
        sent = await self._post(rows[0], Note(words, files, quiet=quiet), answered)
        return (*sent, sent[-1] + SHARED) if len(rows) > 1 and sent else sent

    async def _edit(self, row: OutboxRow) -> tuple[str, ...]:
        """In place where the line has a message of its own; else below it, or anew where we know no copy."""
        payload = dict(lines.payload_of(row))
        payload["before"] = await self._before(payload)
        copies = await self._parts.reader.copies(self.carrier, payload["message"])
        if not copies and payload.get("deleted"):
            return ()  # words that were taken back before they stood here are not brought here by that
        own = [copy for copy in copies if not copy.endswith(SHARED)]
        if len(own) == len(copies) == 1:
            words = lines.edited(payload, self._parts.reading(), named=False)
            if len(split(words)) == 1 and await self._changed(row, own[0], words):
                return ()
        words = lines.edited(payload, self._parts.reading(), named=True)
        return await self._post(row, Note(words, quiet=True), own[0] if own else None)

    async def _changed(self, row: OutboxRow, copy: str, words: Styled) -> bool:
        """Whether the message reads like this now."""
        thread = await self._parts.topics.of(row.conversation)
        return thread is not None and await self._parts.board.awake(
            thread, lambda: self._parts.poster.change(copy, words)
        )

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
        thread = await self._parts.topics.of(row.conversation)
        if not copies or thread is None:
            return ()
        copy, emoji = copies[0].removesuffix(SHARED), str(payload["emoji"])
        done = await self._parts.board.awake(thread, lambda: self._parts.poster.mark(copy, emoji))
        if done or not emoji:
            return ()
        return await self._post(row, Note(Styled(f"👤 {payload['name'] or ''} {emoji}", ()), quiet=True), copy)

    async def _copy(self, message: str) -> str | None:
        """The remote id of the message here that shows this line."""
        copies = await self._parts.reader.copies(self.carrier, message)
        return copies[0].removesuffix(SHARED) if copies else None

    async def _post(self, row: OutboxRow, note: Note, answered: str | None = None) -> tuple[str, ...]:
        """Into the thread, whatever has to be done for it: opened, opened anew, woken."""
        for left in reversed(range(TRIES)):
            thread = await self._present(row)
            channel, message = spot(answered or "")
            try:
                sent = await self._parts.poster.deliver(
                    row, thread.place, note, message if channel == thread.place else None
                )
            except TROUBLE as error:
                if not left or not await self._mended(thread, error):
                    raise
            else:
                await self._said(thread)
                return sent
        raise AssertionError("the last try returns or raises")

    async def _said(self, thread: Thread) -> None:
        """A word wakes a thread; one whose conversation is resolved is put to rest again."""
        self._room.fine("channel")
        if thread.state == "closed":
            await self._parts.topics.keep(replace(thread, state="open"))
            self._parts.cards.look(thread.number)

    async def _mended(self, thread: Thread, error: Exception) -> bool:
        """Whether another try has a chance: somebody deleted the thread, or it sleeps and does not wake by itself."""
        if code_of(error) == UNKNOWN_CHANNEL:
            await self._parts.topics.forget(thread)
            return True
        if is_archived(error):
            await self._parts.cards.reopen(thread)
            self._parts.cards.look(thread.number)
            return True
        return False

    async def _present(self, row: OutboxRow) -> Thread:
        payload = lines.payload_of(row)
        case = Case(row.conversation, payload["number"], payload["name"])
        try:
            return await self._parts.cards.present(case, counted=row.kind == "open")
        except TROUBLE as error:
            raise _NoThread(error) from error


class _NoThread(Exception):
    """The conversation has no thread, and none could be opened."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
