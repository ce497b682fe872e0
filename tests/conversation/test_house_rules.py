"""What holds for every history whatsoever."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings

from conversation import codec
from conversation.decide import Decision, decide
from conversation.effects import Alert, Edit, Effect, Erase, Learn, Mark, OfferCode, OpenDesk, Relay, Say, Tell, Wake
from conversation.events import (
    Event,
    OperatorActed,
    TimerFired,
    TimerName,
    Undelivered,
    Unprocessable,
    UserAskedForHuman,
    UserChose,
    UserDeleted,
    UserReacted,
    UserSaid,
    is_own_line,
)
from conversation.facts import facts
from conversation.model import Conversation, Resolved, Stage, Waiting, WithBot, WithOperator
from conversation.transcript import messages, revisions
from handoff.model import Priority, Resend
from tests.conversation.histories import POLICY, Step, counted_from, private_histories, public_histories
from tests.kit.worlds import ANEW, FAQ, FOLDER, only

HISTORIES = 1_000
thorough = settings(max_examples=HISTORIES)


@thorough
@given(private_histories)
def test_the_rules_of_the_house_hold_in_every_history(steps: list[Step]) -> None:
    check_the_timers(steps)
    for before, event, decision in steps:
        check_the_laws(before, event, decision)
        if decision.refusal is None:
            check_that_nobody_is_left_in_silence(before, event, decision)
            check_that_new_accounts_do_not_wait_for_people(before, event, decision)
            check_that_one_voice_speaks(before, event, decision)
            check_the_rings(before, event, decision)
            check_that_desks_open_when_it_comes_to_people(before, decision)
            check_that_a_secret_goes_out_of_the_chat(event, decision)
            check_that_a_message_is_one_miss_at_most(before, decision)
            check_that_news_change_nothing(before, event, decision)
            check_that_what_goes_out_again_is_no_new_line(before, event, decision)


@thorough
@given(public_histories)
def test_in_public_the_bot_only_says_what_it_knows_or_leads_into_private(steps: list[Step]) -> None:
    for before, event, decision in steps:
        check_the_laws(before, event, decision)
        assert isinstance(decision.conversation.stage, WithBot | Resolved), "nobody enters the queue in public"
        assert all(isinstance(effect, Say | Erase | Wake | Learn | OfferCode) for effect in decision.effects)
        for say in only(decision, Say):
            assert say.kind in ("answer", "notice", "warning")
            assert {choice.id for choice in say.choices} <= {"private", "solved"}
            assert str(before.number) not in say.text
        check_that_a_secret_goes_out_of_the_chat(event, decision)
        check_that_only_what_was_offered_can_be_chosen(before, event, decision)


def check_that_only_what_was_offered_can_be_chosen(before: Conversation, event: Event, decision: Decision) -> None:
    if isinstance(event, UserChose) and event.choice not in {choice.id for choice in before.offered}:
        assert decision.refusal is not None


def check_the_laws(before: Conversation, event: Event, decision: Decision) -> None:
    assert decide(before, event, POLICY) == decision, "same input, same output"
    assert len({effect.key for effect in decision.effects}) == len(decision.effects)
    assert codec.load_event(json.loads(json.dumps(codec.dump(event)))) == event
    if decision.refusal is not None:
        assert decision.refusal
        assert (decision.conversation, decision.effects) == (before, ())
        return
    assert codec.load(json.loads(json.dumps(codec.dump(decision.conversation)))) == decision.conversation
    keys = [message.key for message in messages(before, event, decision)]
    assert len(set(keys)) == len(keys)
    assert len(revisions(before, event, decision)) <= 1
    facts(before, event, decision)
    check_that_the_faq_may_change_meanwhile(before, event)


def check_that_the_faq_may_change_meanwhile(before: Conversation, event: Event) -> None:
    """A conversation that began with one FAQ goes on with any other."""
    if isinstance(event, UserSaid | UserChose) and before.guide is not None:
        for steps in ((), (FOLDER,), (ANEW, ANEW)):
            entries = tuple(replace(entry, steps=steps) for entry in FAQ.entries if entry.id != "fees")
            decide(before, event, replace(POLICY, faq=replace(FAQ, entries=entries)))


def said_by_bot(effect: Effect) -> bool:
    return isinstance(effect, Say) and effect.kind in ("answer", "clarify", "fallback")


def check_that_nobody_is_left_in_silence(before: Conversation, event: Event, decision: Decision) -> None:
    if before.blocked and isinstance(event, TimerFired | Undelivered):
        assert all(isinstance(effect, Wake | Tell) for effect in decision.effects), "which is not their doing"
    elif before.blocked and not isinstance(event, OperatorActed):
        assert not decision.effects
    elif isinstance(event, UserSaid | UserAskedForHuman | Unprocessable) and not is_a_goodbye(before, event):
        assert any(isinstance(effect, Say | Relay) for effect in decision.effects)


def is_a_goodbye(before: Conversation, event: Event) -> bool:
    """Whether these may be the last thanks after the end."""
    return isinstance(event, UserSaid) and isinstance(before.stage, Resolved)


def check_that_new_accounts_do_not_wait_for_people(before: Conversation, event: Event, decision: Decision) -> None:
    """Whatever they do, unless it is urgent; what an operator does with them is another matter."""
    made = getattr(getattr(event, "surroundings", None), "account_since", None)
    if made is None or event.at >= made + POLICY.rules.account_age or isinstance(event, OperatorActed | TimerFired):
        return
    stage = decision.conversation.stage
    assert not isinstance(stage, Waiting) or isinstance(before.stage, Waiting) or stage.priority is Priority.URGENT


def check_that_one_voice_speaks(before: Conversation, event: Event, decision: Decision) -> None:
    """Only the owner's words reach the user, and only the owner changes them, just after the end as well."""
    if isinstance(before.stage, WithOperator):
        assert not any(said_by_bot(effect) for effect in decision.effects)
    stage = decision.conversation.stage
    for effect in decision.effects:
        if isinstance(effect, Relay) and effect.to == "user":
            assert isinstance(event, OperatorActed)
            assert isinstance(stage, WithOperator)
            assert (effect.name or effect.sender) == event.actor.name == stage.operator
            assert effect.sender == event.actor.shown
        if isinstance(effect, Edit) and effect.to == "user":
            assert isinstance(event, OperatorActed)
            assert isinstance(stage, WithOperator | Resolved)
            assert (effect.name or effect.sender) == event.actor.name == stage.operator
            assert effect.sender == event.actor.shown


