"""Keeps the timers of a stage true: what the stage that was left needed against what the one that was reached needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from conversation.decide.turn import Turn
from conversation.events import TimerFired, TimerName
from conversation.model import Stage


@dataclass(frozen=True, slots=True)
class Family:
    """Timers that follow from the stage in the same way.

    `since` gives the moment (epoch ms) that each is counted from, `running` which run and what tells one setting of
    them from another, `due` when one fires in the stage that was reached (epoch ms; None for never).
    """

    names: Sequence[TimerName]
    since: Callable[[Stage], Mapping[TimerName, int]]
    running: Callable[[Turn, Stage], Mapping[TimerName, object]]
    due: Callable[[Turn, TimerName], int | None]


def arm(turn: Turn, family: Family) -> None:
    """Sets the timers of the stage that was reached, and cancels those of the one that was left."""
    before, now = (family.running(turn, stage) for stage in (turn.before.stage, turn.conversation.stage))
    since, ran_down = family.since(turn.conversation.stage), _ran_down(turn, family)
    for name in family.names:
        if before.get(name) != now.get(name) or name == ran_down:
            turn.wake(name, family.due(turn, name) if name in now else None, since.get(name, turn.event.at))


def _ran_down(turn: Turn, family: Family) -> TimerName | None:
    """The timer that has just run down: it is replaced or cancelled, or it would fire for ever.

    One that was set anew meanwhile did not.
    """
    event = turn.event
    if not isinstance(event, TimerFired) or event.timer not in family.names:
        return None
    counted_from = family.since(turn.before.stage).get(event.timer, event.since)
    return event.timer if event.since == counted_from else None
