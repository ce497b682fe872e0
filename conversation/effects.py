"""What a decision wants done. Effects are values: the outbox and the timers keep them, the courier carries them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversation.events import TimerName
from conversation.model import Choice
from handoff.model import FileRef, Priority, Reason

SayKind = Literal["answer", "clarify", "fallback", "warning", "notice"]
Tier = Literal["new", "warn", "breach", "urgent"]


@dataclass(frozen=True, slots=True)
class Say:
    """The bot says this to the user. `entry` is the FAQ entry that it comes from, if it does."""

    key: str
    text: str
    kind: SayKind
    choices: tuple[Choice, ...] = ()
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Relay:
    """A person's words go to the other side: the user's to the desks, an operator's to the user."""

    key: str
    to: Literal["user", "desk"]
    sender: str
    text: str
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """The desks ring: a conversation entered the queue, or waits too long."""

    key: str
    tier: Tier
    reason: Reason
    priority: Priority
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Wake:
    """Send `TimerFired` at this time (epoch ms); replaces the timer of the same name; `at` None cancels it."""

    key: str
    timer: TimerName
    at: int | None
    since: int


Effect = Say | Relay | Alert | Wake
