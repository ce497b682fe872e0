"""The console's sentences: the same in every language, and every one that a page asks for is there."""

from __future__ import annotations

import re
from pathlib import Path

import console
from console.texts import FALLBACK, texts
from conversation.codec import STAGE_NAMES
from conversation.delivery import RowState
from handoff.model import Priority

FOLDER = Path(console.__file__).parent


def test_every_language_has_every_sentence_with_the_same_placeholders() -> None:
    assert set(texts()) == {"en", "zh"}
    for sentences in texts().values():
        assert sentences.keys() == texts()[FALLBACK].keys()
        for key, sentence in sentences.items():
            assert sentence.strip(), key
            assert set(re.findall(r"\{\w+\}", sentence)) <= set(re.findall(r"\{\w+\}", texts()[FALLBACK][key])), key


def test_every_sentence_that_a_page_or_module_names_is_there() -> None:
    named: set[str] = set()
    for file in FOLDER.rglob("*"):
        if file.suffix == ".html":
            named |= set(re.findall(r"\bt\.(\w+)", file.read_text(encoding="utf-8")))
        elif file.suffix == ".js":
            named |= set(re.findall(r'\bsay\("(\w+)"', file.read_text(encoding="utf-8")))
        elif file.suffix == ".py":
            named |= set(re.findall(r'(?:error="|again\(\d+, ")(\w+)"', file.read_text(encoding="utf-8")))
    assert len(named) > 40
    assert named <= texts()[FALLBACK].keys()


def test_every_stage_priority_and_delivery_has_a_word() -> None:
    keys = texts()[FALLBACK].keys()
    assert {f"stage_{name}" for name in STAGE_NAMES.values()} <= keys
    assert {priority.value for priority in Priority} <= keys
    assert {f"delivery_{state.value}" for state in RowState} <= keys
