"""What a decision wants done. Effects are values: the outbox and the timers keep them, the courier carries them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversation.events import TimerName
from conversation.model import Address, Choice
from handoff.model import Detour, FileRef, Priority, Reason, Way
from intents.model import Media

SayKind = Literal["answer", "clarify", "fallback", "warning", "notice"]
Tier = Literal["new", "opened", "warn", "breach", "urgent"]
"""It entered the queue; its team is back, which was away then; the answer is nearly due; is late; it became urgent."""


@dataclass(frozen=True, slots=True)
class Say:
    """The bot says this to the user, in answer to the line `reply_to` where that is set.

    `entry` is the FAQ entry that it comes from, if it does, and `media` the pictures and videos that belong to it. `at`
    is another address of the same person, where it is said there and not where they wrote last.
    """

    key: str
    text: str
    kind: SayKind
    choices: tuple[Choice, ...] = ()
    entry: str | None = None
    media: tuple[Media, ...] = ()
    reply_to: str | None = None
    at: Address | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry that may be the answer, with the confidence (0 to 1) and the version of the FAQ that said so."""

    entry: str
    confidence: float
    faq: str


@dataclass(frozen=True, slots=True)
class Relay:
    """A person's words go to the other side: the user's to the desks, an operator's to the user.

    `message` is the key of the line that is relayed where the line was there before; else the effect's own key is.
    `reply_to` is the key of the line that it answers; `media` come along with an entry that an operator sends. `by` is
    the other way that a line takes which did not arrive the first time. `suggested` are entries that may answer a
    user's line, the likeliest first. `sender` is what the other side calls them; an operator whom users call otherwise
    has a `name` for the desks.
    """

    key: str
    to: Literal["user", "desk"]
    sender: str
    text: str
    files: tuple[FileRef, ...] = ()
    message: str | None = None
    reply_to: str | None = None
    media: tuple[Media, ...] = ()
    by: Way = ""
    suggested: tuple[Suggestion, ...] = ()
    name: str = ""

    @property
    def line(self) -> str:
        """The key of the line that it carries."""
        return self.key if self.message is None else self.message


@dataclass(frozen=True, slots=True)
class Edit:
    """A line that the other side has already reads differently now; `message` is its key, `sender` who changed it.

    `deleted`: it was taken back. Where it was never shown, nothing has to be said. `name` is as in `Relay`.
    """

    key: str
    to: Literal["user", "desk"]
    message: str
    sender: str
    text: str
    deleted: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Erase:
    """A line disappears from the user's chat where the platform lets us; it stays in the transcript."""

    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An emoji appears below a line on the other side; empty takes it away."""

    key: str
    to: Literal["user", "desk"]
    message: str
    emoji: str


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """People will work on this: every desk makes a place for it, or opens the one that it has."""

    key: str


@dataclass(frozen=True, slots=True)
class Tell:
    """The bot's word to the operators. `retry` is the key of a line that did not arrive and may be sent again.

    `detours` are the other ways in which it may be tried; `rings` are operators who are called by name.
    """

    key: str
    text: str
    retry: str | None = None
    detours: tuple[Detour, ...] = ()
    rings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """The desks ring: a conversation entered the queue, or waits too long.

    `rings` are the operators who are called by name; `loud`: it makes a sound even for others. `crowd`: it is one of
    many that came at once, and all of these share one line.
    """

    key: str
    tier: Tier
    reason: Reason
    priority: Priority
    team: str | None = None
    rings: tuple[str, ...] = ()
    loud: bool = True
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class Wake:
    """Send `TimerFired` at this time (epoch ms); replaces the timer of the same name; `at` None cancels it."""

    key: str
    timer: TimerName
    at: int | None
    since: int


@dataclass(frozen=True, slots=True)
class OfferCode:
    """Whoever types `code` elsewhere before `until` (epoch ms) is the same person as this contact."""

    key: str
    code: str
    until: int


@dataclass(frozen=True, slots=True)
class Join:
    """The person is this contact from now on, with all that they said before; a `code` is used up by it."""

    key: str
    contact: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The address is nobody else's any more: it keeps what began there, and what began elsewhere is not read there."""

    key: str


@dataclass(frozen=True, slots=True)
class Learn:
    """A line to learn from: the user's words, the entry that answered (empty: none) and the one that should have."""

    key: str
    text: str
    wrong: str
    right: str
    operator: str


Effect = Say | Relay | Edit | Erase | Mark | OpenDesk | Tell | Alert | Wake | OfferCode | Join | Part | Learn
