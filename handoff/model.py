"""The words of the desk: operators, reasons, priorities, tickets, and what an operator can order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Role = Literal["operator", "lead", "admin"]
Detour = Literal["thread", "mention"]
"""Another way to somebody whom a line did not reach: a private thread made for them, or a word in public that asks them
to come. The word says nothing of the line itself."""
Way = Literal["", "thread", "mention"]
"""How a line goes out once more: as before, or by a detour."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A person of the desk. `name` is unique and is what colleagues see; users see the `alias` where there is one.

    `source` is empty for those whom somebody added, else the desk (its carrier) whose membership made them operators.
    Until `muted_until` (epoch ms) nothing rings for them.
    """

    name: str
    role: Role = "operator"
    telegram: str | None = None
    discord: str | None = None
    source: str = ""
    alias: str = ""
    muted_until: int = 0


class Reason(StrEnum):
    """Why a conversation entered the queue."""

    ASKED = "asked"  # the user asked for a person
    MISSES = "misses"  # the bot did not help twice
    ENTRY = "entry"  # the FAQ entry says that people must see this
    GUIDE = "guide"  # the steps of a guide led here
    UNPROCESSABLE = "unprocessable"  # we could not read what was sent
    RELEASED = "released"  # its operator gave it back
    TRANSFERRED = "transferred"  # an operator passed it on
    SILENT = "silent"  # its operator did not answer in time
    RATED = "rated"  # the user was not content with the end


class Priority(StrEnum):
    """How soon a person should look; the order of the members is the order of the queue."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the queue knows of a waiting conversation. `since` is in epoch milliseconds."""

    number: int
    since: int
    priority: Priority = Priority.NORMAL
    team: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class FileRef:
    """An attachment that is stored; `id` is random and unguessable, `size` is in bytes."""

    id: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Take the floor."""


@dataclass(frozen=True, slots=True)
class Release:
    """Give the conversation back to the queue."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Say this to the user; takes the floor where nobody has it. `reply_to` is the key of the line it answers."""

    text: str
    files: tuple[FileRef, ...] = field(default=())
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class SendEntry:
    """Say what the FAQ says; `entry` is its id once the words have been looked up."""

    words: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Amend:
    """An operator's line, named by its key, reads like this now."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Delete:
    """An operator's line, named by its key, disappears at the user's."""

    message: str


@dataclass(frozen=True, slots=True)
class React:
    """An emoji below a line of the user, named by its key; empty takes it away."""

    message: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Note:
    """A private remark that never reaches the user."""

    text: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Back into the queue, for the named team or operator."""

    to: str


@dataclass(frozen=True, slots=True)
class Resolve:
    """Done; with `after` (ms) not now but then, unless the user writes before."""

    after: int = 0


@dataclass(frozen=True, slots=True)
class Reopen:
    """Not done after all."""


@dataclass(frozen=True, slots=True)
class Resend:
    """The line with the key `message`, which did not arrive, goes out again as it reads now; `by` is which other way.

    `text` and `files` are those of the line, once it has been looked up.
    """

    message: str
    by: Way = ""
    text: str = ""
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class SendSnippet:
    """Say the saved reply of this name, in the user's language."""

    name: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """Set it aside for so many ms; it comes back to its operator then, or when the user writes."""

    span: int


@dataclass(frozen=True, slots=True)
class Merge:
    """The same person has the conversation `number` too: this one ends and they are helped there.

    `contact` is whose that one is, once it has been looked up.
    """

    number: int
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Teach:
    """The bot should have answered with this entry: a line to learn from. `words` name the entry.

    `text` is what the user said, `wrong` the entry that answered, once they have been looked up; `about` is the key of
    the user's line, or None for the last one.
    """

    words: str
    entry: str = ""
    about: str | None = None
    text: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Take nothing more from this person."""


@dataclass(frozen=True, slots=True)
class Unblock:
    """Take what this person writes again."""


Command = (
    Claim
    | Release
    | Reply
    | SendEntry
    | SendSnippet
    | Resend
    | Amend
    | Delete
    | React
    | Note
    | Transfer
    | Resolve
    | Reopen
    | Snooze
    | Merge
    | Teach
    | Block
    | Unblock
)
