"""Who is called for a conversation that waits, and to whom an operator's words pass it on."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from handoff.hours import inside
from handoff.model import Priority, Role
from handoff.roster import Colleague, Roster
from handoff.rules import Rules

CALLED_MOST = 3
"""Names that one ring calls: whoever is called too often stops looking. What is urgent calls everybody."""
NEAR_MOST = 3
LEADS: frozenset[Role] = frozenset({"lead", "admin"})


@dataclass(frozen=True, slots=True)
class Target:
    """A team or a colleague; exactly one of the two is set."""

    team: str | None = None
    wanted: str | None = None


def team_for(rules: Rules, language: str) -> str | None:
    """The first team that is there for this language; None where no team names it."""
    return next((name for name, team in rules.teams.items() if language in team.languages), None)


def rings(
    rules: Rules,
    roster: Roster,
    *,
    team: str | None,
    wanted: str | None = None,
    for_lead: bool = False,
    priority: Priority = Priority.NORMAL,
    everybody: bool = False,
    at: int,
) -> tuple[str, ...]:
    """The names to call, the least busy first.

    A colleague who was asked for is called alone, unless they want no rings now. Else it is the people of the team,
    those on shift if anybody is. Outside the team's hours only what is urgent calls anybody.
    """
    if not is_staffed(rules, team, priority, at):
        return ()
    known = roster.named(wanted) if wanted else None
    if known is not None and known.muted_until <= at:
        return (known.name,)
    awake = [one for one in _people(rules, roster, team, for_lead=for_lead) if one.muted_until <= at]
    called = sorted(_on_shift(rules, awake, team, at) or awake, key=lambda one: (one.load, one.name))
    most = len(called) if everybody or priority is Priority.URGENT else CALLED_MOST
    return tuple(one.name for one in called[:most])


def is_staffed(rules: Rules, team: str | None, priority: Priority, at: int) -> bool:
    """Whether it is time to call anybody: always for what is urgent, else within the team's hours."""
    return priority is Priority.URGENT or rules.hours_of(team).is_open(at)


def is_loud(rules: Rules, team: str | None, priority: Priority, at: int) -> bool:
    """Whether a ring makes a sound: not outside the team's hours, nor in the quiet ones, unless it is urgent."""
    if priority is Priority.URGENT:
        return True
    return is_staffed(rules, team, priority, at) and not inside(rules.quiet, rules.hours.zone, at)


def target(rules: Rules, roster: Roster, words: str) -> Target | None:
    """The team or the colleague of this name, or None. Where nobody is listed, any name is that of a team."""
    wanted = words.strip().removeprefix("@")
    team = next((name for name in rules.teams if name.casefold() == wanted.casefold()), None)
    if team is not None:
        return Target(team=team)
    known = roster.named(wanted)
    if known is not None:
        return Target(wanted=known.name)
    return None if roster.people else Target(team=wanted)


def near(rules: Rules, roster: Roster, words: str) -> tuple[str, ...]:
    """Names of teams and colleagues that were perhaps meant; where none is near, the first few that there are."""
    names = [*rules.teams, *(one.name for one in roster.people)]
    by_fold = {name.casefold(): name for name in names}
    found = get_close_matches(words.strip().removeprefix("@").casefold(), by_fold, NEAR_MOST, cutoff=0.5)
    return tuple(by_fold[name] for name in found) or tuple(names[:NEAR_MOST])


def _people(rules: Rules, roster: Roster, team: str | None, *, for_lead: bool) -> list[Colleague]:
    """Of the team, or all where it is nobody's or has no members; of these the leads, if only they may take it."""
    known = rules.teams.get(team) if team else None
    members = known.members if known else ()
    people = [one for one in roster.people if one.name in members] if members else list(roster.people)
    if not for_lead:
        return people
    return [one for one in people if one.role in LEADS] or [one for one in roster.people if one.role in LEADS]


def _on_shift(rules: Rules, people: list[Colleague], team: str | None, at: int) -> list[Colleague]:
    """Those of them who work just now; for no team, in whichever."""
    now = {
        shift.who
        for shift in rules.shifts
        if (team is None or shift.team == team) and inside(shift.when, rules.hours.zone, at)
    }
    return [one for one in people if one.name in now]
