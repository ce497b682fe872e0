"""The memory of hints."""

from __future__ import annotations

from adapters.desk.told import HOUR, MOST_REMEMBERED, Told
from tests.kit.clock import HandClock


def test_the_same_is_said_to_the_same_once_an_hour() -> None:
    clock = HandClock()
    told = Told(clock)
    assert told.once("desk_no_topic", "7")
    assert not told.once("desk_no_topic", "7")
    assert told.once("desk_no_topic", "8")
    assert told.once("desk_anonymous", "7")
    clock.wind(HOUR)
    assert told.once("desk_no_topic", "7")


def test_the_memory_has_a_limit() -> None:
    told = Told(HandClock())
    for number in range(MOST_REMEMBERED + 1):
        told.once("desk_no_topic", str(number))
    assert told.once("desk_no_topic", "0")
    assert not told.once("desk_no_topic", str(MOST_REMEMBERED))
