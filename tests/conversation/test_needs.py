"""What an entry wants to know before a person takes over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.decide import Decision
from conversation.events import Event
from conversation.model import Conversation, Detail, Waiting
from conversation.policy import Policy
from handoff.model import Claim, FileRef, Release, Transfer
from intents.model import Understanding
from tests.kit.worlds import (
    FAQ,
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
)


def wanting(*needs: str) -> tuple[Conversation, Decision]:
    """Somebody asked for a person after an answer whose entry needs this."""
    decision = after(fresh(), said(), asked(), policy=house(*needs))
    return decision.conversation, decision


def house(*needs: str) -> Policy:
    entries = tuple(replace(entry, needs=needs) if entry.id == "backup" else entry for entry in FAQ.entries)
    return replace(POLICY, faq=replace(FAQ, entries=entries))


def needs(conversation: Conversation) -> tuple[str, ...]:
    assert isinstance(conversation.stage, Waiting)
    return conversation.stage.needs


def test_each_is_asked_in_turn_below_the_place_in_the_queue() -> None:
    conversation, decision = wanting("version", "chain")
    first, second = says(decision)
    assert "position 1" in first.text
    assert second.text == (
        "While you wait, a short answer helps us to help you sooner:\nWhich version of Example Wallet do you use?"
    )
    assert [choice.label for choice in second.choices] == ["Skip"]
    assert [alert.tier for alert in alerts(decision)] == ["new"]
    answered = after(conversation, said("2.3, on Android", UNSURE), policy=house("version", "chain"))
    assert [relay.text for relay in relays(answered)] == ["2.3, on Android"]
    assert [say.text for say in says(answered)] == ["Which network or chain is it about?"]
    done = after(answered.conversation, said("Tron", UNSURE), policy=house("version", "chain"))
    assert [say.text for say in says(done)] == ["Thank you, that is all we need for now."]
    assert done.conversation.details == (Detail("version", "2.3, on Android"), Detail("chain", "Tron"))
    assert needs(done.conversation) == ()


@pytest.mark.parametrize("skips", [chose("need:skip"), said("Skip", UNSURE), said("跳过", UNSURE)])
def test_whatever_is_asked_can_be_skipped(skips: Event) -> None:
    conversation, _ = wanting("version", "chain")
    decision = after(conversation, skips, policy=house("version", "chain"))
    assert needs(decision.conversation) == ("chain",)
    assert decision.conversation.details == ()
    assert len(says(decision)) == 1


def test_what_is_known_already_is_not_asked_and_more_than_four_are_not_asked_at_all() -> None:
    known = fresh(details=(Detail("version", "2.3"),))
    decision = after(known, said(), asked(), policy=house("version", "a", "b", "c", "d", "e"))
    assert needs(decision.conversation) == ("a", "b", "c", "d")
    assert says(decision)[-1].text.endswith("Please tell us your a, or skip it.")


def test_a_question_that_the_faq_knows_is_answered_and_what_was_asked_stays_open() -> None:
    conversation, _ = wanting("version")
    decision = after(conversation, said("why are fees so high", understood("fees")), policy=house("version"))
    assert says(decision)[-1].entry == "fees"
    assert needs(decision.conversation) == ("version",)


@pytest.mark.parametrize(
    "event",
    [
        said("[recovery phrase removed]", UNSURE, removed=("recovery_phrase",)),
        said("[hidden]", UNSURE, masked=("private_key",)),
        said("hello", understood("hello")),
        said("", UNSURE, files=(FileRef("f", "a.png", "image/png", 9),)),
    ],
)
def test_a_secret_a_greeting_and_a_picture_are_no_answers(event: Event) -> None:
    conversation, _ = wanting("version")
    decision = after(conversation, event, policy=house("version"))
    assert needs(decision.conversation) == ("version",)
    assert decision.conversation.details == ()


def test_a_long_answer_is_kept_in_short() -> None:
    conversation, _ = wanting("version")
    (detail,) = after(conversation, said("x" * 500, UNSURE), policy=house("version")).conversation.details
    assert len(detail.value) == 200


def test_a_claim_ends_the_asking() -> None:
    policy = house("version")
    taken = after(wanting("version")[0], acted(Claim()), policy=policy).conversation
    assert after(taken, chose("need:skip"), policy=policy).refusal is not None
    released = after(taken, acted(Release()), policy=policy).conversation
    assert needs(released) == ()


def test_what_is_passed_on_keeps_what_is_open_without_asking_again() -> None:
    passed = after(wanting("version")[0], acted(Transfer("core"), at=NOON + 5), policy=house("version"))
    assert needs(passed.conversation) == ("version",)
    assert len(says(passed)) == 1


def test_the_language_of_the_question_is_the_users() -> None:
    decision = after(fresh(language="zh", language_chosen=True), said(), asked(), policy=house("version"))
    assert says(decision)[-1].text.endswith("您使用的 Example Wallet 是哪个版本？")
    assert says(decision)[-1].choices[0].label == "跳过"


@pytest.mark.parametrize(
    "words", ["没有", "无", "None.", "no", "n/a", "N/A", "I don't know", "don't know", "不知道", "-", "no thanks"]
)
def test_words_that_say_there_is_nothing_to_tell_skip_it(words: str) -> None:
    conversation, _ = wanting("version", "chain")
    for meaning in (UNSURE, understood("hello"), understood("fees")):
        decision = after(conversation, said(words, meaning), policy=house("version", "chain"))
        assert needs(decision.conversation) == ("chain",)
        assert decision.conversation.details == ()
        assert [say.entry for say in says(decision)] == [None]


@pytest.mark.parametrize(
    ("words", "meaning"),
    [("what?", UNSURE), ("what?", understood()), ("where is that？", UNSURE), ("在哪里看吗", UNSURE), ("Why", UNSURE)],
)
def test_a_question_is_no_value_and_what_was_asked_is_asked_again_once(words: str, meaning: Understanding) -> None:
    policy = house("version")
    decision = after(wanting("version")[0], said(words, meaning), policy=policy)
    assert needs(decision.conversation) == ("version",)
    assert [say.text for say in says(decision)] == ["Which version of Example Wallet do you use?"]
    again = after(decision.conversation, said(words, meaning), policy=policy)
    assert [say.text for say in says(again)] == ["Your message was added to request #1042. You are at position 1."]
    assert again.conversation.details == ()


def test_an_answer_that_reads_like_the_last_entry_is_an_answer() -> None:
    decision = after(wanting("device")[0], said("and it is my phone", understood("backup")), policy=house("device"))
    assert decision.conversation.details == (Detail("device", "and it is my phone"),)


@pytest.mark.parametrize(
    ("need", "value"),
    [
        ("email", "is it a@b.co?"),
        ("address", "this one? 0x52908400098527886E0F7030069857D2E4169EE7"),
        ("tx", "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW ?"),
    ],
)
def test_what_has_the_form_that_was_asked_for_is_taken_however_it_reads(need: str, value: str) -> None:
    for meaning in (UNSURE, understood("fees")):
        decision = after(wanting(need)[0], said(value, meaning), policy=house(need))
        assert decision.conversation.details == (Detail(need, value),)


def test_an_address_in_a_call_for_help_is_no_answer() -> None:
    words = "i was hacked, mail a@b.co"
    decision = after(wanting("email")[0], said(words, understood("hacked")), policy=house("email"))
    assert decision.conversation.details == ()
    assert [say.entry for say in says(decision)] == [None, "hacked", None]
    assert says(decision)[-1].text == "Which email address is it about?"


def test_words_of_another_form_are_taken_as_they_are() -> None:
    decision = after(wanting("email")[0], said("bob at example dot com", UNSURE), policy=house("email"))
    assert decision.conversation.details == (Detail("email", "bob at example dot com"),)


def test_an_answer_of_ours_in_an_email_address_is_followed_by_our_question_once() -> None:
    policy = house("email")
    first = after(wanting("email")[0], said("why are fees so high", understood("fees")), policy=policy)
    assert [say.text for say in says(first)][-1] == "Which email address is it about?"
    second = after(first.conversation, said("how do i back up", understood("backup")), policy=policy)
    assert says(second)[-1].entry == "backup"


@pytest.mark.parametrize("words", ["a@b.co", "order 55", "Metamask", "iPhone 15", "my phone is an old one"])
def test_an_answer_never_changes_the_language(words: str) -> None:
    conversation = replace(wanting("device", "chain")[0], language="zh")
    decision = after(conversation, said(words, UNSURE), policy=house("device", "chain"))
    assert decision.conversation.language == "zh"
    assert says(decision)[-1].choices[0].label == "跳过"


def test_an_answer_brings_no_suggestions() -> None:
    meaning = understood("fees", 0.5)
    (relay,) = relays(after(wanting("version")[0], said("7.2", meaning), policy=house("version")))
    assert relay.suggested == ()
