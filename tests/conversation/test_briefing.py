"""The card that an operator sees first."""

from __future__ import annotations

from conversation.briefing import WORDS_SHOWN, brief
from conversation.model import Choice, Taken
from conversation.texts import Texts
from conversation.views import ConversationView, MessageView, QueueRow
from handoff.model import Priority

ROW = QueueRow(
    number=1042, stage="waiting", channel="web", contact="abcdef0123456789", name=None, language="zh",
    priority=Priority.URGENT, team=None, owner=None, waiting_since=0, unread=1, last="", last_at=0,
)  # fmt: skip


def test_it_says_who_asked_what_first_and_lately_and_what_the_bot_said() -> None:
    view = ConversationView(
        ROW,
        (
            MessageView(1, "user", "怎么备份钱包", 0),
            MessageView(2, "bot", "…", 0, entry="backup"),
            MessageView(3, "user", "/human", 0),
            MessageView(4, "user", "x" * 999, 0),
        ),
        (),
        (),
    )
    card = brief(view, Texts())
    assert card.entries == ("backup",)
    assert card.summary[:3] == ("abcdef01 on web, writes zh", "Priority: urgent", "Asked: 怎么备份钱包")
    assert card.summary[3] == "Lately: " + "x" * (WORDS_SHOWN - 1) + "…"
    assert card.summary[4] == "The bot answered with: backup"


def test_the_answers_of_a_guide_stand_before_what_the_bot_said() -> None:
    answers = (Taken("Is it in the\nspam folder?", "Not there"), Taken("y" * 999, "No"))
    lines = (MessageView(1, "user", "no code", 0), MessageView(2, "bot", "…", 0, entry="mail"))
    for latest in (True, False):
        card = brief(ConversationView(ROW, lines, (), (), answers), Texts(), latest=latest)
        assert card.summary[2:4] == ("Asked: no code", "Is it in the spam folder? → Not there")
        assert card.summary[4] == "y" * (WORDS_SHOWN - 1) + "… → No"
        assert card.summary[5:] == ("The bot answered with: mail",)


def test_an_empty_conversation_has_a_card_as_well() -> None:
    assert len(brief(ConversationView(ROW, (), (), ()), Texts()).summary) == 2


def test_a_score_is_no_question() -> None:
    scores = tuple(Choice(f"rate:{score}", str(score)) for score in range(1, 6))
    lines = (
        MessageView(1, "bot", "How did we do?", 0, choices=scores),
        MessageView(2, "user", "1", 0),
        MessageView(3, "user", "nobody read what I wrote", 0),
    )
    card = brief(ConversationView(ROW, lines, (), ()), Texts())
    assert card.summary[2:] == ("Asked: nobody read what I wrote",)
