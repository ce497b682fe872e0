"""What stands in deep links, and how buttons are laid out."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from adapters.buttons import Buttons
from adapters.telegram.keyboard import keyboard, label
from adapters.telegram.links import link, linked

KEY = b"k" * 32


@given(st.text(max_size=80))
def test_anything_else_is_no_link(data: str) -> None:
    assert linked(KEY, data, "42") is None


def test_a_deep_link_is_for_one_person() -> None:
    code = link(KEY, "42", 1042)
    assert re.fullmatch(r"h_[A-Za-z0-9_-]{1,62}", code)
    assert linked(KEY, code, "42") == 1042
    assert linked(KEY, code, "43") is None
    assert linked(KEY, f"{code}x", "42") is None
    assert linked(KEY, Buttons(KEY).data("telegram", "42", "user", 1042, "x", 1_800_000_000_000), "42") is None


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
