"""How a desk works: its teams and tiers, when people are there, how soon they answer, and what is too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handoff.hours import Hours, Span
from handoff.model import Priority

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Team:
    """Operators who take the same kind of request.

    `hours` is None when they keep those of the desk; `answer_within` (ms) goes before the desk's goals; `escalate_to`
    is the team that gets what this one did not answer in time.
    """

    members: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hours: Hours | None = None
    answer_within: Mapping[Priority, int] = field(default_factory=dict)
    escalate_to: str | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """When an operator works for a team: spans by weekday, 0 is Monday, on the desk's clock."""

    team: str
    who: str
    when: Mapping[int, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Rules:
    """The desk's settings as the kernel sees them. All spans are in milliseconds.

    `answer_within` has the goals by priority; `escalate_to` is the team that gets what no team answered in time;
    `quiet` are the hours in which only what is urgent rings; `give_back`: how long an operator may leave the user
    without an answer (0: for ever); `crowd`: so many newcomers within a minute are shown together (0: never);
    `busy_above`: with more waiting, users are told that it takes longer (0: never); `remind_rating`: when a user who
    has not rated is asked once more (0: never); `account_age`: how old an account must be for the queue, where the
    platform tells.
    """

    hours: Hours = field(default_factory=Hours)
    teams: Mapping[str, Team] = field(default_factory=dict)
    shifts: tuple[Shift, ...] = ()
    answer_within: Mapping[Priority, int] = field(default_factory=dict)
    escalate_to: str | None = None
    quiet: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    give_back: int = 30 * MINUTE
    crowd: int = 20
    busy_above: int = 50
    remind_rating: int = 24 * 60 * MINUTE
    account_age: int = 0

    def hours_of(self, team: str | None) -> Hours:
        """When the people of this team are there; the desk's hours for no team and for a single person."""
        known = self.teams.get(team) if team else None
        return known.hours if known is not None and known.hours is not None else self.hours

    def goal(self, team: str | None, priority: Priority) -> int | None:
        """How soon a person should answer (ms of staffed time); None where nothing was promised."""
        known = self.teams.get(team) if team else None
        own = known.answer_within.get(priority) if known else None
        return self.answer_within.get(priority) if own is None else own

    def next_tier(self, team: str | None) -> str | None:
        """Who gets what this team did not answer in time; a team that is not configured is nobody's."""
        known = self.teams.get(team) if team else None
        following = known.escalate_to if known else self.escalate_to
        return following if following != team else None
