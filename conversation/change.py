"""What one transaction keeps: everything that an event led to, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from conversation.delivery import RowState
from conversation.effects import Join, Learn, OfferCode, Part, Suggestion, Wake
from conversation.events import TimerName
from conversation.model import Address, Choice, Conversation
from handoff.model import FileRef

Author = Literal["user", "bot", "operator", "note"]
RowKind = Literal["say", "relay", "edit", "erase", "mark", "open", "tell", "alert"]
FactName = Literal[
    "opened", "answered", "clarified", "missed", "handed_off", "warned", "breached", "escalated", "claimed",
    "first_reply", "next_reply", "replied", "resolved", "merged", "reopened", "rated", "commented",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the transcript; `key` is unique. A note is read by operators alone.

    `suggested` are the entries that may answer a user's line, as the operators were told when it came. At `place` alone
    the person reads it, where it is set; else everywhere.
    """

    key: str
    author: Author
    text: str
    at: int
    name: str | None = None
    choices: tuple[Choice, ...] = ()
    files: tuple[FileRef, ...] = ()
    entry: str | None = None
    suggested: tuple[Suggestion, ...] = ()
    place: Address | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """The line with this key reads differently from now on; what it read before is kept beside it."""

    message: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Link:
    """Where a line of a transcript stands on a platform: `remote` is the platform's own id there."""

    carrier: str
    remote: str
    message: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a metric counts. `value` has the unit that `facts.py` names beside each fact."""

    name: FactName
    at: int
    value: float | None = None
    entry: str | None = None
    operator: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The never-restarting id under which an account delivered this event; the second time it is a duplicate."""

    account: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a channel's account has been read."""

    account: str
    value: str


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Something to be carried to a channel or a desk. `id` is 0 until the store gives one.

    `lane` orders: of rows with the same lane only the first that is not finished may be sent. `carrier` names the
    channel account or desk that sends it, `target` where it goes there, as an address key. `message_key` is the line
    that it brings to the user, `shows` the line that it shows to a desk. Times are epoch ms.
    """

    key: str
    lane: str
    carrier: str
    target: str
    conversation: str
    kind: RowKind
    payload: Mapping[str, object]
    state: RowState
    due: int
    id: int = 0
    attempts: int = 0
    reason: str | None = None
    message_key: str | None = None
    shows: str | None = None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """The event itself in plain JSON, so that history can be replayed."""

    kind: str
    at: int
    actor: str
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One transaction. `conversation.version` is the version that was read; the store writes the next one.

    `visits` are addresses other than the one where the conversation began, at which it is held from now on. `linking`
    is what becomes of the person's addresses; `left` is the contact that they were before.
    """

    seen: Seen
    conversation: Conversation
    journal: JournalEntry
    facts: tuple[Fact, ...] = ()
    messages: tuple[Message, ...] = ()
    revisions: tuple[Revision, ...] = ()
    links: tuple[Link, ...] = ()
    outbox: tuple[OutboxRow, ...] = ()
    timers: tuple[Wake, ...] = ()
    cursor: Cursor | None = None
    lessons: tuple[Learn, ...] = ()
    visits: tuple[Address, ...] = ()
    linking: tuple[OfferCode | Join | Part, ...] = ()
    left: str = ""


@dataclass(frozen=True, slots=True)
class Committed:
    """It is durable. `seqs` has one number a message; `first_row` is the id of the first outbox row, others follow."""

    journal: int
    seqs: tuple[int, ...]
    outbox: tuple[OutboxRow, ...] = ()
    first_row: int = 0

    @property
    def rows(self) -> tuple[OutboxRow, ...]:
        """The outbox rows with their ids."""
        return tuple(replace(row, id=number) for number, row in enumerate(self.outbox, self.first_row))


@dataclass(frozen=True, slots=True)
class AlreadySeen:
    """The same event came before and nothing was done; `seq` is the first message it made then, 0 if it made none."""

    seq: int


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that has run down."""

    conversation: str
    timer: TimerName
    at: int
    since: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of an outbox row after an attempt; `remote` are the platform's ids of what it sent."""

    row: int
    state: RowState
    due: int
    attempts: int
    reason: str | None = None
    remote: tuple[str, ...] = ()
