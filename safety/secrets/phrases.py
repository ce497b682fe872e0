"""Recovery phrases in the alphabetic word lists.

A single listed word proves nothing: a quarter of running English is in the list. A dozen in a row with no other word
between them does not happen by chance, so every rule is about runs (`phrase_rules.py`). This module finds where it is
worth looking at all, since almost every message has no such place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from safety.secrets.fold import fold
from safety.secrets.glued import find_glued
from safety.secrets.model import Finding
from safety.secrets.phrase_rules import FEWEST, judge
from safety.secrets.wordlists import ALPHABETIC, PREFIX_BITS, lexicon
from safety.secrets.words import Word, labels, letters, lowered, words

_WORD_BITS = (1 << PREFIX_BITS) - 1
_REACH = 12  # words within which the fewest must stand before anything else is tried; bounds the work

_KEYWORDS = re.compile(
    fold(
        r"recover|seed|mnemonic|phrase|backup words|secret words|\b(?:12|15|18|21|24|twelve|fifteen|eighteen) words"
        r"|助记|助記|种子|種子|恢复|恢復|私钥|私鑰|备份|備份|单词|單詞|frase|semilla|semente|seme\b|мнемо|сид|фраз"
        r"|kelime|ニーモニック|シード|復元|니모닉|시드|복구"
    ).text
)
_BEFORE, _AFTER = 200, 100  # characters within which a keyword belongs to a run


def find_phrases(text: str) -> Iterator[Finding]:
    """Findings with spans in `text`, which is folded."""
    lower = lowered(text)
    tokens = letters(lower)
    if len(tokens) < FEWEST and max(map(len, tokens), default=0) < 36:
        return
    yield from find_glued(lower, tokens)
    tokens = [token for token in tokens if len(token) > 1]
    marks = labels(tokens) if len(tokens) >= 2 * FEWEST else frozenset()
    column = list(map(lexicon().get, tokens, repeat(0)))
    if sum(map(bool, column)) < FEWEST:
        return
    listed = [(index, bits) for index, bits in enumerate(column) if bits & _WORD_BITS]
    numbers = [number for number in _frequent(column) if marks or any(_dense_spans(listed, 1 << number))]
    if not numbers and not any(_runs_of_short_words(tokens, column)):
        return
    sequence = words(lower)
    found = list(_in_lists(lower, sequence, numbers))
    if marks and not any(finding.level == "hard" for finding in found):
        bare = [word for word in sequence if word.text not in marks]
        found += _in_lists(lower, bare, numbers)
    yield from found


def _frequent(column: Iterable[int]) -> list[int]:
    """The lists that at least eight of the words belong to."""
    counts = Counter(column).items()
    return [
        number
        for number in range(len(ALPHABETIC))
        if sum([count for bits, count in counts if bits >> number & 1]) >= FEWEST
    ]


def _in_lists(lower: str, sequence: Sequence[Word], numbers: Iterable[int]) -> Iterator[Finding]:
    column = [word.bits for word in sequence]
    for start, stop in _runs_of_short_words([word.text for word in sequence], column):
        yield from _prefix_runs(sequence[start:stop])
    listed = [(index, bits) for index, bits in enumerate(column) if bits & _WORD_BITS]
    for number in numbers:
        for start, stop in _dense_spans(listed, 1 << number):
            region = sequence[start:stop]
            around = max(0, region[0].start - _BEFORE), region[-1].end + _AFTER
            keyword = _KEYWORDS.search(lower, *around) is not None
            yield from judge(region, number, len(sequence), keyword=keyword)


def _runs_of_short_words(texts: Sequence[str], column: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where twelve words or more have at most four letters and are each the start of a word in some list."""
    start = 0
    for index, (text, bits) in enumerate(zip(texts, column, strict=True)):
        if len(text) > 4 or bits < 1 << PREFIX_BITS:
            if index - start >= 12:
                yield start, index
            start = index + 1
    if len(column) - start >= 12:
        yield start, len(column)


def _prefix_runs(run: Sequence[Word]) -> Iterator[Finding]:
    """Rule P: twelve or more such words of one list, hardly one twice."""
    for number in range(len(ALPHABETIC)):
        start = 0
        for index in range(len(run) + 1):
            if index < len(run) and run[index].bits >> number + PREFIX_BITS & 1:
                continue
            part = run[start:index]
            if len(part) >= 12 and len({word.text for word in part}) >= 11:
                yield Finding("recovery_phrase", "hard", part[0].start, part[-1].end)
            start = index + 1


def _dense_spans(words_of_all: Iterable[tuple[int, int]], mask: int) -> Iterator[tuple[int, int]]:
    """Where at least eight of twelve words are listed, with twelve more on either side.

    `words_of_all` are the places and bits of the words that are in some list.
    """
    listed = [index for index, bits in words_of_all if bits & mask]
    start, stop = 0, 0
    for first, last in zip(listed, listed[FEWEST - 1 :], strict=False):
        if last - first >= _REACH:
            continue
        if stop and first - _REACH > stop:
            yield start, stop
            stop = 0
        if not stop:
            start = max(0, first - _REACH)
        stop = last + _REACH + 1
    if stop:
        yield start, stop
