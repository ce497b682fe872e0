"""What is a question, and how often the bot may speak unasked."""

from __future__ import annotations

import pytest

from adapters.listening import MINUTE, PEOPLE_REMEMBERED, Restraint, is_question
from conversation.model import Address


@pytest.mark.parametrize("text", ["How?", "怎么办？", "really? :)", 'who said "why?"'])
def test_a_question_ends_as_one(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["", "Why? Because.", "see https://x.example/?q=1", "fine"])
def test_what_goes_on_after_the_question_is_none(text: str) -> None:
    assert not is_question(text)


def test_a_person_is_answered_unasked_once_a_minute() -> None:
    restraint, mia, tom = Restraint(), Address("t", "1", "g", "mia"), Address("t", "1", "g", "tom")
    assert restraint.may_speak(mia, MINUTE)
    restraint.spoke(mia, MINUTE)
    assert not restraint.may_speak(mia, 2 * MINUTE - 1)
    assert restraint.may_speak(tom, MINUTE)
    assert restraint.may_speak(mia, 2 * MINUTE)


def test_only_so_many_are_remembered() -> None:
    restraint = Restraint()
    for number in range(PEOPLE_REMEMBERED + 1):
        restraint.spoke(Address("t", "1", "g", str(number)), 0)
    assert restraint.may_speak(Address("t", "1", "g", "0"), 0)
    assert not restraint.may_speak(Address("t", "1", "g", "1"), 0)
