"""What `frontdesk doctor` finds in the desk's rules: its hours, its teams, who is in them, and their shifts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.checkup import Finding
from bot.config import Config
from handoff.hours import END_OF_DAY, Hours, Span
from handoff.model import Operator
from handoff.rules import Rules, Team

HOUR, DAY = 3_600_000, 86_400_000
NEVER = "closed for the next 400 days; look at handoff.hours, handoff.holidays and handoff.exceptions"
SHOWN = 3
"""Days off that are named."""
AHEAD = 60
"""Days in which they are looked for."""


def hours(config: Config, now: int) -> Finding:
    """Whether people are there just now, and the next days off. `now` is epoch ms."""
    kept, zone = config.handoff.rules.hours, config.handoff.timezone
    if kept.always:
        return Finding("hours", "fine", "always open; set handoff.hours to tell people when you are there")
    if kept.due(now, 1) is None:
        return Finding("hours", "problem", NEVER)
    opening = kept.next_opening(now)
    if opening is not None:
        state = f"closed now, open again {_moment(opening, kept)} ({zone})"
    else:
        state = f"open now, at {_moment(now, kept)} ({zone})"
    free = ", ".join(f"{day:%Y-%m-%d}" for day in _days_off(kept, now))
    return Finding("hours", "fine", f"{state}; next days off: {free}" if free else state)


def teams(config: Config, staff: Sequence[Operator], now: int) -> Iterator[Finding]:
    """One line a team that something is wrong with; all others stand in one line, with how much their shifts leave."""
    rules = config.handoff.rules
    names = {operator.name for operator in staff}
    well = []
    for name, team in rules.teams.items():
        faults = tuple(_faults(rules, name, team, names, now))
        if faults:
            yield Finding("teams", "warning", f"{name}: {'; '.join((*faults, *_uncovered(rules, name, now)))}")
        else:
            well.append("; ".join((f"{name} {len(team.members)}", *_uncovered(rules, name, now))))
    if well:
        yield Finding("teams", "fine", ", ".join(well))


def _faults(rules: Rules, name: str, team: Team, staff: set[str], now: int) -> Iterator[str]:
    strangers = [member for member in team.members if member not in staff]
    if not team.members:
        yield f"nobody is in it, so everybody is called; name people in handoff.teams.{name}.members"
    elif len(strangers) == len(team.members):
        yield f"none of its members is an operator, so nobody is called; {_remedy(strangers, staff)}"
    elif strangers:
        yield f"not everybody in it is an operator; {_remedy(strangers, staff)}"
    if name in staff:
        yield "an operator has this name as well, so a transfer to it goes to the team; name one of them differently"
    if rules.hours_of(name).due(now, 1) is None:
        yield NEVER


def _remedy(strangers: Sequence[str], staff: set[str]) -> str:
    """Names are compared to the letter; most often it is only the case."""
    known = {name.casefold(): name for name in staff}
    alike = [f"write {known[one.casefold()]} for {one}" for one in strangers if one.casefold() in known]
    missing = [f"frontdesk operators add {one}" for one in strangers if one.casefold() not in known]
    return "; ".join([*alike, *([f"use: {', '.join(missing)}"] if missing else [])])


def _uncovered(rules: Rules, name: str, now: int) -> Iterator[str]:
    """How much of the coming week's open time nobody of a team has a shift in, if it has shifts."""
    weeks = [shift.when for shift in rules.shifts if shift.team == name]
    open_time, until = rules.hours_of(name), now + 7 * DAY
    rest = _minus(open_time, _together(*weeks), now, until) if weeks else 0
    if rest >= HOUR:
        total = open_time.open_between(now, until)
        yield f"nobody of it is on shift for {rest // HOUR} of {total // HOUR} open hours in seven days"
        yield "then all of the team are called"


def _minus(kept: Hours, worked: Mapping[int, tuple[Span, ...]], start: int, end: int) -> int:
    """Open time (ms) outside of these spans; special days are taken for covered."""
    week = kept.week or dict.fromkeys(range(7), ((time(0), END_OF_DAY),))
    either = Hours(kept.zone, _together(week, worked), kept.closed, kept.special)
    shifts = Hours(kept.zone, worked or {0: ()}, kept.closed, kept.special)
    return either.open_between(start, end) - shifts.open_between(start, end)


def _together(*weeks: Mapping[int, tuple[Span, ...]]) -> dict[int, tuple[Span, ...]]:
    days = {day for week in weeks for day in week}
    return {day: tuple(span for week in weeks for span in week.get(day, ())) for day in days}


def _days_off(kept: Hours, now: int) -> list[date]:
    """The next days on which nobody is there though their weekday has hours."""
    today = datetime.fromtimestamp(now / 1000, UTC).astimezone(kept.zone).date()
    coming = (today + timedelta(days=ahead) for ahead in range(AHEAD))
    free = [day for day in coming if _is_off(kept, day) and (not kept.week or kept.week.get(day.weekday()))]
    return free[:SHOWN]


def _is_off(kept: Hours, day: date) -> bool:
    return not kept.special[day] if day in kept.special else day in kept.closed


def _moment(at: int, kept: Hours) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(kept.zone):%Y-%m-%d %H:%M}"
