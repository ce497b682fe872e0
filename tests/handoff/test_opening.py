"""Who calls the team when it is back."""

from __future__ import annotations

from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from handoff.hours import Hours
from handoff.model import Priority, Ticket
from handoff.opening import heads

NOON = 1_767_268_800_000  # Thursday, 2026-01-01 12:00 UTC
HOUR = 3_600_000
HOURS = Hours(week={day: ((time(9), time(18)),) for day in range(7)})
NIGHT, MORNING = NOON + 8 * HOUR, NOON + 20 * HOUR


def calls(mine: Ticket, *others: Ticket, since: int | None = None) -> bool:
    return heads(HOURS, (mine, *others), mine, mine.since if since is None else since)


def test_the_first_of_the_night_calls_and_the_others_do_not() -> None:
    early, late = Ticket(1, NIGHT), Ticket(2, MORNING)
    assert calls(early, late)
    assert not calls(late, early)


def test_who_came_while_people_were_there_has_called_already() -> None:
    assert calls(Ticket(2, NIGHT), Ticket(1, NOON))


def test_who_came_before_an_earlier_opening_has_called_already() -> None:
    assert calls(Ticket(2, NIGHT), Ticket(1, NIGHT - 24 * HOUR))


def test_other_teams_call_for_themselves() -> None:
    assert calls(Ticket(2, MORNING, team="core"), Ticket(1, NIGHT), Ticket(3, NIGHT, team="security"))


def test_what_is_urgent_has_called_at_night_and_calls_for_nobody_else() -> None:
    assert calls(Ticket(2, MORNING), Ticket(1, NIGHT, Priority.URGENT))
    assert not calls(Ticket(2, NIGHT), Ticket(1, MORNING, Priority.HIGH))


def test_who_was_passed_on_at_night_waits_for_this_opening_whatever_the_place() -> None:
    passed = Ticket(1, NOON)
    assert calls(passed, Ticket(2, NIGHT), since=NIGHT)


@given(st.lists(st.builds(Ticket, st.integers(1, 99), st.integers(NIGHT, MORNING)), unique_by=lambda one: one.number))
def test_of_one_night_exactly_one_calls(tickets: list[Ticket]) -> None:
    assert sum(heads(HOURS, tickets, one, one.since) for one in tickets) == min(len(tickets), 1)
