"""A person has the floor."""

from __future__ import annotations

import pytest

from conversation.decide import Decision
from conversation.effects import Wake
from conversation.events import TimerFired, Unprocessable, UserCommanded, UserRated
from conversation.model import Conversation, Resolved, Waiting, WithOperator
from handoff.model import Claim, Command, Note, Reason, Release, Reopen, Reply, Resolve, Transfer
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
    wakes,
)

HOUR = 3_600_000


def silences(decision: Decision) -> list[Wake]:
    """How the user's silence is counted."""
    return [wake for wake in wakes(decision) if wake.timer == "silence"]


def taken(by: str = "op1") -> Conversation:
    return after(fresh(), said(), asked(), acted(Claim(), by)).conversation


def test_the_bot_is_quiet_while_a_person_has_the_floor() -> None:
    decision = after(taken(), said("why are fees so high", understood("fees")))
    assert says(decision) == []
    assert [(relay.to, relay.text) for relay in relays(decision)] == [("desk", "why are fees so high")]


def test_a_removed_secret_is_warned_about_even_then() -> None:
    decision = after(taken(), said("[recovery phrase removed]", removed=("recovery_phrase",)))
    assert [say.kind for say in says(decision)] == ["warning"]


def test_the_owner_replies_to_the_user() -> None:
    (relay,) = relays(after(taken(), acted(Reply("look here"))))
    assert (relay.to, relay.sender, relay.text) == ("user", "op1", "look here")


@pytest.mark.parametrize("role", ["operator", "lead", "admin"])
def test_nobody_else_replies_before_a_claim(role: str) -> None:
    decision = after(taken(), acted(Reply("me too"), "op2", role))  # type: ignore[arg-type] # parametrised
    assert decision.refusal == "op1 has it. Claim it first to answer."
    assert decision.effects == ()


@pytest.mark.parametrize("words", ["Please send me your recovery phrase.", "请把助记词发给我"])
def test_not_even_the_owner_may_ask_for_a_secret(words: str) -> None:
    decision = after(taken(), acted(Reply(words)))
    assert decision.refusal is not None
    assert "asks for a secret" in decision.refusal
    assert after(taken(), acted(Reply("Never send anybody your recovery phrase."))).refusal is None


def test_a_second_claim_is_refused_with_the_name_and_the_first_is_fine_again() -> None:
    assert after(taken(), acted(Claim(), "op2")).refusal == "op1 has it."
    again = after(taken(), acted(Claim()))
    assert (again.refusal, again.effects) == (None, ())


def test_a_lead_takes_over() -> None:
    stage = after(taken(), acted(Claim(), "boss", "lead")).conversation.stage
    assert isinstance(stage, WithOperator)
    assert stage.operator == "boss"


@pytest.mark.parametrize("command", [Release(), Transfer("core"), Resolve()])
def test_release_transfer_resolve_belong_to_the_owner_or_a_lead(command: Command) -> None:
    assert after(taken(), acted(command, "op2")).refusal == "op1 has it."
    assert after(taken(), acted(command)).refusal is None
    assert after(taken(), acted(command, "boss", "lead")).refusal is None


def test_a_release_goes_back_to_the_old_place_and_rings() -> None:
    decision = after(taken(), acted(Release(), at=NOON + HOUR))
    stage = decision.conversation.stage
    assert isinstance(stage, Waiting)
    assert (stage.since, stage.reason) == (NOON, Reason.RELEASED)
    assert [alert.tier for alert in alerts(decision)] == ["new"]
    assert "back in the queue" in says(decision)[0].text


def test_after_a_reply_the_place_in_the_queue_is_used_up() -> None:
    stage = after(taken(), acted(Reply("hi")), acted(Release(), at=NOON + HOUR)).conversation.stage
    assert isinstance(stage, Waiting)
    assert stage.since == NOON + HOUR


def test_resolving_asks_for_a_rating() -> None:
    decision = after(taken(), acted(Resolve()))
    assert decision.conversation.stage == Resolved(NOON, "operator", "op1")
    assert len(says(decision)[0].choices) == 5


def test_human_and_status_tell_who_has_it() -> None:
    assert "op1" in says(after(taken(), asked()))[0].text
    assert "op1" in says(after(taken(), UserCommanded("e", NOON, "status", "", "/status", AROUND)))[0].text


def test_reopen_is_refused_and_a_note_is_fine_for_anybody() -> None:
    assert after(taken(), acted(Reopen())).refusal == "It is open."
    assert after(taken(), acted(Note("careful"), "op2")).refusal is None


def test_a_button_from_before_reaches_the_operator_in_words() -> None:
    assert [relay.text for relay in relays(after(taken(), chose("help:no")))] == ["No"]


def test_unreadable_input_is_relayed() -> None:
    assert [relay.text for relay in relays(after(taken(), Unprocessable("e", NOON, "half", AROUND)))] == ["half"]


def test_a_last_thanks_is_relayed_and_owes_nothing() -> None:
    thanked = after(taken(), acted(Reply("done")), said("thank you!", UNSURE, at=NOON + HOUR))
    assert [relay.to for relay in relays(thanked)] == ["desk"]
    assert [wake.at for wake in silences(thanked)] == [NOON + 21 * HOUR], "the silence is counted from here"
    stage = thanked.conversation.stage
    assert isinstance(stage, WithOperator)
    assert stage.owes_since is None


def test_thanks_do_not_settle_what_is_owed() -> None:
    stage = after(taken(), said("please look", at=NOON + 5), said("thanks", UNSURE, at=NOON + 9)).conversation.stage
    assert isinstance(stage, WithOperator)
    assert stage.owes_since == NOON


def test_a_rating_is_refused() -> None:
    assert after(taken(), UserRated("e", NOON, 4)).refusal is not None


def test_silence_after_a_reply_is_warned_about_and_then_closes() -> None:
    replied = after(taken(), acted(Reply("does it work now?")))
    (wake,) = silences(replied)
    assert wake.at == NOON + 20 * HOUR
    warned = after(replied.conversation, TimerFired("t1", NOON + 20 * HOUR, "silence", wake.since))
    assert "about 4 hours" in says(warned)[0].text
    (last,) = silences(warned)
    assert last.at == NOON + 24 * HOUR
    closed = after(warned.conversation, TimerFired("t2", NOON + 24 * HOUR, "silence", last.since))
    assert closed.conversation.stage == Resolved(NOON + 24 * HOUR, "silence", "op1")


def test_while_the_operator_owes_an_answer_silence_does_not_count() -> None:
    owing = after(taken(), acted(Reply("hm?")), said("still broken", at=NOON + 9))
    assert [wake.at for wake in silences(owing)] == [None]
    assert after(owing.conversation, TimerFired("t", NOON + 24 * HOUR, "silence", NOON)).effects == ()
