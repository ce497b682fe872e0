"""What goes on from an answer, corrects it, or says that it did not help; and what only looks so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.faq import parse
from intents.followup import read, understand
from intents.model import Context, Understanding
from intents.verdict import Answer, Clarify, judge
from tests.intents.worlds import best, faq, recognizer, tiny

THRESHOLDS = recognizer().model.thresholds


def after(text: str, last: str | None = "backup", language: str = "en") -> Understanding:
    """What a text means after the answer of this entry."""
    return understand(text, Context(language, last), faq(), THRESHOLDS, recognizer().recognize)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("No, I meant how do I restore it", "how do I restore it"),
        ("no i mean the fees", "the fees"),
        ("I meant: dark mode?", "dark mode?"),
        ("That's not what I asked. I want to delete my account", "I want to delete my account"),
        ("not that, the other fee", "the other fee"),
        ("Sorry, wrong answer! how do I sell", "how do I sell"),
        ("You misunderstood me: on my phone", "on my phone"),
        ("no, how do I change my PIN", "how do I change my PIN"),
        ("No.", ""),
        ("不是，我是说怎么导入钱包", "怎么导入钱包"),
        ("不是我是说app怎么更新", "app怎么更新"),
        ("我問的是手續費", "手續費"),
        ("你理解错了，我想改密码", "我想改密码"),
        ("不对，我问的是备份", "备份"),
        ("不是这个意思", ""),
    ],
)
def test_a_correction_is_told_from_what_is_meant_by_it(text: str, rest: str) -> None:
    reading = read(text)
    assert (reading.form, reading.rest) == ("corrects", rest)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("still doesn't work", ""),
        ("It STILL does not work!!!", ""),
        ("thanks, but it still fails", ""),
        ("didn't help", ""),
        ("same problem again", ""),
        ("I tried that but it did not help", ""),
        ("ok. nothing changed", ""),
        ("It didn’t work, how do I contact support?", "how do I contact support?"),
        ("还是不行", ""),
        ("還是不行！", ""),
        ("没用", ""),
        ("试过了，还是不行", ""),
        ("谢谢，但是还是没用啊", ""),
        ("还是不行，怎么联系客服？", "怎么联系客服？"),
    ],
)
def test_a_complaint_is_told_from_what_else_is_asked(text: str, rest: str) -> None:
    reading = read(text)
    assert (reading.form, reading.rest) == ("insists", rest)


@pytest.mark.parametrize(
    "text",
    [
        "and on iPhone?", "what about TRON?", "how about android", "how long does it take?", "is it safe?", "why?",
        "and then?", "is it the same on iphone", "thanks, and to an exchange?", "on Ledger?", "then what?",
        "那苹果手机呢", "那iphone呢", "手续费呢？", "要多久？", "那怎么办", "为什么", "它安全吗", "然后呢",
        "那換手機呢", "thanks, but is that enough?", "is that all?",
    ],
)  # fmt: skip
def test_a_short_question_that_leans_on_the_last_answer_is_a_follow_up(text: str) -> None:
    assert read(text).form == "follows"


@pytest.mark.parametrize(
    "text",
    [
        "how do i back up my wallet", "how do I change no-reply mail", "没有收到验证码", "怎么备份钱包",
        "I still have not received my USDT", "why is my transfer still pending", "No. 5 error", "not that I know of",
        "no notifications arrive", "my app is not working", "wallet does not work", "is this app safe",
        "what is this token", "how do I know it is not a scam", "My withdrawal is pending, still doesn't work",
        "不是我转的", "我没用过这个钱包", "我的钱包不行了", "怎么还没到账呢", "那个助记词在哪看", "那笔交易怎么还没到",
        "验证码没用", "没成功但是扣了手续费", "it failed, the fee is gone",
        "thanks for your help", "thanks", "谢谢", "", "???", "不用了谢谢", "i can not login",
        "I meanwhile lost my phone",
    ],
)  # fmt: skip
def test_ordinary_questions_are_not_swallowed(text: str) -> None:
    reading = read(text)
    assert (reading.form, reading.rest) == ("asks", text)


def test_the_questions_of_the_shipped_faq_are_ordinary() -> None:
    shipped = parse((Path(__file__).parents[2] / "faq.yaml").read_text(encoding="utf-8"))
    texts = [text for entry in shipped.entries for texts in entry.questions.values() for text in texts]
    assert sum(read(text).form == "asks" for text in texts) / len(texts) > 0.99


def test_what_stands_in_the_faq_word_for_word_is_no_remark() -> None:
    written = "entries: [{id: a, questions: [same problem, other], answer: x}, {id: b, questions: [why], answer: y}]"
    world, same = parse(written), tiny(written)
    for text, entry in (("Same problem!", "a"), ("Why?", "b")):
        found = understand(text, Context("en", "a"), world, THRESHOLDS, same.recognize)
        assert (best(found.parts[0]), found.remark) == (entry, "asks")


@pytest.mark.parametrize(
    "text", ["and on iPhone?", "how long does it take?", "what about TRON?", "那苹果手机呢", "要多久"]
)
def test_a_follow_up_is_read_with_the_last_entry_in_mind(text: str) -> None:
    found = after(text)
    assert [best(part) for part in found.parts] == ["backup"]
    assert isinstance(judge(found.parts[0], THRESHOLDS), Answer | Clarify)
    assert (found.remark, found.parts[0].text) == ("asks", text)


@pytest.mark.parametrize(("text", "entry"), [("and how do I reset my password?", "password"), ("那手续费呢", "fees")])
def test_a_follow_up_whose_own_words_name_another_entry_is_about_that(text: str, entry: str) -> None:
    assert best(after(text).parts[0]) == entry


def test_a_follow_up_keeps_the_language_of_its_words() -> None:
    assert after("那苹果手机呢", language="en").parts[0].language == "zh"


@pytest.mark.parametrize("last", [None, "gone"])
@pytest.mark.parametrize("text", ["and on iPhone?", "how long does it take?", "how do i back up my wallet"])
def test_without_an_answer_before_it_is_recognised_by_itself(text: str, last: str | None) -> None:
    assert after(text, last) == recognizer().recognize(text, Context("en", last))


def test_small_talk_is_no_answer_to_go_on_from() -> None:
    polite = replace(faq(), entries=tuple(replace(entry, handoff="never") for entry in faq().entries))
    alone = recognizer().recognize("and on iPhone?", Context("en"))
    assert understand("and on iPhone?", Context("en", "greeting"), polite, THRESHOLDS, recognizer().recognize) == alone


def test_a_correction_is_recognised_without_the_last_entry() -> None:
    found = after("no, I meant what does a transfer cost")
    assert (found.remark, best(found.parts[0])) == ("corrects", "fees")
    assert found.parts == recognizer().recognize("what does a transfer cost", Context("en")).parts


@pytest.mark.parametrize(
    ("text", "remark"), [("No", "corrects"), ("still does not work", "insists"), ("没用", "insists")]
)
def test_a_remark_that_asks_nothing_means_no_entry_whatever_its_words_resemble(text: str, remark: str) -> None:
    found = after(text, "password")
    assert (found.remark, found.parts[0].ranking) == (remark, ())


def test_still_about_the_same_entry_insists_and_about_another_asks() -> None:
    text = "I still forgot my password"
    assert after(text, "password").remark == "insists"
    assert after(text, "backup").remark == "asks"
    assert after("还是忘记密码", "password").remark == "insists"


@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_form_and_its_rest_is_part_of_it(text: str) -> None:
    reading = read(text)
    if reading.form in ("corrects", "insists", "asks"):
        assert reading.rest in text


@given(st.text(st.sampled_from("no, i meant 不是我是说still 还是行wt.?!，")))
def test_after_an_answer_any_text_is_understood_with_confidences_in_order(text: str) -> None:
    for part in after(text).parts:
        confidences = [candidate.confidence for candidate in part.ranking]
        assert all(0 <= value <= 1 for value in confidences)
        assert confidences == sorted(confidences, reverse=True)
        assert len({candidate.entry for candidate in part.ranking}) == len(confidences) <= 5


@pytest.mark.parametrize("text", ["no " * 3000, "还是" * 3000, "still " * 2000, "no, " * 2000, "and on " * 2000])
def test_very_long_repetitions_are_read_too(text: str) -> None:
    assert after(text).parts
