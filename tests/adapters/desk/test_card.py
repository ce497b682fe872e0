"""What stands on a card, and what is kept of it."""

from __future__ import annotations

from adapters.desk.card import Shown, behind


def test_delays_are_told_in_steps() -> None:
    assert [behind(seconds * 1000) for seconds in (0, 9, 10, 19, 20, 45, 80)] == [
        0,
        0,
        10_000,
        10_000,
        20_000,
        40_000,
        80_000,
    ]


def test_what_is_shown_is_read_back() -> None:
    for shown in (Shown(), Shown("abc", "waiting", 10_000), Shown("", "resolved", 0)):
        assert Shown.read(shown.written()) == shown
    assert Shown.read("something else") == Shown()
    assert Shown.read("") == Shown()
