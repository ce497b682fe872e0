"""What holds for redaction of any text."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from safety.secrets import Finding, redact, redact_tree

PHRASE = "honey common system obtain old update ostrich situate moral foot street reopen"
KEY = "5Kd3NBUAdUnhyzenEwVLy9pBKxSwXvE9FMPyR4UKZvpe6E3AgLr"
HASH = "5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"
HAN = "牢搜锡仗锋雕拉耕挥拔浸宣"

PIECES = st.sampled_from(
    [
        *PHRASE.split(),
        *HAN,
        PHRASE,
        " ".join(PHRASE.split()[:8]),
        " ".join(HAN),
        HAN,
        KEY,
        HASH,
        "4111 1111 1111 1111",
        "123456789:AAF4abcdefghijklmnopqrstuvwxyz_-123",
        "-----BEGIN PRIVATE KEY-----",
        '{"ciphertext":',
        '"kdf": "scrypt"}',
        "[recovery phrase removed]",
        "[已移除私钥]",
        "seed phrase",
        "助记词",
        "private key",
        "tx hash",
        "https://etherscan.io/tx/",
        "the",
        "\n",
        ", ",
        "1. ",
        "\u200b",
        "é",
        "ﬁ",
        "가",
        "]",
        "{",
    ]
)
TEXTS = st.text(max_size=400) | st.lists(PIECES, max_size=40).map(" ".join) | st.lists(PIECES, max_size=40).map("".join)


@given(TEXTS)
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = redact(text)
    twice = redact(once.text)
    assert (twice.text, twice.findings) == (once.text, ())


@given(TEXTS, st.sampled_from(["en", "zh"]))
def test_everything_outside_the_findings_stays_as_it_is(text: str, language: str) -> None:
    result = redact(text, language)
    position, rest = 0, result.text
    for finding in result.findings:
        assert position <= finding.start < finding.end <= len(text)
        kept = text[position : finding.start]
        assert rest.startswith(kept)
        rest = rest[len(kept) :]
        assert rest.startswith("[")
        rest = rest[rest.index("]") + 1 :]
        position = finding.end
    assert rest == text[position:]


@given(st.text(max_size=400))
def test_a_text_without_findings_is_returned_unchanged(text: str) -> None:
    result = redact(text)
    assert result.findings or result.text == text


def test_nothing_that_is_shown_of_a_result_holds_the_secret() -> None:
    result = redact(f"I wrote {PHRASE} and {KEY}")
    assert "ostrich" not in repr(result)
    assert KEY not in repr(result)
    assert result.findings == (
        Finding("recovery_phrase", "hard", 8, 8 + len(PHRASE)),
        Finding("private_key", "hard", 13 + len(PHRASE), 13 + len(PHRASE) + len(KEY)),
    )


def test_a_phrase_that_another_secret_interrupts_is_not_glued_together_by_its_removal() -> None:
    words = PHRASE.split()
    text = f"{' '.join(words[:7])} {KEY} {' '.join(words[7:])}"
    once = redact(text)
    assert redact(once.text).text == once.text


def test_several_secrets_go_one_by_one() -> None:
    text = f"phrase: {PHRASE}; key: {KEY}; card 4111111111111111."
    assert redact(text).text == (
        "phrase: [recovery phrase removed]; key: [private key removed]; card [card number removed, ends in 1111]."
    )


def test_every_string_of_a_nested_value_is_redacted_and_the_rest_stays() -> None:
    update = {
        "update_id": 7,
        "message": {"text": PHRASE, "entities": [{"offset": 0, "url": KEY}], "ok": True, "none": None, "x": 1.5},
        KEY: ["fine", ("a", PHRASE)],
    }
    gone, key = "[recovery phrase removed]", "[private key removed]"
    assert redact_tree(update) == {
        "update_id": 7,
        "message": {"text": gone, "entities": [{"offset": 0, "url": key}], "ok": True, "none": None, "x": 1.5},
        key: ["fine", ["a", gone]],
    }


def test_a_value_nested_beyond_reason_is_cut_and_not_a_crash() -> None:
    value: Any = PHRASE
    for _ in range(5000):
        value = [value]
    assert "ostrich" not in json.dumps(redact_tree(value))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    )
)
def test_a_redacted_value_is_already_redacted(value: Any) -> None:
    once = redact_tree(value)
    assert redact_tree(once) == once
