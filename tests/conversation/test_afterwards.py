"""The rating, its comment, one reminder, and back to people where it was poor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.decide import decide
from conversation.events import TimerFired, UserRated
from conversation.facts import facts
from conversation.model import Conversation, Resolved, Waiting
from conversation.transcript import messages
from handoff.model import Claim, Priority, Reason, Reopen, Reply, Resolve
from handoff.rules import Rules
from tests.kit.worlds import (
    NOON,
    POLICY,
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
DAY = 24 * HOUR


def resolved() -> Conversation:
    return after(fresh(), asked(), acted(Reply("done?")), acted(Resolve())).conversation


def poor() -> Conversation:
    return after(resolved(), chose("rate:2")).conversation


@pytest.mark.parametrize("score", [1, 2])
def test_a_poor_rating_goes_to_a_lead_ahead_of_the_others(score: int) -> None:
    decision = after(resolved(), UserRated("e", NOON + 1, score))
    stage = decision.conversation.stage
    assert isinstance(stage, Waiting)
    assert (stage.reason, stage.priority, stage.for_lead) == (Reason.RATED, Priority.HIGH, True)
    assert [alert.reason for alert in alerts(decision)] == [Reason.RATED]
    assert "sorry" in says(decision)[0].text


def test_a_rating_of_three_and_more_stays() -> None:
    for score in ("3", "4", "5"):
        assert isinstance(after(resolved(), chose(f"rate:{score}")).conversation.stage, Resolved)


def test_only_a_lead_takes_what_was_rated_poorly() -> None:
    assert after(poor(), acted(Claim())).refusal is not None
    assert after(poor(), acted(Claim(), "mei", "lead")).refusal is None


def test_the_words_after_a_poor_rating_reach_the_lead_and_are_thanked_for_once() -> None:
    first = after(poor(), said("nobody read it", UNSURE))
    assert [relay.to for relay in relays(first)] == ["desk"]
    assert [say.text for say in says(first)] == ["Thank you, we read every comment."]
    assert says(after(first.conversation, said("really", UNSURE))) == []


def test_the_words_after_a_poor_rating_count_as_its_comment_once() -> None:
    before, event, again = poor(), said("nobody read it", UNSURE), said("really", UNSURE)
    first = decide(before, event, POLICY)
    assert [fact.name for fact in facts(before, event, first)] == ["commented"]
    second = decide(first.conversation, again, POLICY)
    assert facts(first.conversation, again, second) == ()


def test_a_cry_for_help_after_a_poor_rating_is_answered_and_urgent() -> None:
    decision = after(poor(), said("i was hacked", understood("hacked")))
    assert [alert.tier for alert in alerts(decision)] == ["urgent"]
    assert "Move what is left" in "".join(say.text for say in says(decision))


def test_nobody_rates_while_a_lead_is_awaited() -> None:
    assert after(poor(), UserRated("e", NOON, 5)).refusal is not None
    assert after(poor(), chose("rate:5")).refusal is not None


def test_who_was_asked_and_said_nothing_is_asked_once_more() -> None:
    ended = after(fresh(), asked(), acted(Reply("done?")), acted(Resolve()))
    [wake] = [wake for wake in wakes(ended) if wake.timer == "rating"]
    assert wake.at == NOON + DAY
    reminded = after(ended.conversation, TimerFired("t", NOON + DAY, "rating", wake.since))
    assert [choice.id for choice in says(reminded)[0].choices] == [f"rate:{n}" for n in range(1, 6)]
    assert wakes(reminded)[-1].at is None
    assert says(after(reminded.conversation, TimerFired("u", NOON + 2 * DAY, "rating", wake.since))) == []
    assert isinstance(after(reminded.conversation, chose("rate:4")).conversation.stage, Resolved)


@pytest.mark.parametrize("event", [chose("rate:3"), chose("rate:1"), said(), acted(Reopen())])
def test_nobody_is_reminded_after_a_rating_or_a_reopening(event: object) -> None:
    decision = after(resolved(), event)  # type: ignore[arg-type] # all of them are events
    assert [wake.at for wake in wakes(decision) if wake.timer == "rating"] == [None]


def test_nobody_is_reminded_who_was_not_asked() -> None:
    quiet = after(fresh(), said())
    ended = after(quiet.conversation, TimerFired("t", NOON + DAY, "silence", NOON))
    assert isinstance(ended.conversation.stage, Resolved)
    assert [wake for wake in wakes(ended) if wake.timer == "rating"] == []


def test_without_reminders_no_timer_is_set() -> None:
    never = replace(POLICY, rules=Rules(remind_rating=0))
    decision = after(fresh(), asked(), acted(Reply("done?")), acted(Resolve()), policy=never)
    assert [wake for wake in wakes(decision) if wake.timer == "rating"] == []


def test_a_reminder_that_comes_too_late_is_not_said_and_ends() -> None:
    decision = after(poor(), TimerFired("t", NOON + DAY, "rating", NOON))
    assert says(decision) == []
    assert [(wake.timer, wake.at) for wake in wakes(decision)] == [("rating", None)]


def test_the_rating_stands_in_the_transcript_and_is_a_fact() -> None:
    event = chose("rate:1")
    decision = decide(resolved(), event, POLICY)
    assert messages(resolved(), event, decision)[0].text == "1"
    assert [(fact.name, fact.value) for fact in facts(resolved(), event, decision) if fact.name == "rated"] == [
        ("rated", 1.0)
    ]


def test_nobody_is_asked_again_when_a_rating_would_come_too_late() -> None:
    policy = replace(POLICY, rules=Rules(remind_rating=96 * HOUR), reopen_within=72 * HOUR)
    ended = after(fresh(), asked(), acted(Resolve()), policy=policy)
    assert [wake.at for wake in wakes(ended) if wake.timer == "rating"] == []
