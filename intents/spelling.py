"""Repair of misspelt words against the FAQ's own vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from intents.features import is_unspaced
from intents.homophones import Homophones

SHORTEST = 4
"""Letters: below this every word is one edit away from many others."""

_LONG = 8  # from here on two edits are forgiven
_MOST_HELD = 4  # letters of one word that were held down; more are no word
_LETTERS = re.compile(r"(.)\1*")
_REMEMBERED = 1024  # words
_MOST_REPAIRS = 60  # words of one utterance; bounds the time that a long hostile text costs


class Speller:
    """Knows the words of a FAQ and how often each stands in its questions."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = {w: n for w, n in frequencies.items() if not is_unspaced(w)}
        self._nearest = lru_cache(_REMEMBERED)(self._find_nearest)  # a message is read as a whole and in parts
        self._homophones = Homophones(frequencies)
        self._by_length: dict[int, list[str]] = {}
        for word in self._frequencies:
            self._by_length.setdefault(len(word), []).append(word)

    def repair(self, words: list[str]) -> list[str]:
        """The words, unknown ones replaced by the known one nearest in spelling or sound; unchanged, the same list."""
        repaired = [self._homophones.repair(word) for word in words]
        left = _MOST_REPAIRS
        for at, word in enumerate(words):
            if left and self._is_suspicious(word):
                left -= 1
                repaired[at] = self._nearest(word)
        return words if repaired == words else repaired

    def _is_suspicious(self, word: str) -> bool:
        if word in self._frequencies or not word.isalpha() or is_unspaced(word):
            return False
        return len(word) >= SHORTEST or any(map(str.__eq__, word, word[1:]))

    def _find_nearest(self, word: str) -> str:
        held = self._with_letters_let_go(word)
        if held is not None or len(word) < SHORTEST:
            return held or word
        edits = 2 if len(word) >= _LONG else 1
        lengths = range(len(word) - edits, len(word) + edits + 1)
        near = [known for length in lengths if length >= SHORTEST for known in self._by_length.get(length, ())]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=edits, limit=None)
        if not found:
            return word
        best = min(found, key=lambda match: (match[1], match[0][0] != word[0], -self._frequencies[match[0]], match[0]))
        return best[0]

    def _with_letters_let_go(self, word: str) -> str | None:
        """The longest known word that this one becomes when letters that were held down stand once: "noo", "heelpp"."""
        letters = [found[0] for found in _LETTERS.finditer(word)]
        if not 0 < sum(len(run) > 1 for run in letters) <= _MOST_HELD:
            return None
        spelt = map("".join, product(*({run[:2], run[0]} for run in letters)))
        known = [one for one in spelt if one in self._frequencies]
        return min(known, key=lambda one: (-len(one), -self._frequencies[one], one), default=None)
