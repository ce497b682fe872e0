"""The bot's sentences exist in every language, with the same gaps to fill."""

from __future__ import annotations

import re

import pytest

from conversation.texts import Texts, fill, shipped

GAPS = re.compile(r"\{(\w+)\}")
LANGUAGES = sorted(shipped())


def test_english_and_chinese_are_shipped() -> None:
    assert {"en", "zh"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_exists_in_every_language_with_the_same_gaps(language: str) -> None:
    english, other = shipped()["en"], shipped()[language]
    assert set(other) == set(english)
    for key, sentence in english.items():
        assert type(other[key]) is type(sentence), key
        assert set(GAPS.findall(str(other[key]))) == set(GAPS.findall(str(sentence))), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_blames_anybody(language: str) -> None:
    for sentence in shipped()[language].values():
        assert not re.search(r"\b(oops|invalid|illegal|wrong|your fault|error)\b", str(sentence), re.IGNORECASE)


def test_the_communitys_own_words_win() -> None:
    texts = Texts(("en", "zh"), own={"en": {"welcome": "Hi at {product}"}}, variables={"product": "Acme"})
    assert texts.text("welcome", "en") == "Hi at Acme"
    assert "Acme" in texts.text("welcome", "zh")


def test_a_language_without_sentences_falls_back_to_the_first() -> None:
    assert Texts(("zh", "de")).text("choice_human", "de") == "转人工"


def test_values_are_filled_in_once_and_braces_of_others_stay() -> None:
    assert fill("{a} {b}", {"a": "{b}"}) == "{b} {b}"


@pytest.mark.parametrize("words", ["Talk to a person", "HUMAN!", "转人工", "人工客服", "real person please"])
def test_plain_words_ask_for_a_person(words: str) -> None:
    assert Texts().means_human(words)


@pytest.mark.parametrize(
    "words",
    ["human error in my transfer", "are you human", "thanks, but it still fails", "", "thanks for nothing", "哈哈哈",
     "ok but how long", "不好用", "不是", "对了怎么续借", "😡"],
)  # fmt: skip
def test_other_words_do_not(words: str) -> None:
    assert not Texts().means_human(words)
    assert not Texts().is_closing(words)
    assert not Texts().means_helped(words)


@pytest.mark.parametrize(("words", "closes"), [("Thanks!", True), ("谢谢。", True), ("yes", False), ("是的", False)])
def test_a_yes_says_that_it_helped_but_is_no_goodbye(words: str, closes: bool) -> None:
    assert Texts().means_helped(words)
    assert Texts().is_closing(words) == closes


@pytest.mark.parametrize(
    "words",
    ["ok thank you very much, have a nice day", "好的，谢谢啦", "Thanks!! 🙏", "👍🏽", "great, that worked, thank you!",
     "thank you so much for your help", "谢谢您的帮助", "ok, thanks, bye"],
)  # fmt: skip
def test_thanks_in_several_breaths_and_a_thumb_are_thanks_as_well(words: str) -> None:
    assert Texts().is_closing(words)
    assert Texts().means_helped(words)
