"""Questions that stand in two entries, letter for letter or nearly so."""

from __future__ import annotations

import json
from datetime import date

import pytest

from intents.faq import parse
from intents.lint import lint
from intents.problem import Problem

TODAY = date(2027, 2, 1)


def faq(first: list[str], second: list[str], titles: tuple[str, str] = ("First", "Second")) -> str:
    """Two entries, each question on a line of its own: the first from line 5, the second from line 25 on."""
    lines = ["entries:", *_entry("a", titles[0], first)]
    lines += ["# here the other one begins"] * (21 - len(lines))
    return "\n".join([*lines, *_entry("b", titles[1], second)])


def _entry(name: str, title: str, questions: list[str]) -> list[str]:
    rows = [f"    - {json.dumps(question, ensure_ascii=False)}" for question in questions]
    return [f"- id: {name}", f"  title: {title}", "  questions:", *rows, "  answer: x"]


def told(text: str, *kinds: str) -> list[Problem]:
    return [problem for problem in lint(parse(text), TODAY) if problem.kind in kinds]


def near(first: str, second: str) -> list[str]:
    text = faq([first, "one"], [second, "two"])
    return [problem.message for problem in told(text, "similar-question")]


def test_the_same_question_in_two_entries_is_found_in_any_spelling_with_both_places() -> None:
    [problem] = told(faq(["one a", "two b"], ["three", "ONE  A?"]), "same-question")
    assert str(problem) == (
        "faq.yaml:26:7: warning: b: the question 'ONE  A?' stands in two entries (also in faq.yaml:5, entry a); "
        "keep it in one of them"
    )


def test_a_question_that_is_the_title_of_another_entry_is_found() -> None:
    [problem] = told(faq(["one"], ["two"], ("Fees", "one")), "same-question")
    assert problem.message.startswith("the title 'one' stands in two entries (also in faq.yaml:5, entry a)")
    assert problem.line == 23


def test_a_title_that_is_a_question_of_its_own_entry_is_fine() -> None:
    assert told(faq(["one", "one"], ["two"], ("one", "two")), "same-question") == []


def test_a_question_of_emoji_alone_is_not_taken_for_another() -> None:
    assert told(faq(["👍"], ["👋"]), "same-question", "similar-question") == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("how do I back up my wallet", "How can I backup my wallet?"),
        ("my top-up was rejected. why?", "Why was my top up rejected?"),
        ("there is a payment I don't recognise", "There's a payment I do not recognize!"),
        ("如何备份钱包？", "我要怎么備份錢包呢"),
        ("Wie ändere ich mein Passwort", "wie aendere ich mein Passwort"),
    ],
)
def test_one_question_in_other_words_of_courtesy_or_order_is_nearly_the_same(first: str, second: str) -> None:
    [message] = near(first, second)
    assert message == (
        f"the question '{second}' is nearly '{first}' (also in faq.yaml:5, entry a); "
        "keep it where it belongs, or say what makes the difference"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("how do I send ETH", "how do I send BTC"),
        ("connect my hardware wallet", "connect my wallet to a dapp"),
        ("充值没到账", "提现没到账"),
        ("where is my card", "when does my card arrive"),
        ("what is it", "is it that"),
        ("do I", "can I"),
        ("what does the error code 4031 mean", "what does the error code 4032 mean"),
        ("is version2 still supported", "is version29 still supported"),
    ],
)
def test_other_questions_are_left_alone(first: str, second: str) -> None:
    assert near(first, second) == []


def test_a_word_that_tells_the_entries_apart_makes_two_questions_different() -> None:
    first = ["how long does the transfer within the country take", "transfer without fees", "stop a transfer"]
    second = ["how long does the transfers within the country take", "a", "b"]
    assert len(told(faq(first, second), "similar-question")) == 1
    second = ["how long does the us transfer within the country take", "us fees", "stop it in the us"]
    assert told(faq(first, second), "similar-question") == []


def test_each_question_is_told_once_with_the_nearest_earlier_one() -> None:
    first = ["why is my transfer still pending", "why is my transfer pending", "why are my transfers pending"]
    [problem] = told(faq(first, ["my transfer is pending, why?"]), "similar-question")
    assert "is nearly 'why is my transfer pending' (also in faq.yaml:6, entry a)" in problem.message


def test_alike_questions_within_one_entry_are_nobody_elses() -> None:
    assert told(faq(["how do I back up my wallet", "how can I back up my wallet"], ["x"]), "similar-question") == []


def test_thousands_of_questions_are_compared_with_all_others() -> None:
    entries = [
        {"id": f"e{n}", "questions": [f"subject number {n * 7919} asked", f"{n}"], "answer": "x"} for n in range(1500)
    ]
    entries[0]["questions"] = ["a question that is asked twice over"]
    entries[-1]["questions"] = ["the question that's asked twice over"]
    found = [p for p in lint(parse(json.dumps({"entries": entries})), TODAY) if p.kind == "similar-question"]
    assert [problem.id for problem in found if "twice" in problem.message] == ["e1499"]
