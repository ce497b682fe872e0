"""Frozen read models: what lists and pages show. They are read past the kernel and never written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversation.change import Author
from conversation.effects import Suggestion
from conversation.model import Choice, Closer, Detail, Goal, Taken
from handoff.model import FileRef, Priority, Reason


@dataclass(frozen=True, slots=True)
class Marks:
    """What a list shows beside a conversation, taken from its stage; all of it is empty for most.

    `wanted` is the colleague whom it was passed on to; `for_lead`: only a lead may take it; `goal` is how far the
    promised answer has come; `crowd`: one of many that came at once; `reason`: why it waits. `snoozed_until` and
    `resolve_at` are epoch ms; `ended_by` says how it ended, `into` with which conversation it was merged, `operator`
    who had it then. `blocked`: nothing more is taken.
    """

    wanted: str | None = None
    for_lead: bool = False
    goal: Goal = ""
    crowd: bool = False
    snoozed_until: int | None = None
    resolve_at: int | None = None
    ended_by: Closer | None = None
    rating: int | None = None
    into: int | None = None
    blocked: bool = False
    operator: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the inbox. Times are epoch ms; `unread` counts user messages since an operator last wrote.

    `last` is what a person said last, empty where nobody said a word of their own.
    """

    number: int
    stage: str
    channel: str
    contact: str
    name: str | None
    language: str
    priority: Priority
    team: str | None
    owner: str | None
    waiting_since: int | None
    unread: int
    last: str
    last_at: int
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class MessageView:
    """One line of a transcript; `delivery` is the worst state of the outbox rows that carry it, None where none do.

    `before` is what it read earlier, oldest first, if it was edited. Only operators get its `key`, and the entries that
    were `suggested` when it came.
    """

    seq: int
    author: Author
    text: str
    at: int
    name: str | None = None
    choices: tuple[Choice, ...] = ()
    files: tuple[FileRef, ...] = ()
    edited: bool = False
    entry: str | None = None
    delivery: str | None = None
    reason: str | None = None
    before: tuple[str, ...] = ()
    key: str = ""
    suggested: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class LineView:
    """One line by its key: whose it is, in which conversation, and when it was said (epoch ms)."""

    message: str
    number: int
    conversation: str
    author: Author
    text: str
    name: str | None = None
    files: tuple[FileRef, ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an operator wants the bot to learn: words of a user, the entry that answered, and the right one.

    `wrong` is empty where none answered; `at` is epoch ms.
    """

    number: int
    text: str
    wrong: str
    right: str
    operator: str
    at: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation's place on a desk: `place` is the platform's id of the topic, `card` of the message on top.

    It is `opening` from the moment before the platform is asked; `title` is what it was asked for, so that a topic
    whose id never reached us can be recognised. `shown` is what the card and the icon said last; `at` (epoch ms) when
    it was asked for.
    """

    desk: str
    conversation: str
    number: int
    state: Literal["opening", "open", "closed"]
    title: str
    at: int
    place: str = ""
    card: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event of the journal in short: what happened, when (epoch ms), by whom, and the stage after it."""

    journal: int
    at: int
    kind: str
    actor: str
    stage: str


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation as its operator sees it; `messages` has no notes, `answers` are those to the steps of a guide.

    `details` are what was asked before a person takes over.
    """

    row: QueueRow
    messages: tuple[MessageView, ...]
    notes: tuple[MessageView, ...]
    history: tuple[HistoryLine, ...]
    answers: tuple[Taken, ...] = ()
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactView:
    """A person and their conversations, newest first; `details` is what they told of themselves, such as a version."""

    id: str
    name: str | None
    addresses: tuple[str, ...]
    conversations: tuple[QueueRow, ...]
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A conversation changed: the journal number, which conversation, and the address where it began.

    `elsewhere` are the other addresses at which it is held.
    """

    journal: int
    number: int
    address: str
    kind: str
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where a person stands, as they may see it. `stage` is with_bot, waiting, with_operator or resolved.

    `number` is None before the first message. `position` (from 1), `expected_wait_seconds`, `longest_wait_seconds`
    (which nine of ten do not exceed) and `next_opening` (epoch ms) are set only while waiting, and only where they are
    known.
    """

    stage: str
    number: int | None = None
    position: int | None = None
    expected_wait_seconds: int | None = None
    next_opening: int | None = None
    longest_wait_seconds: int | None = None
