"""Questions that stand in two entries, letter for letter or nearly so: nobody can say which entry they mean.

Two questions are nearly the same when little is left of their difference once polite and empty words are out and the
rest is sorted. They are different again, however alike they look, where each has a word of its own (get, use), or one
has a word that tells the two entries apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from intents.features import is_unspaced, tokens
from intents.lint.finding import Written, questions, titles, warn
from intents.model import Faq
from intents.problem import Problem

ALIKE = 90
"""Similarity of 0 to 100 from which two questions are told to be nearly the same. Chosen on training sets: none to two
pairs where an entry has ten questions; of those sampled from 10,003 noisy ones, nine of ten were one question."""

TELLING = 3
"""Questions of an entry in which a word must stand, while it stands in none of the other's, to tell the two apart."""

_SHORTEST = 8  # letters, or half as many characters of an unspaced script: below, one edit makes another question
_SAME_WORD = 75  # similarity from which words of the same first letter are forms of one: transfer, transfers
_NEAREST = 3  # earlier questions that are looked at for each
_BLOCK = 512  # questions that are compared with all earlier ones at a time

_WORDS = """
a an the do does did can could would should will please pls to my i me im am is are was be been it of for in on at with
and so this that there have has had some just need want let
"""
_EMPTY = frozenset(_WORDS.split())
_EMPTY_HAN = re.compile(
    "请问一下|请问|怎么样|怎么|怎样|如何|可不可以|能不能|可以|能够|一下|我想|我要|[我的了吗呢吧啊呀么想要能请会]"
)


@dataclass(frozen=True, slots=True)
class _Question:
    """A question, the words that it is about, and these as one text without spaces: as written, and sorted.

    "Back up" and "backup" are alike as written, other orders of the same words sorted; both are empty where too little
    is left.
    """

    written: Written
    normal: str
    words: tuple[str, ...]
    as_written: str
    in_order: str


def same(faq: Faq) -> Iterator[Problem]:
    """Questions and titles that stand in two entries, whatever their case, width and punctuation."""
    first: dict[str, Written] = {}
    for written in (*questions(faq), *titles(faq)):
        other = first.setdefault(written.normal, written)
        if other.entry is not written.entry and written.normal:
            yield warn(written.entry, "same-question", _same(written, other), *written.path)


def _same(written: Written, other: Written) -> str:
    what = "title" if written.path[0] == "title" else "question"
    return f"the {what} '{written.text}' stands in two entries {other.also}; keep it in one of them"


def alike(faq: Faq) -> Iterator[Problem]:
    """Questions that nearly stand in two entries; each is told once, with the nearest earlier one."""
    asked = [_read(written) for written in questions(faq)]
    telling = _telling(asked)
    told = -1
    for at, near in _near(asked):
        one, other = asked[at], asked[near]
        if at == told or one.normal == other.normal or _told_apart(one, other, telling):
            continue
        told = at
        message = (
            f"the question '{one.written.text}' is nearly '{other.written.text}' {other.written.also}; "
            "keep it where it belongs, or say what makes the difference"
        )
        yield warn(one.written.entry, "similar-question", message, *one.written.path)


def _read(written: Written) -> _Question:
    normal = written.normal
    found: list[str] = []
    for word in tokens(normal):
        bare = _EMPTY_HAN.sub("", word) if is_unspaced(word) else word
        if bare and bare not in _EMPTY:
            found.append(bare)
    size = sum(len(word) * (2 if is_unspaced(word) else 1) for word in found)
    keys = ("".join(found), "".join(sorted(found))) if size >= _SHORTEST else ("", "")
    return _Question(written, normal, tuple(found), *keys)


def _units(question: _Question) -> Counter[str]:
    """What can tell questions apart: words, and single characters where words are not separated."""
    return Counter(unit for word in question.words for unit in (word if is_unspaced(word) else (word,)))


def _telling(asked: Sequence[_Question]) -> Mapping[str, Counter[str]]:
    """For each entry, in how many of its questions every unit stands."""
    found: dict[str, Counter[str]] = {}
    for question in asked:
        found.setdefault(question.written.entry.id, Counter()).update(set(_units(question)))
    return found


def _told_apart(one: _Question, other: _Question, telling: Mapping[str, Counter[str]]) -> bool:
    """Whether each has a word of its own, or one of them a word that tells its entry from the other's."""
    mine, others = telling[one.written.entry.id], telling[other.written.entry.id]
    first, second = _units(one) - _units(other), _units(other) - _units(one)
    only_first = [unit for unit in first if not _form_of(unit, tuple(second))]
    only_second = [unit for unit in second if not _form_of(unit, tuple(first))]
    return (
        bool(only_first and only_second)
        or any(mine[unit] >= TELLING and not others[unit] for unit in only_first)
        or any(others[unit] >= TELLING and not mine[unit] for unit in only_second)
    )


def _form_of(unit: str, words: Sequence[str]) -> bool:
    """Whether one of the words is this one in another form or spelling; names that end in a number have none."""
    alike = (word for word in words if word[0] == unit[0] and fuzz.ratio(word, unit) >= _SAME_WORD)
    return unit.isalpha() and any(word.isalpha() for word in alike)


def _near(asked: Sequence[_Question]) -> Iterator[tuple[int, int]]:
    """Pairs (question, earlier question of another entry) that are alike; at most three a question, nearest first."""
    owners = _numbered([question.written.entry.id for question in asked])
    written, in_order = [question.as_written for question in asked], [question.in_order for question in asked]
    for start in range(0, len(asked), _BLOCK):
        end = min(start + _BLOCK, len(asked))
        found = np.maximum(_alike(written, start, end), _alike(in_order, start, end))
        found[owners[start:end, None] == owners[None, :end]] = 0
        found[np.triu_indices(end - start, start, end)] = 0
        rows = np.arange(end - start)
        best: list[NDArray[np.intp]] = []
        for _ in range(_NEAREST):
            nearest = found.argmax(axis=1)
            best.append(np.where(found[rows, nearest] > 0, nearest, -1))
            found[rows, nearest] = 0
        for row, rank in np.argwhere(np.stack(best, axis=1) >= 0).tolist():
            yield start + row, int(best[rank][row])


def _alike(keys: Sequence[str], start: int, end: int) -> NDArray[np.uint8]:
    """uint8[block, end]: the similarities of a block of keys with those up to its end; 0 below the threshold."""
    found = process.cdist(keys[start:end], keys[:end], scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
    found[[not key for key in keys[start:end]]] = 0
    return found


def _numbered(names: Sequence[str]) -> NDArray[np.intp]:
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], np.intp)
