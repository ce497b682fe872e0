"""Warnings about a FAQ that works: what is missing, what is over, where it stands."""

from __future__ import annotations

from datetime import date

import pytest

from intents.faq import parse
from intents.lint import at, lint, shortened
from intents.model import Faq
from intents.problem import Problem

TODAY = date(2027, 2, 1)
FIVE = "[one a, two b, three c, four d, five e]"


def found(text: str, today: date = TODAY) -> list[Problem]:
    return list(lint(parse(text), today))


def warnings(text: str, today: date = TODAY) -> list[str]:
    return [problem.message for problem in found(text, today)]


def test_a_complete_entry_has_no_warning() -> None:
    assert warnings(f"entries: [{{id: a, questions: {FIVE}, answer: x}}]") == []


def test_a_language_without_questions_and_answer_is_named() -> None:
    text = f"languages: [en, zh]\nentries: [{{id: a, questions: {FIVE}, answer: x}}]"
    assert warnings(text) == ["no questions and no answer in 'zh'; people who write it get another language"]


def test_what_is_missing_in_a_language_is_looked_for_in_its_own_line() -> None:
    text = (
        "languages: [en, zh]\nentries:\n  - id: a\n    title: {en: A}\n"
        f"    questions: {{en: {FIVE}, zh: {FIVE}}}\n    answer:\n      en: x\n"
    )
    [problem] = found(text)
    assert (problem.line, problem.column, problem.kind) == (4, 5, "missing-language")
    assert problem.message.startswith("no title and no answer in 'zh'")


def test_an_entry_without_any_title_needs_none_in_other_languages() -> None:
    text = f"languages: [en, zh]\nentries: [{{id: a, questions: {{en: {FIVE}, zh: {FIVE}}}, answer: {{en: x, zh: x}}}}]"
    assert warnings(text) == []


def test_fewer_than_five_questions_are_counted_in_the_line_of_their_language() -> None:
    text = (
        "languages: [en, zh]\nentries:\n  - id: a\n    questions:\n      en: [p, q]\n      zh: [r]\n"
        "    answer: {en: x, zh: x}\n"
    )
    assert [(problem.line, problem.message.split(" in ")[0], problem.kind) for problem in found(text)] == [
        (5, "only 2 questions", "few-questions"),
        (6, "only one question", "few-questions"),
    ]
    assert "ten examples are worth more than a better model" in warnings(text)[0]


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2027, 2, 1), "expired on 2027-01-31"),
        (date(2027, 1, 31), "expires today, on 2027-01-31"),
        (date(2027, 1, 30), "expires tomorrow, on 2027-01-31"),
        (date(2027, 1, 17), "expires in 14 days, on 2027-01-31"),
    ],
)
def test_an_answer_that_is_over_or_soon_will_be_is_asked_about(today: date, words: str) -> None:
    text = f"entries:\n- id: a\n  questions: {FIVE}\n  answer: x\n  expires: 2027-01-31\n"
    [problem] = found(text, today)
    assert problem.message == f"{words}; check the answer and set a later date"
    assert (problem.line, problem.column) == (5, 3)


def test_an_answer_that_holds_for_longer_than_a_fortnight_is_left_alone() -> None:
    assert warnings(f"entries: [{{id: a, questions: {FIVE}, answer: x, expires: 2027-02-16}}]") == []


def test_a_related_entry_that_is_not_there_is_named_with_a_suggestion() -> None:
    text = f"entries:\n- id: fees\n  questions: {FIVE}\n  answer: x\n  related:\n  - fees\n  - fee\n"
    [problem] = found(text)
    assert problem.message == "the related entry 'fee' is not there; did you mean 'fees'?"
    assert (problem.line, problem.column) == (7, 5)


def test_a_test_that_is_also_a_question_proves_nothing() -> None:
    text = f"entries:\n- id: a\n  questions: {FIVE}\n  answer: x\n  tests: [good, One A]\n"
    [problem] = found(text)
    assert problem.message == (
        "the test 'One A' is also a question, so it proves nothing (also in faq.yaml:3, entry a); reword it"
    )
    assert (problem.line, problem.column) == (5, 17)


def test_what_is_odd_about_steps_is_told_too() -> None:
    steps = "[{ask: Which?, choices: [{label: Phone}, {label: phone}]}]"
    [problem] = found(f"entries: [{{id: a, questions: {FIVE}, answer: x, steps: {steps}}}]")
    assert (problem.kind, problem.severity) == ("steps", "warning")
    assert "stands here a second time" in problem.message


def test_rules_of_others_are_heard_too() -> None:
    def rule(faq: Faq) -> list[Problem]:
        return [at(faq.entries[0], "error", "asks for a secret; remove it")]

    faq = parse(f"entries: [{{id: a, questions: {FIVE}, answer: x}}]")
    assert [str(problem) for problem in lint(faq, TODAY, [rule])] == [
        "faq.yaml:1:16: error: a: asks for a secret; remove it"
    ]


def test_each_finding_is_told_once_in_the_order_of_the_lines() -> None:
    def rule(faq: Faq) -> list[Problem]:
        return [at(entry, "warning", "look at it") for entry in reversed(faq.entries)]

    faq = parse(f"entries:\n- {{id: a, questions: {FIVE}, answer: x}}\n- {{id: b, questions: [p, q], answer: x}}\n")
    assert [(problem.line, problem.kind) for problem in lint(faq, TODAY, [rule, rule])] == [
        (2, "rule"),
        (3, "rule"),
        (3, "few-questions"),
    ]


def test_after_twenty_of_a_kind_the_rest_is_counted_but_no_error_is_left_out() -> None:
    many = [Problem("f", line, 1, "warning", "a", "few", "few-questions") for line in range(1, 31)]
    errors = [Problem("f", line, 1, "error", "a", "broken") for line in range(1, 31)]
    other = Problem("f", 40, 1, "warning", "b", "expired", "expired")
    listed = shortened(sorted([*many, *errors, other]))
    assert [problem for problem in listed if problem.severity == "error"] == errors
    warned = [problem for problem in listed if problem.severity == "warning"]
    assert warned[:20] == many[:20]
    assert [(problem.line, problem.message) for problem in warned[20:]] == [
        (21, "and 10 more of this kind"),
        (40, "expired"),
    ]


def test_twenty_one_of_a_kind_are_all_shown() -> None:
    many = tuple(Problem("f", line, 1, "warning", "a", "few", "few-questions") for line in range(1, 22))
    assert shortened(many) == many
