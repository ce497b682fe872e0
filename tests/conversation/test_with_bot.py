"""The bot has the floor."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from conversation.decide import decide
from conversation.events import Surroundings, TimerFired, Unprocessable, UserCommanded, UserRated
from conversation.model import Resolved, Waiting, WithBot, WithOperator
from handoff.hours import Hours
from handoff.model import Claim, FileRef, Note, Priority, Reason, Release, Reopen, Reply, Resolve, Transfer
from handoff.rules import Rules
from intents.model import Understanding
from tests.kit.worlds import (
    AROUND,
    NOON,
    POLICY,
    TORN,
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
    wakes,
)

HOUR = 3_600_000


def test_a_sure_question_is_answered_with_the_variables_filled_in() -> None:
    decision = after(fresh(), said())
    (say,) = says(decision)
    assert (say.kind, say.entry) == ("answer", "backup")
    assert say.text == "Open **Settings → Backup** in Example Wallet."
    assert isinstance(decision.conversation.stage, WithBot)


def test_after_an_answer_comes_the_question_whether_it_helped_and_what_is_related() -> None:
    (say,) = says(after(fresh(), said()))
    assert [choice.id for choice in say.choices] == ["help:yes", "help:no", "human", "entry:fees"]


def test_small_talk_is_answered_without_asking_whether_it_helped() -> None:
    (say,) = says(after(fresh(), said("hello", understood("hello"))))
    assert say.choices == ()


def test_an_uncertain_question_is_asked_back_with_three_entries_and_a_way_out() -> None:
    (say,) = says(after(fresh(), said("fees?", TORN)))
    assert say.kind == "clarify"
    ids = [choice.id for choice in say.choices]
    assert ids[0] == "entry:backup"
    assert len(ids) == 5
    assert ids[-2:] == ["none", "human"]


def test_a_chosen_clarification_is_answered() -> None:
    decision = after(fresh(), said("fees?", TORN), chose("entry:fees"))
    assert says(decision)[0].text == "Miners are paid by you."


def test_the_first_miss_is_admitted_and_the_second_rings_for_a_person() -> None:
    first = after(fresh(), said("dim the lights", UNSURE))
    assert says(first)[0].kind == "fallback"
    assert first.conversation.stage == WithBot(NOON, misses=1)
    second = after(first.conversation, said("dim them", UNSURE))
    assert isinstance(second.conversation.stage, Waiting)
    assert second.conversation.stage.reason is Reason.MISSES
    assert len(alerts(second)) == 1


@pytest.mark.parametrize("miss", ["help:no", "none"])
def test_no_counts_as_a_miss(miss: str) -> None:
    meaning = TORN if miss == "none" else understood()
    decision = after(fresh(), said("fees?", meaning), chose(miss))
    assert decision.conversation.stage == WithBot(NOON, misses=1)


def test_yes_resolves_and_asks_for_a_rating() -> None:
    decision = after(fresh(), said(), chose("help:yes", at=NOON + 5))
    assert decision.conversation.stage == Resolved(NOON + 5, "user")
    assert [choice.id for choice in says(decision)[0].choices] == [f"rate:{n}" for n in range(1, 6)]


def test_asking_for_a_person_tells_number_position_and_wait() -> None:
    around = Surroundings(position=3, expected_wait=240)
    decision = after(fresh(), asked(around=around))
    (say,) = says(decision)
    assert "#1042" in say.text
    assert "position 3" in say.text
    assert "about 4 minutes" in say.text
    assert "never write to you first" in say.text
    assert [alert.tier for alert in alerts(decision)] == ["new"]


def test_a_file_that_comes_with_the_wish_for_a_person_reaches_the_desk() -> None:
    picture = FileRef("f", "a.png", "image/png", 9)
    decision = after(fresh(), replace(asked(), files=(picture,)))
    assert [relay.files for relay in relays(decision)] == [(picture,)]
    assert isinstance(decision.conversation.stage, Waiting)


def test_outside_the_hours_the_next_opening_is_told_instead_of_a_wait() -> None:
    afternoon = Hours(week={day: ((time(13), time(18)),) for day in range(7)})
    policy = replace(POLICY, rules=Rules(hours=afternoon))
    (say,) = says(decide(fresh(), asked(around=Surroundings(expected_wait=240)), policy))
    assert "back in 1 hour, 13:00 UTC." in say.text
    assert "4 minutes" not in say.text


def test_a_request_that_is_open_elsewhere_is_joined_not_doubled() -> None:
    decision = after(fresh(), asked(around=Surroundings(open_number=1007)))
    assert isinstance(decision.conversation.stage, WithBot)
    assert "#1007" in says(decision)[0].text
    assert alerts(decision) == []


def test_an_entry_that_wants_people_is_answered_and_handed_off_with_its_urgency() -> None:
    decision = after(fresh(), said("i was hacked", understood("hacked")))
    stage = decision.conversation.stage
    assert isinstance(stage, Waiting)
    assert (stage.priority, stage.team, stage.reason) == (Priority.URGENT, "security", Reason.ENTRY)
    assert [say.kind for say in says(decision)] == ["answer", "notice"]


def test_every_sure_part_of_a_message_is_answered() -> None:
    both = Understanding(understood().parts + understood("fees").parts)
    assert [say.entry for say in says(after(fresh(), said("both", both)))] == ["backup", "fees"]


def test_a_removed_secret_is_warned_about_first_and_is_no_miss() -> None:
    decision = after(fresh(), said("[recovery phrase removed]", UNSURE, removed=("recovery_phrase",)))
    (say,) = says(decision)
    assert say.kind == "warning"
    assert "recovery phrase" in say.text
    assert decision.conversation.stage == WithBot(NOON)


def test_a_masked_secret_is_told_and_the_question_still_answered() -> None:
    assert [say.kind for say in says(after(fresh(), said(masked=("private_key",))))] == ["warning", "answer"]


def test_a_masked_secret_that_is_all_there_is_was_responded_to_and_is_no_miss() -> None:
    decision = after(fresh(), said("[…]", UNSURE, masked=("private_key",)))
    assert [say.kind for say in says(decision)] == ["warning"]
    assert decision.conversation.stage == WithBot(NOON)


def test_the_language_follows_the_user_until_they_choose() -> None:
    chinese = said("怎么备份", understood(language="zh"))
    assert says(after(fresh(), chinese))[0].text == "打开 **设置 → 备份**。"
    chosen = fresh(language_chosen=True)
    assert says(after(chosen, chinese))[0].text.startswith("Open")


@pytest.mark.parametrize("words", ["a@b.co", "order 55", "Metamask", "iPhone 15 Pro Max", "0xAB12", "ok", "BTC", "55"])
def test_names_and_data_in_latin_letters_do_not_end_a_talk_in_chinese(words: str) -> None:
    decision = after(fresh(language="zh"), said(words, understood("fees", 0.2)))
    assert decision.conversation.language == "zh"


@pytest.mark.parametrize("words", ["hello", "the fees are high", "my order 55", "wallet lost", "Why", "PLEASE HELP"])
def test_words_of_a_language_change_it_however_few_they_are(words: str) -> None:
    assert after(fresh(language="zh"), said(words, understood("fees", 0.2))).conversation.language == "en"


def test_what_stands_for_a_secret_tells_no_language() -> None:
    hidden = said("[recovery phrase removed]", understood("fees", 0.2), removed=("recovery_phrase",))
    assert after(fresh(language="zh"), hidden).conversation.language == "zh"


def test_an_answer_is_in_the_users_language_even_where_our_own_sentences_are_not() -> None:
    fees = replace(POLICY.faq.entries[1], answer={"en": "Miners.", "es": "Los mineros."}, handoff="offer")
    policy = replace(POLICY, faq=replace(POLICY.faq, languages=("en", "zh", "es"), entries=(fees,)))
    spanish = said("las comisiones", understood("fees", language="es"))
    decision = after(fresh(), spanish, policy=policy)
    assert says(decision)[0].text == "Los mineros."
    assert says(after(decision.conversation, said("?!", UNSURE), policy=policy))[0].text.startswith("I am not sure")


def test_a_missing_translation_falls_back_to_the_first_language() -> None:
    assert says(after(fresh(), said("手续费", understood("fees", language="zh"))))[0].text == "Miners are paid by you."


def test_an_entry_that_was_deleted_meanwhile_is_a_miss_not_a_crash() -> None:
    gone = understood("hello")
    part = gone.parts[0]
    removed = type(part)(part.text, part.language, (type(part.ranking[0])("gone", 0.99),))
    assert says(after(fresh(), said("x", Understanding((removed,)))))[0].kind == "fallback"


def test_unreadable_input_goes_to_people() -> None:
    decision = after(fresh(), Unprocessable("e", NOON, "??", AROUND))
    assert isinstance(decision.conversation.stage, Waiting)
    assert decision.conversation.stage.reason is Reason.UNPROCESSABLE


def test_a_day_of_silence_resolves_quietly() -> None:
    first = after(fresh(), said())
    (wake,) = wakes(first)
    assert wake.at == NOON + 24 * HOUR
    decision = after(first.conversation, TimerFired("t", NOON + 24 * HOUR, "silence", wake.since))
    assert decision.conversation.stage == Resolved(NOON + 24 * HOUR, "silence")
    assert says(decision) == []


def test_a_timer_that_was_overtaken_by_a_message_does_nothing() -> None:
    first = after(fresh(), said(), said(at=NOON + 9))
    assert after(first.conversation, TimerFired("t", NOON + HOUR, "silence", NOON)).effects == ()


def test_an_operator_may_claim_or_simply_reply() -> None:
    claimed = after(fresh(), acted(Claim()))
    assert isinstance(claimed.conversation.stage, WithOperator)
    replied = after(fresh(), acted(Reply("hi, I am here")))
    assert isinstance(replied.conversation.stage, WithOperator)
    assert [(relay.to, relay.text) for relay in relays(replied)] == [("user", "hi, I am here")]


def test_transfer_and_resolve_work_without_a_claim() -> None:
    assert isinstance(after(fresh(), acted(Transfer("core"))).conversation.stage, Waiting)
    assert after(fresh(), acted(Resolve())).conversation.stage == Resolved(NOON, "operator", "op1")


def test_release_and_reopen_are_refused() -> None:
    assert after(fresh(), acted(Release())).refusal == "Nobody has it, so there is nothing to release."
    assert after(fresh(), acted(Reopen())).refusal == "It is open."


def test_a_note_changes_nothing() -> None:
    decision = after(fresh(), acted(Note("careful")))
    assert decision.conversation == fresh()
    assert decision.effects == ()


def test_a_rating_is_refused_kindly() -> None:
    assert after(fresh(), UserRated("e", NOON, 5)).refusal == "A rating is possible once the request is resolved."


def test_a_choice_that_was_never_offered_is_refused() -> None:
    assert after(fresh(), chose("entry:backup")).refusal is not None


def test_a_choice_of_an_older_message_is_refused() -> None:
    assert after(fresh(), said("fees?", TORN), said(), chose("none")).refusal is not None


@pytest.mark.parametrize(
    ("command", "argument", "expected"),
    [("start", "", "Example Wallet"), ("help", "", "/human"), ("status", "", "#1042"), ("language", "zh", "好的")],
)
def test_commands_are_answered(command: str, argument: str, expected: str) -> None:
    event = UserCommanded("e", NOON, command, argument, f"/{command}", AROUND)  # type: ignore[arg-type] # parametrised
    assert expected in says(after(fresh(), event))[0].text


def test_the_language_can_be_chosen_by_a_button() -> None:
    asked_for = UserCommanded("e", NOON, "language", "", "/language", AROUND)
    decision = after(fresh(), asked_for, chose("lang:zh"))
    assert decision.conversation.language == "zh"
    assert decision.conversation.language_chosen
