"""Merged, blocked, let in again; and what the bot is to learn."""

from __future__ import annotations

import pytest

from conversation.decide import Decision
from conversation.effects import Join, Learn
from conversation.model import Conversation, Resolved, Waiting, WithOperator
from conversation.policy import Policy
from handoff.model import (
    Block,
    Claim,
    Command,
    Merge,
    Note,
    Reason,
    Reopen,
    Reply,
    Resolve,
    SendEntry,
    Teach,
    Unblock,
)
from tests.kit.worlds import (
    NOON,
    POLICY,
    acted,
    after,
    asked,
    chose,
    commanded,
    fresh,
    only,
    said,
    says,
)

THERE = Merge(1043, contact="p2")
LESSON = Teach("backup", entry="backup", text="it is gone", wrong="fees")
STAGES = (
    None,
    Waiting(NOON, "e0:0", Reason.ASKED),
    WithOperator(NOON, "op1"),
    Resolved(NOON, "operator", "op1"),
)


def taken(policy: Policy = POLICY) -> Conversation:
    return after(fresh(), asked(), acted(Claim()), policy=policy).conversation


def blocked() -> Decision:
    return after(taken(), acted(Block()))


def test_a_merged_conversation_ends_and_its_address_is_the_other_persons() -> None:
    merged = after(taken(), acted(THERE, "boss", "lead"))
    assert merged.conversation.stage == Resolved(NOON, "merge", "boss", into=1043)
    assert merged.conversation.contact.id == "p2"
    assert [join.contact for join in only(merged, Join)] == ["p2"]
    (say,) = says(merged)
    assert "#1043" in say.text
    assert say.choices == ()


def test_two_conversations_of_one_person_need_no_joining() -> None:
    merged = after(taken(), acted(Merge(1043, contact="p1"), "boss", "lead"))
    assert isinstance(merged.conversation.stage, Resolved)
    assert only(merged, Join) == []


def test_only_a_lead_merges() -> None:
    assert after(taken(), acted(THERE)).refusal == "Only a lead may do that."
    assert after(fresh(), said(), acted(THERE)).refusal == "Only a lead may do that."
    assert after(fresh(), said(), acted(THERE, "boss", "lead")).refusal is None


@pytest.mark.parametrize("command", [Merge(1042, contact="p1"), Merge(1043)])
def test_it_is_never_merged_with_itself_or_with_nothing(command: Command) -> None:
    refusal = after(taken(), acted(command, "boss", "lead")).refusal
    assert refusal is not None
    assert "nothing was merged" in refusal


def test_what_has_ended_is_not_merged() -> None:
    ended = after(taken(), acted(Resolve()), acted(THERE, "boss", "lead"))
    assert ended.refusal == "It is resolved. Reopen it first."


def test_a_blocked_person_hears_it_once_and_is_not_asked_for_a_rating() -> None:
    decision = blocked()
    assert decision.conversation.blocked
    assert decision.conversation.stage == Resolved(NOON, "operator", "op1")
    (say,) = says(decision)
    assert say.choices == ()
    assert after(decision.conversation, acted(Block())).effects == ()


@pytest.mark.parametrize("event", [said("let me in"), asked(), chose("human"), commanded("status")])
def test_nothing_more_is_taken_from_them(event: object) -> None:
    decision = after(blocked().conversation, event)  # type: ignore[arg-type] # parametrised
    assert (decision.conversation, decision.effects, decision.refusal) == (blocked().conversation, (), None)


@pytest.mark.parametrize("command", [Reply("hello?"), SendEntry("backup", "backup"), Reopen()])
def test_nobody_writes_to_a_blocked_person(command: Command) -> None:
    assert after(blocked().conversation, acted(command)).refusal == "This person is blocked. /unblock first."
    assert after(blocked().conversation, acted(Note("a scammer"))).refusal is None


def test_whoever_is_unblocked_is_told_and_can_write_again() -> None:
    free = after(blocked().conversation, acted(Unblock(), "op2"))
    assert not free.conversation.blocked
    assert [say.text for say in says(free)] == ["You can write to us here again."]
    assert says(after(free.conversation, said()))
    assert after(free.conversation, acted(Unblock())).effects == ()


def test_somebody_elses_user_is_blocked_by_a_lead_alone() -> None:
    assert after(taken(), acted(Block(), "op2")).refusal == "op1 has it."
    assert after(taken(), acted(Block(), "boss", "lead")).conversation.blocked
    assert after(fresh(), said(), acted(Block(), "op2")).conversation.blocked


@pytest.mark.parametrize("stage", STAGES)
def test_a_lesson_is_kept_in_every_stage_and_changes_nothing(stage: object) -> None:
    known = fresh(stage)  # type: ignore[arg-type] # parametrised
    decision = after(known, acted(LESSON, "op2"))
    assert decision.conversation == known
    (learn,) = decision.effects
    assert isinstance(learn, Learn)
    assert (learn.text, learn.wrong, learn.right, learn.operator) == ("it is gone", "fees", "backup", "op2")


@pytest.mark.parametrize("command", [Teach("nothing like it"), Teach("gone", entry="gone", text="x")])
def test_a_lesson_needs_an_entry(command: Command) -> None:
    refusal = after(fresh(), acted(command)).refusal
    assert refusal is not None
    assert refusal.startswith("Nothing in the FAQ fits")


def test_a_lesson_needs_words() -> None:
    refusal = after(fresh(), acted(Teach("backup", entry="backup"))).refusal
    assert refusal is not None
    assert refusal.startswith("There are no words of the user here")
