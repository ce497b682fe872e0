"""The sending half of a desk: what happens in a conversation, as messages in its place.

A row waits for its place: whatever comes first opens it, and opens it again when somebody deleted it. What an
administrator has to mend (a right, a membership) keeps rows waiting, since operators would never see what is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.desk import lines
from adapters.desk.cards import Cards, PlaceGone
from adapters.desk.crowd import Crowd
from adapters.desk.hand import QUIET, SOUND, Bell, Hand, Note
from adapters.desk.lines import Reading
from adapters.desk.topics import Case, Topics
from adapters.markup import Styled
from conversation.change import OutboxRow
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected, Sent
from conversation.ports import Capabilities, Reader
from conversation.views import Thread
from handoff.model import FileRef

SHARED = "+"
"""Ends the second id of a message that shows several lines: none of them may be edited in place."""
MOST_BROUGHT = 10
"""Files of earlier messages that come along when a place is opened: the newest."""
TRIES = 3
"""A place that is deleted again and again while we send is a matter for people."""
WAYS = frozenset({"thread", "mention"})
"""Ways around a refusal for which there is a button."""


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What a desk sends with. `reading` says in which words, and what time it is."""

    hand: Hand
    topics: Topics
    cards: Cards
    crowd: Crowd
    reader: Reader
    reading: Callable[[], Reading]


