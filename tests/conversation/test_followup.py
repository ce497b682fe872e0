"""After an answer: it was not meant, it did not help, or it did; and several questions of which one is unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.decide import Decision
from conversation.events import UserSaid
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator
from handoff.model import FileRef, Reason
from intents.model import Candidate, Part, Remark, Understanding
from tests.kit.worlds import NOON, TORN, UNSURE, after, alerts, chose, fresh, relays, said, says, understood

ANSWERED = after(fresh(), said()).conversation
MISSED = fresh(WithBot(NOON, misses=1))


def remarked(remark: Remark, meaning: Understanding = UNSURE, text: str = "hm") -> UserSaid:
    """The user says something of the answer before."""
    return said(text, replace(meaning, remark=remark))


def missed(decision: Decision) -> int:
    """How often the bot did not help so far."""
    stage = decision.conversation.stage
    assert isinstance(stage, WithBot)
    return stage.misses


def test_a_correction_is_a_miss_and_what_is_meant_is_answered() -> None:
    decision = after(ANSWERED, remarked("corrects", understood("fees")))
    assert [say.entry for say in says(decision)] == ["fees"]
    assert missed(decision) == 1


@pytest.mark.parametrize(("meaning", "kind"), [(TORN, "clarify"), (UNSURE, "fallback")])
def test_a_correction_that_is_not_understood_counts_once_all_the_same(meaning: Understanding, kind: str) -> None:
    decision = after(ANSWERED, remarked("corrects", meaning))
    assert [say.kind for say in says(decision)] == [kind]
    assert missed(decision) == 1


def test_a_correction_to_the_same_entry_is_not_answered_with_it_again() -> None:
    (say,) = says(after(ANSWERED, remarked("corrects", understood("backup"))))
    assert (say.kind, [choice.id for choice in say.choices]) == ("fallback", ["entry:fees", "human"])


def test_a_complaint_is_met_with_an_apology_what_is_related_and_a_person() -> None:
    decision = after(ANSWERED, remarked("insists"))
    (say,) = says(decision)
    assert say.text.startswith("I am sorry that this did not help.")
    assert [choice.id for choice in say.choices] == ["entry:fees", "human"]
    assert missed(decision) == 1


def test_what_a_complaint_asks_besides_is_answered() -> None:
    decision = after(ANSWERED, remarked("insists", understood("fees")))
    assert [say.entry for say in says(decision)] == ["fees"]
    assert missed(decision) == 1


def test_of_several_things_only_what_was_not_just_answered_is() -> None:
    both = Understanding(understood().parts + understood("fees").parts)
    assert [say.entry for say in says(after(ANSWERED, remarked("insists", both)))] == ["fees"]


@pytest.mark.parametrize("remark", ["corrects", "insists"])
def test_the_second_miss_brings_a_person(remark: Remark) -> None:
    before = replace(ANSWERED, stage=WithBot(NOON, misses=1))
    decision = after(before, remarked(remark, understood("fees")))
    assert isinstance(decision.conversation.stage, Waiting)
    assert decision.conversation.stage.reason is Reason.MISSES
    assert len(alerts(decision)) == 1
    assert not any(say.kind == "answer" for say in says(decision))


def test_two_complaints_in_a_row_bring_a_person() -> None:
    assert isinstance(after(ANSWERED, remarked("insists"), remarked("insists")).conversation.stage, Waiting)


@pytest.mark.parametrize("remark", ["corrects", "insists"])
@pytest.mark.parametrize("before", [fresh(), after(fresh(), said("hello", understood("hello"))).conversation])
def test_with_no_answer_before_it_is_judged_as_usual(before: Conversation, remark: Remark) -> None:
    decision = after(before, remarked(remark, understood("fees")))
    assert [say.entry for say in says(decision)] == ["fees"]
    assert missed(decision) == 0


def test_a_correction_of_what_was_no_answer_is_the_other_words_that_we_asked_for() -> None:
    unclear = after(ANSWERED, said("dim the lights", UNSURE)).conversation
    decision = after(unclear, remarked("corrects", understood("fees")))
    assert [say.entry for say in says(decision)] == ["fees"]
    assert missed(decision) == 1


def test_a_complaint_after_the_end_opens_it_again_and_is_a_miss() -> None:
    done = after(ANSWERED, chose("help:yes")).conversation
    decision = after(done, remarked("insists", text="still fails"))
    assert missed(decision) == 1


@pytest.mark.parametrize("remark", ["corrects", "insists"])
@pytest.mark.parametrize("stage", [Waiting(NOON, "e0", Reason.ASKED), WithOperator(NOON, "op1")])
def test_while_people_have_it_a_remark_is_a_line_like_any_other(stage: Waiting | WithOperator, remark: Remark) -> None:
    before = replace(ANSWERED, stage=stage)
    decision = after(before, remarked(remark))
    assert [relay.text for relay in relays(decision)] == ["hm"]
    assert alerts(decision) == []
    assert type(decision.conversation.stage) is type(stage)


def test_small_talk_between_does_not_make_us_forget_what_was_answered() -> None:
    (say,) = says(after(ANSWERED, said("hello", understood("hello")), remarked("insists")))
    assert [choice.id for choice in say.choices] == ["entry:fees", "human"]


def test_a_correction_leaves_a_guide_and_a_complaint_is_left_to_it() -> None:
    guided = after(fresh(), said("no code", understood("mail"))).conversation
    decision = after(guided, remarked("corrects", understood("fees")))
    assert [say.entry for say in says(decision)] == ["fees"]
    assert missed(decision) == 1
    assert missed(after(guided, remarked("insists"))) == 0


def test_a_secret_in_a_complaint_is_warned_about_and_is_no_miss() -> None:
    event = replace(remarked("insists"), removed=("recovery_phrase",))
    decision = after(ANSWERED, event)
    assert [say.kind for say in says(decision)] == ["warning"]
    assert missed(decision) == 0


@pytest.mark.parametrize("words", ["thanks", "Thank you very much!", "谢谢", "no, thanks", "ok", "Yes!", "是的"])
def test_thanks_below_an_answer_close_it_and_ask_for_a_rating(words: str) -> None:
    decision = after(ANSWERED, said(words, understood("hello")))
    assert decision.conversation.stage == Resolved(NOON, "user")
    assert [choice.id for choice in says(decision)[0].choices] == [f"rate:{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    "before",
    [fresh(), after(fresh(), said("fees?", TORN)).conversation, after(ANSWERED, said("fees?", TORN)).conversation],
)
def test_thanks_with_no_answer_before_or_a_question_open_close_nothing(before: Conversation) -> None:
    decision = after(before, said("thanks", understood("hello")))
    assert isinstance(decision.conversation.stage, WithBot)
    assert [say.entry for say in says(decision)] == ["hello"]


def test_thanks_with_a_file_are_no_goodbye() -> None:
    picture = FileRef("f", "a.png", "image/png", 9)
    decision = after(ANSWERED, said("thanks", understood("hello"), files=(picture,)))
    assert isinstance(decision.conversation.stage, WithBot)


def test_what_is_not_known_of_several_questions_is_named_once_and_is_no_miss() -> None:
    unknown = tuple(Part(text, "en", UNSURE.parts[0].ranking) for text in ("Who won?", "What is jazz?"))
    decision = after(fresh(), said("all", Understanding(understood().parts + unknown)))
    answer, rest = says(decision)
    assert (answer.entry, rest.choices) == ("backup", ())
    assert "“Who won? What is jazz?”" in rest.text
    assert missed(decision) == 0
    assert after(decision.conversation, chose("help:yes")).refusal is None


def test_beside_small_talk_the_rest_comes_with_a_person_to_ask() -> None:
    both = Understanding((*understood("hello").parts, Part("Who won?", "en", ())))
    assert [choice.id for choice in says(after(fresh(), said("x", both)))[-1].choices] == ["human"]


def test_a_message_that_calls_people_leaves_the_rest_to_them() -> None:
    both = Understanding((*understood("hacked").parts, Part("Who won?", "en", ())))
    decision = after(fresh(), said("x", both))
    assert isinstance(decision.conversation.stage, Waiting)
    assert not any("Who won?" in say.text for say in says(decision))


def test_a_follow_up_is_not_answered_with_what_was_said_just_now() -> None:
    decision = after(ANSWERED, said("and on my phone?"))
    (say,) = says(decision)
    assert say.text == "What I know of this is in the answer above. Choose below, or talk to a person."
    assert [choice.id for choice in say.choices] == ["entry:fees", "human"]
    assert missed(decision) == 0


def test_a_second_follow_up_that_is_not_known_is_a_miss_and_the_third_brings_a_person() -> None:
    second = after(ANSWERED, said("and on my phone?"), said("why?"))
    assert says(second)[0].text.startswith("I am sorry that this did not help.")
    assert missed(second) == 1
    assert isinstance(after(second.conversation, said("how long does it take?")).conversation.stage, Waiting)


@pytest.mark.parametrize(
    "again",
    [
        said(),  # a question of its own
        said("那手机呢", understood(language="zh")),  # in a language that it was not said in
        said("and fees?", understood("fees")),
    ],
)
def test_what_is_more_than_a_follow_up_to_it_is_answered(again: UserSaid) -> None:
    assert [say.kind for say in says(after(ANSWERED, again))] == ["answer"]


def test_who_waits_does_not_read_the_same_answer_again() -> None:
    waiting = after(fresh(), said("i was hacked", understood("hacked"))).conversation
    (say,) = says(after(waiting, said("what now?", understood("hacked"))))
    assert say.entry is None
    assert say.text.startswith("Your message was added")


def test_a_guide_that_did_not_help_says_sorry_instead_of_asking_a_third_time() -> None:
    begun = after(fresh(), said("the code does not come", understood("mail"))).conversation
    decision = after(begun, remarked("insists"), remarked("insists"))
    assert says(decision)[0].text.startswith("I am sorry that this did not help.")
    assert missed(decision) == 1


def test_a_question_back_does_not_offer_small_talk_beside_what_may_be_meant() -> None:
    torn = Understanding((Part("", "en", (Candidate("hello", 0.6), Candidate("backup", 0.3), Candidate("fees", 0.1))),))
    (say,) = says(after(fresh(), said("hm", torn)))
    assert [choice.id for choice in say.choices] == ["entry:backup", "entry:fees", "none", "human"]
