"""How rows read on a desk. Whose words they are can be seen: a user's words cannot pass for anybody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import takewhile
from typing import Any

from adapters import markup
from adapters.markup import Span, Styled, utf16
from adapters.words import Words
from conversation.change import OutboxRow
from conversation.explorers import Explorer

LATE = 10_000
"""Milliseconds after which a line says when it was written."""
MOST_TOGETHER = 40
MOST_SUGGESTED = 3
SHORT_VERSION = 8
"""Characters of the FAQ's version that tell it from others."""
_AROUND = 32
"""UTF-16 units kept free in each line for the time, the mark and what separates it from the next."""
_MARKS = {"operator": "💬", "bot": "🤖", "user": "👤"}
_OURS = re.compile(r"^\s*[💬🤖👤👥⚠🔔🚨✏💡]", re.MULTILINE)
"""What our own lines begin with; a user's line that does so is shown with their name in front."""

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of the desk's language, and the clock on its wall; `now` is epoch ms. `explorers` are by chain."""

    words: Words
    zone: tzinfo
    now: int = 0
    explorers: Mapping[str, Explorer] = field(default_factory=dict)

    def time(self, at: int) -> str:
        """A moment of today (epoch ms)."""
        return f"{self._local(at):%H:%M}"

    def moment(self, at: int) -> str:
        """A moment of any day (epoch ms); the day is left out where it is today."""
        local = self._local(at)
        return f"{local:%H:%M}" if local.date() == self._local(self.now).date() else f"{local:%m-%d %H:%M}"

    def _local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, UTC).astimezone(self.zone)


@dataclass(slots=True)
class _Text:
    """A text that grows from pieces."""

    text: str = ""
    spans: list[Span] = field(default_factory=list)

    def add(self, *pieces: Styled | str) -> None:
        for piece in pieces:
            words = Styled(piece, ()) if isinstance(piece, str) else piece
            at = len(self.text)
            self.text += words.text
            self.spans += (Span(at + span.start, at + span.end, span.style, span.url) for span in words.spans)

    def done(self) -> Styled:
        return Styled(self.text, tuple(self.spans))


def styled(text: str, *, markdown: bool) -> Styled:
    """A line as it is read: Markdown from the bot and from operators, anything from users as it was written."""
    return markup.parse(text) if markdown else Styled(text, ())


def joined(*pieces: Styled | str) -> Styled:
    """The pieces as one text."""
    text = _Text()
    text.add(*pieces)
    return text.done()


def payload_of(row: OutboxRow) -> Payload:
    """What a row says; the contract of the desks names its fields."""
    return row.payload


def alone(payload: Payload) -> bool:
    """Whether a relayed line must have a message of its own: it has files, or it answers another line."""
    return bool(payload["files"]) or payload["reply_to"] is not None


def how_many(rows: Sequence[OutboxRow], now: int, longest: int) -> int:
    """How many of these rows, which are next in a lane, go out as one message of at most `longest` UTF-16 units.

    `now` is epoch ms. A message that shows several lines stands for the last of them, so the lines of several people
    are joined only where the desk is behind. The card of a new topic rings as well, unless it is urgent: that is worth
    a message of its own.
    """
    first = payload_of(rows[0])
    if rows[0].kind == "open":
        return 2 if len(rows) > 1 and _rings_softly(rows[1]) else 1
    if is_crowd(rows[0]):
        return len(list(takewhile(is_crowd, rows)))
    if rows[0].kind != "relay" or alone(first):
        return 1
    behind = now - int(first["at"]) > LATE
    taken, units = 1, _room_for(first)
    for row in rows[1:MOST_TOGETHER]:
        if row.kind != "relay" or alone(row.payload):
            break
        if not behind and (row.payload["author"], _who(row.payload)) != (first["author"], _who(first)):
            break
        units += _room_for(row.payload)
        if units > longest:
            break
        taken += 1
    return taken


def is_crowd(row: OutboxRow) -> bool:
    """Whether it is one of many newcomers, who share one card."""
    return row.kind == "alert" and bool(row.payload.get("crowd"))


