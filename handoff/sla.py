"""When an answer that was promised is nearly due and when it is late, and who gets what was not answered in time."""

from __future__ import annotations

from collections.abc import Collection

from handoff.model import Priority
from handoff.rules import Rules

WARNED_AFTER = (2, 3)
"""The part of the goal after which the team is warned."""


def nearly_due(rules: Rules, team: str | None, priority: Priority, since: int) -> int | None:
    """When the team should be warned (epoch ms), having had it `since`; None where nothing was promised."""
    goal = rules.goal(team, priority)
    if goal is None:
        return None
    part, whole = WARNED_AFTER
    return rules.hours_of(team).due(since, goal * part // whole)


def too_late(rules: Rules, team: str | None, priority: Priority, since: int) -> int | None:
    """When the promise is broken (epoch ms); None where nothing was promised."""
    goal = rules.goal(team, priority)
    return None if goal is None else rules.hours_of(team).due(since, goal)


def next_tier(rules: Rules, team: str | None, had: Collection[str]) -> str | None:
    """Who gets it now; nobody gets it a second time, even where teams point at each other."""
    following = rules.next_tier(team)
    return None if following in had else following
