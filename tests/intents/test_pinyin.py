"""Chinese by its sound: homophones, and pinyin in Latin letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.features import KINDS, features, kind_of, tokens
from intents.homophones import Homophones
from intents.normalize import LONGEST, normalize
from intents.pinyin import Reader, sounds
from intents.spelling import Speller
from tests.intents.worlds import best, recognizer, tiny


def test_characters_of_one_sound_have_the_same_features_of_sound() -> None:
    assert sounds("助记词") == sounds("主记词") == ["~zhu", "~ji", "~ci", "~zhu~ji", "~ji~ci"]
    assert sounds("绿") == sounds("路") == ["~lu"]


def test_pairs_stay_within_a_run_of_chinese_characters() -> None:
    assert sounds("钱かな包") == ["~qian", "~bao"]
    assert sounds("지갑") == sounds("กขค") == []


@given(st.text())
def test_features_of_sound_never_meet_features_of_writing(text: str) -> None:
    for feature in features(tokens(normalize(text))):
        assert 0 <= kind_of(feature) < KINDS
        assert ("~" in feature) == (kind_of(feature) > 1)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("beifen qianbao", ["~bei~fen~qian~bao"]),
        ("bei fen qian bao", ["~bei~fen~qian~bao"]),
        ("beifenqianbao", ["~bei~fen~qian~bao"]),
        ("metamask beifen qianbao", ["metamask", "~bei~fen~qian~bao"]),
        ("备份qianbao", ["备份", "~qian~bao"]),
        ("beifen the wallet now please", ["beifen", "the", "wallet", "now", "please"]),
        ("make me a menu", ["make", "me", "a", "menu"]),
        ("bei", ["bei"]),
    ],
)
def test_pinyin_is_read_where_the_faq_has_chinese_that_sounds_so(typed: str, read: list[str]) -> None:
    reader = Reader(features(["备份钱包"]), {"wallet"})
    assert reader.read(tokens(typed)) == read


def test_words_of_the_faq_are_no_pinyin() -> None:
    known = features(["备份钱包"])
    assert Reader(known, {"beifen", "qianbao"}).read(["beifen", "qianbao"]) == ["beifen", "qianbao"]
    assert Reader(features(["the", "wallet"]), {}).read(["beifen", "qianbao"]) == ["beifen", "qianbao"]


@pytest.mark.parametrize(
    ("word", "read"), [("xian", "~xian"), ("nali", "~na~li"), ("fangan", "~fan~gan"), ("lvse", "~lu~se")]
)
def test_a_word_is_split_into_the_fewest_syllables_that_begin_with_a_consonant(word: str, read: str) -> None:
    assert Reader(features([read + read]), {}).read([word, word]) == [read + read]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("主记词在哪里看", "backup"),
        ("zhujici zai nali kan", "backup"),
        ("ruhe beifen zhujici", "backup"),
        ("zenme beifen qianbao", "backup"),
        ("忘记迷吗怎么办", "password"),
        ("wangji mima zenme ban", "password"),
        ("转帐要多少钱", "fees"),
        ("shouxufei weishenme zheme gao", "fees"),
    ],
)
def test_homophones_and_pinyin_find_their_entry(text: str, entry: str) -> None:
    assert best(recognizer().recognize(text).parts[0]) == entry


def test_a_word_beside_its_homophone_is_found() -> None:
    login = "{id: login, questions: [怎么登录账号, 登录不了], answer: x}"
    found = tiny(f"languages: [zh]\nentries: [{login}, {{id: fees, questions: [手续费不低, 账号的手续费], answer: x}}]")
    assert best(found.recognize("登陆不了").parts[0]) == "login"


@given(st.text("aeginou hzx", max_size=LONGEST))
def test_any_word_is_split_or_left(text: str) -> None:
    words = tokens(normalize(text))
    read = Reader(features(["西安你好"]), {}).read(words)
    assert len(read) <= len(words)


def test_a_long_text_of_syllables_is_read_too() -> None:
    assert recognizer().recognize("beifen " * 900).parts
    assert recognizer().recognize("beifen" * 900).parts


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("你很从明", "你很聪明"),
        ("糟啊", "早啊"),
        ("你很聪明", "你很聪明"),
        ("你很可怕", "你很可怕"),  # no known one sounds like it
        ("从", "从"),
        ("", ""),
        ("wallet", "wallet"),
        ("从" * 4096, "从" * 4096),
    ],
)
def test_a_character_that_fits_nowhere_becomes_its_homophone_that_fits(typed: str, repaired: str) -> None:
    assert Homophones({"你很聪明": 2, "早啊": 1, "wallet": 3}).repair(typed) == repaired


def test_the_speller_repairs_sounds_and_letters_of_one_text() -> None:
    assert Speller({"聪明": 1, "wallet": 1}).repair(["从明", "walet"]) == ["聪明", "wallet"]
