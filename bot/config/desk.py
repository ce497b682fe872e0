"""The `handoff:` section: opening hours, holidays, teams, goals and shifts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from itertools import pairwise

from bot.config.convert import language, line, list_of, mapping_of, scalar
from bot.config.model import HOUR, MINUTE, Handoff, Holidays, Week
from bot.config.sheet import Section, Value
from bot.config.values import day, days, duration, flag, span, zone
from handoff.hours import DAYS, Hours, Span
from handoff.model import Priority
from handoff.rules import Rules, Shift, Team
from intents.document import Scalar
from intents.problem import suggestion


def read_handoff(root: Section) -> Handoff:
    """Everything about people; with mistakes noted, the defaults stand in."""
    with root.section("handoff") as section:
        place = section.take("timezone", scalar(zone), None)
        holidays = _holidays(section)
        closed = frozenset(holidays.also) - frozenset(holidays.excepted)
        teams = section.take("teams", mapping_of(lambda value: _team(value, place or UTC, closed)), {})
        return Handoff(
            timezone=place.key if place else "UTC",
            holidays=holidays,
            rules=Rules(
                hours=Hours(place or UTC, section.take("hours", week, {}), closed),
                teams=teams,
                shifts=section.take("shifts", list_of(lambda value: _shift(value, teams)), ()),
                answer_within=section.take("answer_within", _goals, {}),
            ),
            auto_resolve=section.take("auto_resolve", scalar(lambda text: duration(text, MINUTE)), 24 * HOUR),
            reopen_within=section.take("reopen_within", scalar(lambda text: duration(text, 0)), 72 * HOUR),
            only_listed=section.take("only_listed", scalar(flag), False),
        )


def week(value: Value) -> Week:
    """Opening spans by weekday; days may be joined (`mon-fri`, `sat,sun`), and none is named twice."""
    taken: dict[int, tuple[Span, ...]] = {}
    for name, item in value.pairs():
        try:
            named = days(name.text)
        except ValueError as wrong:
            value.sheet.error(name.line, name.column, item.path, f"'{name.text}' does not fit; {wrong}")
            continue
        twice = [DAYS[number] for number in named if number in taken]
        if twice:
            message = f"{', '.join(twice)} stands in two lines; name each day once"
            value.sheet.error(name.line, name.column, item.path, message)
        spans = item.read(_spans, ())
        taken.update({number: spans for number in named if number not in taken})
    return taken


def _spans(value: Value) -> tuple[Span, ...]:
    if isinstance(value.node, Scalar):
        return (scalar(span)(value),)
    spans = sorted(list_of(scalar(span))(value))
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            value.error("two spans of this day overlap; join them or correct their times")
    return tuple(spans)


def _holidays(section: Section) -> Holidays:
    with section.section("holidays") as holidays:
        return Holidays(
            country=holidays.take("country", scalar(_country), None),
            also=holidays.take("also", list_of(scalar(day)), ()),
            excepted=holidays.take("except", list_of(scalar(day)), ()),
        )


def _country(word: str) -> str:
    if len(word) != 2 or not word.isascii() or not word.isalpha():
        raise ValueError("write a country code of two letters, such as SG or DE")
    return word.upper()


def _team(value: Value, place: tzinfo, closed: frozenset[date]) -> Team:
    with value.section() as team:
        hours = team.take("hours", week, None)
        return Team(
            members=team.take("members", list_of(line), ()),
            languages=team.take("languages", list_of(scalar(language)), ()),
            hours=None if hours is None else Hours(place, hours, closed),
        )


def _goals(value: Value) -> dict[Priority, int]:
    known = tuple(priority.value for priority in Priority)

    def priority(word: str) -> str:
        if word not in known:
            raise ValueError(f"name a priority; {suggestion(word, known)}")
        return word

    taken = mapping_of(scalar(duration), priority)(value)
    return {Priority(word): within for word, within in taken.items()}


def _shift(value: Value, teams: Mapping[str, Team]) -> Shift:
    with value.section() as shift:
        team = shift.take("team", line, "")
        who = shift.take("who", line, "")
        when = shift.take("when", week, {})
        for key in ("team", "who", "when"):
            if key not in shift:
                shift.error(key, f"missing; a shift has team, who and when, and '{key}' is not there")
        if team and teams and team not in teams:
            shift.error("team", f"there is no team '{team}' under handoff.teams; {suggestion(team, tuple(teams))}")
        return Shift(team, who, when)
