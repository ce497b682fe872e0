"""Each figure by itself: what it counts, and what it leaves out."""

from __future__ import annotations

from datetime import UTC, time

from handoff.hours import Hours
from handoff.rules import Rules, Team
from insights.model import Age, FirstContact, Lateness, Open, Records, Share, Spread
from insights.stats import as_json, summarise
from tests.insights.worlds import DAY, NOW, SINCE, fact, figures

HOUR = 3_600_000


def test_where_nothing_happened_every_figure_is_none_and_says_so() -> None:
    whole = figures([]).whole
    assert whole.frt_seconds == whole.time_to_resolve_seconds == Spread(0, None, None)
    assert whole.csat == whole.containment == whole.repeat_contacts == Share(0, None)
    assert whole.fcr == FirstContact(0, None, 0)
    assert whole.backlog is not None
    assert whole.backlog.waiting == Age(0, None, None, None)


def test_a_resolution_that_held_for_a_week_counts_as_first_contact() -> None:
    stats = figures([fact("opened", 0), fact("resolved", HOUR, 3600.0)])
    assert stats.whole.fcr == FirstContact(1, 1.0, 0)


def test_whoever_reopens_it_it_did_not_hold() -> None:
    for who in (None, "op1"):
        rows = [fact("opened", 0), fact("resolved", HOUR, 3600.0), fact("reopened", 2 * HOUR, 3600.0, who=who)]
        assert figures(rows).whole.fcr == FirstContact(1, 0.0, 0)


def test_a_reopening_after_the_week_changes_nothing() -> None:
    rows = [fact("opened", 0), fact("resolved", 0, 0.0), fact("reopened", 8 * DAY, 8 * 86_400.0)]
    assert figures(rows).whole.fcr == FirstContact(1, 1.0, 0)


def test_the_same_person_asking_within_a_week_is_a_repeat_and_no_first_contact() -> None:
    rows = [fact("opened", 0), fact("resolved", HOUR, 3600.0), fact("opened", 7 * DAY + HOUR, number=1002)]
    same = {1001: "ada", 1002: "ada"}
    assert figures(rows, same).whole.fcr == FirstContact(1, 0.0, 0)
    assert figures(rows, same).whole.repeat_contacts == Share(1, 1.0)
    assert figures(rows).whole.fcr == FirstContact(1, 1.0, 0)
    assert figures(rows).whole.repeat_contacts == Share(2, 0.0)


def test_a_millisecond_after_the_week_it_is_a_new_question() -> None:
    rows = [fact("opened", 0), fact("resolved", HOUR, 3600.0), fact("opened", 7 * DAY + HOUR + 1, number=1002)]
    stats = figures(rows, {1001: "ada", 1002: "ada"})
    assert (stats.whole.fcr.share, stats.whole.repeat_contacts) == (1.0, Share(1, 0.0))


def test_a_second_question_beside_an_open_one_is_no_repeat() -> None:
    rows = [fact("opened", 0), fact("opened", HOUR, number=1002), fact("resolved", 2 * HOUR, 7200.0)]
    stats = figures(rows, {1001: "ada", 1002: "ada"})
    assert (stats.whole.fcr.share, stats.whole.repeat_contacts) == (1.0, Share(1, 0.0))


def test_a_week_that_is_not_over_is_pending_even_where_it_has_failed() -> None:
    rows = [fact("opened", 24 * DAY), fact("resolved", 24 * DAY, 0.0), fact("reopened", 25 * DAY, 86_400.0)]
    assert figures(rows).whole.fcr == FirstContact(0, None, 1)


def test_what_was_resolved_before_the_period_counts_for_repeats_alone() -> None:
    rows = [fact("opened", -2 * DAY), fact("resolved", -DAY, 86_400.0), fact("opened", DAY, number=1002)]
    whole = figures(rows, {1001: "ada", 1002: "ada"}).whole
    assert whole.repeat_contacts == Share(1, 1.0)
    assert (whole.conversations, whole.time_to_resolve_seconds.n, whole.fcr.n) == (1, 0, 0)


def test_time_to_resolve_is_that_of_the_last_end_and_only_if_it_is_one() -> None:
    twice = [fact("opened", 0), fact("resolved", 1000, 1.0), fact("reopened", 2000, 1.0), fact("resolved", 9000, 9.0)]
    assert figures(twice).whole.time_to_resolve_seconds == Spread(1, 9.0, 9.0)
    assert figures(twice[:3]).whole.time_to_resolve_seconds == Spread(0, None, None)