def _room_for(payload: Payload) -> int:
    below = sum(len(one["entry"]) + _AROUND for one in payload.get("suggested", ())[:MOST_SUGGESTED])
    return utf16(payload["text"]) + utf16(_who(payload)) + below + _AROUND


def relayed(rows: Sequence[OutboxRow], reading: Reading) -> Styled:
    """Relayed lines one below the other, each author's name once; who is behind sees when they were written."""
    text = _Text()
    last: tuple[str, str] | None = None
    for row in rows:
        payload = payload_of(row)
        author = (str(payload["author"]), _who(payload))
        if text.text:
            text.add("\n" if author == last else "\n\n")
        if author != last and (author[0] != "user" or last is not None or _OURS.search(str(payload["text"]))):
            text.add(_by(payload))
        if payload["text"] and reading.now - int(payload["at"]) > LATE:
            text.add(f"({reading.time(int(payload['at']))}) ")
        text.add(_said(payload))
        if payload.get("suggested"):
            text.add("\n", suggestions(payload["suggested"], reading.words))
        last = author
    return text.done()


def suggestions(found: Sequence[Mapping[str, Any]], words: Words) -> Styled:
    """A quiet line: entries that may be the answer, the likeliest first, how to send that, and which FAQ says so."""
    entries = " · ".join(f"{one['entry']} {one['confidence']:.0%}" for one in found[:MOST_SUGGESTED])
    command, faq = f"/faq {found[0]['entry']}", str(found[0]["faq"])[:SHORT_VERSION]
    line = words("desk_suggested", entries=entries.replace("%", " %"), command=command, faq=faq)
    at = line.find(command)
    code = (Span(at, at + len(command), "code"),) if at >= 0 else ()
    return Styled(line, (*code, *_around(line, code)))


def _around(line: str, code: tuple[Span, ...]) -> Iterator[Span]:
    """What is left of the line, slanted."""
    edges = (0, *(edge for span in code for edge in (span.start, span.end)), len(line))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield Span(start, end, "italic")


def _who(payload: Payload) -> str:
    """The name that is shown: the operator's, the user's; the bot has none."""
    return str(payload["sender"] or ("" if payload["author"] == "bot" else payload["name"] or ""))


def _by(payload: Payload) -> str:
    mark, who = _MARKS[str(payload["author"])], _who(payload)
    return f"{mark} {who}: " if who else f"{mark} "


def _said(payload: Payload) -> Styled:
    return styled(str(payload["text"]), markdown=payload["author"] != "user")


def edited(payload: Payload, reading: Reading, *, named: bool) -> Styled:
    """A line as it reads now, and below what it read before. `named` says whose it is."""
    text = _Text()
    text.add("✏️ ")
    if named or payload["author"] != "user":
        text.add(_by(payload))
    text.add(_said(payload))
    before = str(payload.get("before") or "")
    if before:
        label = reading.words("desk_before")
        markdown = payload["author"] != "user"
        text.add("\n\n", Styled(label, (Span(0, len(label), "italic"),)), " ", styled(before, markdown=markdown))
    return text.done()


def _rings_softly(row: OutboxRow) -> bool:
    return row.kind == "alert" and row.payload["tier"] == "new" and row.payload["priority"] in {"normal", "low"}


def ring(payload: Payload, words: Words) -> str:
    """The line of an alert; whom it calls by name stands below it."""
    urgent = payload["priority"] == "urgent" or payload["tier"] in {"breach", "urgent"}
    key = "desk_ring" if payload["tier"] == "new" else f"desk_ring_{payload['tier']}"
    sentence = words(key, number=payload["number"], reason=words(f"desk_reason_{payload['reason']}"))
    priority = "" if payload["priority"] == "normal" else " · " + words(f"desk_priority_{payload['priority']}")
    team = f" · {payload['team']}" if payload.get("team") else ""
    return f"{'🚨' if urgent else '🔔'} {sentence}{team}{priority}"
