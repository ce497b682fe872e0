"""The desk's part of the configuration: hours, holidays, teams, goals, and the mistakes that one can make there."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import Config, Source, load, look, read_config
from bot.config.model import DAY, HOUR, MINUTE, SECOND
from handoff.hours import END_OF_DAY
from handoff.model import Priority
from handoff.rules import Rules, Team
from intents.problem import Problem

SINGAPORE = ZoneInfo("Asia/Singapore")
DESK = """
handoff:
  timezone: Asia/Singapore
  hours: {mon-fri: ["09:00-18:00"]}
  exceptions: {2026-12-24: ["09:00-12:00"], 2026-12-28: []}
  holidays: {country: sg}
  teams:
    core: {members: [ann, "@bob"], languages: [en, zh], answer_within: {normal: 5m}, escalate_to: security}
    security: {members: [eve], hours: {mon-sun: "00:00-24:00"}}
  escalate_to: core
  answer_within: {normal: 10m, urgent: 30s}
  quiet_hours: "22:00-08:00"
  give_back: 45m
  crowd: 30
  busy_above: off
  remind_rating: 12h
  account_age: 7d
  shifts: [{team: core, who: ann, when: {mon-fri: "09:00-13:00"}}]
"""
MISTAKES = [
    ("timezone: Asia/Singapur", "handoff.timezone", "Asia/Singapore"),
    ("timezone: ../x", "handoff.timezone", "time zone"),
    ("hours: {fun: []}", "handoff.hours.fun", "mon-fri"),
    ("hours: []", "handoff.hours", "a list does not fit"),
    ("hours: {mon-fri: [], fri: []}", "handoff.hours.fri", "each day once"),
    ("hours: {mon: ['09:00-09:00']}", "handoff.hours.mon[0]", "00:00-24:00"),
    ("hours: {mon: ['25:00-26:00']}", "handoff.hours.mon[0]", "24:00"),
    ("hours: {mon: [08:00-12:00, 11:00-13:00]}", "handoff.hours.mon", "overlap"),
    ("hours: {mon: '22:00-06:00', tue: '05:00-12:00'}", "handoff.hours.tue", "two spans of tue overlap"),
    ("hours: {sun: '22:00-06:00', mon: '05:00-12:00'}", "handoff.hours.mon", "two spans of mon overlap"),
    ("hours: ['22:00-06:00', '05:00-07:00']", "handoff.hours", "overlap"),
    ("exceptions: {24.12.: []}", "handoff.exceptions.24.12.", "2027-01-31"),
    ("exceptions: {2026-02-30: []}", "handoff.exceptions.2026-02-30", "a day that exists"),
    ("exceptions: {2026-12-24: ['22:00-02:00']}", "handoff.exceptions.2026-12-24", "end a span at 24:00"),
    ("exceptions: {2026-12-24: ['09:00-12:00', '11:00-13:00']}", "handoff.exceptions.2026-12-24", "overlap"),
    ("exceptions: {2026-12-24: closed}", "handoff.exceptions.2026-12-24", "write from and to"),
    ("holidays: {also: [2026-02-30]}", "handoff.holidays.also[0]", "exists"),
    ("holidays: {country: Singapore}", "handoff.holidays.country", "did you mean 'SG'?"),
    ("holidays: {country: Germny}", "handoff.holidays.country", "did you mean 'DE'?"),
    ("holidays: {country: XX}", "handoff.holidays.country", "write a country as SG"),
    ("holidays: {country: DE-BX}", "handoff.holidays.country", "no holidays of 'BX' in DE are known"),
    ("holidays: {country: DE-Bayer}", "handoff.holidays.country", "in DE are known"),
    ("holidays: {country: SG-01}", "handoff.holidays.country", "write SG alone"),
    ("holidays: {country: [SG]}", "handoff.holidays.country", "a list does not fit"),
    ("answer_within: {norml: 1s}", "handoff.answer_within.norml", "'normal'"),
    ("answer_within: 5m", "handoff.answer_within", "write a mapping"),
    ("quiet_hours: {night: '22:00-08:00'}", "handoff.quiet_hours.night", "mon-fri"),
    ("auto_resolve: 24", "handoff.auto_resolve", "72h"),
    ("auto_resolve: 0s", "handoff.auto_resolve", "at least 60s"),
    ("give_back: 30", "handoff.give_back", "30s"),
    ("give_back: 5s", "handoff.give_back", "at least 60s"),
    ("crowd: many", "handoff.crowd", "whole number"),
    ("crowd: -1", "handoff.crowd", "whole number"),
    ("busy_above: 2000000", "handoff.busy_above", "1000000"),
    ("remind_rating: never", "handoff.remind_rating", "72h"),
    ("account_age: old", "handoff.account_age", "365d"),
    ("accont_age: 7d", "handoff.accont_age", "did you mean 'account_age'?"),
    ("teams: [core]", "handoff.teams", "a list does not fit"),
    ("teams: {'': {}}", "handoff.teams.", "begins with a letter"),
    ("teams: {core: [ann]}", "handoff.teams.core", "a list does not fit"),
    ("teams: {core: {member: [ann]}}", "handoff.teams.core.member", "did you mean 'members'?"),
    ("teams: {core: {members: ann}}", "handoff.teams.core.members", "write a list"),
    ("teams: {core: {members: [[ann]]}}", "handoff.teams.core.members[0]", "a single word"),
    ("teams: {core: {members: [{ann: bob}]}}", "handoff.teams.core.members[0]", "a single word"),
    ("teams: {core: {members: [ann, ~]}}", "handoff.teams.core.members[1]", "a single word"),
    ("teams: {core: {members: ['-5']}}", "handoff.teams.core.members[0]", "begins with a letter"),
    ("teams: {core: {members: [ann, ann]}}", "handoff.teams.core.members", "'ann' stands there twice"),
    ("teams: {core: {languages: [english please]}}", "handoff.teams.core.languages[0]", "language code"),
    ("teams: {core: {escalate_to: cor}}", "handoff.teams.core.escalate_to", "handoff.teams; name it there"),
    ("teams: {core: {}, eyes: {escalate_to: cor}}", "handoff.teams.eyes.escalate_to", "did you mean 'core'?"),
    ("teams: {core: {escalate_to: core}}", "handoff.teams.core.escalate_to", "a circle (core → core)"),
    (
        "teams: {a1: {escalate_to: b1}, b1: {escalate_to: c1}, c1: {escalate_to: a1}}",
        "handoff.teams.a1.escalate_to",
        "a circle (a1 → b1 → c1 → a1)",
    ),
    ("escalate_to: core", "handoff.escalate_to", "no team 'core' under handoff.teams; name it there"),
    ("teams: {core: {}}; escalate_to: cor", "handoff.escalate_to", "did you mean 'core'?"),
    ("shifts: [{team: core}]", "handoff.shifts[0].who", "missing"),
    ("teams: {core: {}}; shifts: [{team: cor, who: a, when: {}}]", "handoff.shifts[0].team", "did you mean 'core'?"),
]


def read(text: str) -> tuple[Config, tuple[Problem, ...]]:
    return read_config(Source("f.yaml", text, Path()), {})


def rules(text: str) -> Rules:
    config, problems = read(f"handoff: {{{text}}}")
    assert problems == ()
    return config.handoff.rules


def at(text: str, zone: ZoneInfo = SINGAPORE) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


def test_everything_that_a_desk_may_set_is_read() -> None:
    config, problems = read(DESK)
    found = config.handoff.rules
    assert problems == ()
    assert config.idle == ()
    assert found.teams["core"] == Team(
        ("ann", "bob"), ("en", "zh"), None, {Priority.NORMAL: 5 * MINUTE}, escalate_to="security"
    )
    assert (found.next_tier(None), found.next_tier("core"), found.next_tier("security")) == ("core", "security", None)
    assert found.answer_within == {Priority.NORMAL: 10 * MINUTE, Priority.URGENT: 30 * SECOND}
    assert found.quiet[6] == ((time(0), time(8)), (time(22), END_OF_DAY))
    assert (found.give_back, found.crowd, found.busy_above) == (45 * MINUTE, 30, 0)
    assert (found.remind_rating, found.account_age) == (12 * HOUR, 7 * DAY)
    assert config.handoff.holidays.country == "SG"


def test_without_a_word_the_desk_is_as_its_rules_say() -> None:
    assert read("")[0].handoff.rules == Rules()
    assert rules("give_back: off, crowd: 0, remind_rating: off") == Rules(give_back=0, crowd=0, remind_rating=0)


@pytest.mark.parametrize(("text", "path", "words"), MISTAKES)
def test_a_mistake_at_the_desk_is_named_with_its_place_and_remedy(text: str, path: str, words: str) -> None:
    config, problems = read("handoff:\n  " + text.replace("; ", "\n  "))
    assert any(one.severity == "error" and one.id == path and words in one.message for one in problems), problems
    assert all(one.line >= 2 and one.column >= 3 for one in problems)
    assert isinstance(config, Config)


def test_a_circle_of_teams_is_told_once_where_it_begins() -> None:
    text = "teams: {x1: {escalate_to: a1}, a1: {escalate_to: b1}, b1: {escalate_to: a1}}"
    [problem] = read(f"handoff: {{{text}}}")[1]
    assert str(problem) == (
        "f.yaml:1:60: error: handoff.teams.a1.escalate_to: this goes in a circle (a1 → b1 → a1), "
        "so nobody would ever be the last; take one of them out"
    )


def test_a_shift_of_somebody_who_is_not_in_the_team_is_a_warning_and_the_desk_starts(tmp_path: Path) -> None:
    file = tmp_path / "frontdesk.yaml"
    shift = "{team: core, who: bob, when: {mon: 09:00-10:00}}"
    file.write_text(f"handoff:\n  teams: {{core: {{members: [ann]}}}}\n  shifts: [{shift}]\n", encoding="utf-8")
    [problem] = look(file, {})[1]
    assert (problem.line, problem.severity) == (3, "warning")
    assert "'bob' is not in the team 'core'" in problem.message
    assert load(file, {}).handoff.rules.shifts[0].who == "bob"


def test_a_span_over_midnight_belongs_to_both_days() -> None:
    week = rules("hours: {fri: '22:00-06:00', sat: [10:00-12:00], sun: '20:00-00:00'}").hours.week
    assert week == {
        4: ((time(22), END_OF_DAY),),
        5: ((time(0), time(6)), (time(10), time(12))),
        6: ((time(20), END_OF_DAY),),
    }


def test_spans_without_a_day_are_those_of_every_day() -> None:
    hours = rules("hours: ['07:00-12:00', '21:00-03:00']").hours
    assert all(hours.week[day] == ((time(0), time(3)), (time(7), time(12)), (time(21), END_OF_DAY)) for day in range(7))


def test_public_holidays_close_the_desk_and_its_teams_and_exceptions_go_before() -> None:
    found = read(DESK)[0].handoff.rules
    assert not found.hours.is_open(at("2026-08-10T10:00")), "the national day, observed on the Monday"
    assert not found.hours_of("security").is_open(at("2026-08-10T10:00"))
    assert found.hours.is_open(at("2026-08-11T10:00"))
    assert found.hours.next_opening(at("2026-12-24T12:00")) == at("2026-12-29T09:00"), "Christmas, weekend, the 28th"
    assert found.hours_of("security").due(at("2026-12-24T11:00"), 2 * HOUR) == at("2026-12-26T01:00")


def test_the_holidays_of_a_part_of_a_country_are_added_and_single_days_taken_out() -> None:
    epiphany, unity = date(2027, 1, 6), date(2026, 10, 3)
    assert {epiphany, unity} <= rules("holidays: {country: DE-BY}").hours.closed
    assert {epiphany, unity} <= rules("holidays: {country: de-bayern}").hours.closed
    assert epiphany not in rules("holidays: {country: DE}").hours.closed
    assert unity not in rules("holidays: {country: DE, except: [2026-10-03]}").hours.closed


def test_without_a_country_nothing_of_the_holidays_is_loaded() -> None:
    code = "import sys; import bot.cli, bot.config as c; c.load(None, {}); sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
