"""Warnings about a FAQ that works."""

from __future__ import annotations

from datetime import date

from intents.faq import parse
from intents.lint import at, lint
from intents.model import Context, Faq
from intents.problem import Problem

TODAY = date(2027, 2, 1)
FIVE = "[one a, two b, three c, four d, five e]"


def warnings(text: str, today: date = TODAY) -> list[str]:
    return [problem.message for problem in lint(parse(text), today)]


def test_a_complete_entry_has_no_warning() -> None:
    assert warnings(f"entries: [{{id: a, questions: {FIVE}, answer: x}}]") == []


def test_a_language_without_questions_and_answer_is_named() -> None:
    text = f"languages: [en, zh]\nentries: [{{id: a, questions: {FIVE}, answer: x}}]"
    assert warnings(text) == ["no questions and no answer in 'zh'; people who write it get another language"]


def test_fewer_than_five_questions_are_counted() -> None:
    text = "entries: [{id: a, questions: [x], answer: x}, {id: b, questions: [p, q], answer: x}]"
    assert [message.split(" in ")[0] for message in warnings(text)] == ["only one question", "only 2 questions"]


def test_the_same_question_in_two_entries_is_found_in_any_spelling() -> None:
    text = (
        f"entries: [{{id: a, questions: {FIVE}, answer: x}}, {{id: b, questions: [p, q, r, s, 'ONE  A?'], answer: x}}]"
    )
    assert warnings(text) == ["the question 'ONE  A?' also stands in 'a'; keep it in one of them"]


def test_an_answer_expires_after_its_day() -> None:
    text = f"entries: [{{id: a, questions: {FIVE}, answer: x, expires: 2027-01-31}}]"
    assert warnings(text, date(2027, 1, 31)) == []
    assert warnings(text)[0].startswith("expired on 2027-01-31")


def test_a_related_entry_that_is_not_there_is_named_with_a_suggestion() -> None:
    text = f"entries: [{{id: fees, questions: {FIVE}, answer: x, related: [fee]}}]"
    assert warnings(text) == ["the related entry 'fee' is not there; did you mean 'fees'?"]


def test_failing_tests_and_tests_that_prove_nothing_are_warned_about() -> None:
    faq = parse(f"entries: [{{id: a, questions: {FIVE}, answer: x, tests: [good, bad, none, One A]}}]")
    answers = {"good": "a", "bad": "b"}

    def find(text: str, context: Context) -> str | None:
        assert context.language == "en"
        return answers.get(text)

    assert [problem.message.split(";")[0] for problem in lint(faq, TODAY, find=find)] == [
        "the test 'One A' is also a question, so it proves nothing",
        "the test 'bad' finds 'b'",
        "the test 'none' finds no entry for sure",
    ]


def test_rules_of_others_are_heard_too() -> None:
    def rule(faq: Faq) -> list[Problem]:
        return [at(faq.entries[0], "error", "asks for a secret; remove it")]

    faq = parse(f"entries: [{{id: a, questions: {FIVE}, answer: x}}]")
    assert [str(problem) for problem in lint(faq, TODAY, [rule])] == [
        "faq.yaml:1:16: error: a: asks for a secret; remove it"
    ]
