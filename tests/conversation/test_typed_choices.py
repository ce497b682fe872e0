"""A choice of a step that is typed instead of pressed: by its label, a part of it, or its number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.decide import Decision
from conversation.model import Conversation, Taken
from intents.model import StepChoice
from tests.kit.worlds import ANEW, FAQ, FOLDER, POLICY, UNSURE, after, fresh, said, says, understood

NOT_THERE = "step:mail:0:1"
SPAM = "Is it in the spam folder of Example Wallet?"
NEW_CODE = "Did the new code come?"


def begun() -> Conversation:
    return after(fresh(), said("the code does not come", understood("mail"))).conversation


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
    policy = replace(POLICY, faq=replace(FAQ, entries=with_mail(steps=(replace(FOLDER, choices=(sure, unsure)), ANEW))))
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
    step = replace(FOLDER, choices=tuple(StepChoice(label) for label in labels))
    mail = replace(FAQ.entries[-1], steps=(step, ANEW))
    policy = replace(POLICY, faq=replace(FAQ, entries=(*FAQ.entries[:-1], mail)))
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
