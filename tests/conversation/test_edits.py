"""The user changes what they had written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.change import Revision
from conversation.effects import Edit, Erase, Wake
from conversation.model import Resolved, Waiting, WithBot, WithOperator
from conversation.transcript import messages, revisions
from handoff.model import Claim, Reason, Reply
from tests.kit.worlds import (
    NOON,
    TORN,
    UNSURE,
    acted,
    after,
    alerts,
    asked,
    edited,
    fresh,
    only,
    relays,
    said,
    says,
    understood,
)

HOUR = 3_600_000
MISSED = fresh(WithBot(NOON, misses=1))
WAITING = fresh(Waiting(NOON, "e0", Reason.ASKED))
TAKEN = fresh(WithOperator(NOON, "op1"))
DONE = fresh(Resolved(NOON, "operator", "op1"))


def test_a_typo_mended_is_answered() -> None:
    decision = after(fresh(), said("hw do i bakc", UNSURE), edited())
    assert [say.entry for say in says(decision)] == ["backup"]
    assert decision.conversation.last_entry == "backup"


def test_what_was_answered_just_now_is_not_said_again() -> None:
    assert says(after(fresh(), said(), edited("how do i back up?"))) == []


@pytest.mark.parametrize("meaning", [UNSURE, TORN])
def test_an_edit_is_never_a_miss(meaning: object) -> None:
    decision = after(MISSED, edited("dim the lamps", meaning))  # type: ignore[arg-type] # parametrised
    assert says(decision) == []
    assert decision.conversation.stage == MISSED.stage


def test_an_edit_may_still_be_a_cry_for_help() -> None:
    decision = after(fresh(), said("i was hakced", UNSURE), edited("i was hacked", understood("hacked")))
    assert isinstance(decision.conversation.stage, Waiting)
    assert len(alerts(decision)) == 1


@pytest.mark.parametrize("before", [WAITING, TAKEN])
def test_people_see_the_edit_below_the_line_and_the_bot_is_quiet(before: object) -> None:
    decision = after(before, edited("error 8"))  # type: ignore[arg-type] # parametrised
    (edit,) = only(decision, Edit)
    assert (edit.to, edit.message, edit.sender, edit.text) == ("desk", "e0:own", "Ada", "error 8")
    assert (says(decision), relays(decision)) == ([], [])


def test_after_the_end_it_is_only_kept() -> None:
    event = edited("it was version 3")
    decision = after(DONE, event)
    assert (decision.conversation, decision.effects) == (DONE, ())
    assert revisions(DONE, event, decision) == (Revision("e0:own", "it was version 3", NOON),)


def test_an_edit_makes_no_line_of_its_own() -> None:
    event = edited()
    decision = after(fresh(), event)
    assert [line.author for line in messages(fresh(), event, decision)] == ["bot"]
    assert [revision.text for revision in revisions(fresh(), event, decision)] == ["how do i back up"]


@pytest.mark.parametrize("before", [fresh(), WAITING, TAKEN, DONE])
def test_a_secret_edited_in_is_warned_about_and_the_line_goes_out_of_the_chat(before: object) -> None:
    decision = after(before, edited("[…]", UNSURE, removed=("recovery_phrase",)))  # type: ignore[arg-type] # parametrised
    assert [say.kind for say in says(decision)] == ["warning"]
    assert [erase.message for erase in only(decision, Erase)] == ["e0:own"]


def test_a_secret_that_was_sent_goes_out_of_the_chat_after_the_warning() -> None:
    event = said("[…]", UNSURE, removed=("recovery_phrase",))
    decision = after(fresh(), event)
    assert [type(effect) for effect in decision.effects[1:2]] == [Erase]
    assert only(decision, Erase)[0].message == f"{event.id}:own"


def test_a_secret_behind_a_command_is_warned_about_too() -> None:
    decision = after(fresh(), replace(asked(), text="/human […]", removed=("seed",)))
    assert [say.kind for say in says(decision)] == ["warning", "notice"]
    assert only(decision, Erase)


def test_a_masked_secret_is_told_of_in_an_edit() -> None:
    assert [say.kind for say in says(after(fresh(), edited("[…]", UNSURE, masked=("card",))))] == ["warning"]


def test_an_edit_is_a_sign_of_life_but_no_answer_to_the_operator() -> None:
    replied = after(fresh(), asked(), acted(Claim()), acted(Reply("does it work?"))).conversation
    warned = replace(replied, stage=replace(replied.stage, warned=True))  # type: ignore[arg-type] # it is taken
    decision = after(warned, edited(at=NOON + HOUR))
    assert isinstance(decision.conversation.stage, WithOperator)
    assert not decision.conversation.stage.warned
    assert [wake.since for wake in only(decision, Wake)] == [NOON + HOUR]
