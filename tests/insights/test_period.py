"""From when on something is counted."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from insights.period import begin
from tests.kit.worlds import NOON

HOUR = 3_600_000


@pytest.mark.parametrize(("text", "hours"), [("12h", 12), ("30d", 720), (" 2 W ", 336), ("1h", 1)])
def test_a_span_is_counted_back_from_now(text: str, hours: int) -> None:
    assert begin(text, NOON, UTC) == NOON - hours * HOUR


def test_a_day_begins_at_midnight_on_the_clock_of_the_desk() -> None:
    assert begin("2025-12-31", NOON, UTC) == NOON - 36 * HOUR
    assert begin("2025-12-31", NOON, ZoneInfo("Asia/Singapore")) == NOON - 44 * HOUR


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "write a span such as"),
        ("soon", "write a span such as"),
        ("30", "write a span such as"),
        ("2025-02-30", "write a span such as"),
        ("0d", "between 1h"),
        ("9999999w", "between 1h"),
        ("2026-01-02", "a day that has begun"),
        ("0001-01-01", "of the last hundred years"),
    ],
)
def test_anything_else_is_told_how_it_is_written(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        begin(text, NOON, ZoneInfo("Asia/Singapore"))