def test_a_merged_conversation_is_not_a_resolved_one() -> None:
    whole = figures([fact("opened", 0), fact("merged", HOUR)]).whole
    assert (whole.conversations, whole.time_to_resolve_seconds.n, whole.containment) == (1, 0, Share(0, None))


def test_the_bot_contains_what_no_person_had_part_in() -> None:
    rows = [fact("opened", 0), fact("resolved", HOUR, 3600.0)]
    rows += [fact("opened", 0, number=1002), fact("handed_off", 1, number=1002), fact("resolved", 2, 1.0, number=1002)]
    rows += [fact("opened", 0, number=1003), fact("claimed", 1, number=1003, who="op1")]
    rows += [fact("resolved", 3, 1.0, number=1003)]
    assert figures(rows).whole.containment == Share(3, 1 / 3)


def test_a_second_rating_replaces_the_first() -> None:
    rows = [fact("opened", 0), fact("resolved", 1, 1.0), fact("rated", 2, 2.0), fact("rated", 3, 4.0)]
    assert figures(rows).whole.csat == Share(1, 1.0)
    assert figures([*rows, fact("rated", 4, 3.0)]).whole.csat == Share(1, 0.0)


def test_a_wait_over_night_is_short_in_staffed_hours_of_the_team() -> None:
    office = Hours(UTC, {day: ((time(9), time(17)),) for day in range(7)})
    rules = Rules(teams={"core": Team(hours=office)})
    rows = [fact("opened", 0), fact("handed_off", 16 * HOUR, team="core")]
    rows += [fact("first_reply", 34 * HOUR, 18 * 3600.0, who="op1", team="core")]
    whole = figures(rows, rules=rules).whole
    assert whole.frt_seconds == Spread(1, 64_800.0, 64_800.0)
    assert whole.frt_staffed_seconds == Spread(1, 7200.0, 7200.0)  # 16 to 17, and 9 to 10


def test_an_escalation_is_counted_for_the_team_that_was_late() -> None:
    rows = [fact("opened", 0), fact("handed_off", 1, team="core"), fact("warned", 2, 20.0, team="core")]
    rows += [fact("breached", 3, 30.0, team="core"), fact("escalated", 3, team="leads")]
    rows += [fact("first_reply", 5, 32.0, who="op1", team="leads")]
    stats = figures(rows)
    assert stats.whole.breaches == stats.by_team["core"].breaches == Lateness(1, 1, 1)
    assert stats.by_team["leads"].breaches == Lateness(0, 0, 0)
    assert (stats.by_team["leads"].frt_seconds.n, stats.by_team["core"].frt_seconds.n) == (1, 0)
    assert [stats.by_team[team].conversations for team in ("core", "leads")] == [1, 1]


def test_the_backlog_is_as_old_as_it_is_now() -> None:
    waiting = [Open(True, NOW - age, "web", "en", "core") for age in (1000, 3000)]
    stats = figures([], open_=[*waiting, Open(False, NOW - DAY, "web", "zh", None, "op1")])
    assert stats.whole.backlog is not None
    assert stats.whole.backlog.waiting == Age(2, 2.0, 3.0, 3.0)
    assert stats.by_operator["op1"].backlog is not None
    assert stats.by_operator["op1"].backlog.with_operator == Age(1, 86_400.0, 86_400.0, 86_400.0)
    assert set(stats.by_language) == {"en", "zh"}


def test_what_was_erased_is_still_counted_but_for_nobody() -> None:
    rows = [fact("opened", 0), fact("resolved", HOUR, 3600.0), fact("opened", DAY, number=1002)]
    stats = summarise(Records({}, rows), Rules(), SINCE, NOW)
    assert (stats.whole.conversations, stats.whole.fcr.share, dict(stats.by_channel)) == (2, 1.0, {})


def test_the_json_has_times_in_utc_and_plain_values() -> None:
    shown = as_json(figures([fact("opened", 0), fact("answered", 1, entry="fees")]))
    assert (shown["since"], shown["until"]) == ("1970-03-12T00:00:00.000Z", "1970-04-11T00:00:00.000Z")
    assert shown["top_entries"] == [{"id": "fees", "n": 1}]
    assert shown["frt_seconds"] == {"n": 0, "p50": None, "p90": None}
