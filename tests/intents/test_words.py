"""Features, spelling and sentences: the small parts of recognising."""

from __future__ import annotations

import pytest

from intents.features import features, length, tokens
from intents.segment import asks, clauses, is_courtesy, segments, without_courtesy
from intents.spelling import Speller


def test_words_and_runs_of_characters_are_told_apart() -> None:
    assert tokens("my metamask钱包 app") == ["my", "metamask", "钱包", "app"]


def test_a_word_gives_its_n_grams_itself_and_its_neighbour() -> None:
    found = features(["up", "my"])
    assert found["<up>"] == 1
    assert found["up "] == 1
    assert found["up my"] == 1
    assert "<up" in found
    assert " " not in "".join(feature for feature in features(["备份"]))


def test_scripts_have_comparable_lengths() -> None:
    assert length(tokens("how do i back up")) == 10
    assert length(tokens("怎么备份钱包")) == 6


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("walet", "wallet"),
        ("wlalet", "wallet"),
        ("recovry", "recovery"),
        ("rcovry", "rcovry"),
        ("trasnaction", "transaction"),
        ("trasnactoin", "transaction"),
        ("wal", "wal"),
        ("walleet", "wallet"),
        ("waallleett", "wallet"),
        ("noo", "no"),
        ("nnoo", "no"),
        ("foo", "foo"),
        ("aabbccddee", "aabbccddee"),
        ("wall3t", "wall3t"),
        ("钱报备份", "钱报备份"),
    ],
)
def test_a_word_is_repaired_within_one_edit_and_a_long_one_within_two(typed: str, repaired: str) -> None:
    speller = Speller({"wallet": 3, "recovery": 1, "transaction": 2, "no": 1, "钱包": 1})
    assert speller.repair([typed]) == [repaired]


def test_ties_go_to_the_same_first_letter_then_to_the_more_frequent_word() -> None:
    assert Speller({"bend": 9, "send": 1}).repair(["sendt"]) == ["send"]
    assert Speller({"sand": 1, "send": 5}).repair(["sxnd"]) == ["send"]


def test_known_words_stay_as_they_are() -> None:
    words = ["fees", "feet"]
    assert Speller({"fees": 1, "feet": 1}).repair(words) is words


def test_sentences_end_at_marks_of_both_scripts_and_at_lines() -> None:
    text = "Hi! I sent 3.5 ETH.\nWhere is it?你好。怎么办？！ok"
    assert segments(text) == ["Hi!", "I sent 3.5 ETH.", "Where is it?", "你好。", "怎么办？", "！", "ok"]


def test_clauses_are_only_taken_apart_where_all_are_long_enough() -> None:
    assert clauses("how do i send eth and how do i receive it") == ["how do i send eth", "how do i receive it"]
    assert clauses("怎么备份钱包，还有忘记密码怎么办") == ["怎么备份钱包", "忘记密码怎么办"]
    assert clauses("how do i send and receive") == []


@pytest.mark.parametrize(
    ("normal", "rest"),
    [
        ("hello there how do i pay thanks", "how do i pay"),
        ("你好请问怎么备份谢谢", "怎么备份"),
        ("hello", "hello"),
        ("hi thanks", "hi thanks"),
        ("hi there friend", "hi there friend"),
        ("history of payments", "history of payments"),
    ],
)
def test_courtesy_around_a_question_is_taken_off(normal: str, rest: str) -> None:
    assert without_courtesy(normal) == rest


def test_courtesies_of_several_languages_are_known() -> None:
    assert all(map(is_courtesy, ("hello", "谢谢", "merci", "привет", "tesekkurler")))
    assert not is_courtesy("how do i pay")


def test_questions_are_known_by_their_form() -> None:
    assert all(map(asks, ("how do i pay", "¿dónde está?", "怎么备份", "密码忘了吗")))
    assert not any(map(asks, ("my transaction is stuck.".replace("is ", ""), "我的钱不见了")))
