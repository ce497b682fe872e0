"""What stands on a card, and what is kept of it."""

from __future__ import annotations

from datetime import UTC

from adapters.desk.card import Shown, behind, card
from adapters.desk.lines import Reading
from conversation.explorers import Explorer
from conversation.texts import Texts
from conversation.views import ConversationView, MessageView, QueueRow
from handoff.model import Priority


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


def test_a_card_links_to_what_the_user_named() -> None:
    row = QueueRow(
        number=7, stage="waiting", channel="web", contact="abcdef0123456789", name="Mia", language="en",
        priority=Priority.NORMAL, team=None, owner=None, waiting_since=0, unread=1, last="", last_at=0,
    )  # fmt: skip
    address = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
    view = ConversationView(row, (MessageView(1, "user", f"nothing came to {address}", 0),), (), ())
    explorers = {"tron": Explorer(address="https://tronscan.org/#/address/{address}")}
    texts = Texts()
    reading = Reading(lambda key, **values: texts.text(key, "en", **values), UTC, explorers=explorers)
    shown = card(view, texts, reading, 0, longest=2000).words.text
    assert f"In the explorer: https://tronscan.org/#/address/{address}" in shown
