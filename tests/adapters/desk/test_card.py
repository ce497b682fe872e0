"""What stands on a card, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from adapters.desk.card import Shown, behind, card
from adapters.desk.lines import Reading
from conversation.explorers import Explorer
from conversation.model import Detail
from conversation.texts import Texts
from conversation.views import ConversationView, Marks, MessageView, QueueRow
from handoff.model import Priority, Reason


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


ROW = QueueRow(
    number=7, stage="waiting", channel="web", contact="abcdef0123456789", name="Mia", language="en",
    priority=Priority.NORMAL, team="core", owner=None, waiting_since=0, unread=1, last="", last_at=0,
)  # fmt: skip
NINE = 9 * 3_600_000


def shown_of(row: QueueRow, details: tuple[Detail, ...] = ()) -> list[str]:
    """The lines of the card."""
    texts = Texts()
    reading = Reading(lambda key, **values: texts.text(key, "en", **values), UTC)
    view = ConversationView(row, (), (), (), details=details)
    return card(view, texts, reading, 0, Reason.RATED, longest=2000).words.text.splitlines()


def test_a_card_says_for_whom_it_waits_and_what_was_asked_before() -> None:
    row = replace(ROW, marks=Marks(wanted="Nora", for_lead=True))
    lines = shown_of(row, (Detail("version", "2.3"),))
    assert lines[1] == "❓ Waiting since 01-01 00:00 · the user was not content · core · Nora · for a lead"
    assert "version: 2.3" in lines


def test_a_card_says_what_is_to_happen_later() -> None:
    row = replace(ROW, stage="with_operator", owner="Nora", waiting_since=None)
    marks = Marks(snoozed_until=NINE, resolve_at=NINE + 24 * 3_600_000, blocked=True)
    assert shown_of(replace(row, marks=marks))[1:5] == [
        "💬 With Nora · core",
        "💤 Set aside until 09:00",
        "⏲ Ends 01-02 09:00, unless the user writes before",
        "🚫 Nothing is taken from this person",
    ]


def test_a_card_says_how_it_ended() -> None:
    row = replace(ROW, stage="resolved", waiting_since=None)
    assert shown_of(replace(row, marks=Marks(ended_by="merge", into=1043)))[1] == "✅ Goes on in #1043"
    assert shown_of(replace(row, marks=Marks(ended_by="user", rating=4)))[1] == "✅ Resolved · ★ 4 of 5"


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
