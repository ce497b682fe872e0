"""In groups and public channels: others read along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.decide import Decision
from conversation.effects import Erase, Say, Wake
from conversation.events import Event, TimerFired, Undelivered, Unprocessable, UserRated
from conversation.model import Address, Choice, Conversation, Resolved, Stage, WithBot
from conversation.transcript import messages
from handoff.model import (
    Amend,
    Claim,
    Command,
    Delete,
    Note,
    React,
    Release,
    Reopen,
    Reply,
    Resend,
    Resolve,
    SendEntry,
    Transfer,
)
from intents.model import Understanding
from tests.kit.worlds import (
    AROUND,
    NOON,
    POLICY,
    TORN,
    UNSURE,
    acted,
    after,
    asked,
    chose,
    commanded,
    deleted,
    edited,
    fresh,
    only,
    reacted,
    said,
    says,
    understood,
)

GROUP = Address("fake", "main", "group1", "ada")


def public(stage: Stage | None = None, offered: tuple[Choice, ...] = ()) -> Conversation:
    return fresh(stage, address=GROUP, offered=offered)


def quiet(decision: Decision) -> bool:
    return not any(not isinstance(effect, Wake) for effect in decision.effects)


@pytest.mark.parametrize("heard", ["asked", "overheard"])
def test_a_sure_question_is_answered_as_a_reply_that_asks_only_whether_it_helped(heard: str) -> None:
    event = said(heard=heard)
    (say,) = says(after(public(), event))
    assert (say.kind, say.entry, say.reply_to) == ("answer", "backup", f"{event.id}:own")
    assert [choice.id for choice in say.choices] == ["solved"]
    assert say.media


def test_a_guide_is_not_gone_through_before_others_but_in_private() -> None:
    decision = after(public(), said("the code does not come", understood("mail"), heard="asked"))
    (say,) = says(decision)
    assert say.text == "Codes of Example Wallet come by mail."
    assert [choice.id for choice in say.choices] == ["solved", "private"]
    assert decision.conversation.guide is None
    assert after(decision.conversation, chose("step:mail:0:1")).refusal


@pytest.mark.parametrize("meaning", [UNSURE, TORN])
@pytest.mark.parametrize("heard", ["asked", "overheard"])
def test_whatever_is_not_sure_is_passed_over(meaning: Understanding, heard: str) -> None:
    before = public(stage=WithBot(NOON, misses=1))
    decision = after(before, said("dim the lights", meaning, heard=heard))
    assert quiet(decision)
    assert decision.conversation.stage == before.stage


def test_what_people_say_to_each_other_is_not_kept() -> None:
    event = said("see you at noon", UNSURE, heard="overheard")
    decision = after(public(), event)
    assert (decision.conversation, decision.effects) == (public(), ())
    assert messages(public(), event, decision) == ()


def test_the_answer_is_in_the_language_of_the_question() -> None:
    (say,) = says(after(public(), said("怎么备份", understood(language="zh"), heard="asked")))
    assert say.text == "打开 **设置 → 备份**。"


def test_an_entry_that_wants_people_is_answered_and_leads_into_private() -> None:
    decision = after(public(), said("i was hacked", understood("hacked"), heard="asked"))
    answer, pointer = says(decision)
    assert (answer.entry, [choice.id for choice in pointer.choices]) == ("hacked", ["private"])
    assert isinstance(decision.conversation.stage, WithBot)


@pytest.mark.parametrize(
    "event",
    [
        asked(),
        replace(asked(), heard="asked", text="转人工"),
        commanded("start"),
        commanded("start", "backup"),
        commanded("help"),
        commanded("status"),
        commanded("language", "zh"),
    ],
)
def test_a_person_and_every_command_lead_into_private_with_one_sentence(event: Event) -> None:
    decision = after(public(), event)
    (say,) = says(decision)
    assert [choice.id for choice in say.choices] == ["private"]
    assert "1042" not in say.text
    assert "never write to you first" in say.text
    assert "position" not in say.text
    assert decision.conversation.stage == WithBot(NOON)
    assert {type(effect) for effect in decision.effects} == {Say, Wake}


@pytest.mark.parametrize(
    "event",
    [
        said("[…]", understood(), removed=("recovery_phrase",), heard="overheard"),
        replace(asked(), removed=("seed",)),
        commanded("start", "x", removed=("seed",)),
        Unprocessable("e1", NOON, "[…]", AROUND, ("seed",)),
        edited("[…]", removed=("seed",)),
    ],
)
def test_a_secret_is_erased_and_answered_with_one_neutral_sentence(event: Event) -> None:
    decision = after(public(), event)
    (erase,), (say,) = only(decision, Erase), says(decision)
    assert erase.message.endswith(":own")
    assert (say.kind, [choice.id for choice in say.choices]) == ("warning", ["private"])
    assert "your message" not in say.text.lower()


@pytest.mark.parametrize(
    "event",
    [
        edited(),
        deleted(),
        reacted(),
        Undelivered("e1", NOON, "e0:1", "gone", ("thread",)),
        Unprocessable("e1", NOON, "?", AROUND),
    ],
)
def test_edits_emoji_and_what_cannot_be_read_are_left_alone(event: Event) -> None:
    assert after(public(), event).effects == ()


def test_buttons_and_ratings_are_refused_kindly() -> None:
    offered = public(offered=(Choice("private", "Continue in private"),))
    assert "private" in (after(offered, chose("private")).refusal or "")
    assert after(public(), UserRated("e1", NOON, 5)).refusal is not None


def test_an_operator_may_send_an_entry_there() -> None:
    (say,) = says(after(public(), acted(SendEntry("back up", "backup"))))
    assert (say.kind, say.entry, say.choices) == ("answer", "backup", ())
    assert after(public(), acted(SendEntry("moon", ""))).refusal is not None


def test_a_note_and_the_end_are_fine_and_nobody_is_told() -> None:
    assert after(public(), acted(Note("a scammer?"))).effects == ()
    assert after(public(), acted(Resolve(3_600_000))).refusal is not None, "nobody is there to be told when it ends"
    resolved = after(public(), acted(Resolve()))
    assert isinstance(resolved.conversation.stage, Resolved)
    assert quiet(resolved)
    assert after(resolved.conversation, acted(Resolve())).refusal is None


@pytest.mark.parametrize(
    "command",
    [
        Claim(),
        Reply("hi"),
        Resend("e0:1", "mention", "hi"),
        Release(),
        Transfer("core"),
        Reopen(),
        Amend("a", "b"),
        Delete("a"),
        React("a", "b"),
    ],
)
def test_everything_else_is_refused(command: Command) -> None:
    assert "private" in (after(public(), acted(command, role="admin")).refusal or "")


def test_whoever_asked_says_that_it_is_solved_and_nobody_else_is_bothered() -> None:
    answered = after(public(), said(heard="asked"))
    solved = after(answered.conversation, chose("solved", NOON + 5))
    assert solved.conversation.stage == Resolved(NOON + 5, "user")
    assert quiet(solved)
    again = after(solved.conversation, chose("solved", NOON + 9))
    assert (again.refusal, again.effects, again.conversation) == (None, (), solved.conversation)


def test_nothing_that_was_not_answered_can_be_solved() -> None:
    for before in (public(), public(offered=(Choice("private", "Continue in private"),)), fresh()):
        decision = after(before, chose("solved"))
        assert decision.refusal == POLICY.texts.text("choice_gone", "en")


def test_what_is_for_people_is_not_asked_to_be_solved_there() -> None:
    answer, pointer = says(after(public(), said("i was hacked", understood("hacked"), heard="asked")))
    assert (answer.choices, [choice.id for choice in pointer.choices]) == ((), ["private"])


def test_of_several_answers_the_last_asks_whether_it_helped() -> None:
    both = Understanding((*understood("backup").parts, *understood("fees").parts))
    first, last = says(after(public(), said("how do i back up? why are fees so high?", both, heard="asked")))
    assert (first.choices, [choice.id for choice in last.choices]) == ((), ["solved"])


def test_a_day_of_silence_resolves_there_too() -> None:
    answered = after(public(), said(heard="asked"))
    (wake,) = only(answered, Wake)
    assert wake.at is not None
    ended = after(answered.conversation, TimerFired("t", wake.at, "silence", wake.since))
    assert ended.conversation.stage == Resolved(wake.at, "silence")
    assert quiet(ended)
    again = after(ended.conversation, said(heard="asked"))
    assert isinstance(again.conversation.stage, WithBot)
    assert (
        after(ended.conversation, said("thanks", UNSURE, heard="asked")).conversation.stage == ended.conversation.stage
    )