class Desk:
    """One desk on one platform. Implements `conversation.ports.Desk`."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._hand = parts.hand

    @property
    def carrier(self) -> str:
        """Account and chat or channel."""
        return self._hand.carrier

    @property
    def place(self) -> str:
        """Whose limits count, as an address key."""
        return self._hand.place

    @property
    def deduplicates(self) -> bool:
        """As the platform has it."""
        return self._hand.deduplicates

    @property
    def capabilities(self) -> Capabilities:
        """What the platform can show."""
        return self._hand.capabilities

    def split(self, text: str) -> tuple[str, ...]:
        """Pieces that fit one message each."""
        return tuple(piece.text for piece in self._hand.split(Styled(text, ())))

    def gather(self, rows: Sequence[OutboxRow]) -> int:
        """Lines that have neither files nor an answered line go together while they fit one message."""
        return lines.how_many(rows, self._parts.reading().now, self._hand.longest)

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        """One attempt."""
        try:
            return Sent(await self._sent(rows))
        except _NoPlace as closed:
            return self._closed(rows[0], closed.error)
        except PlaceGone:  # deleted between two calls; the next attempt opens another
            return NotSent(self._hand.words("desk_again"))
        except self._hand.troubles as error:
            return self._hand.outcome(error)

    def _closed(self, row: OutboxRow, error: Exception) -> Outcome:
        """There was no place to send it to: surely it did not go out, whatever became of the place."""
        outcome = self._hand.outcome(error)
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
            case "alert" if lines.is_crowd(row):
                return await self._parts.crowd.bring(rows)
            case "alert":
                return await self._post(row, self._ring(row))
            case "tell":
                return await self._post(row, _told(row))
            case "edit":
                return await self._edit(row)
            case "mark":
                return await self._mark(row)
            case "erase":
                return ()  # what is taken back at the user's stays readable here

    async def _open(self, rows: Sequence[OutboxRow]) -> tuple[str, ...]:
        """The place with its card, which rings when it is new; in one that was there before, a line has to ring."""
        before = await self._parts.topics.of(rows[0].conversation)
        bell = _bell(rows[1]) if len(rows) > 1 else SOUND
        thread = await self._present(rows[0], bell)
        if before is None:
            await self._bring(rows[0])
        if len(rows) == 1:
            return ()
        is_new = before is None or not before.card
        if is_new and (not bell.names or (thread.card and self._hand.calls_on_cards)):
            return ()
        return await self._post(rows[1], self._ring(rows[1]))

    async def _bring(self, row: OutboxRow) -> None:
        """What the user sent before people were asked: its words stand on the card, its files nowhere else."""
        view = await self._parts.reader.conversation(lines.payload_of(row)["number"])
        sent = [line for line in view.messages if line.author == "user" and line.at < row.due] if view else []
        files = tuple(file for line in sent for file in line.files)[-MOST_BROUGHT:]
        if files:
            await self._hand.turn()
            await self._post(row, Note(files=files, bell=QUIET))

    def _ring(self, row: OutboxRow) -> Note:
        return Note(Styled(lines.ring(lines.payload_of(row), self._hand.words), ()), bell=_bell(row))

    async def _relay(self, rows: Sequence[OutboxRow]) -> tuple[str, ...]:
        payload = lines.payload_of(rows[0])
        files = tuple(FileRef(**file) for file in payload["files"])
        words = lines.relayed(rows, self._parts.reading())
        if not words.text.strip() and not files:
            words = Styled("…", ())
        quiet = all(row.payload["author"] != "user" for row in rows)
        answered = await self._copy(payload["reply_to"]) if payload["reply_to"] else None
        sent = await self._post(rows[0], Note(words, files, bell=Bell(quiet=quiet)), answered)
        return (*sent, sent[-1] + SHARED) if len(rows) > 1 and sent else sent

    async def _edit(self, row: OutboxRow) -> tuple[str, ...]:
        """In place where the line has messages of its own; else below it, or anew where we know no copy."""
        payload = dict(lines.payload_of(row))
        payload["before"] = await self._before(payload)
        copies = await self._parts.reader.copies(self.carrier, payload["message"])
        if not copies and payload.get("deleted"):
            return ()  # words that were taken back before they stood here are not brought here by that
        own = [copy for copy in copies if not copy.endswith(SHARED)]
        if own and own == list(copies):
            words = lines.edited(payload, self._parts.reading(), named=False)
            if len(self._hand.split(words)) == 1 and await self._hand.change(row, own, words):
                return ()
        words = lines.edited(payload, self._parts.reading(), named=True)
        return await self._post(row, Note(words, bell=QUIET), own[0] if own else None)

    async def _before(self, payload: Mapping[str, Any]) -> str:
        """What the line read before, as far as the transcript knows."""
        if payload.get("before"):
            return str(payload["before"])
        view = await self._parts.reader.conversation(payload["number"])
        found = [line for line in view.messages if line.before and line.text == payload["text"]] if view else []
        return found[-1].before[-1] if found else ""

    async def _mark(self, row: OutboxRow) -> tuple[str, ...]:
        payload = lines.payload_of(row)
        copy, emoji = await self._copy(payload["message"]), str(payload["emoji"])
        if copy is None or await self._hand.mark(row, copy, emoji) or not emoji:
            return ()
        await self._hand.turn()
        return await self._post(row, Note(Styled(f"👤 {payload['name'] or ''} {emoji}", ()), bell=QUIET), copy)

    async def _copy(self, message: str) -> str | None:
        """The message here that shows this line."""
        copies = await self._parts.reader.copies(self.carrier, message)
        return copies[0].removesuffix(SHARED) if copies else None

    async def _post(self, row: OutboxRow, note: Note, answered: str | None = None) -> tuple[str, ...]:
        """Into the place, whatever has to be done for it: opened, opened anew, opened again."""
        for left in reversed(range(TRIES)):
            thread = await self._present(row)
            try:
                sent = await self._hand.post(row, thread, note, answered)
            except self._hand.troubles as error:
                if not left or not await self._hand.mended(thread, error):
                    raise
            else:
                await self._hand.said(thread)
                return sent
            await self._hand.turn()
        raise AssertionError("the last try returns or raises")

    async def _present(self, row: OutboxRow, bell: Bell = SOUND) -> Thread:
        payload = lines.payload_of(row)
        case = Case(row.conversation, payload["number"], payload["name"])
        try:
            return await self._parts.cards.present(case, counted=row.kind == "open", bell=bell)
        except self._hand.troubles as error:
            raise _NoPlace(error) from error


def _ways(payload: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """What can be done about a line that did not arrive: the same again, another way to the user, or the end."""
    ways = tuple(way for way in payload.get("detours", ()) if way in WAYS)
    return (("retry",), ways, ("settle",)) if ways else (("retry", "settle"),)


def _bell(row: OutboxRow) -> Bell:
    """Whom an alert or the bot's word calls, and whether it makes a sound for the others."""
    payload = lines.payload_of(row)
    return Bell(tuple(payload.get("rings", ())), quiet=not payload.get("loud", True))


def _told(row: OutboxRow) -> Note:
    """The bot's word to operators: that something failed, or that somebody should look."""
    payload = lines.payload_of(row)
    mark = "🔔" if payload.get("rings") and not payload["retry"] else "⚠️"
    words = Styled(f"{mark} {payload['text']}", ())
    return Note(words, actions=_ways(payload) if payload["retry"] else (), bell=_bell(row))


class _NoPlace(Exception):
    """The conversation has no place, and none could be opened."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
