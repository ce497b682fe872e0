"""Opening hours on the desk's own clock: when people are there, and how much of their time passes."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.hours import END_OF_DAY, LOOK_AHEAD, Hours, Span, Week, inside

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
BERLIN, KOLKATA, LORD_HOWE, APIA = (
    ZoneInfo(name) for name in ("Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")
)
OFFICE = Hours(BERLIN, {day: ((time(9), time(12)), (time(14), time(18))) for day in range(5)})
WHOLE_DAY: tuple[Span, ...] = ((time(0), END_OF_DAY),)


def at(text: str, zone: ZoneInfo = BERLIN) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


def daily(*spans: Span, zone: ZoneInfo = BERLIN) -> Hours:
    return Hours(zone, dict.fromkeys(range(7), spans))


def test_without_hours_people_are_always_there() -> None:
    assert Hours().is_open(0)
    assert Hours().next_opening(0) is None
    assert Hours().due(7, 5) == 12
    assert Hours().open_between(7, 12) == 5


def test_without_hours_a_closed_day_is_closed_all_the_same() -> None:
    hours = Hours(BERLIN, closed=frozenset({date(2026, 12, 25)}))
    assert hours.is_open(at("2026-12-24T23:59"))
    assert hours.next_opening(at("2026-12-25T00:00")) == at("2026-12-26T00:00")


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
    assert (opening - before) / HOUR == 47


def test_a_closed_day_is_skipped() -> None:
    hours = Hours(BERLIN, OFFICE.week, frozenset({date(2026, 3, 26)}))
    assert hours.next_opening(at("2026-03-25T19:00")) == at("2026-03-27T09:00")


def test_a_special_day_has_its_own_hours_on_a_weekend_and_on_a_holiday() -> None:
    special = {date(2026, 3, 28): ((time(10), time(11)),), date(2026, 3, 26): ((time(15), time(16)),)}
    hours = Hours(BERLIN, OFFICE.week, frozenset({date(2026, 3, 26)}), special)
    assert hours.next_opening(at("2026-03-25T19:00")) == at("2026-03-26T15:00")
    assert hours.next_opening(at("2026-03-27T18:00")) == at("2026-03-28T10:00")
    assert hours.open_between(at("2026-03-26T00:00"), at("2026-03-27T00:00")) == HOUR


def test_a_desk_that_never_opens_promises_nothing() -> None:
    hours = Hours(BERLIN, {0: ()}, frozenset())
    assert hours.next_opening(at("2026-03-25T19:00")) is None
    assert hours.due(at("2026-03-25T19:00"), MINUTE) is None
    assert hours.open_between(0, at("2026-03-25T19:00")) == 0


def test_a_promise_made_before_the_weekend_is_due_after_it() -> None:
    assert OFFICE.due(at("2026-03-27T17:50"), 30 * MINUTE) == at("2026-03-30T09:20")
    assert OFFICE.due(at("2026-03-28T12:00"), 30 * MINUTE) == at("2026-03-30T09:30")


def test_a_promise_that_fits_to_the_minute_is_due_at_the_closing() -> None:
    assert OFFICE.due(at("2026-03-27T17:30"), 30 * MINUTE) == at("2026-03-27T18:00")
    assert OFFICE.due(at("2026-03-28T12:00"), 0) == at("2026-03-28T12:00")


def test_a_span_to_midnight_goes_on_after_it_without_a_gap() -> None:
    night = Hours(BERLIN, {4: ((time(22), END_OF_DAY),), 5: ((time(0), time(6)),)})
    assert night.is_open(at("2026-03-28T00:00") - 1)
    assert night.is_open(at("2026-03-28T00:00"))
    assert night.due(at("2026-03-27T23:00"), 2 * HOUR) == at("2026-03-28T01:00")
    assert night.open_between(at("2026-03-27T00:00"), at("2026-03-29T00:00")) == 8 * HOUR


@pytest.mark.parametrize(
    ("zone", "shorter", "longer", "by"),
    [(BERLIN, "2026-03-29", "2026-10-25", HOUR), (LORD_HOWE, "2026-10-04", "2026-04-05", HOUR // 2)],
    ids=["Berlin", "Lord Howe"],
)
def test_a_day_on_which_the_clocks_move_is_as_long_as_it_is(zone: ZoneInfo, shorter: str, longer: str, by: int) -> None:
    hours = daily(*WHOLE_DAY, zone=zone)
    for day, length in ((shorter, DAY - by), (longer, DAY + by)):
        start = at(f"{day}T00:00", zone)
        assert hours.due(start, length) == start + length == at(f"{day}T23:59", zone) + MINUTE
        assert hours.open_between(start, start + 2 * DAY) == 2 * DAY


def test_an_opening_in_the_hour_that_is_skipped_is_when_the_clocks_jump() -> None:
    hours = daily((time(2, 30), time(4)))
    opening = hours.next_opening(at("2026-03-29T01:00"))
    assert opening == at("2026-03-29T03:00") == at("2026-03-29T02:00")
    assert hours.open_between(at("2026-03-29T00:00"), at("2026-03-29T12:00")) == HOUR


def test_a_span_inside_the_hour_that_is_skipped_does_not_happen() -> None:
    hours = daily((time(2, 15), time(2, 45)))
    assert hours.open_between(at("2026-03-29T00:00"), at("2026-03-29T12:00")) == 0
    assert hours.next_opening(at("2026-03-29T00:00")) == at("2026-03-30T02:15")


def test_of_the_hour_that_comes_twice_nothing_is_counted_twice_or_lost() -> None:
    joined = daily((time(0), time(2, 30)), (time(2, 30), END_OF_DAY))
    start = at("2026-10-25T00:00")
    assert joined.open_between(start, start + 25 * HOUR) == 25 * HOUR
    early = daily((time(0), time(2, 30)))
    assert early.due(start, 150 * MINUTE) == start + 150 * MINUTE, "which ends at the first half past two"


def test_half_hour_zones_keep_their_half_hours() -> None:
    hours = daily((time(9), time(18)), zone=KOLKATA)
    assert hours.next_opening(at("2026-05-01T08:00", KOLKATA)) == at("2026-05-01T03:30", ZoneInfo("UTC"))
    assert hours.due(at("2026-05-01T17:45", KOLKATA), HOUR) == at("2026-05-02T09:45", KOLKATA)


def test_the_day_that_samoa_left_out_has_no_hours() -> None:
    """The islands crossed the date line: 29 December 2011 was followed by the 31st."""
    hours = daily((time(9), time(17)), zone=APIA)
    evening = at("2011-12-29T17:00", APIA)
    assert hours.next_opening(evening) == at("2011-12-31T09:00", APIA) == evening + 16 * HOUR
    assert hours.open_between(at("2011-12-29T00:00", APIA), at("2012-01-01T00:00", APIA)) == 16 * HOUR
    assert daily(*WHOLE_DAY, zone=APIA).open_between(evening, evening + 3 * DAY) == 3 * DAY


def test_no_spans_contain_nothing() -> None:
    assert not inside({}, BERLIN, 0)
    assert inside({0: ((time(9), time(10)),)}, BERLIN, at("2026-03-30T09:30"))
    assert not inside({0: ((time(9), time(10)),)}, BERLIN, at("2026-03-31T09:30"))


CLOCKS = st.sampled_from([time(0), time(2), time(2, 30), time(3), time(9), time(12, 45), time(23, 30), END_OF_DAY])


@st.composite
def days(draw: st.DrawFn) -> tuple[Span, ...]:
    clocks = sorted(draw(st.sets(CLOCKS, max_size=6)))
    return tuple(zip(clocks[::2], clocks[1::2], strict=False))


WEEKS: st.SearchStrategy[Week] = st.dictionaries(st.integers(0, 6), days(), max_size=7)
DATES = st.dates(date(2026, 1, 1), date(2026, 12, 31))
HOURS = st.builds(
    Hours,
    st.sampled_from([BERLIN, KOLKATA, LORD_HOWE, APIA, ZoneInfo("America/New_York")]),
    WEEKS,
    st.frozensets(DATES, max_size=5),
    st.dictionaries(DATES, days(), max_size=3),
)
MOMENTS = st.integers(at("2026-01-01T00:00"), at("2027-01-01T00:00"))


@given(HOURS, MOMENTS, st.integers(0, 40 * HOUR))
def test_what_is_due_has_as_much_open_time_before_it_as_was_promised(hours: Hours, moment: int, span: int) -> None:
    due = hours.due(moment, span)
    if due is None:
        assert hours.open_between(moment, moment + (LOOK_AHEAD - 1) * DAY) < span
    else:
        assert hours.open_between(moment, due) == span
        assert span == 0 or hours.open_between(moment, due - 1) == span - 1, "and not a moment earlier"


@given(HOURS, st.lists(MOMENTS, min_size=3, max_size=3))
def test_open_time_adds_up_and_never_exceeds_the_time_that_passed(hours: Hours, moments: list[int]) -> None:
    first, second, third = sorted(moments)
    assert hours.open_between(first, third) == hours.open_between(first, second) + hours.open_between(second, third)
    assert 0 <= hours.open_between(first, third) <= third - first
    assert hours.open_between(third, first) == 0


@given(HOURS, MOMENTS)
def test_people_are_there_at_the_opening_that_was_promised(hours: Hours, moment: int) -> None:
    opening = hours.next_opening(moment)
    assert hours.open_between(moment, moment + 1) == hours.is_open(moment)
    if opening is None:
        assert hours.is_open(moment) or hours.due(moment, 1) is None
    else:
        assert opening > moment
        assert hours.is_open(opening)
        assert not hours.is_open(opening - 1)
        assert hours.open_between(moment, opening) == 0


@given(MOMENTS)
def test_ordinary_hours_are_what_the_wall_says(moment: int) -> None:
    wall = datetime.fromtimestamp(moment / 1000, BERLIN)
    spans = OFFICE.week.get(wall.weekday(), ())
    assert OFFICE.is_open(moment) == any(start <= wall.time() < end for start, end in spans)
