"""Recovery phrases are found in every way that people write them down."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from safety.secrets import redact

VECTORS = json.loads((Path(__file__).parent / "vectors" / "bip39.json").read_text("utf-8"))
PHRASES = [phrase for phrases in VECTORS["phrases"].values() for phrase in phrases]
LANGUAGES = (
    "english",
    "spanish",
    "french",
    "italian",
    "portuguese",
    "czech",
    "turkish",
    "russian",
    "korean",
    "japanese",
    "chinese_simplified",
    "chinese_traditional",
)
PHRASE = "honey common system obtain old update ostrich situate moral foot street reopen"
WORDS = PHRASE.split()
GONE = "[recovery phrase removed]"


def _phrase(language: str, length: int, seed: int) -> list[str]:
    return Mnemonic(language).to_mnemonic(random.Random(seed).randbytes(length * 4 // 3)).split()


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_published_phrase_is_removed_whole(phrase: str) -> None:
    found = redact(phrase)
    assert found.text == GONE
    assert found.hard


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", [12, 15, 18, 21, 24])
def test_a_phrase_of_every_list_and_length_is_removed(language: str, length: int) -> None:
    for seed in range(20):
        found = redact(" ".join(_phrase(language, length, seed)))
        assert (found.text, found.hard) == (GONE, True)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (" ".join(WORDS), GONE),
        ("\n".join(WORDS), GONE),
        ("\n".join(f"{n}. {word}" for n, word in enumerate(WORDS, 1)), f"1. {GONE}"),
        (" ".join(f"{n}){word}" for n, word in enumerate(WORDS, 1)), f"1){GONE}"),
        ("\n".join(f"{letter}) {word}" for letter, word in zip("abcdefghijkl", WORDS, strict=True)), f"a) {GONE}"),
        (" ".join(f"{n}th {word}" for n, word in enumerate(WORDS, 1)), f"1th {GONE}"),
        (", ".join(WORDS), GONE),
        ("-".join(WORDS), GONE),
        ("_".join(WORDS), GONE),
        (" / ".join(WORDS), GONE),
        (json.dumps(WORDS), f'["{GONE}"]'),
        (" ".join(WORDS).upper(), GONE),
        (" ".join(WORDS).title(), GONE),
        ("".join(WORDS), GONE),
        ("".join(WORDS).upper(), GONE),
        ("  ".join(" ".join(word) for word in WORDS), GONE),
        (" 🔑 ".join(WORDS), GONE),
        ("\\n".join(WORDS), GONE),
        (" ".join("\u200b".join(word) for word in WORDS), GONE),
        (" ".join("".join(chr(ord(letter) + 0xFEE0) for letter in word) for word in WORDS), GONE),
        (" ".join(word[:4] for word in WORDS), GONE),
        (" ".join(reversed(WORDS)), GONE),
        ("<li>" + "</li><li>".join(WORDS) + "</li>", f"<li>{GONE}</li>"),
        (" ".join([WORDS[0] + WORDS[1], *WORDS[2:]]), GONE),
    ],
)
def test_the_way_of_writing_does_not_matter(text: str, rest: str) -> None:
    found = redact(text)
    assert (found.text, found.hard) == (rest, True)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"word {n}: {word}" for n, word in enumerate(WORDS, 1)),
        json.dumps([{"index": n, "word": word} for n, word in enumerate(WORDS)]),
        " ".join(f"the first word is {word}" for word in WORDS),
        " ".join(f"{n} {word}" for n, word in zip(["one", "two", "three", "four", "five", "six"], WORDS, strict=False))
        + " "
        + " ".join(WORDS[6:]),
    ],
)
def test_labels_before_each_word_do_not_hide_a_phrase(text: str) -> None:
    left = redact(text).text
    assert sum(word in left for word in WORDS) < 3


def test_only_the_phrase_goes_and_the_prose_around_it_stays() -> None:
    before, after = "Hi, my wallet is empty!! I typed: ", " — what now? It cost me 1.25 ETH…"
    assert redact(before + " ".join(WORDS) + after).text == before + GONE + after


def test_the_words_that_announce_a_phrase_stay() -> None:
    assert redact(f"my recovery phrase {' '.join(WORDS)}").text == f"my recovery phrase {GONE}"


def test_the_words_put_in_its_place_are_in_the_language_of_the_reader() -> None:
    assert redact(" ".join(WORDS), "zh").text == "[已移除助记词]"
    assert redact(" ".join(WORDS), "zh-Hant").text == "[已移除助记词]"
    assert redact(" ".join(WORDS), "fr").text == GONE


@pytest.mark.parametrize(
    "words",
    [
        ["hoeny", *WORDS[1:]],
        [*WORDS[:5], "updaet", *WORDS[6:]],
        [*WORDS[:2], "systemm", "obtan", *WORDS[4:]],
        ["honeyy", "comon", "sistem", *WORDS[3:]],
        [*WORDS[:6], "xxxxxxx", *WORDS[6:]],
    ],
)
def test_a_few_typing_mistakes_do_not_hide_a_phrase(words: list[str]) -> None:
    left = redact(" ".join(words)).text
    assert sum(word in left.split() for word in WORDS) < 3


def test_a_word_left_out_makes_it_a_soft_finding() -> None:
    found = redact(" ".join(WORDS[:-1]))
    assert found.text == GONE
    assert [finding.level for finding in found.findings] == ["soft"]


def test_eight_words_after_a_keyword_are_soft() -> None:
    found = redact(f"I only remember this of my seed phrase, the rest is lost: {' '.join(WORDS[:8])}")
    assert [finding.level for finding in found.findings] == ["soft"]


def test_the_pieces_of_a_broken_phrase_go_together() -> None:
    words = _phrase("english", 24, 7)
    text = " ".join([*words[:14], "qqqqq", *words[15:]])
    assert sum(word in redact(text).text.split() for word in words) < 3


@pytest.mark.parametrize(
    "text",
    [
        "how do i back up my wallet, i have a new phone and want to use the same account there",
        "Please help me, I can not find the word that you want, only the first four letters of each one are there",
        "can you call my wife and tell her that the dinner is ready and the kids want to eat now",
        "what is a recovery phrase and where can I find the 12 words of my wallet, I never wrote down any of them",
        "help help help help help help help help help help help help help help help help",
        "我想知道怎么备份我的钱包，助记词在哪里可以看到，换手机以后还能不能继续使用原来的账户",
        "我 想 问 一下 怎么 备份",
        "转账一直不到账怎么办？交易哈希在区块浏览器上显示成功，但是钱包余额没有变化，请帮忙看看",
        "Wo finde ich meine Adresse? Ich möchte Geld empfangen, weiß aber nicht, welches Netz ich wählen soll.",
        "¿Cómo puedo recuperar mi cuenta si perdí el teléfono y no tengo la frase de respaldo a mano?",
        "",
        "ok",
        "👍" * 50,
        "\u200b" * 50,
    ],
)
def test_ordinary_messages_stay_as_they_are(text: str) -> None:
    found = redact(text)
    assert (found.text, found.findings) == (text, ())


def test_a_chinese_phrase_with_any_separator_is_removed() -> None:
    characters = _phrase("chinese_simplified", 12, 3)
    for joint in (" ", "\n", "，", "、", "-", "　", "|", " 1 "):
        found = redact(f"你好，{joint.join(characters)}。谢谢", "zh")
        assert (found.text, found.hard) == ("你好，[已移除助记词]。谢谢", True)


@pytest.mark.parametrize("language", ["chinese_simplified", "chinese_traditional"])
def test_a_chinese_phrase_without_separators_is_found(language: str) -> None:
    characters = "".join(_phrase(language, 12, 5))
    assert redact(characters, "zh").text == "[已移除助记词]"
    with_keyword = redact(f"助记词：{characters}", "zh")
    assert (with_keyword.text, with_keyword.hard) == ("助记词：[已移除助记词]", True)


def test_a_wrong_character_does_not_hide_a_chinese_phrase_after_a_keyword() -> None:
    characters = _phrase("chinese_simplified", 12, 5)
    characters[6] = "☂" if characters[6] == "囧" else "囧"
    assert redact(f"我的助记词是{''.join(characters)}", "zh").text == "我的助记词是[已移除助记词]"


PROSE = st.lists(
    st.sampled_from(
        ["the", "of", "my", "I", "lost it", "yesterday!", "please,", "was not", "钱包", "1.5", "(hello)", "😀"]
    ),
    max_size=12,
).map(" ".join)


@given(
    before=PROSE,
    after=PROSE,
    language=st.sampled_from(LANGUAGES[:10]),
    length=st.sampled_from([12, 15, 18, 21, 24]),
    seed=st.integers(0, 10**6),
    joint=st.sampled_from([" ", "\n", ", ", " - ", "\t", " | ", "　", '", "']),
    style=st.sampled_from([str.lower, str.upper, str.title]),
)
def test_no_three_words_of_a_phrase_survive_in_any_prose(
    before: str, after: str, language: str, length: int, seed: int, joint: str, style: type[str]
) -> None:
    words = _phrase(language, length, seed)
    written = [style(word) for word in words]
    found = redact(f"{before} {joint.join(written)} {after}")
    left = found.text
    assert not any(joint.join(written[place : place + 3]) in left for place in range(length - 2))
    assert found.hard
