"""What the metrics count."""

from __future__ import annotations

from dataclasses import replace

from conversation.change import Fact
from conversation.decide import Decision, decide
from conversation.effects import Alert
from conversation.events import Event, TimerFired
from conversation.facts import facts
from conversation.model import Choice, Conversation, Resolved, Waiting, WithOperator
from handoff.model import Claim, Priority, Reason, Release, Reopen, Reply, Resolve, SendEntry
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
    history = counted(asked(), acted(Resolve()), chose("rate:3"), said("too slow", UNSURE, at=NOON + SECOND))
    assert history[-2:] == [("rated", 3.0), ("commented", None)]


def test_an_entry_sent_by_a_person_is_that_persons_reply() -> None:
    history = counted(asked(), acted(SendEntry("back up", "backup"), at=NOON + 7 * SECOND))
    assert history[2:] == [("first_reply", 7.0), ("replied", None), ("claimed", 7.0)]


def test_an_edit_that_says_it_better_is_no_second_miss() -> None:
    assert counted(said("x", UNSURE), edited("y", UNSURE), edited()) == [
        ("opened", None),
        ("missed", None),
        ("answered", None),
    ]


def test_a_poor_rating_is_counted_though_it_brings_the_conversation_back_to_people() -> None:
    history = counted(
        asked(), acted(Resolve()), chose("rate:1", at=NOON + SECOND), said("too slow", UNSURE, at=NOON + 2 * SECOND)
    )
    assert history[-4:] == [("rated", 1.0), ("reopened", 1.0), ("handed_off", None), ("commented", None)]


def test_who_rated_poorly_is_counted_for_the_operator_who_ended_it() -> None:
    before = fresh(Resolved(NOON, "operator", "op1"), offered=(Choice("rate:2", "2"),))
    event = chose("rate:2", at=NOON + SECOND)
    found = facts(before, event, decide(before, event, POLICY))
    assert found[0] == Fact("rated", NOON + SECOND, 2.0, operator="op1")


def test_the_next_response_is_counted_from_the_first_unanswered_words() -> None:
    history = counted(
        asked(),
        acted(Reply("hi"), at=NOON),
        said("my wallet", UNSURE, at=NOON + 10 * SECOND),
        said("is empty", UNSURE, at=NOON + 20 * SECOND),
        acted(Reply("which one?"), at=NOON + 50 * SECOND),
        acted(Reply("and since when?"), at=NOON + 60 * SECOND),
    )
    assert [value for name, value in history if name == "next_reply"] == [40.0]


def test_who_takes_the_floor_unasked_and_speaks_has_kept_nobody_waiting() -> None:
    history = counted(said(), acted(Claim(), at=NOON + SECOND), acted(Reply("hi"), at=NOON + 9 * SECOND))
    assert "next_reply" not in dict(history)
    reopened = counted(asked(), acted(Resolve()), acted(Reopen()), acted(Reply("one more"), at=NOON + SECOND))
    assert "next_reply" not in dict(reopened)


def test_a_reply_is_counted_for_the_name_that_colleagues_know() -> None:
    before = fresh(WithOperator(NOON, "mei", shown="Max", waited_from=NOON))
    event = acted(Reply("hi"), "mei", at=NOON + SECOND)
    found = facts(before, event, decide(before, event, POLICY))
    assert {fact.operator for fact in found} == {"mei"}


def test_a_reopening_by_a_person_names_that_person() -> None:
    before = fresh(Resolved(NOON, "operator", "op1"))
    by_person, by_user = acted(Reopen(), "op2", at=NOON + SECOND), said(at=NOON + SECOND)
    for event, who in ((by_person, "op2"), (by_user, None)):
        [found] = [fact for fact in facts(before, event, decide(before, event, POLICY)) if fact.name == "reopened"]
        assert (found.value, found.operator) == (1.0, who)


QUEUED = Waiting(NOON, "e1", Reason.ASKED, Priority.NORMAL, "core")


def test_a_promise_that_is_nearly_due_and_then_broken_is_counted_for_the_team_that_made_it() -> None:
    before, late = fresh(QUEUED), TimerFired("t1", NOON + 30 * SECOND, "answer", NOON)
    moved = replace(before, stage=replace(QUEUED, team="leads"))
    breach = Alert("t1:0", "breach", Reason.ASKED, Priority.NORMAL, "leads")
    assert facts(before, late, Decision(moved, (breach,))) == (
        Fact("breached", NOON + 30 * SECOND, 30.0, team="core"),
        Fact("escalated", NOON + 30 * SECOND, team="leads"),
    )
    warning = Alert("t1:0", "warn", Reason.ASKED, Priority.NORMAL, "core")
    assert facts(before, late, Decision(before, (warning,))) == (Fact("warned", NOON + 30 * SECOND, 30.0, team="core"),)


def test_an_end_is_counted_for_the_team_that_had_it_and_a_merge_is_no_end() -> None:
    before, event = fresh(QUEUED), acted(Resolve(), at=NOON + SECOND)
    ended = replace(before, stage=Resolved(NOON + SECOND, "operator", "op1"))
    assert facts(before, event, Decision(ended)) == (Fact("resolved", NOON + SECOND, 1.0, operator="op1", team="core"),)
    merged = replace(before, stage=Resolved(NOON + SECOND, "merge", into=1001))
    assert facts(before, event, Decision(merged)) == (Fact("merged", NOON + SECOND),)
