"""A choice of a step that is typed instead of pressed: by its label, a part of it, or its number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.decide import Decision
from conversation.model import Conversation, Taken
from conversation.policy import Policy
from intents.model import StepChoice
from tests.kit.worlds import ANEW, FAQ, FOLDER, POLICY, TORN, UNSURE, after, fresh, said, says, understood

NOT_THERE = "step:mail:0:1"
SPAM = "Is it in the spam folder of Example Wallet?"
NEW_CODE = "Did the new code come?"


def begun() -> Conversation:
    return after(fresh(), said("the code does not come", understood("mail"))).conversation


def offering(*choices: StepChoice) -> Policy:
    """The FAQ whose first step has these choices instead."""
    mail = replace(FAQ.entries[-1], steps=(replace(FOLDER, choices=choices), ANEW))
    return replace(POLICY, faq=replace(FAQ, entries=(*FAQ.entries[:-1], mail)))


def answers_of(decision: Decision) -> tuple[Taken, ...]:
    assert decision.conversation.guide is not None
    return decision.conversation.guide.answers


@pytest.mark.parametrize(
    "words", ["not there", " NOT THERE! ", "没有", "it is not there, please", "是没有的", "2", "２."]
)
def test_words_that_read_like_a_choice_take_it(words: str) -> None:
    assert NEW_CODE in says(after(begun(), said(words, UNSURE)))[0].text
    assert NEW_CODE in says(after(begun(), said(words, understood("fees"))))[0].text


def test_the_beginning_of_a_choice_takes_it_where_no_other_begins_so() -> None:
    assert answers_of(after(begun(), said("found", UNSURE))) == (Taken(SPAM, "Found it"),)
    sure, unsure = StepChoice({"en": "No, it is new"}), StepChoice({"en": "No, I think", "zh": "没有，我想"})
    policy = offering(sure, unsure)
    assert answers_of(after(begun(), said("no", UNSURE), policy=policy)) == ()
    assert answers_of(after(begun(), said("no, i think", UNSURE), policy=policy))[0].label == "No, I think"
    assert answers_of(after(begun(), said("没有", UNSURE), policy=policy))[0].label == "No, I think"


@pytest.mark.parametrize(("words", "number"), [("yes", 0), ("the fee was low.", 1), ("0 个确认", 2), ("还没", 2)])
def test_a_part_of_a_choice_takes_it_where_no_other_has_it(words: str, number: int) -> None:
    labels = (
        {"en": "Yes, an older one"},
        {"en": "Longer, the fee was low"},
        {"en": "Longer, 0", "zh": "还没好，0 个确认"},
    )
    policy = offering(*map(StepChoice, labels))
    decision = after(begun(), said(words, UNSURE), policy=policy)
    assert [answer.label for answer in answers_of(decision)] == [labels[number]["en"]]
    assert not answers_of(after(begun(), said("longer", UNSURE), policy=policy))


@pytest.mark.parametrize("words", ["0", "5", "22", "not not there", "不是没有"])
def test_what_only_resembles_a_choice_takes_none(words: str) -> None:
    assert not answers_of(after(begun(), said(words, UNSURE)))


def test_a_typed_label_does_not_change_the_language() -> None:
    offered = after(fresh(language="zh"), said("收不到验证码", understood("mail", language="zh"))).conversation
    decision = after(offered, said("What does it cost?", UNSURE))
    assert decision.conversation.language == "zh"


@pytest.mark.parametrize(
    ("words", "entry"), [("2", "fees"), ("Back up your wallet!", "backup"), ("NONE of these", None)]
)
def test_a_choice_of_a_question_back_may_be_typed_as_well(words: str, entry: str | None) -> None:
    torn = after(fresh(), said("hm", TORN)).conversation
    (say,) = says(after(torn, said(words, understood("hacked"))))
    assert say.entry == entry
    assert say.kind == ("answer" if entry else "fallback")


def test_a_number_below_an_answer_is_no_choice() -> None:
    (say,) = says(after(fresh(), said(), said("3", UNSURE)))
    assert say.kind == "fallback"
