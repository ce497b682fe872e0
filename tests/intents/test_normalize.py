"""One spelling for what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.match import SURE
from intents.normalize import LONGEST, is_traditional, normalize
from tests.intents.worlds import best, recognizer, tiny

TRICKY = (
    "aàſŉİ'рсуοаbВ \u0301\u0327\u200b\u200d\ufe0f\u20e3👍🏽🇩🇪❤ᄀ가ᅡㅏ각اأىیة\u0640\u064b\u0653ﻛﷺ"
    "かカ\u3099ﾞ裏帳著啊谢क\u093c\u0951שָ\ufb2a١"
)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("How do I  back-up my Wallet?!", "how do i back up my wallet"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("can't CAN’T", "can not can not"),
        ("back\u200bup \u202emy\u202c wallet\ufeff", "backup my wallet"),
        ("récupérer naïve Straße", "recuperer naive strasse"),
        ("Łódź, København, kalıcı", "lodz kobenhavn kalici"),
        ("轉賬後為什麼沒有餘額", "转账后为什么没有余额"),
        ("й Ё", "й ё"),
        ("l\u0323o\u0327st", "lost"),
        ("٣ days, ३ दिन", "3 days 3 दिन"),
        ("一二三 三个", "一二三 三个"),
        ("", ""),
        ("line\nbreak\ttab", "line break tab"),
    ],
)
def test_spellings_of_one_question_become_equal(typed: str, normal: str) -> None:
    assert normalize(typed) == normal


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("怎麼備份錢包", "怎么备份钱包"),
        ("轉帳後餘額", "转账后余额"),
        ("我的 MetaMask 錢包打不開", "我的 MetaMask 钱包打不开"),
        ("備份钱包", "备份钱包"),
        ("這裏 這裡", "这里 这里"),
    ],
)
def test_traditional_and_simplified_chinese_are_one(traditional: str, simplified: str) -> None:
    assert normalize(traditional) == normalize(simplified)
    assert is_traditional(traditional)
    assert not is_traditional(simplified)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("🙏🙏 lost ❤️ password 👍🏽", "lost password"),
        ("back🔑up", "back up"),
        ("1️⃣ wallet ™️", "1 wallet tm"),
        ("👨\u200d👩\u200d👧 hello 🇩🇪", "hello"),
        ("👍🏽", "👍"),
        ("👍👍👍", "👍"),
        ("❤️", "❤"),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
        ("🇧🇧", "🇧🇧"),
        ("!!! ?", ""),
        ("\u200b\u3164\ufe0f", ""),
    ],
)
def test_emoji_never_hide_a_question_and_stand_for_themselves_alone(typed: str, normal: str) -> None:
    assert normalize(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("heeeelp pleaaaase", "heelp pleaase"),
        ("noooo!!!", "noo"),
        ("iii www 2000", "iii www 2000"),
        ("救命啊啊啊啊", "救命啊"),
        ("在吗吗", "在吗"),
        ("哈哈哈哈", "哈哈"),
        ("谢谢", "谢谢"),
        ("怎么办？？？？", "怎么办"),
        ("помогитеее", "помогитее"),
    ],
)
def test_letters_that_are_held_down_are_let_go(typed: str, normal: str) -> None:
    assert normalize(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("שָׁלוֹם עוֹלָם", "שלום עולם"),
        ("\ufb2aלום", "שלום"),
        ("السَّلَامُ عَلَيْكُمْ", "السلام عليكم"),
        ("كـــيف", "كيف"),
        ("\ufedb\ufef4\ufed2", "كيف"),
        ("أين محفظتي MetaMask؟", "اين محفظتي metamask"),
        ("\u202bمحفظة\u202c", "محفظه"),
        ("کیف", "كيف"),
    ],
)
def test_hebrew_and_arabic_lose_their_vowel_signs_and_ornaments(typed: str, normal: str) -> None:
    assert normalize(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("раssword", "password"),
        ("Wаllеt", "wallet"),
        ("wαllet", "wallet"),
        ("пaроль", "пароль"),
        ("пароль wallet", "пароль wallet"),
        ("дgд", "дgд"),
    ],
)
def test_letters_that_only_look_like_those_of_the_word_are_read_as_them(typed: str, normal: str) -> None:
    assert normalize(typed) == normal


@pytest.mark.parametrize(
    "text",
    [
        "🙏🙏 how do i back up my wallet 🙏🏽",
        "how do i 🔑 back up my wallet ❤️",
        "Ｈｏｗ ｄｏ ｉ ｂａｃｋ ｕｐ ｍｙ ｗａｌｌｅｔ？？？",
        "how do i bаck uр my wаllet",
        "how do i back up my wallllet",
        "怎麽備份錢包啊啊啊",
    ],
)
def test_a_question_in_such_a_spelling_finds_its_entry(text: str) -> None:
    assert best(recognizer().recognize(text).parts[0]) == "backup"


@pytest.mark.parametrize("text", ["heeeelp", "pleaaase helpppp", "救命啊啊啊啊", "👍🏿", "👍👍"])
def test_cries_and_emoji_find_theirs(text: str) -> None:
    listed = "{id: help, questions: [help, please help, 救命啊], answer: x}, {id: yes, questions: [👍], answer: x}"
    found = tiny(f"entries: [{listed}, {{id: fees, questions: [fees, high fees], answer: x}}]")
    assert best(found.recognize(text).parts[0]) == ("yes" if text[0] == "👍" else "help")


def test_an_entry_whose_question_is_an_emoji_is_a_sure_hit() -> None:
    found = tiny("entries: [{id: love, questions: [❤], answer: x}, {id: fees, questions: [fees], answer: x}]")
    assert found.recognize("❤️❤️").parts[0].ranking[0].confidence == SURE
    assert found.recognize("🎉").parts[0].ranking == ()


def test_a_faq_from_right_to_left_is_found_with_and_without_its_signs() -> None:
    wallet, fees = "{id: wallet, questions: [איך מגבים ארנק], answer: x}", "{id: fees, questions: [רסוم], answer: x}"
    arabic = "{id: password, questions: [نسيت كلمة المرور], answer: x}"
    found = tiny(f"languages: [he]\nentries: [{wallet}, {fees}, {arabic}]")
    assert [best(found.recognize(text).parts[0]) for text in ("אֵיךְ מְגַבִּים?", "نَسِيتُ كَلِمَة", "ארנק MetaMask")] == [
        "wallet",
        "password",
        "wallet",
    ]


def test_a_faq_in_traditional_chinese_is_asked_in_simplified() -> None:
    found = tiny("languages: [zh-Hant]\nentries: [{id: a, questions: [怎麼備份錢包], answer: x}]")
    assert found.recognize("怎么备份钱包").parts[0].ranking[0].confidence == SURE


def test_a_long_text_is_cut() -> None:
    assert len(normalize("a" * 100_000)) == LONGEST
    assert len(normalize("ﷺ" * 4096)) <= LONGEST
    assert len(normalize("æ" * 4096)) <= LONGEST


@given(st.one_of(st.text(max_size=LONGEST), st.text(st.sampled_from(TRICKY)), st.text(st.characters(codec=None))))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert len(once) <= LONGEST


@given(st.sampled_from(TRICKY), st.sampled_from(TRICKY), st.integers(0, LONGEST))
def test_a_pair_of_characters_however_often_is_read(first: str, second: str, times: int) -> None:
    assert len(normalize((first + second) * times)) <= LONGEST
