"""Who is next, and how long that takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handoff.model import Priority, Ticket
from handoff.queue import expected_wait, order, position

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
