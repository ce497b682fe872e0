"""The language of a text: by its script, and by lingua where several languages share one."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.language import detect, is_mere_data, missing, prepare
from intents.model import Context
from tests.intents.worlds import tiny

LATIN = ("en", "es", "zh")


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    prepare(LATIN)


@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert detect(text, ("en", "zh")) in ("en", "zh", None)
    assert detect(text, LATIN) in (*LATIN, None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how do i back up", "en"),
        ("怎么备份钱包", "zh"),
        ("我的MetaMask钱包打不开", "zh"),
        ("seed phrase 是什么", "zh"),
        ("what does the word 助记词 mean", "en"),
        ("🙏 怎么办 🙏", "zh"),
        ("Привет", None),
        ("12345 😀", None),
        ("", None),
    ],
)
def test_english_and_chinese_are_told_apart_by_their_script(text: str, language: str | None) -> None:
    assert detect(text, ("en", "zh")) == language


def test_japanese_korean_and_russian_have_their_own_scripts() -> None:
    languages = ("en", "zh", "ja", "ko", "ru")
    assert [detect(text, languages) for text in ("漢字とかな", "지갑", "кошелёк", "漢字")] == ["ja", "ko", "ru", "zh"]
    assert detect("漢字", ("en", "ja")) == "ja"
    assert detect("hola", ("zh", "es")) == "es"


def test_traditional_and_simplified_are_told_apart_where_both_are_offered() -> None:
    assert detect("備份錢包", ("zh-Hans", "zh-Hant")) == "zh-Hant"
    assert detect("备份钱包", ("zh-CN", "zh-TW")) == "zh-CN"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how do I reset my password", "en"),
        ("he olvidado mi contraseña", "es"),
        ("MetaMask no funciona", "es"),
        ("gracias", "es"),
        ("thanks", "en"),
        ("怎么备份", "zh"),
    ],
)
def test_languages_of_one_script_are_told_apart(text: str, language: str) -> None:
    assert detect(text, LATIN) == language


@pytest.mark.parametrize("text", ["ok", "OK!", "no", "MetaMask", "Ledger", "USDT TRC20", "0xab12 3f", "bitcoin"])
def test_a_short_word_or_a_name_alone_is_of_no_language(text: str) -> None:
    assert detect(text, LATIN) is None


def test_the_language_is_named_as_the_faq_names_it() -> None:
    assert detect("como faço para recuperar a minha senha", ("en", "pt-BR")) == "pt-BR"
    assert detect("Jeg har glemt passordet mitt", ("en", "no")) == "no"
    assert detect("Як відновити мій гаманець", ("ru", "uk")) == "uk"


def test_a_language_that_lingua_does_not_know_leaves_its_script_untold() -> None:
    assert detect("how do i reset my password", ("en", "ht")) is None
    assert detect("how do i reset my password", ("en", "en-GB")) is None


def test_without_lingua_languages_of_one_script_are_not_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lingua", None)
    assert detect("jeg har glemt mit kodeord", ("da", "sv", "zh")) is None
    assert detect("怎么备份", ("da", "sv", "zh")) == "zh"
    prepare(("da", "sv"))
    told = missing(("da", "zh", "sv"))
    assert told is not None
    assert "da, sv" in told
    assert "frontdesk[languages]" in told
    assert missing(("en", "zh", "ru")) is None
    assert missing(("zh-CN", "zh-TW", "en")) is None


def test_with_lingua_nothing_is_missing() -> None:
    prepare(LATIN)
    assert missing(LATIN) is None


def test_the_language_is_that_of_the_words_then_of_the_person_then_the_first() -> None:
    entry = "{id: fees, questions: {en: [fees], es: [comisiones], zh: [手续费]}, answer: {en: x, es: y}}"
    found = tiny(f"languages: [en, es, zh]\nentries: [{entry}]")
    assert found.recognize("las comisiones son muy altas", Context("en")).parts[0].language == "es"
    assert found.recognize("ok", Context("es")).parts[0].language == "es"
    assert found.recognize("ok", Context("fr")).parts[0].language == "en"


@pytest.mark.parametrize(
    "text",
    ["", "55", "a@b.co", "Ada.Lovelace@mail.example.org", "www.example.org/how", "Trust Wallet", "v2.3 beta", "ok"],
)
def test_names_addresses_and_numbers_are_mere_data(text: str) -> None:
    assert is_mere_data(text)


@pytest.mark.parametrize("text", ["怎么", "mes frais", "what", "my phone", "Привет", "iPhone 不行"])
def test_words_are_more_than_data(text: str) -> None:
    assert not is_mere_data(text)
