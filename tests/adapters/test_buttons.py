"""What stands in buttons, and what is made of somebody else's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.buttons import (
    LONGEST_ACTION,
    LONGEST_DATA,
    Buttons,
    Forged,
    Press,
    Stale,
    action_of,
    chosen,
)
from conversation.model import Choice

BUTTONS = Buttons(b"k" * 32)
NOW = 1_800_000_000_000
LATER = NOW + 60_000


@given(st.integers(0, 2**40 - 1), st.text(min_size=1).filter(lambda text: len(text.encode()) <= LONGEST_ACTION))
def test_what_is_written_is_read_and_always_fits(number: int, action: str) -> None:
    data = BUTTONS.data("telegram", "-1001234567890123", "desk", number, action, LATER)
    assert len(data.encode()) <= LONGEST_DATA
    assert BUTTONS.read(data, "telegram", "-1001234567890123", "desk", NOW) == Press(number, action)


def test_a_button_counts_in_its_own_channel_chat_class_and_house_only() -> None:
    data = BUTTONS.data("telegram", "7", "user", 1042, "claim", LATER)
    assert BUTTONS.read(data, "telegram", "8", "user", NOW) == Forged()
    assert BUTTONS.read(data, "telegram", "7", "desk", NOW) == Forged()
    assert Buttons(b"x" * 32).read(data, "telegram", "7", "user", NOW) == Forged()
    assert BUTTONS.read(data, "discord", "7", "user", NOW) == Forged()


def test_a_button_grows_old() -> None:
    data = BUTTONS.data("telegram", "7", "user", 1042, "claim", LATER)
    assert BUTTONS.read(data, "telegram", "7", "user", LATER) == Press(1042, "claim")
    assert BUTTONS.read(data, "telegram", "7", "user", LATER + 60_000) == Stale()


@given(st.text(max_size=80))
def test_anything_else_is_forged(data: str) -> None:
    assert BUTTONS.read(data, "telegram", "7", "user", NOW) == Forged()


@pytest.mark.parametrize("action", ["", "x" * 22, "人" * 8])
def test_an_action_that_does_not_fit_is_a_mistake(action: str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        BUTTONS.data("telegram", "7", "user", 1, action, NOW)


def test_a_choice_is_found_by_what_its_button_says() -> None:
    offered = (
        Choice("human", "A person"),
        Choice("entry:" + "x" * 80, "Long"),
        Choice(f"step:{'x' * 80}:12:5", "Not there"),
    )
    for choice in offered:
        assert chosen(action_of(choice.id), offered) == choice
        assert len(action_of(choice.id)) <= LONGEST_ACTION
    assert chosen(action_of("gone"), offered) is None
