"""What holds for every journal, however wild."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, time
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from conversation.change import FactName
from handoff.hours import Hours
from handoff.rules import Rules
from insights.model import FactRow, Part, Records, Share, Spread, Stats, Subject
from insights.numbers import spread
from insights.staffed import Staffed
from insights.stats import summarise
from tests.insights.worlds import DAY, NOW, SINCE

OFFICE = Hours(UTC, {day: ((time(9), time(12)), (time(13, 30), time(17))) for day in range(5)})
NAMES = get_args(FactName)
FACTS = st.tuples(
    st.integers(1001, 1008),
    st.sampled_from(NAMES),
    st.integers(SINCE - 8 * DAY, NOW + DAY),
    st.none() | st.integers(0, 20 * 86_400).map(float),
    st.sampled_from([None, "fees", "backup"]),
    st.sampled_from([None, "op1", "op2"]),
    st.sampled_from([None, "core", "leads"]),
)
JOURNALS = st.lists(FACTS, max_size=24).map(lambda rows: sorted(rows, key=lambda row: (row[0], row[2])))
RULES = Rules(hours=OFFICE)


def made(rows: list[FactRow], since: int = SINCE, until: int = NOW) -> Stats:
    subjects = {n: Subject(("web", "mail")[n % 2], ("en", "zh")[n % 3 % 2], f"p{n % 3}") for n in range(1001, 1008)}
    return summarise(Records(subjects, iter(rows)), RULES, since, until)


def parts(stats: Stats) -> list[Part]:
    cuts = (stats.by_channel, stats.by_team, stats.by_operator, stats.by_language, stats.by_entry)
    return [stats.whole, *(part for cut in cuts for part in cut.values())]


@given(JOURNALS)
def test_a_share_is_between_none_and_all_and_none_of_nothing(rows: list[FactRow]) -> None:
    for part in parts(made(rows)):
        for one in (part.csat, part.containment, part.repeat_contacts, Share(part.fcr.n, part.fcr.share)):
            if one is not None:
                assert one.n >= 0
                assert (one.share is None) == (one.n == 0)
                assert one.share is None or 0 <= one.share <= 1


@given(JOURNALS)
def test_nine_of_ten_are_no_sooner_than_half_and_no_wait_is_longer_in_staffed_hours(rows: list[FactRow]) -> None:
    for part in parts(made(rows)):
        for one in (part.frt_seconds, part.next_response_seconds, part.time_to_resolve_seconds):
            assert (one.p50 is None) == (one.p90 is None) == (one.n == 0)
            assert one.p50 is None or one.p90 is None or 0 <= one.p50 <= one.p90
        assert part.frt_staffed_seconds.n == part.frt_seconds.n
        assert (part.frt_staffed_seconds.p50 or 0) <= (part.frt_seconds.p50 or 0)


@given(JOURNALS)
def test_the_channels_make_up_the_whole(rows: list[FactRow]) -> None:
    known = [row for row in rows if row[0] != 1008]
    stats = made(known)
    channels = stats.by_channel.values()
    assert sum(part.conversations for part in channels) == stats.whole.conversations
    assert sum(part.frt_seconds.n for part in channels) == stats.whole.frt_seconds.n
    assert sum(part.csat.n for part in channels) == stats.whole.csat.n
    assert sum(part.fcr.n + part.fcr.pending for part in channels) == stats.whole.fcr.n + stats.whole.fcr.pending


@given(JOURNALS)
def test_the_same_records_give_the_same_figures(rows: list[FactRow]) -> None:
    assert made(rows) == made(rows)


@given(JOURNALS)
def test_what_comes_after_the_period_changes_no_figure_of_it(rows: list[FactRow]) -> None:
    until = NOW - DAY
    before = [row for row in rows if row[2] <= until]
    assert asdict(made(rows, until=until)) == asdict(made(before, until=until))


@given(JOURNALS, st.integers(SINCE, NOW))
def test_two_halves_of_a_period_have_as_many_conversations_as_the_whole(rows: list[FactRow], middle: int) -> None:
    halves = made(rows, SINCE, middle - 1).whole.conversations + made(rows, middle, NOW).whole.conversations
    assert halves == made(rows).whole.conversations


@given(st.integers(0, 60 * DAY), st.integers(0, 9 * DAY))
def test_looking_open_time_up_is_counting_it(start: int, length: int) -> None:
    staffed = Staffed(OFFICE, SINCE - 100 * DAY, SINCE - 40 * DAY)
    begin = SINCE - 102 * DAY + start
    assert staffed.between(begin, begin + length) == OFFICE.open_between(begin, begin + length)


@given(st.lists(st.integers(0, 10**9).map(float), min_size=1, max_size=30))
def test_half_are_within_the_median_and_nine_of_ten_within_the_other(values: list[float]) -> None:
    found = spread(values)
    assert found.p50 is not None
    assert found.p90 is not None
    assert found.p90 in values
    assert 2 * sum(value <= found.p50 for value in values) >= found.n == len(values)
    assert 10 * sum(value <= found.p90 for value in values) >= 9 * found.n
    assert 10 * sum(value < found.p90 for value in values) < 9 * found.n, "a shorter one would do"


def test_the_median_of_two_is_their_middle() -> None:
    assert spread([20.0, 10.0]) == Spread(2, 15.0, 20.0)
