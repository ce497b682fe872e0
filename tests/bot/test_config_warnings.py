"""What works, but hardly as its author meant it: `frontdesk check` says where, and what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import Source, read_config
from bot.config.judged import judged
from intents.problem import Problem

TODAY = date(2026, 6, 1)
TEAMS = "handoff:\n  answer_within: {normal: 5m}\n  teams:\n"
WARNINGS = [
    ("snippets: {see you: a}", "1:12: warning: snippets.see you", "write 'see-you'"),
    ("snippets: {Bye: a, bye: b}", "1:20: warning: snippets.bye", "'Bye' and 'bye' differ by case only"),
    ("snippets: {bye: 'Bye {user}'}", "1:17: warning: snippets.bye", "did you mean 'name'?"),
    (
        "texts: {en: {taken: 'Hi {user}'}}",
        "1:21: warning: texts.en.taken",
        "nothing is put in for {user}; known here: operator, number, product",
    ),
    ("texts: {en: {taken: 'I am {agent}'}}", "1:21: warning: texts.en.taken", "did you mean 'operator'?"),
    ("texts: {en: {taken: '{prodct}'}}", "1:21: warning: texts.en.taken", "did you mean 'product'?"),
    (
        "handoff: {teams: {a: {members: [Ann]}, b: {members: [ann]}}}",
        "1:54: warning: handoff.teams.b.members[0]",
        "'Ann' and 'ann' differ by case only",
    ),
    ("handoff: {teams: {a: {members: [Ann, ann]}}}", "1:38: warning: handoff.teams.a.members[1]", "by case only"),
    (
        "handoff: {holidays: {also: [2026-12-30], except: [2026-12-30]}}",
        "1:51: warning: handoff.holidays.except[0]",
        "take it out of one list",
    ),
    ("handoff: {holidays: {except: [2026-12-30]}}", "1:31: warning: handoff.holidays.except[0]", "is no holiday here"),
    (
        "handoff: {holidays: {country: SG, except: [2026-12-30]}}",
        "1:44: warning: handoff.holidays.except[0]",
        "is no holiday here",
    ),
    (
        f"{TEAMS}    a1: {{escalate_to: b1}}\n    b1: {{}}\n    c1: {{languages: [en]}}",
        "6:9: warning: handoff.teams.c1",
        "name a team here",
    ),
    (
        f"{TEAMS}    a1: {{}}\n    b1: {{members: [ann]}}\n  escalate_to: a1",
        "5:9: warning: handoff.teams.b1",
        "handoff.escalate_to is for requests of no team",
    ),
]
FINE = [
    "snippets: {see-you: 'Bye {name}, {product}', bye: a}",
    "texts: {en: {taken: '{operator} of {product} has #{number}'}}",
    "handoff: {teams: {a: {members: [Ann]}, b: {members: [Ann]}}}",
    "handoff: {holidays: {country: SG, except: [2026-08-10]}}",
    "handoff: {teams: {a1: {escalate_to: b1}, b1: {}, c1: {}}}",
    f"{TEAMS}    a1: {{}}\n    b1: {{}}",
    f"{TEAMS}    a1: {{escalate_to: b1}}\n    b1: {{}}\n  escalate_to: a1",
]
JUDGED = [
    ("snippets: {bye: {en: a, de: b}}", "1:25: warning: snippets.bye.de", "'de' is not in use"),
    ("texts: {de: {taken: a}}", "1:9: warning: texts.de", "(in use: en, zh)"),
    (
        "handoff: {teams: {a: {languages: [en, fr]}}}",
        "1:39: warning: handoff.teams.a.languages[1]",
        "gets nobody by it",
    ),
    ("languages: [en]\nsnippets: {bye: {en: a, zh: b}}", "2:25: warning: snippets.bye.zh", "(in use: en)"),
    ("languages: [en, fr]\nsnippets: {bye: {fr: b}}", "2:18: warning: snippets.bye.fr", "no sentences in 'fr' yet"),
    (
        "handoff: {exceptions: {2026-01-02: [], 2026-05-31: []}}",
        "1:24: warning: handoff.exceptions.2026-01-02",
        "all of these days are over",
    ),
]
IN_USE = [
    "snippets: {bye: {en: a, zh: b}}\ntexts: {zh: {taken: a}}\nhandoff: {teams: {a: {languages: [en, zh]}}}",
    "languages: [en, fr]\ntexts: {fr: {taken: a}}\nsnippets: {bye: {fr: b}}\nhandoff: {teams: {a: {languages: [fr]}}}",
    "handoff: {exceptions: {2026-01-02: [], 2026-06-01: []}}",
]


def read(text: str) -> tuple[Problem, ...]:
    return read_config(Source("f.yaml", text, Path()), {})[1]


def later(text: str, faq: tuple[str, ...] = ("en", "zh")) -> list[Problem]:
    config, problems = read_config(Source("f.yaml", text, Path()), {})
    assert problems == ()
    return list(judged(config, faq, TODAY))


@pytest.mark.parametrize(("text", "place", "words"), WARNINGS)
def test_what_is_hardly_meant_is_a_warning_with_its_place_and_remedy(text: str, place: str, words: str) -> None:
    [problem] = read(text)
    assert str(problem).startswith(f"f.yaml:{place}: "), problem
    assert words in problem.message


@pytest.mark.parametrize("text", FINE)
def test_what_is_well_is_not_warned_of(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(("text", "place", "words"), JUDGED)
def test_languages_that_nobody_speaks_here_and_days_gone_by_are_warned_of(text: str, place: str, words: str) -> None:
    [problem] = later(text)
    assert str(problem).startswith(f"f.yaml:{place}: "), problem
    assert words in problem.message


@pytest.mark.parametrize("text", IN_USE)
def test_languages_in_use_and_days_to_come_are_fine(text: str) -> None:
    assert later(text) == []


def test_without_a_faq_nothing_is_said_of_languages_that_it_may_have() -> None:
    assert later("snippets: {bye: {de: b}}", ()) == []


def test_check_looks_at_the_languages_of_the_faq(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    entry = "{id: a, questions: [one a, two b, three c, four d, five e], answer: x}"
    (tmp_path / "faq.yaml").write_text(f"entries: [{entry}]\n", encoding="utf-8")
    (tmp_path / "frontdesk.yaml").write_text("snippets: {bye: {en: a, zh: b}}\n", encoding="utf-8")
    assert main(["check", "--tier", "lexical"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("frontdesk.yaml:1:25: warning: snippets.bye.zh: 'zh' is not in use")
