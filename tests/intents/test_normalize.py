"""One spelling for what people type, and the language by its script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.normalize import LONGEST, detect, normalize


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("How do I  back-up my Wallet?!", "how do i back up my wallet"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("can't CAN’T", "can not can not"),
        ("back\u200bup \u202emy\u202c wallet\ufeff", "backup my wallet"),
        ("récupérer naïve Straße", "recuperer naive strasse"),
        ("轉賬後為什麼沒有餘額", "转账后为什么没有余额"),
        ("й Ё", "й ё"),
        ("😀🎉", ""),
        ("", ""),
        ("line\nbreak\ttab", "line break tab"),
    ],
)
def test_spellings_of_one_question_become_equal(typed: str, normal: str) -> None:
    assert normalize(typed) == normal


def test_a_long_text_is_cut() -> None:
    assert len(normalize("a" * 100_000)) == LONGEST
    assert len(normalize("ﷺ" * 4096)) <= LONGEST


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert detect(text, ("en", "zh")) in ("en", "zh", None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how do i back up", "en"),
        ("怎么备份钱包", "zh"),
        ("我的MetaMask钱包打不开", "zh"),
        ("seed phrase 是什么", "zh"),
        ("what does the word 助记词 mean", "en"),
        ("Привет", None),
        ("12345 😀", None),
        ("", None),
    ],
)
def test_english_and_chinese_are_told_apart_by_their_script(text: str, language: str | None) -> None:
    assert detect(text, ("en", "zh")) == language


def test_where_several_languages_share_a_script_none_is_said() -> None:
    assert detect("hola", ("en", "es")) is None
    assert detect("hola", ("zh", "es")) == "es"


def test_japanese_korean_and_russian_have_their_own_scripts() -> None:
    languages = ("en", "zh", "ja", "ko", "ru")
    assert [detect(text, languages) for text in ("漢字とかな", "지갑", "кошелёк", "漢字")] == ["ja", "ko", "ru", "zh"]
    assert detect("漢字", ("en", "ja")) == "ja"


def test_traditional_and_simplified_are_told_apart_where_both_are_offered() -> None:
    assert detect("備份錢包", ("zh-Hans", "zh-Hant")) == "zh-Hant"
    assert detect("备份钱包", ("zh-CN", "zh-TW")) == "zh-CN"