def check_the_timers(steps: list[Step]) -> None:
    """Every timer that runs counts what the conversation counts; one that ran down is replaced or cancelled.

    Else it would fire for ever, or call somebody for what has long been settled.
    """
    running: dict[TimerName, int] = {}
    for before, event, decision in steps:
        wakes = {wake.timer: wake for wake in only(decision, Wake)}
        for timer, wake in wakes.items():
            running.pop(timer, None)
            if wake.at is not None:
                running[timer] = wake.since
        for timer, since in running.items():
            assert counted_from(decision.conversation, timer) == since, timer
        if isinstance(event, TimerFired) and event.since == counted_from(before, event.timer):
            assert event.timer in wakes or event.timer not in running, event.timer


def has_a_place(stage: Stage) -> bool:
    """Whether it has a place on the desks: one of a crowd has none until somebody takes it."""
    return isinstance(stage, WithOperator) or (isinstance(stage, Waiting) and not stage.crowd)


def check_the_rings(before: Conversation, event: Event, decision: Decision) -> None:
    old, new = before.stage, decision.conversation.stage
    rings = [effect.tier for effect in decision.effects if isinstance(effect, Alert)]
    entered = isinstance(new, Waiting) and (not isinstance(old, Waiting) or old.entry != new.entry)
    assert rings.count("new") == int(entered)
    assert rings.count("urgent") <= 1
    assert rings.count("opened") <= int(isinstance(event, TimerFired) and event.timer == "opening")


def check_that_desks_open_when_it_comes_to_people(before: Conversation, decision: Decision) -> None:
    """Once, before the desks are shown anything; and where nobody is, nothing is shown."""
    came = has_a_place(decision.conversation.stage) and not has_a_place(before.stage)
    crowded = isinstance(decision.conversation.stage, Waiting) and decision.conversation.stage.crowd
    kinds = [type(effect) for effect in decision.effects]
    assert kinds.count(OpenDesk) == int(came)
    for effect in decision.effects:
        match effect:
            case Alert() | Relay() | Edit() | Tell() if came:
                assert kinds.index(OpenDesk) < decision.effects.index(effect)
            case Relay(to="desk") | Edit(to="desk") | Mark(to="desk"):
                assert not isinstance(before.stage, WithBot) or crowded
            case _:
                pass


def check_that_a_secret_goes_out_of_the_chat(event: Event, decision: Decision) -> None:
    if getattr(event, "removed", ()) and decision.refusal is None and not decision.conversation.blocked:
        assert len(only(decision, Erase)) == 1
        assert any(effect.kind == "warning" for effect in only(decision, Say))


def check_that_a_message_is_one_miss_at_most(before: Conversation, decision: Decision) -> None:
    """The second miss brings a person, so counting one message twice would hand people off too early."""
    if isinstance(before.stage, WithBot) and isinstance(decision.conversation.stage, WithBot):
        assert 0 <= decision.conversation.stage.misses - before.stage.misses <= 1


def check_that_news_change_nothing(before: Conversation, event: Event, decision: Decision) -> None:
    """An emoji, a line that was taken back, or one that did not arrive, is shown to people at most."""
    if isinstance(event, UserReacted | UserDeleted | Undelivered):
        assert decision.conversation == before
        assert all(isinstance(effect, Mark | Edit | Tell) for effect in decision.effects)
        assert not any(isinstance(effect, Mark | Edit) and effect.to == "user" for effect in decision.effects)
    if isinstance(event, UserDeleted):
        assert len(revisions(before, event, decision)) == int(is_own_line(event.message))


def check_that_what_goes_out_again_is_no_new_line(before: Conversation, event: Event, decision: Decision) -> None:
    if isinstance(event, OperatorActed) and isinstance(event.command, Resend):
        (relay,) = only(decision, Relay)
        assert (relay.line, relay.by) == (event.command.message, event.command.by)
        assert not any(line.author == "operator" for line in messages(before, event, decision))
