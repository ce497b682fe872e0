"""Who is next, and how long that takes."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from handoff.model import Priority, Ticket
from handoff.queue import expected_wait, longest_wait, order, places, position

tickets = st.lists(
    st.builds(Ticket, st.integers(1, 500), st.integers(0, 100), st.sampled_from(Priority)), unique_by=lambda t: t.number
)


def test_the_urgent_come_first_and_then_whoever_waits_longest() -> None:
    early, late = Ticket(1, 10), Ticket(2, 20)
    urgent, low = Ticket(3, 30, Priority.URGENT), Ticket(4, 1, Priority.LOW)
    assert order([late, low, early, urgent]) == [urgent, early, late, low]


@given(tickets)
def test_the_position_is_the_place_in_the_order(queue: list[Ticket]) -> None:
    for place, ticket in enumerate(order(queue), 1):
        assert position(queue, ticket) == place


@given(tickets)
def test_whoever_joins_now_stands_behind_their_equals(queue: list[Ticket]) -> None:
    newcomer = Ticket(1000, 101)
    assert position(queue, newcomer) == 1 + sum(t.priority is not Priority.LOW for t in queue)


def test_a_wait_is_foretold_only_from_enough_history() -> None:
    assert expected_wait([60, 60, 60, 60]) is None
    assert expected_wait([30, 60, 90, 120, 6000]) == 90


def test_what_nine_of_ten_wait_is_told_only_from_more_history() -> None:
    assert longest_wait([60] * 9) is None
    assert longest_wait([9, 8, 7, 6, 5, 4, 3, 2, 1, 9000]) == 9
    assert longest_wait([*range(1, 21)]) == 18


@given(st.lists(st.integers(0, 10**6), min_size=10))
def test_nine_of_ten_waited_no_longer_and_it_is_never_less_than_usual(waits: list[int]) -> None:
    most, usual = longest_wait(waits), expected_wait(waits)
    assert most is not None
    assert usual is not None
    assert sum(wait <= most for wait in waits) * 10 >= 9 * len(waits)
    assert usual <= most


@given(tickets)
def test_the_places_are_those_of_newcomers_by_priority(queue: list[Ticket]) -> None:
    waiting = Counter(ticket.priority for ticket in queue)
    assert places(waiting) == tuple(position(queue, Ticket(1000, 101, priority)) for priority in Priority)
