"""Repair of misspelt words against the FAQ's own vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from intents.features import is_unspaced

SHORTEST = 4
"""Letters: below this every word is one edit away from many others."""

_LONG = 8  # from here on two edits are forgiven
_MOST_REPAIRS = 60  # words of one utterance; bounds the time that a long hostile text costs


class Speller:
    """Knows the words of a FAQ and how often each stands in its questions."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = {w: n for w, n in frequencies.items() if not is_unspaced(w)}
        self._by_length: dict[int, list[str]] = {}
        for word in self._frequencies:
            self._by_length.setdefault(len(word), []).append(word)

    def repair(self, words: list[str]) -> list[str]:
        """The words with unknown ones replaced by the nearest known one; the same list where nothing changes."""
        repaired = list(words)
        left = _MOST_REPAIRS
        for at, word in enumerate(words):
            if left and self._is_suspicious(word):
                left -= 1
                repaired[at] = self._nearest(word)
        return words if repaired == words else repaired

    def _is_suspicious(self, word: str) -> bool:
        return len(word) >= SHORTEST and word not in self._frequencies and word.isalpha() and not is_unspaced(word)

    def _nearest(self, word: str) -> str:
        edits = 2 if len(word) >= _LONG else 1
        lengths = range(len(word) - edits, len(word) + edits + 1)
        near = [known for length in lengths if length >= SHORTEST for known in self._by_length.get(length, ())]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=edits, limit=None)
        if not found:
            return word
        best = min(found, key=lambda match: (match[1], match[0][0] != word[0], -self._frequencies[match[0]], match[0]))
        return best[0]
