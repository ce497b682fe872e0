"""Newcomers who come at once, and what the queue looks like."""

from __future__ import annotations

import pytest

from bot.lookout import CALMS_AFTER, KEPT_FOR, Newcomers
from conversation.model import Address
from conversation.ports import Inbound
from storage.connections import Row, Sql
from tests.kit.clock import HandClock
from tests.kit.house import house
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


async def test_a_message_to_the_bot_reads_nothing_of_the_queue_however_many_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    fetch = Sql.fetch

    def noted(sql: Sql, name: str, /, **parameters: object) -> list[Row]:
        read.append(name)
        return fetch(sql, name, **parameters)

    monkeypatch.setattr(Sql, "fetch", noted)
    async with house() as built:
        for n in range(30):
            await built.intake.accept(Inbound(Address("fake", "main", f"{n}"), f"{n}", text="/human"))
        for n in range(3):
            read.clear()
            await built.intake.accept(Inbound(Address("fake", "main", "bot"), f"b{n}", text="dim the lights"))
            queue_reads = {"tickets", "waiting_before", "waits_last_before", "waiting_by_priority", "recent_waits"}
            assert not n or not queue_reads & set(read), "but for the first one after the queue has changed"
        read.clear()
        await built.intake.accept(Inbound(Address("fake", "main", "7"), "w", text="still here"))
        assert read.count("waiting_before") == 1
        assert "tickets" not in read


async def test_what_is_kept_of_the_queue_is_read_again_when_it_changes_or_is_old() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        bot = Address("fake", "main", "bot")
        for n in range(3):
            await built.intake.accept(Inbound(bot, f"b{n}", text="dim the lights"))
            known = await built.database.reader.newest(bot)
            assert known is not None
            assert (await built.engine.surroundings(known)).waiting == n
            await built.intake.accept(Inbound(Address("fake", "main", f"{n}"), f"{n}", text="/human"))
        clock.wind(KEPT_FOR)
        assert known is not None
        assert (await built.engine.surroundings(known)).places == (1, 1, 4, 4)
