"""What an owner leaves for later, and what becomes of a conversation that they leave too long.

The timers "owner", "snooze" and "resolve" follow from the stage alone: `arm` sets and cancels them after each decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from conversation import words
from conversation.decide import moves, queue, timers
from conversation.decide.turn import Turn
from conversation.events import TimerFired, TimerName
from conversation.model import Stage, WithOperator
from handoff.model import Reason

NAMES: tuple[TimerName, ...] = ("owner", "snooze", "resolve")


def fired(turn: Turn, event: TimerFired, stage: WithOperator) -> None:
    """One of the owner's timers has run down; one that counts from another moment is of no concern any more."""
    if event.since != _counted(stage).get(event.timer):
        return
    match event.timer:
        case "owner":
            _keeps_waiting(turn, stage)
        case "snooze":
            turn.enter(replace(stage, snoozed_until=None, owes_since=event.at, reminded=False))
            _woken(turn, stage)
        case "resolve":
            moves.resolve(turn, "operator", operator=stage.operator, sentence="resolved")
        case _:
            pass


def heard(turn: Turn, stage: WithOperator, *, parting: bool = False) -> None:
    """The user wrote: the owner owes an answer, and whatever was put off comes back now.

    A last thanks (`parting`) asks for nothing: what was put off stays so, and silence is counted from here.
    """
    if parting and stage.owes_since is None:
        turn.enter(replace(stage, warned=False))
        if stage.snoozed_until is None and stage.resolve_at is None:
            turn.count_silence(turn.policy.warn_after)
        return
    owed = stage.owes_since if stage.snoozed_until is None else None
    since = turn.event.at if owed is None else owed
    reminded = stage.reminded and owed is not None
    here = replace(stage, warned=False, owes_since=since, reminded=reminded, snoozed_until=None, resolve_at=None)
    turn.enter(here)
    turn.stop_counting()
    if stage.snoozed_until is not None:
        _woken(turn, stage)
    if stage.resolve_at is not None:
        turn.tell(turn.desk_words("resolve_cancelled"))


def snooze(turn: Turn, stage: WithOperator, span: int) -> None:
    """Set aside for `span` ms: neither the owner's silence nor the user's counts meanwhile."""
    turn.enter(replace(stage, snoozed_until=turn.event.at + span, resolve_at=None, warned=False))
    turn.stop_counting()


def arm(turn: Turn) -> None:
    """Sets and cancels them after every decision."""
    timers.arm(turn, timers.Family(NAMES, _counted, _running, _due))


def _keeps_waiting(turn: Turn, stage: WithOperator) -> None:
    """Told first; then it goes back to where it came from, at the place of somebody who waits since then."""
    if not turn.policy.rules.give_back:
        return  # switched off since the timer was set
    if stage.reminded:
        queue.enqueue(
            turn,
            Reason.SILENT,
            priority=stage.priority,
            team=stage.team,
            since=stage.waits_since,
            notice="released",
        )
        return
    turn.enter(replace(stage, reminded=True))
    due = _due(turn, "owner")
    wait = words.span(turn.policy, turn.policy.texts.languages[0], (due or turn.event.at) - turn.event.at)
    told = turn.desk_words("owner_soon", operator=stage.operator, wait=wait, number=turn.conversation.number)
    turn.tell(told, rings=(stage.operator,))


def _woken(turn: Turn, stage: WithOperator) -> None:
    told = turn.desk_words("snooze_over", operator=stage.operator, number=turn.conversation.number)
    turn.tell(told, rings=(stage.operator,))


def _counted(stage: Stage) -> Mapping[TimerName, int]:
    """The moments (epoch ms) that the timers of this stage are counted from.

    Whoever takes over has all the time for an answer, however long the user waits for it.
    """
    if not isinstance(stage, WithOperator):
        return {}
    if stage.snoozed_until is not None:
        return {"snooze": stage.snoozed_until}
    if stage.resolve_at is not None:
        return {"resolve": stage.resolve_at}
    return {} if stage.owes_since is None else {"owner": max(stage.owes_since, stage.since)}


def _running(turn: Turn, stage: Stage) -> Mapping[TimerName, tuple[int, bool]]:
    """What tells one setting of a timer from another."""
    counted = _counted(stage)
    reminded = isinstance(stage, WithOperator) and stage.reminded
    gives_back = turn.policy.rules.give_back > 0
    return {name: (since, reminded) for name, since in counted.items() if name != "owner" or gives_back}


def _due(turn: Turn, name: TimerName) -> int | None:
    """When this timer of the stage fires (epoch ms). What an owner owes is due in the hours of the team."""
    stage = turn.conversation.stage
    assert isinstance(stage, WithOperator)
    since = _counted(stage)[name]
    if name != "owner":
        return since
    span = turn.policy.rules.give_back
    warning, hours = span * 2 // 3, turn.policy.rules.hours_of(stage.team)
    return hours.due(turn.event.at, span - warning) if stage.reminded else hours.due(since, warning)
