"""Newcomers who come at once, and what the queue looks like."""

from __future__ import annotations

from bot.lookout import CALMS_AFTER, Newcomers
from tests.kit.worlds import NOON

SECOND = 1_000
MINUTE = 60 * SECOND


def rush(newcomers: Newcomers, count: int, *, many: int = 20, begin: int = NOON, every: int = SECOND) -> None:
    for n in range(count):
        newcomers.came(f"{begin}-{n}", begin + n * every, many)


def test_as_many_as_the_rules_say_within_a_minute_are_a_crowd_with_those_who_came_first() -> None:
    newcomers = Newcomers()
    rush(newcomers, 19)
    assert not newcomers.are_a_crowd(NOON, NOON + 19 * SECOND)
    newcomers.came("one more", NOON + 19 * SECOND, 20)
    assert newcomers.are_a_crowd(NOON, NOON + 19 * SECOND)
    assert newcomers.are_a_crowd(NOON + 19 * SECOND, NOON + 5 * MINUTE)


def test_whoever_came_long_before_is_none_of_them_and_the_crowd_ends() -> None:
    newcomers = Newcomers()
    rush(newcomers, 30)
    end = NOON + 29 * SECOND + CALMS_AFTER
    assert not newcomers.are_a_crowd(NOON - 1, NOON + MINUTE)
    assert newcomers.are_a_crowd(NOON, end)
    assert not newcomers.are_a_crowd(NOON, end + 1)


def test_the_same_number_over_a_longer_time_is_an_ordinary_day() -> None:
    newcomers = Newcomers()
    rush(newcomers, 100, every=4 * SECOND)
    assert not newcomers.are_a_crowd(NOON, NOON + 100 * SECOND)


def test_one_who_is_told_again_counts_once_and_zero_switches_it_off() -> None:
    newcomers = Newcomers()
    for _ in range(50):
        newcomers.came("ada", NOON, 20)
    assert not newcomers.are_a_crowd(NOON, NOON)
    rush(newcomers, 500, many=0)
    assert not newcomers.are_a_crowd(NOON, NOON + MINUTE)


def test_a_second_rush_is_a_crowd_of_its_own() -> None:
    newcomers = Newcomers()
    rush(newcomers, 20)
    later = NOON + CALMS_AFTER + 5 * MINUTE
    rush(newcomers, 20, begin=later)
    assert newcomers.are_a_crowd(later, later + MINUTE)
    assert not newcomers.are_a_crowd(NOON, later + MINUTE)
