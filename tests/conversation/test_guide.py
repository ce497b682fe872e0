"""Guided troubleshooting: one step after the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.decide import Decision
from conversation.effects import Alert
from conversation.events import Surroundings, TimerFired
from conversation.explorers import Explorer
from conversation.model import Conversation, Guide, Resolved, Taken, Waiting, WithBot
from handoff.model import Claim, FileRef, Priority, Reason, Resolve
from intents.model import Entry, StepChoice, Understanding
from tests.kit.worlds import (
    ANEW,
    FAQ,
    FOLDER,
    NOON,
    POLICY,
    UNSURE,
    acted,
    after,
    alerts,
    asked,
    chose,
    commanded,
    edited,
    fresh,
    only,
    relays,
    said,
    says,
    understood,
)

MAIL = understood("mail")
ASKED = said("the code does not come", MAIL)
FOUND, NOT_THERE, COSTS, NOT_ME = (f"step:mail:0:{number}" for number in range(4))
YES, NO, LOOK, GIVE_UP = (f"step:mail:1:{number}" for number in range(4))
SPAM = "Is it in the spam folder of Example Wallet?"
NEW_CODE = "Did the new code come?"


def begun() -> Conversation:
    return after(fresh(), ASKED).conversation


def stage_of(decision: Decision) -> Waiting:
    stage = decision.conversation.stage
    assert isinstance(stage, Waiting)
    return stage


def answers_of(decision: Decision) -> tuple[Taken, ...]:
    assert decision.conversation.guide is not None
    return decision.conversation.guide.answers


def test_an_answer_with_steps_asks_the_first_one_below_it_with_its_choices_and_a_person() -> None:
    decision = after(fresh(), ASKED)
    (say,) = says(decision)
    assert (say.kind, say.entry) == ("answer", "mail")
    assert say.text == f"Codes of Example Wallet come by mail.\n\n{SPAM}"
    assert [choice.id for choice in say.choices] == [FOUND, NOT_THERE, COSTS, NOT_ME, "human"]
    assert [choice.label for choice in say.choices][:2] == ["Found it", "Not there"]
    assert decision.conversation.guide == Guide("mail")


def test_a_choice_is_followed_by_advice_and_the_next_step_in_one_message() -> None:
    decision = after(begun(), chose(NOT_THERE))
    (say,) = says(decision)
    assert (say.kind, say.entry, say.text) == ("notice", None, f"Ask for a **new** code.\n\n{NEW_CODE}")
    assert [choice.id for choice in say.choices] == [YES, NO, LOOK, GIVE_UP, "human"]
    assert decision.conversation.guide == Guide("mail", 1, (Taken(SPAM, "Not there"),))


def test_a_guide_speaks_the_language_of_the_user() -> None:
    decision = after(fresh(), said("收不到验证码", understood("mail", language="zh")), chose(NOT_THERE))
    (say,) = says(decision)
    assert say.text == "请重新发送验证码。\n\n新的验证码收到了吗？"
    assert [choice.label for choice in say.choices] == ["收到了", "没收到", "在哪里看？", "算了", "转人工"]
    assert answers_of(decision) == (Taken("垃圾邮件里有吗？", "没有"),)


def test_solved_ends_it_as_the_button_below_an_answer_does() -> None:
    decision = after(begun(), chose(FOUND))
    (say,) = says(decision)
    assert decision.conversation.stage == Resolved(NOON, "user")
    usual = after(fresh(), said(), chose("help:yes"))
    assert (say.text, say.choices) == (says(usual)[0].text, says(usual)[0].choices)


def test_advice_before_the_end_is_said_first() -> None:
    advice, goodbye = says(after(begun(), chose(NOT_THERE), chose(YES)))
    assert (advice.text, advice.choices) == ("It is good for ten minutes.", ())
    assert "Glad to hear it" in goodbye.text


@pytest.mark.parametrize(("choice", "sayings"), [(NO, 1), (GIVE_UP, 2)])
def test_a_handoff_or_the_end_of_the_last_step_calls_the_team_of_the_entry(choice: str, sayings: int) -> None:
    decision = after(begun(), chose(NOT_THERE), chose(choice))
    stage = stage_of(decision)
    assert (stage.reason, stage.team, stage.priority) == (Reason.GUIDE, "accounts", Priority.HIGH)
    assert len(says(decision)) == sayings
    assert [alert.reason for alert in only(decision, Alert)] == [Reason.GUIDE]
    assert [answer.ask for answer in answers_of(decision)] == [SPAM, NEW_CODE]


def test_a_handoff_of_somebody_with_another_open_request_names_that_one() -> None:
    decision = after(begun(), chose(NOT_THERE), chose(NO, around=Surroundings(open_number=7)))
    assert isinstance(decision.conversation.stage, WithBot)
    assert "#7" in says(decision)[0].text


def test_a_choice_may_lead_to_the_answer_of_another_entry() -> None:
    advice, answer = says(after(begun(), chose(COSTS)))
    assert (advice.text, answer.entry) == ("Nothing.", "fees")
    assert [choice.id for choice in answer.choices] == ["help:yes", "help:no", "human"]
    hacked = after(begun(), chose(NOT_ME))
    assert stage_of(hacked).reason is Reason.ENTRY
    assert answers_of(hacked) == (Taken(SPAM, "It was not me"),)


def test_a_choice_may_lead_back_and_then_the_newest_answer_counts() -> None:
    decision = after(begun(), chose(NOT_THERE), chose(LOOK))
    assert says(decision)[0].text == SPAM
    decision = after(decision.conversation, chose(NOT_THERE))
    assert answers_of(decision) == (Taken(NEW_CODE, "Where do I look?"), Taken(SPAM, "Not there"))


def test_a_person_may_be_asked_for_at_any_step() -> None:
    decision = after(begun(), chose(NOT_THERE), chose("human"))
    assert stage_of(decision).reason is Reason.ASKED
    assert answers_of(decision) == (Taken(SPAM, "Not there"),)


def test_words_that_surely_ask_something_else_leave_the_guide() -> None:
    decision = after(begun(), said("why are fees so high", understood("fees")))
    assert says(decision)[0].entry == "fees"
    assert after(decision.conversation, chose(NOT_THERE)).refusal
    again = after(decision.conversation, said("not there", UNSURE))
    assert says(again)[0].kind == "fallback"


def test_small_talk_leaves_the_choices_where_they_are() -> None:
    decision = after(begun(), said("hello", understood("hello")), chose(NOT_THERE))
    assert NEW_CODE in says(decision)[0].text


@pytest.mark.parametrize("meaning", [UNSURE, MAIL])
def test_other_words_are_asked_about_once_more_and_are_no_miss(meaning: Understanding) -> None:
    decision = after(begun(), said("hm", meaning))
    (say,) = says(decision)
    assert say.text == f"Please choose what fits best. A person can help as well.\n\n{SPAM}"
    assert [choice.id for choice in say.choices] == [FOUND, NOT_THERE, COSTS, NOT_ME, "human"]
    assert decision.conversation.stage == WithBot(NOON)


def test_a_transaction_is_shown_where_it_can_be_looked_at_and_the_step_asked_again() -> None:
    policy = replace(POLICY, explorers={"ethereum": Explorer(tx="https://etherscan.io/tx/{tx}")})
    (say,) = says(after(begun(), said(f"look: {'0x' + 'ab12' * 16}", UNSURE), policy=policy))
    assert f"https://etherscan.io/tx/0x{'ab12' * 16}" in say.text
    assert say.text.endswith(SPAM)


def test_what_is_not_understood_twice_is_a_miss_and_then_a_person_comes() -> None:
    decision = after(begun(), said("hm", UNSURE), said("hm hm", UNSURE))
    assert says(decision)[0].kind == "fallback"
    assert decision.conversation.stage == WithBot(NOON, misses=1)
    assert stage_of(after(decision.conversation, said("well", UNSURE))).reason is Reason.MISSES


def test_each_step_may_be_asked_a_second_time() -> None:
    decision = after(begun(), said("hm", UNSURE), chose(NOT_THERE), said("hm", UNSURE))
    assert NEW_CODE in says(decision)[0].text


def test_a_file_is_answered_with_the_step() -> None:
    file = said("", UNSURE, files=(FileRef("f", "a.png", "image/png", 9),))
    (say,) = says(after(begun(), file))
    assert say.text == f"I cannot look into files, but a person can. Please choose what fits best.\n\n{SPAM}"
    assert stage_of(after(begun(), file, said("hm", UNSURE), file)).reason is Reason.MISSES


def test_a_warning_about_a_secret_is_response_enough() -> None:
    decision = after(begun(), said("[removed]", UNSURE, removed=("recovery_phrase",)))
    assert [say.kind for say in says(decision)] == ["warning"]
    assert NEW_CODE in says(after(decision.conversation, chose(NOT_THERE)))[0].text


def test_a_choice_of_an_earlier_step_is_refused_kindly() -> None:
    assert "no longer open" in (after(begun(), chose(NOT_THERE), chose(FOUND)).refusal or "")


def test_the_choices_come_back_after_a_word_about_the_language_or_the_state() -> None:
    decision = after(begun(), commanded("status"), commanded("language", "zh"), chose(NOT_THERE))
    assert says(decision)[0].text.endswith("新的验证码收到了吗？")


def with_mail(**changes: object) -> tuple[Entry, ...]:
    """The FAQ with another entry in the place of the guide."""
    return tuple(replace(entry, **changes) if entry.id == "mail" else entry for entry in FAQ.entries)  # type: ignore[arg-type]


@pytest.mark.parametrize("entries", [FAQ.entries[:-1], with_mail(steps=()), with_mail(steps=(FOLDER,))])
def test_a_step_that_left_the_faq_meanwhile_is_a_miss(entries: tuple[Entry, ...]) -> None:
    policy = replace(POLICY, faq=replace(FAQ, entries=entries))
    before = after(begun(), chose(NOT_THERE)).conversation
    decision = after(before, chose(NO), policy=policy)
    assert decision.conversation.stage == WithBot(NOON, misses=1)
    assert says(decision)[0].kind == "fallback"
    assert says(after(before, said("no", UNSURE), policy=policy))[0].kind == "fallback"


@pytest.mark.parametrize("choices", [ANEW.choices[2:], tuple(reversed(ANEW.choices)), ANEW.choices[:1]])
def test_a_step_whose_choices_changed_meanwhile_is_asked_anew(choices: tuple[StepChoice, ...]) -> None:
    steps = (FOLDER, replace(ANEW, choices=choices))
    policy = replace(POLICY, faq=replace(FAQ, entries=with_mail(steps=steps)))
    decision = after(after(begun(), chose(NOT_THERE)).conversation, chose(NO), policy=policy)
    assert says(decision)[0].text == NEW_CODE
    assert len(says(decision)[0].choices) == len(choices) + 1


def test_an_entry_that_left_the_faq_meanwhile_is_a_miss_where_a_choice_leads_to_it() -> None:
    policy = replace(POLICY, faq=replace(FAQ, entries=tuple(entry for entry in FAQ.entries if entry.id != "hacked")))
    assert says(after(begun(), chose(NOT_ME), policy=policy))[0].kind == "fallback"


def test_of_two_questions_the_one_with_steps_is_answered_last() -> None:
    both = replace(MAIL, parts=(MAIL.parts[0], understood("fees").parts[0]))
    first, second = says(after(fresh(), said("two", both)))
    assert (first.entry, second.entry) == ("fees", "mail")
    assert second.text.endswith(SPAM)


def test_a_corrected_question_begins_its_guide() -> None:
    assert says(after(fresh(), said("cod", UNSURE), edited("code", MAIL)))[0].text.endswith(SPAM)


def test_who_waits_gets_the_answer_without_steps() -> None:
    waiting = after(fresh(), asked()).conversation
    _, answer = says(after(waiting, ASKED))
    assert (answer.text, answer.choices) == ("Codes of Example Wallet come by mail.", ())


def test_a_choice_that_is_pressed_while_waiting_tells_the_place_in_the_queue() -> None:
    decision = after(begun(), chose(NOT_THERE), asked(), chose(NO))
    assert "position 1" in says(decision)[0].text
    assert alerts(decision) == []


def test_a_choice_that_is_pressed_while_a_person_is_there_is_told_to_them() -> None:
    (relay,) = relays(after(begun(), chose(NOT_THERE), asked(), acted(Claim()), chose(NO)))
    assert relay.text == "No"


def test_the_answers_stay_for_the_people_and_go_when_it_begins_anew() -> None:
    handed = after(begun(), chose(NOT_THERE), asked(), acted(Claim()), acted(Resolve()))
    assert answers_of(handed) == (Taken(SPAM, "Not there"),)
    back = after(handed.conversation, said())
    assert back.conversation.guide is None


def test_a_guide_that_silence_has_ended_goes_on_where_it_was_left() -> None:
    before = after(begun(), chose(NOT_THERE)).conversation
    closed = after(before, TimerFired("t", NOON + 1, "silence", NOON))
    assert isinstance(closed.conversation.stage, Resolved)
    decision = after(closed.conversation, chose(LOOK))
    assert says(decision)[0].text == SPAM
    assert len(answers_of(decision)) == 2


def test_a_database_from_before_guides_is_read() -> None:
    decision = after(replace(begun(), guide=None), chose(NOT_THERE))
    assert NEW_CODE in says(decision)[0].text
    assert answers_of(decision) == (Taken(SPAM, "Not there"),)
