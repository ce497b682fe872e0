"""Strict reading of YAML: what is refused, where, and in which words."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from intents import document
from intents.document import LARGEST, Mapping, Scalar, Sequence, read
from intents.problem import Problems


def mistakes(text: str | bytes) -> list[str]:
    problems = Problems("f.yaml")
    read(text, problems)
    return [str(problem) for problem in problems]


def only(text: str | bytes) -> str:
    found = mistakes(text)
    assert len(found) == 1
    return found[0]


def test_nodes_know_their_line_and_column() -> None:
    root = read("a: 1\nlist:\n  - x\n  - 'y z'\n", Problems("f"))
    assert isinstance(root, Mapping)
    items = root.get("list")
    assert isinstance(items, Sequence)
    assert items.items == (Scalar("x", 3, 5), Scalar("y z", 4, 5, plain=False))


def test_words_stay_words() -> None:
    root = read("[on, off, yes, no, 007, null]", Problems("f"))
    assert isinstance(root, Sequence)
    assert [item.text for item in root.items if isinstance(item, Scalar)] == ["on", "off", "yes", "no", "007", "null"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: &x 1", "1:4", "anchor"),
        ("a: 1\nb: *a", "2:4", "alias"),
        ("a: {<<: {b: 1}}", "1:5", "merge key"),
        ("a: 1\nb: 2\na: 3", "3:1", "first in line 1"),
        ("a: !!int 1", "1:4", "tag"),
        ("a:\n\tb: 1", "2:1", "a tab"),
        ("a: b: c", "1:5", "quotes"),
        ("a: [1, 2", "1:4", "no matching end"),
        ("b: 1\na: 'x\n", "2:4", "never closed"),
        ("a: @b", "1:4", "cannot start with '@'"),
        ("a: 1\n---\nb: 2", "2:1", "second document"),
        ("{[a]: 1}", "1:2", "cannot be a key"),
        ('a: "\\q"', "1:5", "backslash"),
        ("", "1:1", "empty"),
        ("a: x\x00", "1:5", "U+0000"),
        (b"a: \xff", "1:4", "UTF-8"),
        (b"\xff", "1:1", "UTF-8"),
    ],
)
def test_each_mistake_is_told_at_its_place_in_plain_words(text: str | bytes, place: str, words: str) -> None:
    found = only(text)
    assert found.startswith(f"f.yaml:{place}: error: -: ")
    assert words in found


def test_several_mistakes_are_told_at_once() -> None:
    assert len(mistakes("a: &x 1\nb: *x\na: !t 2\n")) == 4


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "{a: "])
def test_hostile_nesting_is_refused_at_level_21(opening: str) -> None:
    assert "nested deeper than 20 levels" in only(opening * (300_000 // len(opening)))


def test_twenty_levels_are_fine() -> None:
    assert mistakes("[" * 20 + "]" * 20) == []


def test_a_text_over_eight_megabytes_is_refused_unread() -> None:
    assert "larger than 8 MB" in only("字" * (LARGEST // 3 + 1))


def test_without_libyaml_the_same_mistakes_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a:\n\tb: 1", "a: b: c", "a: [1, 2", "a: 'x", "a: @b", "[" * 300_000, "a: &x 1\na: 2"]
    fast = [mistakes(text) for text in texts]
    monkeypatch.setattr(document, "_LOADER", yaml.Loader)
    for text, found in zip(texts, fast, strict=True):
        assert [line.split(": error")[1] for line in mistakes(text)] == [line.split(": error")[1] for line in found]


@given(st.one_of(st.text(), st.binary(), st.text(alphabet="[]{}:,-?&*!|>'\"%@` \n\ta1#<")))
def test_any_text_is_read_or_explained(text: str | bytes) -> None:
    problems = Problems("f")
    node = read(text, problems)
    assert node is not None or problems.errors
