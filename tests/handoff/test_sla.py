"""When an answer is due, and who gets what is late."""

from __future__ import annotations

from datetime import UTC, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from handoff.hours import Hours
from handoff.model import Priority
from handoff.rules import Rules, Team
from handoff.sla import nearly_due, next_tier, too_late

MINUTE = 60_000
NOON = int(datetime(2026, 1, 5, 12, tzinfo=UTC).timestamp() * 1000)
MORNINGS = Hours(week={0: ((time(9), time(12, 10)),), 1: ((time(9), time(17)),)})
RULES = Rules(
    teams={
        "first": Team(hours=MORNINGS, escalate_to="second"),
        "second": Team(answer_within={Priority.NORMAL: 90 * MINUTE}, escalate_to="first"),
    },
    answer_within={Priority.NORMAL: 30 * MINUTE},
    escalate_to="first",
)


def test_the_goal_of_the_team_goes_before_that_of_the_desk() -> None:
    assert too_late(RULES, None, Priority.NORMAL, NOON) == NOON + 30 * MINUTE
    assert too_late(RULES, "second", Priority.NORMAL, NOON) == NOON + 90 * MINUTE
    assert nearly_due(RULES, "second", Priority.NORMAL, NOON) == NOON + 60 * MINUTE


def test_where_nothing_is_promised_nothing_is_due() -> None:
    assert nearly_due(RULES, None, Priority.LOW, NOON) is None
    assert too_late(RULES, None, Priority.LOW, NOON) is None


def test_time_counts_only_while_people_are_there() -> None:
    assert nearly_due(RULES, "first", Priority.NORMAL, NOON) == NOON + 21 * 60 * MINUTE + 10 * MINUTE
    assert too_late(RULES, "first", Priority.NORMAL, NOON) == NOON + 21 * 60 * MINUTE + 20 * MINUTE


@given(st.integers(0, 14 * 24 * 60), st.sampled_from([None, "first", "second"]))
def test_a_warning_comes_before_it_is_late(minutes: int, team: str | None) -> None:
    since = NOON + minutes * MINUTE
    warned, late = (when(RULES, team, Priority.NORMAL, since) for when in (nearly_due, too_late))
    assert warned is not None
    assert late is not None
    assert since <= warned < late


def test_it_goes_up_a_tier_and_never_twice_to_the_same() -> None:
    assert next_tier(RULES, None, ()) == "first"
    assert next_tier(RULES, "first", ()) == "second"
    assert next_tier(RULES, "second", ("first",)) is None
    assert next_tier(RULES, "a team that is only shown", ()) == "first"
    assert next_tier(Rules(escalate_to="core"), "core", ()) is None
