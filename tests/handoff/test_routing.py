"""Who is called, how loud, and to whom words pass a conversation on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from handoff.hours import Hours
from handoff.model import Priority
from handoff.roster import Colleague, Roster
from handoff.routing import Target, is_loud, near, rings, target, team_for
from handoff.rules import Rules, Shift, Team

NOON = int(datetime(2026, 1, 5, 12, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000
DAYTIME = {day: ((time(9), time(18)),) for day in range(7)}
MORNING = {day: ((time(6), time(11)),) for day in range(7)}
AFTERNOON = {day: ((time(11), time(20)),) for day in range(7)}
ROSTER = Roster((
    Colleague("Amy", load=3),
    Colleague("Bo", load=1),
    Colleague("Cy", load=1),
    Colleague("Di"),
    Colleague("Ed", muted_until=NOON + HOUR),
    Colleague("Li", "lead", load=9),
))  # fmt: skip
RULES = Rules(
    hours=Hours(week=DAYTIME),
    teams={"Support": Team(("Amy", "Bo", "Ed")), "Asia": Team(("Cy",), ("zh", "ja")), "Empty": Team()},
)


def called(rules: Rules = RULES, team: str | None = None, at: int = NOON, **more: object) -> tuple[str, ...]:
    return rings(rules, ROSTER, team=team, at=at, **more)  # type: ignore[arg-type] # rings checks the names


def test_the_least_busy_three_are_called_and_names_decide_between_equals() -> None:
    assert called() == ("Di", "Bo", "Cy")


def test_a_team_calls_its_own_people_and_one_without_members_everybody() -> None:
    assert called(team="Support") == ("Bo", "Amy")
    assert called(team="Empty") == called(team="no such team") == ("Di", "Bo", "Cy")


def test_whoever_wants_no_rings_now_is_called_later() -> None:
    assert "Ed" not in called(team="Support")
    assert "Ed" in called(team="Support", at=NOON + HOUR)


def test_a_colleague_who_is_wanted_is_called_alone() -> None:
    assert called(wanted="@amy") == ("Amy",)
    assert called(wanted="Ed") == called(wanted="nobody") == called()


def test_what_is_for_a_lead_calls_leads_even_where_the_team_has_none() -> None:
    assert called(for_lead=True) == called(team="Support", for_lead=True) == ("Li",)


def test_what_is_urgent_or_late_calls_everybody() -> None:
    assert called(priority=Priority.URGENT) == called(everybody=True) == ("Di", "Bo", "Cy", "Amy", "Li")


def test_those_on_shift_are_called_and_all_of_the_team_where_nobody_is() -> None:
    shifts = (Shift("Support", "Amy", AFTERNOON), Shift("Support", "Bo", MORNING))
    rules = replace(RULES, shifts=shifts)
    assert called(rules, "Support") == ("Amy",)
    assert called(rules) == ("Amy",)
    assert called(rules, "Asia") == ("Cy",)
    assert called(replace(RULES, shifts=shifts[1:]), "Support") == ("Bo", "Amy")


def test_outside_the_hours_of_the_team_only_what_is_urgent_calls_anybody_and_makes_a_sound() -> None:
    night = NOON + 10 * HOUR
    assert called(at=night) == ()
    assert called(at=night, priority=Priority.URGENT)
    assert not is_loud(RULES, None, Priority.HIGH, night)
    assert is_loud(RULES, None, Priority.URGENT, night)
    assert is_loud(replace(RULES, teams={"Owls": Team(hours=Hours())}), "Owls", Priority.LOW, night)


def test_quiet_hours_take_the_sound_away_and_nothing_else() -> None:
    quiet = replace(RULES, quiet=DAYTIME)
    assert called(quiet) == called()
    assert not is_loud(quiet, None, Priority.NORMAL, NOON)
    assert is_loud(quiet, None, Priority.URGENT, NOON)
    assert is_loud(RULES, None, Priority.NORMAL, NOON)


def test_a_language_finds_the_first_team_that_names_it() -> None:
    assert (team_for(RULES, "zh"), team_for(RULES, "en")) == ("Asia", None)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("support", Target(team="Support")),
        (" @bo ", Target(wanted="Bo")),
        ("nobody", None),
    ],
)
def test_words_name_a_team_or_a_colleague(words: str, found: Target | None) -> None:
    assert target(RULES, ROSTER, words) == found


def test_where_nobody_is_listed_any_name_is_a_teams() -> None:
    assert target(Rules(), Roster(), "core") == Target(team="core")


def test_a_name_that_nobody_has_leads_to_those_that_are_near() -> None:
    assert near(RULES, ROSTER, "suport") == ("Support",)
    assert near(RULES, ROSTER, "xyzzy") == ("Support", "Asia", "Empty")
