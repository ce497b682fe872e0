"""Codes that people read out and type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.codes import ALPHABET, LINK_CODES, code_of, plain, same_code, spelled

KEY = b"k" * 32


def test_a_conversation_has_one_code_that_nobody_can_tell_without_the_key() -> None:
    code = code_of(KEY, "c1")
    assert code == code_of(KEY, "c1")
    assert len({code, code_of(KEY, "c2"), code_of(b"other", "c1")}) == 3
    assert [len(part) for part in code.split("-")] == [4, 4]
    assert set(code) <= {*ALPHABET, "-"}


@given(st.text(max_size=40))
def test_every_conversation_has_a_code_of_eight_characters(conversation: str) -> None:
    assert len(plain(code_of(KEY, conversation.encode("utf-8", "replace").decode()))) == 8


@pytest.mark.parametrize(
    "typed", ["k7qm-4xt0", "K7QM4XTO", " k7qm 4xto ", "K7QM—4XT0", "ｋ７ｑｍ４ｘｔ０", "k7qm_4xt0"]
)
def test_a_code_may_be_typed_in_any_case_with_dashes_and_look_alikes(typed: str) -> None:
    assert same_code(typed, "K7QM-4XT0")


@pytest.mark.parametrize("typed", ["", "-", "K7QM", "K7QM-4XT1", "K7QM-4XT0!", "密码", "U7QM-4XT0", "K7QM-4XT0" * 20])
def test_anything_else_is_another_code_or_none(typed: str) -> None:
    assert not same_code(typed, "K7QM-4XT0")


def test_nothing_is_the_same_as_no_code() -> None:
    assert not same_code("", "")


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_without_complaint(typed: str) -> None:
    assert set(plain(typed)) <= set(ALPHABET)
    same_code(typed, "K7QM-4XT0")


@given(st.integers(0, LINK_CODES - 1))
def test_every_number_below_the_count_is_another_code_of_six_characters(number: int) -> None:
    code = spelled(number)
    assert len(code) == 6
    assert plain(code) == code
    assert sum(ALPHABET.index(character) * 32**place for place, character in enumerate(reversed(code))) == number
