"""What only the engine can tell: tests that miss, entries that take them, entries that nobody gets to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from intents.encoder import Floats, Scope
from intents.faq import parse
from intents.fit import fit
from intents.lint import lint
from intents.match import Recognizer
from intents.model import Faq, Thresholds
from intents.problem import Problem
from tests.intents.worlds import faq as world
from tests.intents.worlds import recognizer
from tests.kit.encoder import Counting

TODAY = date(2027, 2, 1)
TWO = """entries:
- id: fees
  questions: [why are the fees so high, what does a transfer cost, network fee too expensive, who gets the gas fee,
    reduce the transaction fee]
  answer: x
  tests:
  - reset the password
  - the fees of a transfer
- id: password
  questions:
  - i forgot my password
  - how do i reset my password
  - lost password
  - password does not work
  - change the password
  answer: x
  tests: [{}]
"""


def told(faq: Faq, thresholds: Thresholds | None = None, engine: Recognizer | None = None) -> list[Problem]:
    return list(lint(faq, TODAY, (), engine or Recognizer(fit(faq)), thresholds))


def of_kind(problems: list[Problem], kind: str) -> list[Problem]:
    return [problem for problem in problems if problem.kind == kind]


def test_a_healthy_faq_has_nothing_to_be_said_against_it() -> None:
    assert told(world(), engine=recognizer()) == []


def test_a_failing_test_says_who_won_how_surely_and_by_which_question() -> None:
    faq = parse(TWO.format("change password"))
    [problem] = told(faq, Thresholds(0.5, 0.3))
    assert (problem.line, problem.column, problem.id, problem.kind) == (7, 5, "fees", "failing-test")
    assert problem.message.startswith("the test 'reset the password' finds 'password' ('password' ")
    assert "%, 'fees' " in problem.message
    assert "nearest there: 'change the password' in faq.yaml:15); add questions" in problem.message


def test_a_test_that_nothing_is_sure_about_fails_too() -> None:
    faq = parse(TWO.format("zzz"))
    problem = of_kind(told(faq, Thresholds(0.999, 0.3)), "failing-test")[-1]
    assert problem.line == 17
    assert problem.message.startswith("the test 'zzz' finds no entry for sure (")
    assert problem.message.endswith("; add questions with its words")


def test_the_thresholds_in_force_decide_whether_a_test_passes() -> None:
    faq = parse(TWO.format("the password is lost"))
    low, high = (of_kind(told(faq, Thresholds(at, 0.0)), "failing-test") for at in (0.01, 0.999))
    assert (len(low), len(high)) == (1, 3)


def test_a_test_that_only_falls_short_says_by_how_much() -> None:
    problem = of_kind(told(parse(TWO.format("zzz")), Thresholds(0.999, 0.3)), "failing-test")[1]
    assert problem.message.startswith("the test 'the fees of a transfer' finds no entry for sure ('fees' ")
    assert "%, and it takes 99.9% to answer); add questions" in problem.message


def test_two_entries_that_take_tests_from_each_other_are_named_in_one_line() -> None:
    faq = parse(TWO.format("the network fee is too expensive"))
    [summary] = of_kind(told(faq), "stealing")
    assert summary.message.startswith("'fees' and 'password' take tests from each other (1 and 1; see faq.yaml:17)")
    assert (summary.line, summary.column, summary.id) == (6, 3, "fees")


def test_a_theft_in_one_direction_needs_no_summary() -> None:
    assert of_kind(told(parse(TWO.format("change password"))), "stealing") == []


def test_a_test_of_words_that_nobody_knows_is_told_plainly() -> None:
    faq = parse("entries: [{id: a, questions: [b c], answer: d, tests: ['!?']}]")
    [problem] = of_kind(told(faq), "failing-test")
    assert "(no word of it stands in a question); add questions with its words" in problem.message


def test_an_entry_of_questions_that_all_stand_elsewhere_is_out_of_reach() -> None:
    faq = parse(
        "entries:\n- {id: a, questions: [one a, two b, three c], answer: x}\n"
        "- {id: b, questions: [One A?], answer: x}\n"
        "- {id: c, questions: [one a, only here], answer: x}\n"
    )
    [problem] = of_kind(list(lint(faq, TODAY)), "unreachable")
    assert (problem.id, problem.line, problem.column) == ("b", 3, 11)
    assert problem.message.startswith(
        "nobody can reach this entry: each of its questions also stands in another one "
        "(see faq.yaml:2, entry a; see faq.yaml:4, entry c)"
    )


def test_an_entry_that_loses_its_own_questions_to_another_is_out_of_reach() -> None:
    many = ", ".join(
        f"reset my password {word}" for word in ("now", "today", "again", "please", "fast", "twice", "soon")
    )
    faq = parse(
        f"entries:\n- {{id: password, questions: [{many}], answer: x}}\n"
        "- {id: fees, questions: [gas costs, what is the fee, fees too high], answer: x}\n"
        "- {id: other, questions: [reset my password now, reset my password fast, a password], answer: x}\n"
    )
    [problem] = of_kind(told(faq), "unreachable")
    assert problem.id == "other"
    assert problem.message.startswith(
        "2 of 3 own questions are more like those of another entry (see faq.yaml:2, entry password)"
    )


def test_an_entry_without_questions_needs_another_that_leads_to_it() -> None:
    faq = parse("entries: [{id: a, questions: [x], answer: y}, {id: b, questions: [z], answer: y}]")
    silent = replace(faq.entries[1], questions={})
    alone = replace(faq, entries=(faq.entries[0], silent))
    linked = replace(faq, entries=(replace(faq.entries[0], related=("b",)), silent))
    assert [problem.id for problem in of_kind(list(lint(alone, TODAY)), "unreachable")] == ["b"]
    assert of_kind(list(lint(linked, TODAY)), "unreachable") == []


def test_questions_without_words_are_not_taken_for_lost() -> None:
    faq = parse("entries: [{id: a, questions: [one two], answer: x}, {id: b, questions: ['👍', '🎉'], answer: x}]")
    assert of_kind(told(faq), "unreachable") == []


def test_questions_without_words_are_not_taken_for_lost_whatever_an_encoder_makes_of_them() -> None:
    faq = parse(
        "entries:\n- {id: a, questions: [parking, the garage, my car], answer: x}\n"
        "- {id: b, questions: ['🚗', '🚲', bicycles, bike rack, where do bikes go], answer: x}\n"
        "- {id: c, questions: [toilet, wc, loo], answer: x}\n"
    )
    encoder = _Waving()
    assert of_kind(told(faq, engine=Recognizer(fit(faq, [encoder]), [encoder])), "unreachable") == []


class _Waving:
    """Takes every text without letters for a toilet, as an encoder that was not trained on emoji may."""

    name = "waving 1"
    scope: Scope = "any"

    def encode(self, texts: Sequence[str]) -> Floats:
        return Counting().encode([text if text.isascii() else "toilet" for text in texts])


def test_a_faq_without_entries_or_words_is_checked_as_well() -> None:
    empty = Faq("v", ("en",), ())
    assert told(empty) == []
    assert told(parse("entries: [{id: a, questions: ['👍'], answer: x, tests: ['👎']}]")) != []
