"""What becomes of an outbox row after an attempt to send it: decisions as values, obeyed by the courier.

READY -> SENDING -> SENT. Not sent: READY later. Refused for good: DEAD, with a reason that the operator reads. No
answer: UNKNOWN, sent again at once with the same key where the channel throws duplicates away, later where a second
time does no harm, else a bounded retry, else DEAD with the question put to the operator.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

NOT_SENT_BASE = 2_000
"""First pause after a failure in which surely nothing was sent, in ms; it doubles."""
SHORTEST_PAUSE = 100
"""Nobody who asks us to wait is asked again sooner, in ms, even if no time is left to wait for."""
PAUSE_CAP = 300_000
"""No pause is longer than five minutes."""
GIVE_UP_AFTER = 300
"""Attempts before a row that was never sent is given up: a day of trying, which is as long as Telegram waits for us."""
HARMLESS_RETRIES = 40
"""How often an ambiguous send is repeated where a second time does no harm: about three hours."""
BLIND_RETRIES = 1
"""How often an ambiguous send is repeated on a channel that would show a duplicate."""
HARMLESS_TWICE = frozenset({"open", "edit", "erase", "mark", "alert"})
"""Kinds of rows that may be repeated: whoever opens looks for the place first, most lead to the same again, and a desk
would rather hear a ring twice than not at all."""


class RowState(StrEnum):
    """Where an outbox row stands."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"


FINISHED = frozenset({RowState.SENT, RowState.DEAD})


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform confirmed it; `remote` are its own ids of what it took, where it gives any."""

    remote: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSent:
    """Surely not sent: no connection, or a limit; `retry_after` in ms where the platform named one.

    `alone`: only this message is held up, and by something that somebody has to mend; its chat takes others.
    """

    reason: str
    retry_after: int | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused for good; `reason` is a sentence for the operator."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """No answer came: it may have been delivered or not."""

    reason: str


Outcome = Sent | NotSent | Rejected | Ambiguous


@dataclass(frozen=True, slots=True)
class Next:
    """What to write: the state, when the row is due again (epoch ms), and why.

    An attempt that is not `counted` was no failure: the platform took part and asked us to wait.
    """

    state: RowState
    due: int
    reason: str | None = None
    counted: bool = True


def after(outcome: Outcome, *, attempts: int, now: int, deduplicates: bool, harmless: bool = False) -> Next:
    """The row's next state; `attempts` counts the one that just ended, so it is at least 1.

    `harmless` says that doing it twice does less harm than not at all, though the platform throws nothing away.
    """
    match outcome:
        case Sent():
            return Next(RowState.SENT, now)
        case Rejected(reason):
            return Next(RowState.DEAD, now, reason)
        case NotSent(reason, retry_after) if retry_after is not None:
            return Next(RowState.READY, now + max(retry_after, SHORTEST_PAUSE), reason, counted=False)
        case NotSent(reason):
            if attempts >= GIVE_UP_AFTER:
                return Next(RowState.DEAD, now, reason)
            return Next(RowState.READY, now + pause(attempts), reason)
        case Ambiguous(reason):
            if attempts >= (HARMLESS_RETRIES if deduplicates or harmless else 1 + BLIND_RETRIES):
                return Next(RowState.DEAD, now, f"{reason}; it may have arrived, please ask")
            at_once = deduplicates and not harmless and attempts == 1
            return Next(RowState.UNKNOWN, now if at_once else now + pause(attempts), reason)
        case _:
            assert_never(outcome)


def pause(attempts: int) -> int:
    """How long to wait before the next attempt, in ms: doubling up to five minutes."""
    return min(NOT_SENT_BASE << min(attempts - 1, 20), PAUSE_CAP)
