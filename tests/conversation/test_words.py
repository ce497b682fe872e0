"""Moments and lengths of time, the way people say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from conversation import words
from conversation.policy import MINUTE, Policy
from conversation.texts import Texts
from tests.kit.worlds import POLICY

Own = Mapping[str, Mapping[str, str]]
SENTENCES = {"queued_closed": "{opening}", "queued_wait": "{wait}"}


def desk(zone: str, languages: tuple[str, ...] = ("en", "zh"), own: Own | None = None) -> Policy:
    return replace(POLICY, zone=ZoneInfo(zone), zone_name=zone, texts=Texts(languages, own or {}))


def said(policy: Policy, language: str, then: str, now: str) -> str:
    moments = (datetime.fromisoformat(text).replace(tzinfo=policy.zone) for text in (then, now))
    at, seen_from = (int(moment.timestamp() * 1000) for moment in moments)
    return words.moment(policy, language, at, seen_from)


@pytest.mark.parametrize(
    ("now", "english", "chinese"),
    [
        ("2027-01-04T06:00", "in 3 hours, 09:00 Singapore", "3小时后（新加坡时间 09:00）"),
        ("2027-01-04T08:00", "in 1 hour, 09:00 Singapore", "1小时后（新加坡时间 09:00）"),
        ("2027-01-04T08:25", "in 35 minutes, 09:00 Singapore", "35分钟后（新加坡时间 09:00）"),
        ("2027-01-04T08:59", "in 1 minute, 09:00 Singapore", "1分钟后（新加坡时间 09:00）"),
        ("2027-01-03T23:00", "tomorrow, 09:00 Singapore", "明天 09:00（新加坡时间）"),
        ("2027-01-02T12:00", "Monday, 4 January, 09:00 Singapore", "1月4日星期一 09:00（新加坡时间）"),
    ],
)
def test_an_opening_is_near_tomorrow_or_on_a_day(now: str, english: str, chinese: str) -> None:
    policy = desk("Asia/Singapore")
    assert said(policy, "en", "2027-01-04T09:00", now) == english
    assert said(policy, "zh", "2027-01-04T09:00", now) == chinese


def test_hours_until_an_opening_are_real_ones_when_the_clocks_move() -> None:
    policy = desk("Europe/Berlin")
    assert said(policy, "en", "2026-03-29T09:00", "2026-03-29T01:00") == "in 7 hours, 09:00 Berlin"
    assert said(policy, "en", "2026-10-25T09:00", "2026-10-25T01:00") == "in 9 hours, 09:00 Berlin"


@pytest.mark.parametrize(
    ("zone", "english"),
    [
        ("UTC", "in 3 hours, 09:00 UTC"),
        ("Asia/Kolkata", "in 3 hours, 09:00 Kolkata"),
        ("Asia/Calcutta", "in 3 hours, 09:00 Kolkata"),
        ("Australia/Lord_Howe", "in 3 hours, 09:00 Lord Howe Island"),
        ("America/New_York", "in 3 hours, 09:00 New York"),
        ("Etc/GMT+5", "in 3 hours, 09:00 GMT+5"),
    ],
)
def test_the_clock_is_called_by_its_city(zone: str, english: str) -> None:
    assert said(desk(zone), "en", "2027-01-04T09:00", "2027-01-04T06:00") == english


@pytest.mark.parametrize("zone", ["Factory", "EST5EDT", "localtime"])
def test_a_clock_without_a_city_keeps_its_name(zone: str) -> None:
    policy = replace(desk("UTC"), zone_name=zone)
    assert said(policy, "en", "2027-01-04T09:00", "2027-01-04T06:00").startswith("in 3 hours, 09:00 ")


def test_a_language_that_a_community_writes_itself_has_its_own_days_and_hours() -> None:
    policy = desk("Asia/Singapore", ("zh", "pt-BR"), {"pt-BR": SENTENCES})
    assert said(policy, "pt-BR", "2027-01-04T09:00", "2027-01-04T06:00") == "em 3 horas, 09:00 Singapura"
    assert said(policy, "pt-BR", "2027-01-04T09:00", "2027-01-03T20:00") == (
        "segunda-feira, 4 de janeiro, 09:00 Singapura"
    )
    assert words.span(policy, "pt-BR", 5 * MINUTE) == "5 minutos"
    assert words.span(policy, "pt-BR", 100 * MINUTE) == "2 horas"


def test_a_language_that_nobody_writes_gets_one_language_and_not_two_in_a_sentence() -> None:
    policy = desk("Asia/Singapore", ("zh",))
    assert said(policy, "de", "2027-01-04T09:00", "2027-01-04T06:00") == "3小时后（新加坡时间 09:00）"
    assert words.span(policy, "de", 5 * MINUTE) == "大约 5 分钟"


@pytest.mark.parametrize("language", ["tlh", "x1", "qq-QQ"])
def test_a_language_that_no_locale_data_knows_gets_english_times(language: str) -> None:
    policy = desk("Asia/Singapore", ("en",), {language: SENTENCES})
    assert said(policy, language, "2027-01-04T09:00", "2027-01-04T06:00") == "in 3 hours, 09:00 Singapore"


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (0.2, "less than a minute", "不到一分钟"),
        (1, "about a minute", "一分钟左右"),
        (5, "about 5 minutes", "大约 5 分钟"),
        (59.6, "about an hour", "一小时左右"),
        (47 * 60, "about 47 hours", "大约 47 小时"),
        (3 * 24 * 60, "about 3 days", "大约 3 天"),
    ],
)
def test_a_length_of_time_is_rough(minutes: float, english: str, chinese: str) -> None:
    milliseconds = round(minutes * MINUTE)
    assert words.span(POLICY, "en", milliseconds) == english
    assert words.span(POLICY, "zh", milliseconds) == chinese
