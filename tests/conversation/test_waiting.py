"""In the queue."""

from __future__ import annotations

import pytest

from conversation.events import TimerFired, Unprocessable, UserCommanded, UserRated
from conversation.model import Conversation, Resolved, Waiting, WithOperator
from handoff.model import Claim, Priority, Reason, Release, Reopen, Reply, Resolve, Transfer
from tests.kit.worlds import (
    AROUND,
    NOON,
    UNSURE,
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


def waiting() -> Conversation:
    return after(fresh(), said(), asked()).conversation


def test_what_the_user_adds_reaches_the_desk_and_the_bot_is_quiet() -> None:
    decision = after(waiting(), said("it says error 7", UNSURE, at=NOON + MINUTE))
    assert [(relay.to, relay.text) for relay in relays(decision)] == [("desk", "it says error 7")]
    assert says(decision) == []


def test_a_message_is_acknowledged_at_most_once_in_ten_minutes() -> None:
    first = after(waiting(), said("a", UNSURE, at=NOON + 10 * MINUTE))
    assert len(says(first)) == 1
    assert says(after(first.conversation, said("b", UNSURE, at=NOON + 19 * MINUTE))) == []
    assert len(says(after(first.conversation, said("c", UNSURE, at=NOON + 20 * MINUTE)))) == 1


def test_a_sure_answer_is_marked_as_from_the_faq_and_the_place_is_kept() -> None:
    decision = after(waiting(), said("why are fees so high", understood("fees")))
    assert [say.text for say in says(decision)] == ["From the FAQ, while you wait:", "Miners are paid by you."]
    assert says(decision)[-1].choices == ()
    assert isinstance(decision.conversation.stage, Waiting)
    assert alerts(decision) == []


def test_small_talk_in_the_queue_is_not_answered_from_the_faq() -> None:
    assert says(after(waiting(), said("hello", understood("hello")))) == []


def test_what_turns_out_to_be_urgent_moves_ahead_and_rings_once() -> None:
    urgent = after(waiting(), said("i was hacked", understood("hacked")))
    assert [alert.tier for alert in alerts(urgent)] == ["urgent"]
    assert isinstance(urgent.conversation.stage, Waiting)
    assert urgent.conversation.stage.priority is Priority.URGENT
    assert alerts(after(urgent.conversation, said("i was hacked!", understood("hacked")))) == []


def test_asking_again_tells_the_position_and_does_not_ring_again() -> None:
    decision = after(waiting(), asked())
    assert "position 1" in says(decision)[0].text
    assert alerts(decision) == []


def test_status_tells_the_position() -> None:
    decision = after(waiting(), UserCommanded("e", NOON, "status", "", "/status", AROUND))
    assert "position 1" in says(decision)[0].text


def test_a_claim_takes_it_and_the_user_is_told_by_whom() -> None:
    decision = after(waiting(), acted(Claim(), at=NOON + 5))
    assert decision.conversation.stage == WithOperator(
        NOON + 5, "op1", waited_from=NOON, shown="op1", owes_since=NOON + 5
    )
    assert "op1" in says(decision)[0].text


def test_a_reply_takes_it_too() -> None:
    decision = after(waiting(), acted(Reply("hello Ada")))
    assert isinstance(decision.conversation.stage, WithOperator)
    assert [(relay.to, relay.sender) for relay in relays(decision)] == [("user", "op1")]


def test_a_transfer_keeps_the_place_and_rings_for_the_others() -> None:
    decision = after(waiting(), acted(Transfer("core"), at=NOON + MINUTE))
    stage = decision.conversation.stage
    assert isinstance(stage, Waiting)
    assert (stage.since, stage.team, stage.reason) == (NOON, "core", Reason.TRANSFERRED)
    assert [(alert.tier, alert.team) for alert in alerts(decision)] == [("new", "core")]


def test_resolve_ends_it() -> None:
    assert isinstance(after(waiting(), acted(Resolve())).conversation.stage, Resolved)


def test_release_and_reopen_are_refused() -> None:
    assert after(waiting(), acted(Release())).refusal is not None
    assert after(waiting(), acted(Reopen())).refusal == "It is open."


def test_unreadable_input_is_relayed_as_far_as_it_could_be_read() -> None:
    decision = after(waiting(), Unprocessable("e", NOON, "some of it", AROUND))
    assert [relay.text for relay in relays(decision)] == ["some of it"]
    assert says(decision)


def test_an_old_button_tells_the_position_or_answers() -> None:
    assert "position" in says(after(waiting(), chose("help:no")))[0].text
    assert says(after(waiting(), chose("entry:fees")))[-1].entry == "fees"


def test_a_rating_is_refused_and_silence_means_nothing() -> None:
    assert after(waiting(), UserRated("e", NOON, 5)).refusal is not None
    assert after(waiting(), TimerFired("t", NOON, "silence", NOON)).effects == ()


@pytest.mark.parametrize("words", ["what?", "and on my phone"])
def test_a_question_that_was_answered_just_now_is_never_met_with_silence(words: str) -> None:
    waits = after(fresh(), said(), asked())
    (say,) = says(after(waits.conversation, said(words, understood("backup"))))
    assert say.text == "Your message was added to request #1042. You are at position 1."
