"""New sessions are counted: whoever begins too many loses the token."""

from __future__ import annotations

import pytest

from adapters.discord.budget import HOUR, MINUTE, Budget
from tests.kit.clock import HandClock

PLENTY = {"total": 1000, "remaining": 900, "reset_after": 5_000_000}


def test_five_sessions_a_minute_and_no_more() -> None:
    clock = HandClock()
    budget = Budget(clock)
    for _ in range(5):
        assert budget.pause(PLENTY) == 0
        budget.spend()
        clock.wind(1_000)
    assert budget.pause(PLENTY) == MINUTE - 5_000
    clock.wind(MINUTE - 5_000)
    assert budget.pause(PLENTY) == 0


def test_a_hundred_sessions_an_hour_and_no_more() -> None:
    clock = HandClock()
    budget = Budget(clock)
    for _ in range(100):
        assert budget.pause(PLENTY) == 0
        budget.spend()
        clock.wind(15_000)
    assert budget.pause(PLENTY) == HOUR - 100 * 15_000


def test_what_discord_has_left_is_kept_for_the_administrator() -> None:
    budget = Budget(HandClock())
    assert budget.pause({"total": 1000, "remaining": 21, "reset_after": 7_000}) == 0
    assert budget.pause({"total": 1000, "remaining": 20, "reset_after": 7_000}) == 7_000
    assert budget.pause({"total": 1000, "remaining": 0, "reset_after": 0}) > 0


@pytest.mark.parametrize("limit", [None, [], {}, {"remaining": "many"}, "x"])
def test_a_limit_that_cannot_be_read_stops_nobody(limit: object) -> None:
    assert Budget(HandClock()).pause(limit) == 0


def test_a_connection_that_breaks_all_the_time_is_not_made_anew_at_once() -> None:
    clock = HandClock()
    budget = Budget(clock)
    assert [budget.again() for _ in range(6)] == [0, 0, 0, 0, 0, MINUTE]
    clock.wind(3 * MINUTE)
    assert budget.again() == 0
