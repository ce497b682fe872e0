"""Where questions and tests stand in their file: what `check` prints must lead an editor to the very character."""

from __future__ import annotations

import re

import pytest
import yaml

from intents import document
from intents.faq import FaqError, parse, parse_many
from intents.model import Entry, KeyPath

WHOLE = """# a comment
languages: [en, zh]
entries:
  - id: first
    questions:
      en:
        - one plain question
        - "two, in quotes"
        -   three goes on
            in the next line
        - >
          four is folded
        - |-
          five is kept
      zh: [六个 😀 表情, "七",
           '八']
    answer: {en: x, zh: x}
    tests: {en: [nine], zh: [十, 十一]}
  - {id: second, questions: [twelve, thirteen], answer: x,
     tests: [fourteen]}
"""
BEGINNINGS: dict[tuple[str, KeyPath], str] = {
    ("first", ("questions", "en", 0)): "one plain",
    ("first", ("questions", "en", 1)): '"two, in',
    ("first", ("questions", "en", 2)): "three goes",
    ("first", ("questions", "en", 3)): ">",
    ("first", ("questions", "en", 4)): "|-",
    ("first", ("questions", "zh", 0)): "六个 😀",
    ("first", ("questions", "zh", 1)): '"七"',
    ("first", ("questions", "zh", 2)): "'八'",
    ("first", ("tests", "en", 0)): "nine",
    ("first", ("tests", "zh", 1)): "十一",
    ("second", ("questions", "en", 1)): "thirteen",
    ("second", ("tests", "en", 0)): "fourteen",
}


def standing(text: str, entry: Entry, *path: str | int) -> str:
    """What an editor shows at the place of a part, to the end of its line."""
    line, column = entry.place(*path)
    return re.split("\r\n|[\r\n]", text)[line - 1][column - 1 :]


def check_all(text: str, file: str = "faq.yaml") -> None:
    entries = {entry.id: entry for entry in parse(text, file).entries}
    for (name, path), beginning in BEGINNINGS.items():
        assert standing(text, entries[name], *path).startswith(beginning), path


def test_every_question_and_test_is_found_however_it_is_written() -> None:
    check_all(WHOLE)


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_do_not_matter(ends: str) -> None:
    check_all(WHOLE.replace("\n", ends))


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_breaks_that_only_yaml_knows_do_not_count_as_lines(separator: str) -> None:
    check_all(WHOLE.replace("a comment", f"a{separator}# comment").replace("two, in", f"two, in{separator}"))


def test_the_slower_reader_finds_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = parse(WHOLE).entries[0].places
    monkeypatch.setattr(document, "_LOADER", yaml.Loader)
    assert parse(WHOLE).entries[0].places == fast
    check_all(WHOLE.replace("a comment", "a\u2028# comment"))


def test_mistakes_below_such_a_break_are_told_at_their_place_too() -> None:
    with pytest.raises(FaqError, match=r"^faq.yaml:2:5: error: -: a second ': '"):
        parse("# a\u2028# b\na: b: c")


def test_each_file_counts_its_own_lines() -> None:
    second = "\n\nentries: [{id: other, questions: [x, y], answer: z}]"
    faq = parse_many([("a.yaml", WHOLE), ("b.yaml", second)])
    other = faq.entries[-1]
    assert (other.file, other.place("questions", "en", 1)) == ("b.yaml", (3, 38))


def test_a_part_without_a_place_of_its_own_has_that_of_what_encloses_it() -> None:
    first, second = parse(WHOLE).entries
    assert first.place("questions", "fr") == first.place("questions") == (5, 5)
    assert second.place("questions", "en", 7) == second.place("questions")
    assert second.place("title", "en") == second.place() == (second.line, second.column)
    assert Entry("made", {}, {"en": ("x",)}, {}, line=3).place("questions", "en", 0) == (3, 1)


def test_entries_are_equal_whatever_is_known_of_their_places() -> None:
    one, other = (
        parse("entries: [{id: a, questions: [b],  answer: c}]"),
        parse("entries: [{id: a, questions: [b], answer: c}]"),
    )
    assert one.entries[0].places != other.entries[0].places
    assert one.entries == other.entries
