"""The `handoff:` section: opening hours, holidays, goals, and what is too much. Teams are in `teams.py`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date

from bot.config.convert import list_of, scalar
from bot.config.model import HOUR, MINUTE, Handoff, Holidays
from bot.config.public_holidays import place, public_holidays
from bot.config.sheet import Section, Value
from bot.config.teams import goals, shift, team_among, teams, warn_of_dead_ends
from bot.config.values import count_or_off, day, duration, duration_or_off, flag, zone
from bot.config.week import by_date, week
from handoff.hours import Hours
from handoff.rules import Rules

_DEFAULT = Rules()


def read_handoff(root: Section) -> Handoff:
    """Everything about people; with mistakes noted, the defaults stand in."""
    with root.section("handoff") as section:
        clock = section.take("timezone", scalar(zone), None)
        holidays, closed = _holidays(section)
        hours = Hours(clock or UTC, section.take("hours", week, {}), closed, section.take("exceptions", by_date, {}))
        return Handoff(
            timezone=clock.key if clock else "UTC",
            holidays=holidays,
            rules=_rules(section, hours),
            auto_resolve=section.take("auto_resolve", scalar(lambda text: duration(text, MINUTE)), 24 * HOUR),
            reopen_within=section.take("reopen_within", scalar(lambda text: duration(text, 0)), 72 * HOUR),
            only_listed=section.take("only_listed", scalar(flag), False),
        )


def _rules(section: Section, hours: Hours) -> Rules:
    known = section.take("teams", teams(hours), {})
    rules = Rules(
        hours=hours,
        teams=known,
        shifts=section.take("shifts", list_of(lambda value: shift(value, known)), ()),
        answer_within=section.take("answer_within", goals, {}),
        escalate_to=section.take("escalate_to", team_among(known), None),
        quiet=section.take("quiet_hours", week, {}),
        give_back=section.take("give_back", scalar(duration_or_off), _DEFAULT.give_back),
        crowd=section.take("crowd", scalar(count_or_off), _DEFAULT.crowd),
        busy_above=section.take("busy_above", scalar(count_or_off), _DEFAULT.busy_above),
        remind_rating=section.take("remind_rating", scalar(duration_or_off), _DEFAULT.remind_rating),
        account_age=section.take("account_age", scalar(duration_or_off), _DEFAULT.account_age),
    )
    warn_of_dead_ends(section, rules)
    return rules


def _holidays(section: Section) -> tuple[Holidays, frozenset[date]]:
    """As they are written, and the days on which nobody is there."""
    with section.section("holidays") as holidays:
        public: set[date] = set()

        def country(word: str) -> str:
            public.update(public_holidays(word))
            return place(word)

        where = holidays.take("country", scalar(country), None)
        also = holidays.take("also", list_of(scalar(day)), ())
        judged = bool(public) or "country" not in holidays
        excepted = holidays.take("except", list_of(lambda one: _excepted(one, public, also, judged=judged)), ())
        return Holidays(where, also, excepted), frozenset(public | set(also)) - frozenset(excepted)


def _excepted(value: Value, public: Collection[date], also: Collection[date], *, judged: bool) -> date:
    """A day on which people work all the same; `judged`: whether the country's holidays are known."""
    on = scalar(day)(value)
    if on in also:
        value.warn(
            "this day stands under handoff.holidays.also as well, and people work on it; take it out of one list"
        )
    elif judged and on not in public and (not public or on.year in {one.year for one in public}):
        value.warn("this day is no holiday here, so nothing changes; correct the day, or take it out")
    return on
