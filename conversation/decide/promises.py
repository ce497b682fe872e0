"""What people owe to those who wait: an answer in time, else the next tier; and a word when the position is halved.

Three timers run while a conversation waits. "answer" counts the staffed time since its team got it: first the desks are
warned, then the promise is broken and the next tier gets it. "position" looks again every ten minutes while people are
there. "opening" calls the team when it is back, if it was away when it got this. All follow from the stage alone: `arm`
sets and cancels them after every decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from conversation.decide import timers
from conversation.decide.turn import Turn
from conversation.events import TimerFired, TimerName
from conversation.model import Stage, Waiting
from conversation.policy import MINUTE
from handoff import routing, sla
from handoff.model import Priority

NAMES: tuple[TimerName, ...] = ("answer", "position", "opening")
LOOK_EVERY = 10 * MINUTE
"""How often the position is looked at again, in ms: nobody is told more often without asking."""


def fired(turn: Turn, event: TimerFired, stage: Waiting) -> None:
    """A timer has run down while it waits; one that was set anew meanwhile is of no concern any more."""
    if event.since != _since(stage).get(event.timer):
        return
    match event.timer:
        case "answer":
            _answer_due(turn, stage)
        case "position":
            _look_again(turn, stage)
        case "opening" if routing.is_staffed(turn.policy.rules, stage.team, stage.priority, event.at):
            turn.alert("opened", stage, soft=not turn.surroundings.heads)  # many that wait call once
        case _:
            pass  # the hours were changed meanwhile: it is set for the next opening


def heard(turn: Turn, stage: Waiting) -> None:
    """The user was just told the position; when it is half of that, they hear it again."""
    turn.enter(replace(stage, told=turn.surroundings.position))


def had_by(stage: Waiting) -> tuple[str, ...]:
    """The teams that had it in this entry, with the one that has it now."""
    return (*stage.tried, stage.team) if stage.team else stage.tried


def arm(turn: Turn) -> None:
    """Sets and cancels them after every decision."""
    timers.arm(turn, timers.Family(NAMES, _since, _running, _due))


def _answer_due(turn: Turn, stage: Waiting) -> None:
    """Nearly due, or too late; after a standstill of the house it may be both at once, and then only the latter."""
    late = sla.too_late(turn.policy.rules, stage.team, stage.priority, _had_since(stage))
    if late is None or stage.goal == "breached":
        return  # nothing is promised any more
    if stage.goal == "" and late > turn.event.at:
        turn.enter(replace(stage, goal="warned"))
        turn.alert("warn", stage)
    else:
        _broken(turn, stage)


def _broken(turn: Turn, stage: Waiting) -> None:
    """The desks ring; where there is a next tier, it is theirs now, and the user is told so."""
    following = sla.next_tier(turn.policy.rules, stage.team, stage.tried)
    if following is None:
        turn.enter(replace(stage, goal="breached"))
        turn.alert("breach", stage, everybody=True)
        return
    at, place = turn.event.at, turn.surroundings.position
    moved = replace(stage, team=following, wanted=None, goal="", told=place, team_since=at, tried=had_by(stage))
    turn.enter(moved)
    turn.alert("breach", stage, called=moved)
    turn.say("moved_on")


def _look_again(turn: Turn, stage: Waiting) -> None:
    if turn.surroundings.position * 2 <= stage.told:
        heard(turn, stage)
        turn.say("position_now")


def _since(stage: Stage) -> Mapping[TimerName, int]:
    """The moments (epoch ms) that the timers of this stage are counted from."""
    if not isinstance(stage, Waiting):
        return {}
    had = _had_since(stage)
    return {"answer": had, "position": stage.since, "opening": had}


def _had_since(stage: Waiting) -> int:
    """Since when its team has it; what an earlier version stored knows only since when it waits."""
    return stage.team_since or stage.since


def _running(turn: Turn, stage: Stage) -> Mapping[TimerName, object]:
    """Which timers run in this stage, each with what tells one setting of it from another."""
    if not isinstance(stage, Waiting):
        return {}
    found: dict[TimerName, object] = {}
    if stage.goal != "breached" and turn.policy.rules.goal(stage.team, stage.priority) is not None:
        found["answer"] = (stage.team, stage.team_since, stage.priority, stage.goal)
    if stage.told > 1:
        found["position"] = (stage.entry, stage.team_since)
    if stage.priority is not Priority.URGENT and _opening(turn, stage, _had_since(stage)) is not None:
        found["opening"] = (stage.entry, stage.team, stage.team_since)
    return found


def _opening(turn: Turn, stage: Waiting, at: int) -> int | None:
    """When its team is back that is away at this moment (both epoch ms)."""
    return turn.policy.rules.hours_of(stage.team).next_opening(at)


def _due(turn: Turn, name: TimerName) -> int | None:
    """When this timer of the stage fires (epoch ms)."""
    stage, rules = turn.conversation.stage, turn.policy.rules
    assert isinstance(stage, Waiting)
    opening = _opening(turn, stage, turn.event.at)
    if name == "opening":
        return opening
    if name == "position":  # nobody moves ahead while people are away
        return max(turn.event.at + LOOK_EVERY, opening or 0)
    due = sla.too_late if stage.goal == "warned" else sla.nearly_due
    return due(rules, stage.team, stage.priority, _had_since(stage))
