"""The card that an operator sees first."""

from __future__ import annotations

from dataclasses import replace

from conversation.briefing import WORDS_SHOWN, brief
from conversation.model import Choice, Taken
from conversation.said import words
from conversation.texts import Texts
from conversation.views import ConversationView, Marks, MessageView, QueueRow
from handoff.model import Priority, Reason

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


SCORES = tuple(Choice(f"rate:{score}", str(score)) for score in range(1, 6))
RATED = replace(ROW, priority=Priority.HIGH, marks=Marks(for_lead=True, reason=Reason.RATED))


def lines_of(*said: str, row: QueueRow = RATED, language: str = "", latest: bool = True) -> tuple[str, ...]:
    """The briefing after the user said this below the question for a rating; `op: …` was said by an operator."""
    asked = MessageView(1, "bot", "How did we do?", 0, choices=SCORES)
    lines = [
        MessageView(n, "operator" if text.startswith("op: ") else "user", text, 0) for n, text in enumerate(said, 2)
    ]
    return brief(ConversationView(row, (asked, *lines), (), ()), Texts(), language=language, latest=latest).summary


def test_a_score_is_no_question() -> None:
    assert lines_of("5", "nobody read what I wrote", row=ROW)[2:] == ("Asked: nobody read what I wrote",)


def test_it_says_why_it_waits_in_the_language_of_whoever_reads() -> None:
    assert lines_of("1")[1:3] == ("Why it waits: the user was not content", "Priority: high")
    assert lines_of("1", language="zh")[1:] == (
        "等待原因：用户对结果不满意", "优先级：高", "评分 1 分（满分 5 分）",
    )  # fmt: skip


def test_a_card_has_the_reason_above_and_does_not_say_it_twice() -> None:
    assert lines_of("2", "too slow", latest=False)[1:] == ("Priority: high", "Rated 2 of 5: too slow")


def test_thanks_do_not_push_out_why_the_rating_was_poor() -> None:
    shown = lines_of("1", "ok", "nobody read what I wrote", "thank you", "are you there?")
    assert shown[3] == "Rated 1 of 5: nobody read what I wrote"
    assert shown[-1] == "Lately: are you there?"


def test_a_poor_score_stands_and_a_good_one_is_not_worth_a_line() -> None:
    assert lines_of("2", "5", "too slow")[3:] == ("Rated 2 of 5: too slow",)
    assert not any("Rated" in line for line in lines_of("5", "thanks for all"))
    assert not any("Rated" in line for line in lines_of("1", "bad", row=replace(ROW, stage="resolved")))


def test_what_is_said_to_an_operator_is_not_about_the_rating() -> None:
    assert lines_of("1", "op: what went wrong?", "it took a week")[3:] == ("Rated 1 of 5", "Asked: it took a week")


def test_the_newest_rating_counts() -> None:
    again = (
        MessageView(1, "bot", "How did we do?", 0, choices=SCORES),
        MessageView(2, "user", "1", 0),
        MessageView(3, "bot", "And now?", 0, choices=SCORES),
        MessageView(4, "user", "4", 0),
    )
    for lines, rating in ((again, 4), (again[:3], 1), (again[:1], None)):
        assert brief(ConversationView(RATED, lines, (), ()), Texts()).rating == rating


def test_words_behind_a_command_are_the_users_own_only_where_they_ask_for_a_person() -> None:
    said = ("/verify Moon Helper", "/human my coins are gone", "/link ABCD", "/language zh")
    assert lines_of(*said, row=ROW)[2:] == ("Asked: my coins are gone",)
    assert [words(text) for text in ("/human", "/HUMAN  now ", "/start", "/lost it", "a /human b", "")] == [
        "", "now", "", "/lost it", "a /human b", "",
    ]  # fmt: skip
