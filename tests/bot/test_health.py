"""Whether desks can be reached, told from the last attempts."""

from __future__ import annotations

import pytest

from bot.health import DOWN_AFTER, Health
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected, Sent
from tests.kit.clock import HandClock


@pytest.mark.parametrize("failure", [NotSent("no connection"), Ambiguous("no answer"), Rejected("the group is gone")])
def test_a_carrier_is_down_once_nothing_got_through_for_a_while_until_something_does(failure: Outcome) -> None:
    clock = HandClock()
    health = Health(clock)
    health.note("desk", failure, opens=True)
    clock.wind(DOWN_AFTER - 1)
    health.note("desk", failure, opens=True)
    assert not health.all_down(["desk"])
    clock.wind(1)
    assert health.all_down(["desk"])
    health.note("desk", Sent(("1",)), opens=False)
    assert not health.all_down(["desk"])


@pytest.mark.parametrize(
    "outcome", [NotSent("slow down", retry_after=5_000), NotSent("a file", alone=True), Rejected("too long"), Sent()]
)
def test_a_pause_that_was_asked_for_and_a_single_refusal_are_no_outage(outcome: Outcome) -> None:
    clock = HandClock()
    health = Health(clock)
    health.note("desk", outcome, opens=False)
    clock.wind(DOWN_AFTER)
    assert not health.all_down(["desk"])


def test_one_desk_that_works_is_enough_and_without_desks_nothing_is_down() -> None:
    clock = HandClock()
    health = Health(clock)
    health.note("a", NotSent("no connection"), opens=False)
    clock.wind(DOWN_AFTER)
    assert not health.all_down(["a", "b"])
    assert not health.all_down([])
    assert health.all_down(["a"])
