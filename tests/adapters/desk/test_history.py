"""What an operator reads who asks who this is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from adapters.desk.history import history, who
from adapters.desk.lines import Reading
from conversation.model import Detail
from conversation.texts import Texts
from conversation.views import ContactView, ConversationView, Marks, MessageView, QueueRow
from handoff.model import Priority

ROW = QueueRow(
    number=1042, stage="waiting", channel="telegram", contact="c1", name="Mia", language="zh",
    priority=Priority.NORMAL, team=None, owner=None, waiting_since=0, unread=1, last="hello", last_at=0,
)  # fmt: skip
READING = Reading(lambda key, **values: Texts().text(key, "en", **values), UTC)
VIEW = ConversationView(ROW, (MessageView(1, "user", "hello", 0),), (), ())


def ended(number: int, marks: Marks, last: str) -> QueueRow:
    return replace(ROW, number=number, stage="resolved", waiting_since=None, last=last, marks=marks)


def test_who_somebody_is_and_how_their_other_conversations_went() -> None:
    others = (
        ended(1040, Marks(ended_by="operator", operator="Nora", rating=2), "thanks for nothing"),
        ended(1039, Marks(ended_by="merge", into=1040), "are you there?"),
        ended(1038, Marks(ended_by="silence"), "how do I pay?"),
        replace(ROW, number=1037, stage="with_operator", owner="Leo", waiting_since=None, last="wait"),
    )
    addresses = ("telegram|1|7|", "web|main|x|")
    contact = ContactView("c1", "Mia", addresses, (ROW, *others), (Detail("version", "2.3"),))
    assert who(VIEW, contact, READING).splitlines() == [
        "👤 Mia · zh · telegram, web",
        "version: 2.3",
        "",
        "Earlier conversations:",
        "#1040 · 00:00 · resolved by Nora · ★ 2 of 5 · thanks for nothing",
        "#1039 · 00:00 · went on in #1040 · are you there?",
        "#1038 · 00:00 · ended by silence · how do I pay?",
        "#1037 · 00:00 · 💬 With Leo · wait",
    ]


def test_who_is_new_has_no_history_and_the_button_shows_the_last_words_too() -> None:
    contact = ContactView("c1", "Mia", ("telegram|1|7|",), (ROW,))
    assert who(VIEW, contact, READING).splitlines()[-1] == "No earlier conversations."
    assert history(VIEW, contact, READING).splitlines()[-2:] == ["Last messages:", "00:00 👤 hello"]
