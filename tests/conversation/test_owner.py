"""What an owner puts off, and what becomes of a conversation that they leave too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, time

import pytest

from conversation.decide import Decision
from conversation.effects import Tell, Wake
from conversation.events import TimerFired, TimerName
from conversation.model import Conversation, Resolved, Waiting, WithOperator
from conversation.policy import Policy
from handoff.hours import Hours
from handoff.model import Claim, Command, Note, Priority, Reason, Release, Reply, Resolve, Snooze, Transfer
from handoff.rules import Rules
from tests.kit.worlds import (
    NOON,
    POLICY,
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
    wakes,
)

MINUTE, HOUR = 60_000, 3_600_000
GIVE_BACK = POLICY.rules.give_back
TOLD = GIVE_BACK * 2 // 3


def taken(at: int = NOON, policy: Policy = POLICY) -> Conversation:
    return after(fresh(), said(), asked(), acted(Claim(), at=at), policy=policy).conversation


def answered(at: int = NOON) -> Conversation:
    return after(taken(), acted(Reply("look here"), at=at)).conversation


def stage_of(found: Decision | Conversation) -> WithOperator:
    stage = (found.conversation if isinstance(found, Decision) else found).stage
    assert isinstance(stage, WithOperator)
    return stage


def timer(decision: Decision, name: TimerName) -> list[Wake]:
    return [wake for wake in wakes(decision) if wake.timer == name]


def fire(conversation: Conversation, name: TimerName, at: int, since: int, policy: Policy = POLICY) -> Decision:
    return after(conversation, TimerFired("t", at, name, since), policy=policy)


def test_whoever_takes_it_owes_a_word_and_a_reply_settles_that() -> None:
    claimed = after(fresh(), asked(), acted(Claim(), at=NOON + 5))
    assert stage_of(claimed).owes_since == NOON + 5
    assert [(wake.at, wake.since) for wake in timer(claimed, "owner")] == [(NOON + 5 + TOLD, NOON + 5)]
    replied = after(claimed.conversation, acted(Reply("hello"), at=NOON + 9))
    assert stage_of(replied).owes_since is None
    assert [wake.at for wake in timer(replied, "owner")] == [None]


def test_the_first_unanswered_words_count_and_later_ones_change_nothing() -> None:
    asked_once = after(answered(), said("still broken", at=NOON + HOUR))
    assert stage_of(asked_once).owes_since == NOON + HOUR
    assert [wake.at for wake in timer(asked_once, "owner")] == [NOON + HOUR + TOLD]
    asked_twice = after(asked_once.conversation, said("hello?", at=NOON + HOUR + MINUTE))
    assert stage_of(asked_twice).owes_since == NOON + HOUR
    assert timer(asked_twice, "owner") == []


def test_an_owner_who_is_silent_is_told_first_and_called_by_name() -> None:
    told = fire(taken(), "owner", NOON + TOLD, NOON)
    (tell,) = only(told, Tell)
    assert tell.rings == ("op1",)
    assert "about 10 minutes" in tell.text
    assert says(told) == []
    assert stage_of(told).reminded
    assert [(wake.at, wake.since) for wake in timer(told, "owner")] == [(NOON + GIVE_BACK, NOON)]


def test_an_owner_who_stays_silent_gives_it_back_at_its_old_place() -> None:
    told = fire(taken(), "owner", NOON + TOLD, NOON).conversation
    back = fire(told, "owner", NOON + GIVE_BACK, NOON)
    stage = back.conversation.stage
    assert isinstance(stage, Waiting)
    assert (stage.reason, stage.since) == (Reason.SILENT, NOON)
    assert [alert.tier for alert in alerts(back)] == ["new"]
    assert "back in the queue" in says(back)[0].text
    assert [wake.at for wake in timer(back, "owner")] == [None]


def test_what_was_urgent_and_whose_it_was_stays_so() -> None:
    mine = WithOperator(NOON, "op1", Priority.URGENT, "security", owes_since=NOON, reminded=True)
    stage = fire(fresh(mine), "owner", NOON + GIVE_BACK, NOON).conversation.stage
    assert isinstance(stage, Waiting)
    assert (stage.priority, stage.team) == (Priority.URGENT, "security")


def test_an_answer_after_the_warning_keeps_it() -> None:
    told = fire(taken(), "owner", NOON + TOLD, NOON).conversation
    replied = after(told, acted(Reply("I am on it"), at=NOON + TOLD + 1))
    assert not stage_of(replied).reminded
    late = fire(replied.conversation, "owner", NOON + GIVE_BACK, NOON)
    assert [wake.at for wake in wakes(late)] == [None]
    assert len(late.effects) == 1
    assert stage_of(late).operator == "op1"


def test_after_an_outage_the_owner_is_still_told_first_and_has_time_to_answer() -> None:
    told = fire(taken(), "owner", NOON + 5 * HOUR, NOON)
    assert len(only(told, Tell)) == 1
    assert [wake.at for wake in timer(told, "owner")] == [NOON + 5 * HOUR + GIVE_BACK - TOLD]


def test_hours_in_which_nobody_is_there_do_not_count() -> None:
    hours = Hours(UTC, {day: ((time(9), time(12, 15)),) for day in range(7)})
    policy = replace(POLICY, rules=Rules(hours=hours))
    claimed = after(fresh(), asked(), acted(Claim()), policy=policy)
    assert [wake.at for wake in timer(claimed, "owner")] == [NOON + 21 * HOUR + 5 * MINUTE]


def test_where_nothing_is_given_back_nothing_is_timed_and_a_timer_from_before_ends() -> None:
    for_ever = replace(POLICY, rules=replace(POLICY.rules, give_back=0))
    assert timer(after(fresh(), asked(), acted(Claim()), policy=for_ever), "owner") == []
    fired = fire(taken(), "owner", NOON + TOLD, NOON, for_ever)
    assert [wake.at for wake in timer(fired, "owner")] == [None]
    assert only(fired, Tell) == []


def test_a_lead_who_takes_over_has_all_the_time() -> None:
    told = fire(taken(), "owner", NOON + TOLD, NOON).conversation
    over = after(told, acted(Claim(), "boss", "lead", NOON + TOLD + 1))
    assert stage_of(over).owes_since == NOON, "the user waits since then"
    assert [wake.at for wake in timer(over, "owner")] == [NOON + TOLD + 1 + TOLD]


@pytest.mark.parametrize("command", [Release(), Transfer("core"), Resolve()])
def test_what_is_not_theirs_any_more_is_not_timed(command: Command) -> None:
    assert [wake.at for wake in timer(after(taken(), acted(command)), "owner")] == [None]


@pytest.mark.parametrize("command", [Release(), Transfer("core")])
def test_who_is_given_back_without_an_answer_keeps_the_place_of_when_they_wrote(command: Command) -> None:
    wrote = after(answered(), said("and now?", UNSURE, NOON + 10)).conversation
    back = after(wrote, acted(command, at=NOON + HOUR)).conversation.stage
    assert isinstance(back, Waiting)
    assert (back.since, back.team_since) == (NOON + 10, NOON + HOUR)


@pytest.mark.parametrize("command", [Release(), Transfer("core")])
def test_who_waits_since_the_queue_keeps_that_place_whoever_took_it_in_between(command: Command) -> None:
    back = after(taken(NOON + HOUR), acted(command, at=NOON + 2 * HOUR)).conversation.stage
    assert isinstance(back, Waiting)
    assert back.since == NOON


@pytest.mark.parametrize("command", [Release(), Transfer("core")])
def test_who_was_answered_begins_anew(command: Command) -> None:
    back = after(answered(), acted(command, at=NOON + HOUR)).conversation.stage
    assert isinstance(back, Waiting)
    assert back.since == NOON + HOUR


def test_a_note_is_no_answer() -> None:
    noted = after(taken(), acted(Note("looking into it"), at=NOON + MINUTE))
    assert stage_of(noted).owes_since == NOON


def test_a_snooze_stops_the_silence_of_both() -> None:
    waiting_for_user = after(answered(), acted(Snooze(2 * HOUR), at=NOON + 1))
    assert stage_of(waiting_for_user).snoozed_until == NOON + 1 + 2 * HOUR
    assert {wake.timer: wake.at for wake in wakes(waiting_for_user)} == {"silence": None, "snooze": NOON + 1 + 2 * HOUR}
    assert says(waiting_for_user) == []
    owing = after(taken(), acted(Snooze(2 * HOUR), at=NOON + 1))
    assert {wake.timer: wake.at for wake in wakes(owing)} == {"owner": None, "snooze": NOON + 1 + 2 * HOUR}


def test_a_snooze_ends_at_its_time_and_its_owner_is_called() -> None:
    asleep = after(answered(), acted(Snooze(2 * HOUR))).conversation
    awake = fire(asleep, "snooze", NOON + 2 * HOUR, NOON + 2 * HOUR)
    assert [tell.rings for tell in only(awake, Tell)] == [("op1",)]
    assert (stage_of(awake).snoozed_until, stage_of(awake).owes_since) == (None, NOON + 2 * HOUR)
    assert {wake.timer: wake.at for wake in wakes(awake)} == {"snooze": None, "owner": NOON + 2 * HOUR + TOLD}


def test_the_users_words_end_a_snooze_but_thanks_do_not() -> None:
    asleep = after(answered(), acted(Snooze(24 * HOUR))).conversation
    thanked = after(asleep, said("thanks", UNSURE, at=NOON + MINUTE))
    assert (stage_of(thanked).snoozed_until, only(thanked, Tell)) == (NOON + 24 * HOUR, [])
    awake = after(thanked.conversation, said("it is back", at=NOON + HOUR))
    assert [relay.text for relay in relays(awake)] == ["it is back"]
    assert [tell.rings for tell in only(awake, Tell)] == [("op1",)]
    assert {wake.timer: wake.at for wake in wakes(awake)} == {"snooze": None, "owner": NOON + HOUR + TOLD}


def test_asking_for_a_person_ends_a_snooze_too_and_a_mended_typo_does_not() -> None:
    asleep = after(answered(), acted(Snooze(24 * HOUR))).conversation
    assert stage_of(after(asleep, edited(at=NOON + HOUR))).snoozed_until == NOON + 24 * HOUR
    assert stage_of(after(asleep, asked(NOON + HOUR))).snoozed_until is None


def test_whoever_snoozes_again_or_replies_sets_it_anew() -> None:
    asleep = after(answered(), acted(Snooze(HOUR))).conversation
    longer = after(asleep, acted(Snooze(3 * HOUR), at=NOON + MINUTE))
    assert [wake.at for wake in timer(longer, "snooze")] == [NOON + MINUTE + 3 * HOUR]
    assert fire(longer.conversation, "snooze", NOON + HOUR, NOON + HOUR).effects == ()
    replied = after(asleep, acted(Reply("done now"), at=NOON + MINUTE))
    assert stage_of(replied).snoozed_until is None
    assert {wake.timer for wake in wakes(replied)} == {"silence", "snooze"}


def test_only_its_owner_or_a_lead_sets_it_aside() -> None:
    assert after(taken(), acted(Snooze(HOUR), "op2")).refusal == "op1 has it."
    led = after(taken(), acted(Snooze(HOUR), "boss", "lead"))
    assert (stage_of(led).operator, stage_of(led).snoozed_until) == ("op1", NOON + HOUR)
    assert after(fresh(), asked(), acted(Snooze(HOUR))).refusal == "Nobody has it. Claim it first to set it aside."
    ended = after(taken(), acted(Resolve()), acted(Snooze(HOUR)))
    assert ended.refusal == "It is resolved. Reopen it first."


def test_a_scheduled_end_is_said_and_comes_at_its_time() -> None:
    soon = after(answered(), acted(Resolve(24 * HOUR), at=NOON + 1))
    assert "about 24 hours" in says(soon)[0].text
    assert {wake.timer: wake.at for wake in wakes(soon)} == {"silence": None, "resolve": NOON + 1 + 24 * HOUR}
    ended = fire(soon.conversation, "resolve", NOON + 1 + 24 * HOUR, NOON + 1 + 24 * HOUR)
    assert ended.conversation.stage == Resolved(NOON + 1 + 24 * HOUR, "operator", "op1")
    assert len(says(ended)[0].choices) == 5
    assert [wake.at for wake in timer(ended, "resolve")] == [None]


def test_the_users_words_keep_it_open_and_the_desk_hears_so() -> None:
    soon = after(answered(), acted(Resolve(24 * HOUR))).conversation
    kept = after(soon, said("one more thing", at=NOON + HOUR))
    assert (stage_of(kept).resolve_at, stage_of(kept).owes_since) == (None, NOON + HOUR)
    assert [tell.text for tell in only(kept, Tell)] == ["The user wrote, so this will not close by itself any more."]
    assert {wake.timer: wake.at for wake in wakes(kept)} == {"resolve": None, "owner": NOON + HOUR + TOLD}
    late = fire(kept.conversation, "resolve", NOON + 24 * HOUR, NOON + 24 * HOUR)
    assert [wake.at for wake in wakes(late)] == [None]
    assert len(late.effects) == 1


def test_thanks_do_not_keep_it_open() -> None:
    soon = after(answered(), acted(Resolve(24 * HOUR))).conversation
    thanked = after(soon, said("谢谢", UNSURE, at=NOON + HOUR))
    assert (stage_of(thanked).resolve_at, wakes(thanked)) == (NOON + 24 * HOUR, [])


def test_another_reply_leaves_the_scheduled_end_and_starts_no_other_count() -> None:
    soon = after(answered(), acted(Resolve(72 * HOUR))).conversation
    replied = after(soon, acted(Reply("by the way"), at=NOON + 1))
    assert (stage_of(replied).resolve_at, wakes(replied)) == (NOON + 72 * HOUR, [])


def test_a_scheduled_end_of_what_nobody_has_takes_it_first() -> None:
    soon = after(fresh(), said(), acted(Resolve(HOUR)))
    assert (stage_of(soon).operator, stage_of(soon).resolve_at) == ("op1", NOON + HOUR)
    assert after(taken(), acted(Resolve(HOUR), "op2")).refusal == "op1 has it."


def test_the_last_of_snooze_and_scheduled_end_counts() -> None:
    soon = after(answered(), acted(Snooze(HOUR)), acted(Resolve(24 * HOUR)))
    assert {wake.timer: wake.at for wake in wakes(soon)} == {"snooze": None, "resolve": NOON + 24 * HOUR}
    asleep = after(soon.conversation, acted(Snooze(HOUR)))
    assert {wake.timer: wake.at for wake in wakes(asleep)} == {"resolve": None, "snooze": NOON + HOUR}
