"""A line that did not arrive goes out once more: the same way, or by a detour."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.effects import Tell
from conversation.events import Undelivered
from conversation.facts import facts
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator
from conversation.transcript import messages, revisions
from handoff.model import FileRef, Reason, Resend, Way
from tests.kit.worlds import NOON, acted, after, fresh, only, relays

WAITING = fresh(Waiting(NOON, "e0", Reason.ASKED))
TAKEN = fresh(WithOperator(NOON, "op1"))
DONE = fresh(Resolved(NOON, "operator", "op1"))
FILE = FileRef("f1", "a.png", "image/png", 9)
AGAIN = Resend("e0:1", text="Hello!", files=(FILE,))
SECOND = 1_000


@pytest.mark.parametrize("before", [fresh(WithBot(NOON)), WAITING, TAKEN, DONE])
@pytest.mark.parametrize("way", ["", "thread", "mention"])
def test_it_is_the_same_line_with_its_files_and_no_new_one(before: Conversation, way: Way) -> None:
    event = acted(replace(AGAIN, by=way))
    decision = after(before, event)
    (relay,) = relays(decision)
    assert (relay.to, relay.line, relay.by, relay.text, relay.files) == ("user", "e0:1", way, "Hello!", (FILE,))
    assert (messages(before, event, decision), revisions(before, event, decision)) == ((), ())
    stage = decision.conversation.stage
    assert isinstance(stage, WithOperator)
    assert (stage.operator, decision.conversation.quiet_since) == ("op1", NOON)


def test_who_may_not_reply_may_not_send_again() -> None:
    for who, role in (("op2", "operator"), ("boss", "lead")):
        refusal = after(TAKEN, acted(AGAIN, who, role)).refusal  # type: ignore[arg-type] # a role
        assert "op1" in (refusal or "")


def test_words_that_ask_for_a_secret_do_not_go_out_the_second_time_either() -> None:
    again = replace(AGAIN, text="Send me your recovery phrase.")
    assert "asks for a secret" in (after(TAKEN, acted(again)).refusal or "")


@pytest.mark.parametrize(
    ("way", "counted"),
    [("", ["first_reply", "claimed"]), ("thread", ["first_reply", "claimed"]), ("mention", ["claimed"])],
)
def test_it_is_no_second_reply_but_may_be_the_first_that_arrives(way: Way, counted: list[str]) -> None:
    event = acted(replace(AGAIN, by=way), at=NOON + 7 * SECOND)
    assert [fact.name for fact in facts(WAITING, event, after(WAITING, event))] == counted


def test_a_mention_is_nobodys_first_word() -> None:
    called = after(WAITING, acted(replace(AGAIN, by="mention"), at=NOON + 5)).conversation
    assert isinstance(called.stage, WithOperator)
    assert called.stage.waited_from == NOON
    sent = after(WAITING, acted(AGAIN, at=NOON + 5)).conversation
    assert isinstance(sent.stage, WithOperator)
    assert sent.stage.waited_from is None


@pytest.mark.parametrize("before", [WAITING, TAKEN, DONE])
def test_the_desk_hears_which_other_ways_there_are(before: Conversation) -> None:
    lost = Undelivered("e1", NOON, "e0:1", "The user takes no messages.", ("thread", "mention"))
    (tell,) = only(after(before, lost), Tell)
    assert (tell.retry, tell.detours) == ("e0:1", ("thread", "mention"))
