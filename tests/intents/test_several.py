"""Several questions in one message: lists, introductions, and questions that the FAQ does not know."""

from __future__ import annotations

import pytest

from intents.faq import parse
from intents.fit import fit
from intents.match import Recognizer
from intents.segment import clauses, is_own_question, segments
from intents.verdict import Answer, judge
from tests.intents.worlds import best, recognizer

THREE = ["backup", "password", "fees"]


@pytest.mark.parametrize(
    "text",
    [
        "How do I back up my wallet? How do I reset my password? Why are the fees so high?",
        "1. how do i back up my wallet 2. how do i reset my password 3. why are the fees so high",
        "1) how do i back up my wallet\n2) how do i reset my password\n3) why are the fees so high",
        "- how do i back up my wallet\n- how do i reset my password\n- why are the fees so high",
        "Three questions: how do I back up my wallet, how do I reset my password, and why are the fees so high?",
        "Some questions. First, how do I back up my wallet? Second: lost password? Third, why are the fees so high?",
        "hello! how do i back up my wallet and how do i reset my password and why are the fees so high? thanks",
        "hi, how do i back up my wallet and how do i reset my password and why are the fees so high. thanks",
        "怎么备份钱包？忘记密码怎么办？手续费为什么这么高？",
        "1、怎么备份钱包 2、忘记密码怎么办 3、手续费为什么这么高",
        "①怎么备份钱包②忘记密码怎么办③手续费为什么这么高",
        "我有三个问题：怎么备份钱包，忘记密码怎么办，手续费为什么这么高",
        "How do I back up my wallet? And also: how do I reset my password and why are the fees so high?",
        "你好，怎么备份钱包？另外忘记密码怎么办？还有手续费为什么这么高？谢谢",
        "一、怎么备份钱包；二、忘记密码怎么办；三、手续费为什么这么高",
    ],
)
def test_three_questions_are_three_parts_in_their_order(text: str) -> None:
    assert [best(part) for part in recognizer().recognize(text).parts] == THREE


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("How do I back up my wallet? Who won the jazz contest?", "Who won the jazz contest?"),
        ("Who won the jazz contest? How do I back up my wallet?", "Who won the jazz contest?"),
        ("how do i back up my wallet and who won the jazz contest", "who won the jazz contest"),
        ("1. who won the jazz contest 2. how do i back up my wallet", "who won the jazz contest"),
        ("怎么备份钱包？明天巴黎的天气怎么样？", "明天巴黎的天气怎么样？"),
        ("两个问题：怎么备份钱包，明天巴黎的天气怎么样", "明天巴黎的天气怎么样"),
    ],
)
def test_a_question_that_is_not_known_comes_after_those_that_are(text: str, unknown: str) -> None:
    known, rest = recognizer().recognize(text).parts
    thresholds = recognizer().model.thresholds
    assert (best(known), rest.text) == ("backup", unknown)
    assert isinstance(judge(known, thresholds), Answer)
    assert not isinstance(judge(rest, thresholds), Answer)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what are the cards and coins that you support", []),
        ("how do i back up my wallet and password", []),
        ("how do i back up my wallet and how do i pay", ["how do i back up my wallet", "how do i pay"]),
        ("how do i back up and i want to know the fees", ["how do i back up", "i want to know the fees"]),
        ("how do i back up my wallet, what are the fees", ["how do i back up my wallet", "what are the fees"]),
    ],
)
def test_two_nouns_are_not_two_clauses(text: str, found: list[str]) -> None:
    assert clauses(text) == found


def test_a_message_that_as_a_whole_is_surely_one_question_is_not_split() -> None:
    text = """
    entries:
      - id: pending
        questions: {en: [how long do transfers take mine just says pending, my transfer says pending]}
        answer: {en: x}
      - id: times
        questions: {en: [how long do transfers take, transfer time]}
        answer: {en: x}
    """
    found = Recognizer(fit(parse(text)))
    assert len(found.recognize("How long do transfers take? Mine just says pending?").parts) == 1
    (part,) = found.recognize("How long do transfers take? Mine just says pending?").parts
    assert best(part) == "pending"


@pytest.mark.parametrize(
    "text",
    [
        "I bought a phone. How do I back up my wallet? My old one fell into a lake.",
        "How do I back up my wallet? Can anyone help me with this?",
        "How do I back up my wallet? What should I do?",
        "Hello, is anybody there? How do I back up my wallet?",
        "怎么备份钱包？有人能帮我吗？",
        "怎么备份钱包？急，怎么办？",
    ],
)
def test_a_story_or_a_cry_for_help_around_a_question_is_no_question_of_its_own(text: str) -> None:
    assert [best(part) for part in recognizer().recognize(text).parts] == ["backup"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("my version is 2.1. How do I update?", ["my version is 2.1.", "How do I update?"]),
        ("I need 1. nothing", ["I need 1.", "nothing"]),
        ("on page 2. see 1. there", ["on page 2.", "see 1.", "there"]),
        ("two questions", []),
        ("two wallets: how do i back them up", ["two wallets: how do i back them up"]),
    ],
)
def test_a_number_alone_is_no_list(text: str, pieces: list[str]) -> None:
    assert segments(text) == pieces


@pytest.mark.parametrize(
    "text", ["How much is the yearly fee?", "which coins do you list", "你们支持哪些国家的银行卡？"]
)
def test_a_question_of_its_own_says_what_it_is_about(text: str) -> None:
    assert is_own_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "what should I do now?",
        "is it possible to do that?",
        "really?",
        "I like my wallet",
        "怎么办呢大家？",
        "为什么？",
    ],
)
def test_other_sentences_lean_on_their_neighbours(text: str) -> None:
    assert not is_own_question(text)


@pytest.mark.parametrize("text", ["1. " * 1300, "two questions: " * 300, "- \n" * 1300, "① " * 2000, "(1" * 2000])
def test_endless_lists_are_read_in_no_time_and_have_a_part(text: str) -> None:
    assert recognizer().recognize(text).parts


@pytest.mark.parametrize("space", [" ", "\n", "\u3000", "\t \r\n"])
def test_a_long_gap_between_words_costs_no_more_than_its_length(space: str) -> None:
    """Work that grew with its square would take minutes here."""
    gap = space * 200_000
    assert clauses(f"back up my wallet{gap}and also{gap}reset my password") == [
        "back up my wallet",
        "reset my password",
    ]
    assert clauses(gap) == []
