"""Recognising: what is found, how sure we are, and that no text can break it."""

from __future__ import annotations

import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.faq import parse
from intents.fit import fit
from intents.match import Recognizer
from intents.model import Context
from intents.verdict import Answer, Fallback, judge
from tests.intents.worlds import TEXT, Topics, best, faq, recognizer, tiny


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("How can I back up the wallet?", "backup"),
        ("my password is lost", "password"),
        ("fees are too high", "fees"),
        ("請問助記詞在哪裡看", "backup"),
        ("密码忘记了", "password"),
        ("手续费太贵", "fees"),
        ("how do i bakcup my walet", "backup"),
        ("recoverry phrse", "backup"),
    ],
)
def test_other_wordings_typos_and_traditional_characters_find_their_entry(text: str, entry: str) -> None:
    assert best(recognizer().recognize(text).parts[0]) == entry


@pytest.mark.parametrize(
    "text", ["HOW do I back-up my wallet?!", "怎麼備份錢包？", "hello, how do i back up my wallet, thanks"]
)
def test_a_question_of_the_faq_in_any_spelling_is_a_sure_hit(text: str) -> None:
    assert recognizer().recognize(text).parts[0].ranking[0].confidence == 1.0


@pytest.mark.parametrize(
    "text", ["dim the lights", "who won the world cup", "明天天气怎么样", "", "😀", "\u200b", "!!!"]
)
def test_what_the_faq_does_not_know_is_not_answered(text: str) -> None:
    found = recognizer()
    assert not isinstance(judge(found.recognize(text).parts[0], found.model.thresholds), Answer)


def test_an_utterance_without_words_has_no_candidates() -> None:
    assert recognizer().recognize("😀 ?!").parts[0].ranking == ()


def test_two_questions_in_one_message_are_two_parts_in_their_languages() -> None:
    parts = recognizer().recognize("How do I back up my wallet? 忘记密码怎么办？").parts
    assert [(part.text, part.language, best(part)) for part in parts] == [
        ("How do I back up my wallet?", "en", "backup"),
        ("忘记密码怎么办？", "zh", "password"),
    ]


def test_two_questions_joined_by_and_are_two_parts() -> None:
    parts = recognizer().recognize("how do i back up my wallet and how do i reset my password").parts
    assert [best(part) for part in parts] == ["backup", "password"]


def test_one_question_said_twice_is_one_part() -> None:
    assert len(recognizer().recognize("How do I back up my wallet? Where is my recovery phrase?").parts) == 1


def test_a_story_around_a_question_is_not_another_question() -> None:
    found = recognizer().recognize("I bought a phone. How do I back up my wallet? My old one fell into a lake.")
    assert [best(part) for part in found.parts] == ["backup"]


@pytest.mark.parametrize(
    "text", ["Hello! How do I reset my password?", "你好，忘记密码怎么办", "hi there i forgot my password thanks"]
)
def test_a_greeting_does_not_hide_the_question_after_it(text: str) -> None:
    found = recognizer().recognize(text)
    assert [best(part) for part in found.parts] == ["password"]
    assert isinstance(judge(found.parts[0], recognizer().model.thresholds), Answer)


def test_a_greeting_alone_is_greeted() -> None:
    assert best(recognizer().recognize("Hello!").parts[0]) == "greeting"


def test_the_language_is_that_of_the_words_then_of_the_person_then_the_first() -> None:
    found = recognizer()
    assert found.recognize("怎么备份", Context(language="en")).parts[0].language == "zh"
    assert found.recognize("123", Context(language="zh")).parts[0].language == "zh"
    assert found.recognize("123", Context(language="fr")).parts[0].language == "en"


ANY_TEXT = st.lists(
    st.text(st.characters(codec=None))
    | st.sampled_from(
        ["how do i reset my pasword", "怎麼備份錢包", "hello", "? ", "\n", ", and ", "1. ", "\x00", "\ud800"]
    )
    | st.sampled_from(
        ["e\u0301\u0302", "👩\u200d👩\u200d👧", "\u202eمرحبا\u202c", "ﷺ", "ＷＡＬＬＥＴ", "heeeelp", "beifen qianbao"]
    )
).map("".join)


@pytest.mark.parametrize("tier", ["words", "with an encoder"])
@given(text=ANY_TEXT)
def test_any_text_is_understood_somehow_and_confidences_are_probabilities_in_order(tier: str, text: str) -> None:
    found = recognizer() if tier == "words" else _with_topics()
    for part in found.recognize(text).parts:
        confidences = [candidate.confidence for candidate in part.ranking]
        assert all(math.isfinite(value) and 0 <= value <= 1 for value in confidences)
        assert confidences == sorted(confidences, reverse=True)
        assert len(confidences) <= 5
        assert part.language in ("en", "zh")


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "how? " * 20_000, "怎么备份" * 25_000, "\ud800" * 9, "a b " * 9_999, "." * 99_999]
)
def test_very_long_and_broken_texts_are_understood_too(text: str) -> None:
    assert recognizer().recognize(text).parts


def test_the_same_words_are_understood_the_same_way_every_time() -> None:
    again = Recognizer(fit(parse(TEXT)))
    for text in ("passwort", "how much", "备份"):
        assert again.recognize(text) == recognizer().recognize(text)


def test_a_faq_of_one_entry_with_one_question_answers_it_and_little_else() -> None:
    found = tiny("entries: [{id: hello, questions: [hi there], answer: Hello!}]")
    thresholds = found.model.thresholds
    assert isinstance(judge(found.recognize("Hi there!").parts[0], thresholds), Answer)
    assert isinstance(judge(found.recognize("dim the lights").parts[0], thresholds), Fallback)


def test_a_faq_in_chinese_alone_works() -> None:
    a, b = "{id: a, questions: [怎么备份], answer: x}", "{id: b, questions: [忘记密码], answer: y}"
    found = tiny(f"languages: [zh]\nentries: [{a}, {b}]")
    assert [best(found.recognize(text).parts[0]) for text in ("备份", "密码")] == ["a", "b"]
    assert found.recognize("hello").parts[0].language == "zh"


def test_a_question_that_stands_in_two_entries_is_asked_back() -> None:
    found = tiny("entries: [{id: a, questions: [same], answer: x}, {id: b, questions: [same, other], answer: y}]")
    part = found.recognize("Same?").parts[0]
    assert {candidate.entry for candidate in part.ranking if candidate.confidence == 1.0} == {"a", "b"}
    assert not isinstance(judge(part, found.model.thresholds), Answer)


def test_questions_without_words_do_not_stop_a_faq() -> None:
    found = tiny("entries: [{id: a, questions: ['😀'], answer: x}]")
    assert found.recognize("hello").parts[0].text == "hello"


def test_find_names_the_entry_or_none() -> None:
    assert recognizer().find("how do i back up my wallet") == "backup"
    assert recognizer().find("明天天气怎么样") is None


@cache
def _with_topics() -> Recognizer:
    encoder = Topics()
    return Recognizer(fit(faq(), [encoder]), [encoder])


def test_an_encoder_joins_what_words_mean_to_how_they_are_written() -> None:
    found = _with_topics()
    assert best(found.recognize("mot de passe oublié").parts[0]) == "password"
    assert best(found.recognize("les frais").parts[0]) == "fees"


def test_a_model_does_not_run_with_another_encoder_than_it_was_fitted_with() -> None:
    with pytest.raises(ValueError, match="fit it again"):
        Recognizer(recognizer().model, [Topics()])
