"""Opening hours on the desk's own clock."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handoff.hours import Hours

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(BERLIN, {day: ((time(9), time(12)), (time(14), time(18))) for day in range(5)})


def at(text: str, zone: ZoneInfo = BERLIN) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


def test_without_hours_people_are_always_there() -> None:
    assert Hours().is_open(0)
    assert Hours().next_opening(0) is None


def test_a_break_at_noon_is_a_break() -> None:
    assert OFFICE.is_open(at("2026-03-25T11:59"))
    assert not OFFICE.is_open(at("2026-03-25T12:00"))
    assert OFFICE.next_opening(at("2026-03-25T12:30")) == at("2026-03-25T14:00")


def test_the_weekend_is_skipped() -> None:
    assert OFFICE.next_opening(at("2026-03-27T18:00")) == at("2026-03-30T09:00")


def test_the_night_that_loses_an_hour_does_not_move_the_opening() -> None:
    """Clocks go forward on 29 March 2026; Monday still opens at nine by the wall."""
    before, opening = at("2026-03-28T09:00"), OFFICE.next_opening(at("2026-03-28T09:00"))
    assert opening == at("2026-03-30T09:00")
    assert opening is not None
    assert (opening - before) / 3_600_000 == 47


def test_a_closed_day_is_skipped() -> None:
    hours = Hours(BERLIN, OFFICE.week, frozenset({date(2026, 3, 26)}))
    assert hours.next_opening(at("2026-03-25T19:00")) == at("2026-03-27T09:00")


def test_a_desk_that_never_opens_promises_nothing() -> None:
    hours = Hours(BERLIN, {0: ()}, frozenset())
    assert hours.next_opening(at("2026-03-25T19:00")) is None


@given(st.integers(at("2026-01-01T00:00"), at("2027-01-01T00:00")))
def test_people_are_there_at_the_opening_that_was_promised(moment: int) -> None:
    opening = OFFICE.next_opening(moment)
    assert (opening is None) == OFFICE.is_open(moment)
    if opening is not None:
        assert opening > moment
        assert OFFICE.is_open(opening)
        assert not OFFICE.is_open(opening - 1)
