"""One person at several addresses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.decide import Decision, decide
from conversation.effects import Alert, Erase, Join, OfferCode, OpenDesk, Part
from conversation.events import Holder, UserCommanded
from conversation.model import Address, Contact, Conversation, Resolved, Waiting, WithBot
from conversation.transcript import messages
from handoff.model import Claim, Resolve
from tests.kit.worlds import NOON, POLICY, acted, after, asked, commanded, fresh, only, said, says

MINUTE = 60_000
ELSEWHERE = Address("telegram", "1", "7")
HOLDER = Holder(Contact("p9", "Ada L"), ELSEWHERE, "zh", 1040)


def linking(holder: Holder | None = HOLDER, *, barred: bool = False) -> UserCommanded:
    return commanded("link", "K7QM4X", code="K7QM4X", joins=holder, barred=barred)


def test_alone_it_offers_a_code_for_ten_minutes() -> None:
    decision = after(fresh(), commanded("link", code="K7QM4X"))
    [offer] = only(decision, OfferCode)
    assert (offer.code, offer.until) == ("K7QM4X", NOON + 10 * MINUTE)
    assert "/link K7QM4X" in says(decision)[0].text


def test_with_a_code_this_conversation_ends_in_the_open_one() -> None:
    decision = after(fresh(), said(), linking())
    assert decision.conversation.stage == Resolved(NOON, "merge", into=1040)
    assert decision.conversation.contact == Contact("p9", "Ada")
    assert [(join.contact, join.code) for join in only(decision, Join)] == [("p9", "K7QM4X")]
    assert "#1040" in says(decision)[-1].text


def test_whoever_made_the_code_is_told_there_in_their_language_how_to_undo_it() -> None:
    there, here = says(after(fresh(), linking()))
    assert (here.at, there.at) == (None, ELSEWHERE)
    assert "Telegram" in here.text
    assert "/unlink" in here.text
    assert there.text.startswith("**您的关联码已被使用：Fake")
    assert "/unlink" in there.text


def test_without_an_open_request_elsewhere_it_goes_on_here() -> None:
    decision = after(fresh(), linking(replace(HOLDER, number=None)))
    assert isinstance(decision.conversation.stage, WithBot)
    assert len(only(decision, Join)) == 1


@pytest.mark.parametrize("taken", [False, True])
def test_what_is_with_people_stays_with_them(taken: bool) -> None:
    people = after(fresh(), asked(), *([acted(Claim())] if taken else [])).conversation
    decision = after(people, linking())
    assert decision.conversation.stage == people.stage
    assert decision.conversation.contact.id == "p9"
    assert only(decision, Alert) == []
    assert only(decision, OpenDesk) == []


def test_after_the_end_nobody_is_asked_for_a_rating_any_more() -> None:
    ended = after(fresh(), asked(), acted(Resolve())).conversation
    decision = after(ended, linking())
    assert decision.conversation.stage == Resolved(NOON, "merge", into=1040)
    assert decision.conversation.offered == ()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (linking(None), "not valid"),
        (linking(None, barred=True), "in an hour"),
        (linking(barred=True), "in an hour"),
        (linking(replace(HOLDER, contact=Contact("p1"))), "yours already"),
        (commanded("unlink"), "not linked"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(event: UserCommanded, words: str) -> None:
    decision = after(fresh(), event)
    [say] = says(decision)
    assert words in say.text
    assert decision.conversation == fresh()


def test_whoever_leaves_is_somebody_of_their_own() -> None:
    merged = replace(fresh(Resolved(NOON, "merge", into=1040)), contact=Contact("p9", "Ada"))
    decision = after(merged, commanded("unlink", parts=Contact("p2")))
    assert len(only(decision, Part)) == 1
    assert decision.conversation.contact == Contact("p2", "Ada")
    assert decision.conversation.stage == Resolved(NOON, "merge")


def test_what_is_said_about_a_place_is_read_there_alone() -> None:
    for event in (linking(), linking(None), commanded("link", code="K7QM4X"), commanded("unlink", parts=Contact("p2"))):
        decision = after(fresh(), event)
        own, *said_here = messages(fresh(), event, decision)
        told = {say.key: say.at or fresh().address for say in says(decision)}
        assert own.place == fresh().address
        assert {line.key: line.place for line in said_here} == told
    assert {line.place for line in messages(fresh(), said(), after(fresh(), said()))} == {None}


@pytest.mark.parametrize(
    ("channel", "there", "here"),
    [
        ("web", "another web chat can now read", "this place and another web chat are linked"),
        ("telegram", "another account (Telegram) can now", "this place and another account (Telegram) are linked"),
    ],
)
def test_two_places_of_one_kind_are_told_apart(channel: str, there: str, here: str) -> None:
    known = fresh(address=Address(channel, "1", "8"))
    other = Holder(Contact("p9"), Address(channel, "1", "7"), "en", None)
    told, done = says(after(known, linking(other)))
    assert there in told.text
    assert here in done.text


def public(event: UserCommanded) -> Decision:
    conversation: Conversation = fresh(address=Address("fake", "main", "group", "ada"))
    return decide(conversation, replace(event, heard="asked"), POLICY)


@pytest.mark.parametrize("command", ["verify", "link", "unlink"])
def test_in_public_it_leads_into_private(command: str) -> None:
    decision = public(commanded(command, code="K7QM4X"))  # type: ignore[arg-type] # these are commands
    [say] = says(decision)
    assert [choice.id for choice in say.choices] == ["private"]
    assert "K7QM4X" not in say.text


def test_a_code_typed_in_public_is_good_for_nothing_and_disappears() -> None:
    decision = public(linking(None))
    [offer] = only(decision, OfferCode)
    assert (offer.code, offer.until) == ("K7QM4X", NOON)
    assert len(only(decision, Erase)) == 1
    assert only(decision, Join) == []


def test_a_person_who_waits_may_ask_for_a_code() -> None:
    waiting = after(fresh(), asked()).conversation
    decision = after(waiting, commanded("link", code="K7QM4X"))
    assert isinstance(decision.conversation.stage, Waiting)
    assert len(only(decision, OfferCode)) == 1
