"""What the metrics count."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide import decide
from conversation.events import Event
from conversation.facts import facts
from conversation.model import Conversation
from handoff.model import Claim, Release, Reply, Resolve, SendEntry
from tests.kit.worlds import NOON, POLICY, UNSURE, acted, asked, chose, edited, fresh, said

SECOND = 1_000


def counted(*events: Event) -> list[tuple[str, float | None]]:
    """Names and values of all facts of a history that begins with a new conversation."""
    conversation: Conversation = fresh(version=0)
    found: list[tuple[str, float | None]] = []
    for event in events:
        decision = decide(conversation, event, POLICY)
        assert decision.refusal is None
        found += [(fact.name, fact.value) for fact in facts(conversation, event, decision)]
        conversation = replace(decision.conversation, version=conversation.version + 1)
    return found


def test_an_answer_that_helped() -> None:
    assert counted(said(), chose("help:yes", at=NOON + 30 * SECOND), chose("rate:5")) == [
        ("opened", None),
        ("answered", None),
        ("resolved", 30.0),
        ("rated", 5.0),
    ]


def test_the_second_miss_counts_as_a_miss_and_a_handoff() -> None:
    assert counted(said("x", UNSURE), said("y", UNSURE)) == [
        ("opened", None),
        ("missed", None),
        ("missed", None),
        ("handed_off", None),
    ]


def test_the_first_reply_is_counted_from_the_queue_and_once() -> None:
    history = counted(
        asked(),
        acted(Claim(), at=NOON + 10 * SECOND),
        acted(Reply("hi"), at=NOON + 40 * SECOND),
        acted(Reply("still there?"), at=NOON + 50 * SECOND),
    )
    assert history == [
        ("opened", None),
        ("handed_off", None),
        ("claimed", 10.0),
        ("first_reply", 40.0),
        ("replied", None),
        ("replied", None),
    ]


def test_a_reply_straight_from_the_queue_is_a_claim_too() -> None:
    history = counted(asked(), acted(Reply("hi"), at=NOON + 7 * SECOND))
    assert history[2:] == [("first_reply", 7.0), ("replied", None), ("claimed", 7.0)]


def test_a_release_before_any_reply_keeps_the_wait_running() -> None:
    history = counted(
        asked(),
        acted(Claim(), at=NOON + 5 * SECOND),
        acted(Release(), at=NOON + 6 * SECOND),
        acted(Reply("hi"), "op2", at=NOON + 60 * SECOND),
    )
    assert ("first_reply", 60.0) in history


def test_a_reopening_counts_the_time_since_the_end() -> None:
    history = counted(asked(), acted(Resolve()), said(at=NOON + 90 * SECOND))
    assert ("reopened", 90.0) in history


def test_a_comment_is_a_fact() -> None:
    history = counted(asked(), acted(Resolve()), chose("rate:2"), said("too slow", UNSURE, at=NOON + SECOND))
    assert history[-2:] == [("rated", 2.0), ("commented", None)]


def test_an_entry_sent_by_a_person_is_that_persons_reply() -> None:
    history = counted(asked(), acted(SendEntry("back up", "backup"), at=NOON + 7 * SECOND))
    assert history[2:] == [("first_reply", 7.0), ("replied", None), ("claimed", 7.0)]


def test_an_edit_that_says_it_better_is_no_second_miss() -> None:
    assert counted(said("x", UNSURE), edited("y", UNSURE), edited()) == [
        ("opened", None),
        ("missed", None),
        ("answered", None),
    ]
