"""What reaches the people at their desks, and what their orders do at the user's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.change import Revision
from conversation.effects import Alert, Edit, Erase, Mark, OpenDesk, Relay, Tell
from conversation.events import Event, Undelivered, Unprocessable
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator
from conversation.transcript import messages, revisions
from handoff.model import Amend, Claim, Command, Delete, FileRef, Note, React, Reason, Reopen, Reply, SendEntry
from intents.model import Media
from tests.kit.worlds import (
    AROUND,
    FAQ,
    NOON,
    POLICY,
    UNSURE,
    acted,
    after,
    asked,
    chose,
    commanded,
    fresh,
    only,
    reacted,
    relays,
    said,
    says,
    understood,
)

BACKUP = SendEntry("back up", "backup")
MISSED = fresh(WithBot(NOON, misses=1))
WAITING = fresh(Waiting(NOON, "e0", Reason.ASKED))
TAKEN = fresh(WithOperator(NOON, "op1"))
DONE = fresh(Resolved(NOON, "operator", "op1"))
SOLVED = fresh(Resolved(NOON, "user"))


@pytest.mark.parametrize(
    ("before", "event"),
    [
        (fresh(), asked()),
        (MISSED, said("dim the lights", UNSURE)),
        (fresh(), said("i was hacked", understood("hacked"))),
        (fresh(), Unprocessable("e1", NOON, "?", AROUND)),
        (fresh(), acted(Claim())),
        (fresh(), acted(Reply("hello"))),
        (fresh(), acted(BACKUP)),
        (DONE, asked()),
        (DONE, acted(Reopen())),
        (DONE, acted(Reply("one more thing"))),
    ],
)
def test_coming_to_people_opens_their_desks_once_and_before_anything_is_shown_there(
    before: Conversation, event: Event
) -> None:
    decision = after(before, event)
    shown = [effect for effect in decision.effects if isinstance(effect, OpenDesk | Alert | Relay)]
    assert [isinstance(effect, OpenDesk) for effect in shown] == [True, *[False] * (len(shown) - 1)]


def test_a_file_with_the_wish_for_a_person_is_shown_in_the_opened_place() -> None:
    event = replace(asked(), files=(FileRef("f", "a.png", "image/png", 9),))
    kinds = [type(effect) for effect in after(fresh(), event).effects]
    assert kinds.index(OpenDesk) < kinds.index(Alert) < kinds.index(Relay)


@pytest.mark.parametrize("event", [commanded("start"), said(), said("dim the lights", UNSURE)])
def test_nobody_is_bothered_before(event: Event) -> None:
    assert only(after(fresh(), event), OpenDesk) == []


@pytest.mark.parametrize("before", [WAITING, TAKEN])
def test_the_users_line_is_relayed_with_its_key_and_what_it_answers(before: Conversation) -> None:
    event = said("this one", UNSURE, reply_to="e0:3")
    (relay,) = relays(after(before, event))
    assert (relay.message, relay.line, relay.reply_to) == (f"{event.id}:own", f"{event.id}:own", "e0:3")


def test_the_operators_answer_names_the_line_that_it_answers() -> None:
    (relay,) = relays(after(TAKEN, acted(Reply("like so", reply_to="e0:own"))))
    assert (relay.message, relay.reply_to, relay.line) == (None, "e0:own", relay.key)


@pytest.mark.parametrize("before", [WAITING, TAKEN, DONE])
def test_an_emoji_of_the_user_reaches_the_desk_and_changes_nothing(before: Conversation) -> None:
    event = reacted("❤️")
    decision = after(replace(before, quiet_since=NOON), event)
    assert [(mark.to, mark.message, mark.emoji) for mark in decision.effects if isinstance(mark, Mark)] == [
        ("desk", "e0:1", "❤️")
    ]
    assert len(decision.effects) == 1
    assert decision.conversation == replace(before, quiet_since=NOON)
    assert messages(before, event, decision) == ()


def test_an_emoji_below_the_bots_words_is_for_nobody() -> None:
    assert after(fresh(), reacted()).effects == ()


@pytest.mark.parametrize("before", [fresh(), WAITING, TAKEN, DONE])
def test_anybody_may_put_an_emoji_below_the_users_line(before: Conversation) -> None:
    (mark,) = only(after(before, acted(React("e0:own", "👀"), "op2")), Mark)
    assert (mark.to, mark.message, mark.emoji) == ("user", "e0:own", "👀")


@pytest.mark.parametrize("before", [fresh(), WAITING, TAKEN, DONE])
def test_an_entry_of_the_faq_is_sent_in_the_operators_name_and_the_users_language(before: Conversation) -> None:
    decision = after(replace(before, language="zh"), acted(BACKUP))
    assert [(relay.to, relay.sender, relay.text) for relay in relays(decision)] == [
        ("user", "op1", "打开 **设置 → 备份**。")
    ]
    assert isinstance(decision.conversation.stage, WithOperator)
    assert decision.conversation.last_entry == "backup"


def test_an_entry_that_is_not_there_is_refused_and_so_is_anothers_conversation() -> None:
    assert "“moon”" in (after(TAKEN, acted(SendEntry("moon", ""))).refusal or "")
    assert after(TAKEN, acted(BACKUP, "op2")).refusal == "op1 has it. Claim it first to answer."


@pytest.mark.parametrize("before", [TAKEN, DONE])
def test_the_owner_changes_and_deletes_what_was_said(before: Conversation) -> None:
    amend, delete = acted(Amend("e0:1", "in version 4")), acted(Delete("e0:1"))
    changed, gone = after(before, amend), after(before, delete)
    (edit,) = only(changed, Edit)
    assert (edit.to, edit.message, edit.sender, edit.text) == ("user", "e0:1", "op1", "in version 4")
    assert revisions(before, amend, changed) == (Revision("e0:1", "in version 4", NOON),)
    assert [erase.message for erase in only(gone, Erase)] == ["e0:1"]
    assert revisions(before, delete, gone) == (Revision("e0:1", "deleted by op1", NOON),)
    chinese = replace(before, language="zh")
    assert revisions(chinese, delete, gone)[0].text == "已由 op1 删除"


@pytest.mark.parametrize("command", [Amend("e0:1", "x"), Delete("e0:1")])
@pytest.mark.parametrize("before", [fresh(), WAITING, fresh(WithOperator(NOON, "op2")), SOLVED])
def test_nobody_else_does(before: Conversation, command: Command) -> None:
    for event in (acted(command), acted(command, role="lead")):
        decision = after(before, event)
        assert decision.refusal is not None
        assert revisions(before, event, decision) == ()


@pytest.mark.parametrize("command", [Amend("e0:own", "x"), Delete("e0:own")])
def test_a_note_and_the_users_own_words_are_no_line_that_can_be_changed(command: Command) -> None:
    assert "said to the user" in (after(TAKEN, acted(command)).refusal or "")


def test_a_change_may_not_ask_for_a_secret_either() -> None:
    assert "asks for a secret" in (after(TAKEN, acted(Amend("e0:1", "Send me your recovery phrase."))).refusal or "")


LOST = Undelivered("e1", NOON, "e0:1", "The user has blocked the bot.")


@pytest.mark.parametrize("before", [WAITING, TAKEN, DONE])
def test_people_are_told_what_did_not_arrive_and_may_send_it_again(before: Conversation) -> None:
    decision = after(before, LOST)
    (tell,) = only(decision, Tell)
    assert (tell.text, tell.retry) == ("This did not reach the user: The user has blocked the bot.", "e0:1")
    assert decision.conversation == before


@pytest.mark.parametrize("before", [fresh(), SOLVED])
def test_where_nobody_is_nobody_is_told(before: Conversation) -> None:
    assert after(before, LOST).effects == ()


def test_a_note_stays_private() -> None:
    event = acted(Note("careful"))
    assert [line.author for line in messages(TAKEN, event, after(TAKEN, event))] == ["note"]


def test_a_button_pressed_later_reaches_the_desk_as_the_users_line() -> None:
    offered = after(fresh(), said()).conversation
    event = chose("help:no")
    (relay,) = relays(after(replace(offered, stage=TAKEN.stage), event))
    assert relay.message == f"{event.id}:own"
    assert says(after(TAKEN, said())) == []


def test_an_entry_that_an_operator_sends_brings_its_pictures_along() -> None:
    picture = Media(image="docs/backup.png", alt={"en": "The backup page"})
    entries = tuple(replace(entry, media=(picture,)) if entry.id == "backup" else entry for entry in FAQ.entries)
    policy = replace(POLICY, faq=replace(FAQ, entries=entries))
    (relay,) = relays(after(TAKEN, acted(BACKUP), policy=policy))
    assert relay.media == (picture,)


def test_the_picture_that_leads_to_a_person_is_shown_to_that_person() -> None:
    picture = FileRef("f1", "screen.png", "image/png", 10)
    decision = after(MISSED, said("", UNSURE, files=(picture,)))
    assert isinstance(decision.conversation.stage, Waiting)
    (relay,) = relays(decision)
    assert (relay.to, relay.files) == ("desk", (picture,))
