"""Done, until somebody says otherwise."""

from __future__ import annotations

import pytest

from conversation.decide import continues
from conversation.events import TimerFired, Unprocessable, UserRated
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator
from handoff.model import Claim, Command, FileRef, Release, Reopen, Reply, Resolve, Transfer
from tests.kit.worlds import (
    AROUND,
    NOON,
    POLICY,
    acted,
    after,
    alerts,
    asked,
    chose,
    fresh,
    relays,
    said,
    says,
    understood,
)

MINUTE = 60_000
HOUR = 60 * MINUTE


def resolved() -> Conversation:
    return after(fresh(), said(), asked(), acted(Reply("done?")), acted(Resolve())).conversation


@pytest.mark.parametrize("words", ["thanks", "Thank you!", "谢谢", "好的，谢谢", "OK"])
def test_closing_words_do_not_open_it_again(words: str) -> None:
    decision = after(resolved(), said(words))
    assert decision.conversation == resolved()
    assert decision.effects == ()


def test_a_new_question_goes_to_the_bot_again() -> None:
    decision = after(resolved(), said())
    assert isinstance(decision.conversation.stage, WithBot)
    assert says(decision)[0].kind == "answer"


def test_a_file_without_words_is_no_goodbye() -> None:
    decision = after(resolved(), said("", files=(FileRef("f", "a.png", "image/png", 9),)))
    assert isinstance(decision.conversation.stage, WithBot)


def test_asking_for_a_person_goes_back_into_the_queue() -> None:
    assert isinstance(after(resolved(), asked()).conversation.stage, Waiting)
    assert isinstance(after(resolved(), Unprocessable("e", NOON, "", AROUND)).conversation.stage, Waiting)


def test_a_rating_is_kept_and_a_comment_may_follow_for_ten_minutes() -> None:
    rated = after(resolved(), chose("rate:4"))
    assert rated.conversation.stage == Resolved(NOON, "operator", "op1", rating=4, rated_at=NOON)
    commented = after(rated.conversation, said("quick and kind", at=NOON + 10 * MINUTE))
    assert isinstance(commented.conversation.stage, Resolved)
    assert commented.conversation.stage.commented
    assert isinstance(after(commented.conversation, said("one more thing")).conversation.stage, WithBot)
    late = after(rated.conversation, said("one more thing", at=NOON + 11 * MINUTE))
    assert isinstance(late.conversation.stage, WithBot)


def test_a_cry_for_help_after_a_rating_is_no_comment() -> None:
    decision = after(resolved(), chose("rate:5"), said("i was hacked", understood("hacked")))
    assert isinstance(decision.conversation.stage, Waiting)
    assert [alert.priority for alert in alerts(decision)] == ["urgent"]


def test_a_rating_can_be_changed() -> None:
    stage = after(resolved(), chose("rate:3"), UserRated("e", NOON, 5)).conversation.stage
    assert isinstance(stage, Resolved)
    assert stage.rating == 5


def test_an_operator_reopens_or_simply_replies() -> None:
    reopened = WithOperator(NOON, "op1", shown="op1", owes_since=NOON)
    assert after(resolved(), acted(Reopen())).conversation.stage == reopened
    replied = after(resolved(), acted(Reply("one more thing")))
    assert isinstance(replied.conversation.stage, WithOperator)
    assert relays(replied)[0].to == "user"


@pytest.mark.parametrize("command", [Claim(), Release(), Transfer("core")])
def test_other_commands_say_reopen_first(command: Command) -> None:
    assert after(resolved(), acted(command)).refusal == "It is resolved. Reopen it first."


def test_resolving_twice_is_fine() -> None:
    decision = after(resolved(), acted(Resolve()))
    assert (decision.refusal, decision.effects) == (None, ())


def test_a_late_timer_does_nothing() -> None:
    assert after(resolved(), TimerFired("t", NOON, "silence", NOON)).effects == ()


def test_it_was_solved_twice() -> None:
    solved = after(fresh(), said(), chose("help:yes"))
    assert says(solved)[0].choices
    assert isinstance(after(solved.conversation, chose("rate:5")).conversation.stage, Resolved)


def test_it_can_be_reopened_for_three_days() -> None:
    assert continues(resolved(), NOON + 72 * HOUR, POLICY)
    assert not continues(resolved(), NOON + 72 * HOUR + 1, POLICY)
    assert continues(fresh(), NOON + 999 * HOUR, POLICY)
