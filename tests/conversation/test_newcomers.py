"""Accounts that are too new for the queue: the bot goes on helping, and says from when on people can be asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conversation.decide import Decision
from conversation.events import Event, Surroundings, Unprocessable
from conversation.model import Choice, Resolved, Waiting, WithBot
from handoff.model import Claim, Reason, Transfer
from handoff.rules import Rules
from tests.kit.worlds import NOON, POLICY, UNSURE, acted, after, alerts, asked, chose, fresh, said, says, understood

HOUR = 3_600_000
DAY = 24 * HOUR
HOUSE = replace(POLICY, rules=Rules(account_age=7 * DAY))
YOUNG = Surroundings(account_since=NOON - 2 * DAY)
SENTENCE = (
    "As your account is still quite new, a person can be asked Tuesday, 6 January, 12:00 UTC. Until then I am here for "
    "you: ask in your own words, as often as you like."
)
PERSON = (Choice("human", "Talk to a person"),)


def done(event: Event, policy: Any = HOUSE, **fields: object) -> Decision:
    return after(fresh(**fields), event, policy=policy)  # type: ignore[arg-type] # the fields of a conversation


def test_who_asks_with_a_young_account_hears_from_when_on() -> None:
    decision = done(asked(around=YOUNG))
    assert [say.text for say in says(decision)] == [SENTENCE]
    assert isinstance(decision.conversation.stage, WithBot)
    assert alerts(decision) == []
    assert [say.text for say in says(done(chose("human", around=YOUNG), offered=PERSON))] == [SENTENCE]


def test_in_chinese_too() -> None:
    (say,) = says(done(asked(around=YOUNG), language="zh"))
    assert say.text.startswith("您的账号注册不久，1月6日星期二 12:00（UTC时间）起可以转人工。")


def test_the_second_miss_is_admitted_like_the_first_and_says_so() -> None:
    first = done(said("a", UNSURE, surroundings=YOUNG))
    assert SENTENCE not in says(first)[0].text
    second = after(first.conversation, said("b", UNSURE, surroundings=YOUNG), policy=HOUSE)
    assert says(second)[0].text.endswith(SENTENCE)
    answered = after(second.conversation, said(surroundings=YOUNG), policy=HOUSE)
    assert says(answered)[0].kind == "answer"


def test_a_later_miss_brings_a_person_once_the_account_is_old_enough() -> None:
    missed = done(said("a", UNSURE, surroundings=YOUNG), stage=WithBot(NOON, misses=4))
    later = after(missed.conversation, said("b", UNSURE, NOON + 5 * DAY, surroundings=YOUNG), policy=HOUSE)
    assert isinstance(later.conversation.stage, Waiting)


def test_what_an_entry_says_is_said_and_what_is_urgent_passes() -> None:
    urgent = done(said("i was hacked", understood("hacked"), surroundings=YOUNG))
    assert isinstance(urgent.conversation.stage, Waiting)
    entries = tuple(replace(entry, priority="high") for entry in POLICY.faq.entries)
    calm = replace(HOUSE, faq=replace(POLICY.faq, entries=entries))
    meaning = understood("hacked")
    twice = said("i was hacked", replace(meaning, parts=meaning.parts * 2), surroundings=YOUNG)
    assert [say.kind for say in says(done(twice, calm))] == ["answer", "notice"]
    assert says(done(twice, calm))[1].text == SENTENCE


def test_a_guide_that_leads_to_people_says_so() -> None:
    begun = done(said("the code does not come", understood("mail"), surroundings=YOUNG))
    decision = after(begun.conversation, chose("step:mail:0:1", around=YOUNG), policy=HOUSE)
    ended = after(decision.conversation, chose("step:mail:1:3", around=YOUNG), policy=HOUSE)
    assert [say.text for say in says(ended)] == ["We will look.", SENTENCE]


def test_what_cannot_be_read_is_asked_for_once_more() -> None:
    decision = done(Unprocessable("e1", NOON, "", YOUNG))
    assert [say.text for say in says(decision)] == [
        "I could not read your last message. Could you send it in another way?",
        SENTENCE,
    ]


def test_a_poor_rating_of_the_bot_is_kept_and_calls_nobody() -> None:
    offered = (Choice("rate:1", "1"),)
    decision = done(chose("rate:1", around=YOUNG), stage=Resolved(NOON, "user"), offered=offered)
    stage = decision.conversation.stage
    assert isinstance(stage, Resolved)
    assert stage.rating == 1
    assert [say.text for say in says(decision)][1:] == [SENTENCE]


@pytest.mark.parametrize(
    "around",
    [Surroundings(), Surroundings(account_since=NOON - 7 * DAY), Surroundings(account_since=NOON - 900 * DAY)],
)
def test_who_is_old_enough_or_whose_age_nobody_tells_waits_for_people(around: Surroundings) -> None:
    assert isinstance(done(asked(around=around)).conversation.stage, Waiting)


def test_where_no_age_is_asked_for_everybody_may_ask() -> None:
    assert isinstance(done(asked(around=YOUNG), POLICY).conversation.stage, Waiting)


def test_an_operator_may_take_or_pass_on_whoever_they_like() -> None:
    passed = done(replace(acted(Transfer("core")), surroundings=YOUNG))
    assert isinstance(passed.conversation.stage, Waiting)
    assert done(acted(Claim())).refusal is None


def test_who_waits_already_keeps_waiting() -> None:
    waits = Waiting(NOON, "e0:0", Reason.ASKED)
    assert isinstance(done(asked(around=YOUNG), stage=waits).conversation.stage, Waiting)
