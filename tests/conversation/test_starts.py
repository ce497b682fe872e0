"""`/start`: a menu of topics, or a link that begins with a question."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.decide.menu import ENTRIES_MOST, TOPICS_MOST
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator
from conversation.starts import entry_for, parameter
from handoff.model import Reason
from intents.model import Entry, Faq
from tests.kit.worlds import FAQ, NOON, POLICY, after, alerts, chose, commanded, fresh, relays, says, wakes

WAITING = fresh(Waiting(NOON, "e0", Reason.ASKED))
TAKEN = fresh(WithOperator(NOON, "op1"))
DONE = fresh(Resolved(NOON, "operator", "op1"))


def tagged(*tags: tuple[str, ...]) -> Faq:
    entries = tuple(
        Entry(f"n{n}", {"en": f"Title {n}"}, {}, {"en": "Answer."}, tags=those) for n, those in enumerate(tags)
    )
    return replace(FAQ, entries=entries)


def test_a_welcome_offers_the_topics_most_used_first() -> None:
    (say,) = says(after(fresh(), commanded("start")))
    assert [(choice.id, choice.label) for choice in say.choices] == [
        ("tag:security", "Security"),
        ("tag:network-fees", "Network fees"),
    ]


def test_without_tags_it_is_only_a_welcome() -> None:
    policy = replace(POLICY, faq=tagged((), ()))
    assert says(after(fresh(), commanded("start"), policy=policy))[0].choices == ()


def test_there_are_never_more_buttons_than_a_menu_can_hold() -> None:
    many = replace(POLICY, faq=tagged(*((f"t{n % 20}", "all") for n in range(60))))
    (menu,) = says(after(fresh(), commanded("start"), policy=many))
    assert len(menu.choices) == TOPICS_MOST
    assert menu.choices[0].id == "tag:all"
    (topic,) = says(after(fresh(), commanded("start"), chose("tag:all"), policy=many))
    assert len(topic.choices) == ENTRIES_MOST + 1


def test_a_topic_lists_its_entries_and_a_person() -> None:
    (say,) = says(after(fresh(), commanded("start"), chose("tag:security")))
    assert [choice.id for choice in say.choices] == ["entry:backup", "entry:hacked", "human"]
    assert say.text.startswith("Security")
    answered = after(fresh(), commanded("start"), chose("tag:security"), chose("entry:backup"))
    assert says(answered)[0].entry == "backup"


def test_who_waits_already_is_not_offered_a_person_again() -> None:
    menu = after(fresh(), commanded("start")).conversation
    (say,) = says(after(replace(menu, stage=WAITING.stage), chose("tag:security")))
    assert [choice.id for choice in say.choices] == ["entry:backup", "entry:hacked"]


def test_a_topic_after_the_end_goes_to_the_bot_again() -> None:
    decision = after(DONE, commanded("start"), chose("tag:security"))
    assert isinstance(decision.conversation.stage, WithBot)
    assert wakes(decision)


def test_a_topic_reaches_the_operator_in_words() -> None:
    menu = after(fresh(), commanded("start")).conversation
    decision = after(replace(menu, stage=TAKEN.stage), chose("tag:security"))
    assert [relay.text for relay in relays(decision)] == ["Security"]


def test_a_topic_or_an_entry_that_left_the_faq_does_no_harm() -> None:
    menu = after(fresh(), commanded("start"), chose("tag:security")).conversation
    empty = replace(POLICY, faq=tagged(()))
    welcome = after(fresh(), commanded("start")).conversation
    assert after(welcome, chose("tag:security"), policy=empty).refusal is not None
    assert says(after(menu, chose("entry:backup"), policy=empty))[0].kind == "fallback"
    waits = replace(menu, stage=WAITING.stage)
    assert "position" in says(after(waits, chose("entry:backup"), policy=empty))[0].text


@pytest.mark.parametrize("before", [fresh(), DONE])
def test_a_link_to_an_entry_is_answered_instead_of_a_welcome(before: Conversation) -> None:
    decision = after(before, commanded("start", "backup"))
    assert [(say.kind, say.entry) for say in says(decision)] == [("answer", "backup")]
    assert says(decision)[0].media
    assert isinstance(decision.conversation.stage, WithBot)
    assert wakes(decision)


def test_a_link_to_an_entry_that_calls_people_calls_them() -> None:
    assert len(alerts(after(fresh(), commanded("start", "hacked")))) == 1


def test_a_link_is_answered_from_the_faq_in_the_queue_and_left_alone_with_a_person() -> None:
    assert [say.kind for say in says(after(WAITING, commanded("start", "fees")))] == ["notice", "answer"]
    assert [say.text for say in says(after(TAKEN, commanded("start", "fees")))] == [
        "op1 is looking after your request #1042."
    ]


def test_an_unknown_link_is_a_plain_welcome() -> None:
    assert (
        says(after(fresh(), commanded("start", "h_whatever")))[0].text
        == says(after(fresh(), commanded("start")))[0].text
    )


@given(st.from_regex(r"[A-Za-z0-9._?-]{1,80}", fullmatch=True))
def test_every_entry_has_a_parameter_that_telegram_takes_and_that_leads_back(entry_id: str) -> None:
    name = parameter(entry_id)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name)
    faq = replace(FAQ, entries=(*FAQ.entries, Entry(entry_id, {}, {}, {})))
    found = entry_for(name, faq)
    assert found is not None
    assert found.id == entry_id


@pytest.mark.parametrize("entry_id", ["a.b", "h_x", "e_x", "x" * 65, "who?"])
def test_an_id_that_cannot_stand_for_itself_is_named_by_a_hash(entry_id: str) -> None:
    assert re.fullmatch(r"e_[0-9a-f]{16}", parameter(entry_id))


def test_nothing_names_nothing() -> None:
    assert entry_for("", FAQ) is None
    assert entry_for("e_0000000000000000", FAQ) is None
    assert parameter("back-up_2") == "back-up_2"
