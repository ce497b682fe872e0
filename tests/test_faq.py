"""The FAQ that we ship: it serves, it has nothing to be said against, and people can act on it in both languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.commands.recognition import Recognition, recognition
from bot.config import Config
from bot.faq_rules import rules
from conversation.texts import fill
from intents.lint import ENOUGH_QUESTIONS, lint
from intents.model import Entry, Faq

ROOT = Path(__file__).parents[1]
CONFIG = Config(faq=(ROOT / "faq.yaml",), database="sqlite:///:memory:")
WRITTEN = date(2026, 1, 1)
"""When the answers were checked last; what expires later is asked about by `frontdesk check`, not by a test."""


@pytest.fixture(scope="module")
def engine() -> Recognition:
    return recognition(CONFIG, "lexical")


@pytest.fixture(scope="module")
def faq(engine: Recognition) -> Faq:
    return engine.faq


def test_it_has_neither_errors_nor_warnings_and_its_own_tests_pass(engine: Recognition) -> None:
    assert lint(engine.faq, WRITTEN, rules(CONFIG), find=engine.find) == ()


def test_every_entry_is_whole_in_english_and_chinese(faq: Faq) -> None:
    assert faq.languages == ("en", "zh")
    assert len(faq.entries) >= 30
    for entry in faq.entries:
        for by_language in (entry.title, entry.questions, entry.answer, entry.tests):
            assert set(by_language) == {"en", "zh"}, entry.id
        assert all(len(questions) >= ENOUGH_QUESTIONS for questions in entry.questions.values()), entry.id


def test_every_name_in_braces_is_a_variable_that_has_a_default(faq: Faq) -> None:
    for entry in faq.entries:
        for text in (*entry.answer.values(), *entry.title.values()):
            assert not re.search(r"\{\w+\}", fill(text, CONFIG.variables)), entry.id


def test_no_test_is_among_the_questions_that_are_learned(faq: Faq) -> None:
    for entry in faq.entries:
        for language, tests in entry.tests.items():
            assert not set(tests) & set(entry.questions[language]), entry.id


def test_the_two_languages_speak_of_the_same_steps(faq: Faq) -> None:
    for entry in faq.entries:
        assert steps(entry, "en") == steps(entry, "zh"), entry.id


def steps(entry: Entry, language: str) -> int:
    """How many numbered steps an answer has."""
    return len(re.findall(r"^\s*\d+\.", entry.answer[language], re.MULTILINE))


def test_who_may_have_been_hacked_is_urgent_and_reaches_a_person(engine: Recognition) -> None:
    part = engine.parts("I think my wallet was hacked and my coins were stolen", None)[0]
    entry = engine.faq.entry(part.ranking[0].entry)
    assert entry is not None
    assert (entry.handoff, entry.priority) == ("always", "urgent")
