"""The user takes back what they had written."""

from __future__ import annotations

import pytest

from conversation.change import Revision
from conversation.effects import Edit
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator
from conversation.texts import Texts
from conversation.transcript import messages, revisions
from handoff.model import Reason
from tests.kit.worlds import NOON, after, deleted, fresh, only

MISSED = fresh(WithBot(NOON, misses=1))
WAITING = fresh(Waiting(NOON, "e0", Reason.ASKED), language="zh")
TAKEN = fresh(WithOperator(NOON, "op1"), quiet_since=NOON)
DONE = fresh(Resolved(NOON, "operator", "op1"))
SOLVED = fresh(Resolved(NOON, "user"))
EVERYWHERE = [MISSED, WAITING, TAKEN, DONE, SOLVED]


@pytest.mark.parametrize("before", [WAITING, TAKEN, DONE])
def test_people_see_that_it_was_deleted_in_their_own_language(before: Conversation) -> None:
    (edit,) = after(before, deleted()).effects
    assert isinstance(edit, Edit)
    assert (edit.to, edit.message, edit.text, edit.sender) == ("desk", "e0:own", "[deleted by the user]", "Ada")


@pytest.mark.parametrize("before", [MISSED, SOLVED])
def test_where_nobody_saw_it_nobody_is_told(before: Conversation) -> None:
    assert after(before, deleted()).effects == ()


@pytest.mark.parametrize("before", EVERYWHERE)
def test_it_is_no_miss_opens_nothing_again_and_is_not_answered(before: Conversation) -> None:
    decision = after(before, deleted(at=NOON + 5))
    assert (decision.conversation, decision.refusal) == (before, None)
    assert all(effect.to == "desk" for effect in only(decision, Edit))


@pytest.mark.parametrize("before", EVERYWHERE)
def test_the_transcript_keeps_the_words_as_an_earlier_version(before: Conversation) -> None:
    event = deleted(at=NOON + 5)
    decision = after(before, event)
    assert revisions(before, event, decision) == (Revision("e0:own", "[deleted by the user]", NOON + 5),)
    assert revisions(before, event, decision, Texts(("zh", "en"))) == (Revision("e0:own", "[用户已删除]", NOON + 5),)
    assert messages(before, event, decision) == ()


@pytest.mark.parametrize("before", EVERYWHERE)
def test_a_line_that_is_not_the_users_own_stays(before: Conversation) -> None:
    event = deleted("e0:1")
    decision = after(before, event)
    assert (decision.conversation, decision.effects, revisions(before, event, decision)) == (before, (), ())
