"""All that can happen to a conversation. Every event carries its time (epoch ms) and an id that makes it unique."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversation.model import Address, Contact
from handoff.model import Command, Detour, FileRef, Role
from intents.model import Understanding

CommandName = Literal["start", "help", "status", "language", "verify", "link", "unlink"]
TimerName = Literal["silence", "answer", "position", "opening", "owner", "snooze", "resolve", "rating"]
"""What runs down: the user's silence; the answer that was promised; the next look at the position; the time until the
team is back; the operator's silence; a snooze; a scheduled end; the wait for a rating."""
Heard = Literal["private", "asked", "overheard"]
"""In private; in a public place and meant for us; in a listed public place and meant for everybody."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the queue and the desk looked like when the event was read; all of it may be stale by a moment.

    `position` is the place this conversation has, or would get, from 1, and `waiting` how many wait; `places` are those
    that somebody who comes from the bot would get, by priority in its order, empty for all others. `expected_wait`
    and `longest_wait` (median and 90th percentile) are in seconds and None where our own history is too thin to say;
    `open_number` is another open conversation of the same contact. `crowded`: many newcomers came within a minute;
    `desk_down`: no desk can be reached just now. `heads`: of those who came while the team was away and wait for its
    return, nobody is before this one. `account_since` (epoch ms) is when the user's account was made, None where that
    is of no concern: the platform does not tell, or people had to do with them before.
    """

    position: int = 1
    expected_wait: int | None = None
    longest_wait: int | None = None
    waiting: int = 0
    open_number: int | None = None
    crowded: bool = False
    desk_down: bool = False
    places: tuple[int, ...] = ()
    heads: bool = True
    account_since: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The operator who acts, with the role that they have now; `alias` is what users call them, if not by the name."""

    name: str
    role: Role
    alias: str = ""

    @property
    def shown(self) -> str:
        """What users call them."""
        return self.alias or self.name


@dataclass(frozen=True, slots=True)
class UserSaid:
    """The user wrote. `text` is redacted already.

    `removed` names the kinds of secrets that surely were in it, `masked` of those that may have been; `reply_to` is the
    key of the line that it answers. `comments`: it was written into a form that asked for a comment on the rating.
    """

    id: str
    at: int
    text: str
    understanding: Understanding
    surroundings: Surroundings
    removed: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()
    reply_to: str | None = None
    heard: Heard = "private"
    comments: bool = False


@dataclass(frozen=True, slots=True)
class UserEdited:
    """The user changed what they had written: the line with the key `message` reads `text` now, redacted already."""

    id: str
    at: int
    message: str
    text: str
    understanding: Understanding
    surroundings: Surroundings
    removed: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UserDeleted:
    """The user took back what they had written in the line with the key `message`."""

    id: str
    at: int
    message: str


@dataclass(frozen=True, slots=True)
class UserReacted:
    """An emoji below the line with the key `message`; empty when it was taken away."""

    id: str
    at: int
    message: str
    emoji: str


@dataclass(frozen=True, slots=True)
class UserChose:
    """The user pressed a button, or named a choice."""

    id: str
    at: int
    choice: str
    surroundings: Surroundings


@dataclass(frozen=True, slots=True)
class UserAskedForHuman:
    """`/human`, or a plain sentence that says the same; `text` is what was written, `removed` as in `UserSaid`."""

    id: str
    at: int
    text: str
    surroundings: Surroundings
    files: tuple[FileRef, ...] = ()
    heard: Heard = "private"
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose code it is that somebody typed: where they wrote last, in which language, and their open request if any."""

    contact: Contact
    address: Address
    language: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class UserCommanded:
    """A command of the user other than `/human`; `removed` as in `UserSaid`.

    For `/link` alone `code` is a new one for the user to type elsewhere; with a code as its argument `joins` says whose
    that is, None where it is nobody's (any more), and `barred` that too many wrong ones came from there. For `/unlink`
    `parts` is who this address belongs to from now on, None where it is linked with no other.
    """

    id: str
    at: int
    command: CommandName
    argument: str
    text: str
    surroundings: Surroundings
    heard: Heard = "private"
    removed: tuple[str, ...] = ()
    code: str = ""
    joins: Holder | None = None
    barred: bool = False
    parts: Contact | None = None


@dataclass(frozen=True, slots=True)
class UserRated:
    """A score of 1 to 5 for a resolved conversation."""

    id: str
    at: int
    score: int


@dataclass(frozen=True, slots=True)
class OperatorActed:
    """An operator gave a command; `desk` is the carrier of the desk that showed it already, empty for the console."""

    id: str
    at: int
    actor: Actor
    command: Command
    surroundings: Surroundings
    desk: str = ""


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer that an earlier decision set has run down. `since` is the moment that it was counted from."""

    id: str
    at: int
    timer: TimerName
    since: int
    surroundings: Surroundings = Surroundings()


@dataclass(frozen=True, slots=True)
class Unprocessable:
    """Input that we could not make sense of technically; `text` is whatever could be read of it, redacted.

    `removed` is as in `UserSaid`.
    """

    id: str
    at: int
    text: str
    surroundings: Surroundings
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undelivered:
    """The line with the key `message` did not reach the user, for this reason; a sentence for the operators.

    `detours` are other ways to the user that may be tried; none where the line may have arrived after all.
    """

    id: str
    at: int
    message: str
    reason: str
    detours: tuple[Detour, ...] = ()


Event = (
    UserSaid
    | UserEdited
    | UserDeleted
    | UserReacted
    | UserChose
    | UserAskedForHuman
    | UserCommanded
    | UserRated
    | OperatorActed
    | TimerFired
    | Unprocessable
    | Undelivered
)

_OWN = ":own"


def own_line(event: Event) -> str:
    """The key of the line that the event itself adds to the transcript: the user's words, or an operator's note."""
    return f"{event.id}{_OWN}"


def is_own_line(message: str) -> bool:
    """Whether this is the key of a user's line or a note: nothing that the bot or an operator said to the user."""
    return message.endswith(_OWN)
