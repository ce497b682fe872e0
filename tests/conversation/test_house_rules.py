"""What holds for every history whatsoever."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from conversation import codec
from conversation.decide import Decision, decide
from conversation.effects import Alert, Effect, Relay, Say, Wake
from conversation.events import (
    Actor,
    Event,
    OperatorActed,
    Surroundings,
    TimerFired,
    Unprocessable,
    UserAskedForHuman,
    UserChose,
    UserCommanded,
    UserRated,
    UserSaid,
)
from conversation.facts import facts
from conversation.model import Conversation, Resolved, Waiting, WithOperator
from conversation.transcript import messages
from handoff.model import Claim, Note, Release, Reopen, Reply, Resolve, Transfer
from tests.kit.worlds import FAQ, NOON, POLICY, fresh, understood

HISTORIES = 1_000
IDS = [entry.id for entry in FAQ.entries] + ["gone"]
CHOICES = ["help:yes", "help:no", "human", "none", "lang:zh", "lang:xx", "rate:1", "rate:5", "nonsense", ""]
TEXTS = st.one_of(st.sampled_from(["thanks", "谢谢", "", "/x", "hello"]), st.text(max_size=20))

surroundings = st.builds(
    Surroundings,
    position=st.integers(1, 50),
    expected_wait=st.none() | st.integers(0, 10**6),
    next_opening=st.none() | st.just(NOON + 1000),
    staffed=st.booleans(),
    open_number=st.none() | st.just(7),
)
understandings = st.builds(understood, st.sampled_from(IDS[:-1]), st.floats(0, 1), st.sampled_from(["en", "zh"]))
commands = st.one_of(
    st.sampled_from([Claim(), Release(), Resolve(), Reopen()]),
    st.builds(Reply, TEXTS),
    st.builds(Note, TEXTS),
    st.builds(Transfer, st.sampled_from(["core", "op2"])),
)
actors = st.sampled_from([Actor("op1", "operator"), Actor("op2", "operator"), Actor("boss", "lead")])
AT = st.integers(0, 10**9)

events = st.one_of(
    st.builds(
        UserSaid, st.just("id"), AT, TEXTS, understandings, surroundings, st.sampled_from([(), ("recovery_phrase",)])
    ),
    st.builds(UserChose, st.just("id"), AT, st.sampled_from(CHOICES + [f"entry:{name}" for name in IDS]), surroundings),
    st.builds(UserAskedForHuman, st.just("id"), AT, TEXTS, surroundings),
    st.builds(
        UserCommanded,
        st.just("id"),
        AT,
        st.sampled_from(["start", "help", "status", "language"]),
        st.sampled_from(["", "zh", "xx"]),
        TEXTS,
        surroundings,
    ),
    st.builds(UserRated, st.just("id"), AT, st.integers(1, 5)),
    st.builds(OperatorActed, st.just("id"), AT, actors, commands, surroundings),
    st.builds(TimerFired, st.just("id"), AT, st.just("silence"), AT),
    st.builds(Unprocessable, st.just("id"), AT, TEXTS, surroundings),
)

Step = tuple[Conversation, Event, Decision]


def play(history: list[Event]) -> list[Step]:
    """The history with rising times and fresh ids; timers count from where the conversation counts."""
    steps: list[Step] = []
    conversation, now = fresh(), NOON
    for n, drawn in enumerate(history):
        now += drawn.at
        event = replace(drawn, id=f"e{n}", at=now)
        if isinstance(event, TimerFired) and drawn.at % 2:
            event = replace(event, since=conversation.quiet_since or 0)
        decision = decide(conversation, event, POLICY)
        steps.append((conversation, event, decision))
        conversation = replace(decision.conversation, version=conversation.version + 1)
    return steps


histories = st.lists(events, max_size=25).map(play)
thorough = settings(max_examples=HISTORIES, deadline=None)


def said_by_bot(effect: Effect) -> bool:
    return isinstance(effect, Say) and effect.kind in ("answer", "clarify", "fallback")


@thorough
@given(histories)
def test_the_rules_of_the_house_hold_in_every_history(steps: list[Step]) -> None:
    for before, event, decision in steps:
        assert decide(before, event, POLICY) == decision, "same input, same output"
        assert len({effect.key for effect in decision.effects}) == len(decision.effects)
        if decision.refusal is not None:
            assert decision.refusal
            assert (decision.conversation, decision.effects) == (before, ())
            continue
        check_that_nobody_is_left_in_silence(before, event, decision)
        check_that_one_voice_speaks(before, event, decision)
        check_the_rings(before, event, decision)
        check_that_the_timer_counts_what_the_conversation_counts(before, event, decision)
        json.dumps(codec.dump(event))
        assert codec.load(json.loads(json.dumps(codec.dump(decision.conversation)))) == decision.conversation
        keys = [message.key for message in messages(before, event, decision)]
        assert len(set(keys)) == len(keys)
        facts(before, event, decision)


def check_that_nobody_is_left_in_silence(before: Conversation, event: Event, decision: Decision) -> None:
    if isinstance(event, UserSaid) and not isinstance(before.stage, Resolved):
        assert any(isinstance(effect, Say | Relay) for effect in decision.effects)


def check_that_one_voice_speaks(before: Conversation, event: Event, decision: Decision) -> None:
    if isinstance(before.stage, WithOperator):
        assert not any(said_by_bot(effect) for effect in decision.effects)
    for effect in decision.effects:
        if isinstance(effect, Relay) and effect.to == "user":
            assert isinstance(event, OperatorActed)
            assert isinstance(decision.conversation.stage, WithOperator)
            assert effect.sender == event.actor.name == decision.conversation.stage.operator


def check_that_the_timer_counts_what_the_conversation_counts(
    before: Conversation, event: Event, decision: Decision
) -> None:
    """A timer that has run down is replaced or cancelled by what it led to, or it would fire for ever."""
    wakes = [effect for effect in decision.effects if isinstance(effect, Wake)]
    since = decision.conversation.quiet_since
    fired = isinstance(event, TimerFired) and event.since == before.quiet_since
    assert bool(wakes) or (since == before.quiet_since and not fired)
    if wakes:
        assert (wakes[-1].at is None) == (since is None)
        assert since is None or (wakes[-1].since == since)


def check_the_rings(before: Conversation, event: Event, decision: Decision) -> None:
    old, new = before.stage, decision.conversation.stage
    rings = [effect.tier for effect in decision.effects if isinstance(effect, Alert)]
    entered = isinstance(new, Waiting) and (not isinstance(old, Waiting) or old.entry != new.entry)
    assert rings.count("new") == int(entered)
    assert rings.count("urgent") <= 1
