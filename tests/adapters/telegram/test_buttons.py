"""What stands in buttons and deep links, and what is made of somebody else's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from adapters.telegram.buttons import (
    LONGEST_ACTION,
    LONGEST_DATA,
    Buttons,
    Forged,
    Press,
    Stale,
    action_of,
    chosen,
    keyboard,
    label,
)
from conversation.model import Choice

BUTTONS = Buttons(b"k" * 32)
NOW = 1_800_000_000_000
LATER = NOW + 60_000


@given(st.integers(0, 2**40 - 1), st.text(min_size=1).filter(lambda text: len(text.encode()) <= LONGEST_ACTION))
def test_what_is_written_is_read_and_always_fits(number: int, action: str) -> None:
    data = BUTTONS.data("-1001234567890123", "desk", number, action, LATER)
    assert len(data.encode()) <= LONGEST_DATA
    assert BUTTONS.read(data, "-1001234567890123", "desk", NOW) == Press(number, action)


def test_a_button_counts_in_its_own_chat_class_and_house_only() -> None:
    data = BUTTONS.data("7", "user", 1042, "claim", LATER)
    assert BUTTONS.read(data, "8", "user", NOW) == Forged()
    assert BUTTONS.read(data, "7", "desk", NOW) == Forged()
    assert Buttons(b"x" * 32).read(data, "7", "user", NOW) == Forged()


def test_a_button_grows_old() -> None:
    data = BUTTONS.data("7", "user", 1042, "claim", LATER)
    assert BUTTONS.read(data, "7", "user", LATER) == Press(1042, "claim")
    assert BUTTONS.read(data, "7", "user", LATER + 60_000) == Stale()


@given(st.text(max_size=80))
def test_anything_else_is_forged(data: str) -> None:
    assert BUTTONS.read(data, "7", "user", NOW) == Forged()
    assert BUTTONS.linked(data, "42") is None


@pytest.mark.parametrize("action", ["", "x" * 22, "人" * 8])
def test_an_action_that_does_not_fit_is_a_mistake(action: str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        BUTTONS.data("7", "user", 1, action, NOW)


def test_a_choice_is_found_by_what_its_button_says() -> None:
    offered = (Choice("human", "A person"), Choice("entry:" + "x" * 80, "Long"))
    for choice in offered:
        assert chosen(action_of(choice.id), offered) == choice
        assert len(action_of(choice.id)) <= LONGEST_ACTION
    assert chosen(action_of("gone"), offered) is None


def test_a_deep_link_is_for_one_person() -> None:
    code = BUTTONS.link("42", 1042)
    assert re.fullmatch(r"h_[A-Za-z0-9_-]{1,62}", code)
    assert BUTTONS.linked(code, "42") == 1042
    assert BUTTONS.linked(code, "43") is None
    assert BUTTONS.linked(f"{code}x", "42") is None
    assert BUTTONS.linked(BUTTONS.data("42", "user", 1042, "x", LATER), "42") is None


def test_long_labels_stand_alone_short_ones_in_pairs_scores_in_one_row() -> None:
    rows = {
        ("Yes, that helped", "No", "Talk to a person"): [2, 1],
        ("有帮助，已解决", "没有帮助", "转人工"): [2, 1],
        ("Why is my transaction pending?", "No"): [1, 1],
        ("1", "2", "3", "4", "5"): [5],
        (): [],
    }
    for labels, lengths in rows.items():
        found = keyboard([InlineKeyboardButton(text, callback_data="x") for text in labels])
        assert [len(row) for row in found.inline_keyboard if row] == lengths if found else lengths == []
    assert label("x" * 100) == "x" * 63 + "…"
