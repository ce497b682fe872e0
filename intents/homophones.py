"""Repair of Chinese characters typed as another that sounds alike, which is what input by pinyin gets wrong.

A model of words forgives it by itself, since pinyin is a feature; encoders read what is written and stumble.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from intents.features import is_unspaced
from intents.normalize import is_han
from intents.pinyin import syllable

_START, _END = "^", "$"  # no normalised text holds them
_MOST_REPAIRS = 20  # characters of one run


class Homophones:
    """Knows which characters stand beside one another in the questions of a FAQ."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._pairs: Counter[tuple[str, str]] = Counter()
        for run, times in frequencies.items():
            if is_unspaced(run):
                for pair in pairwise((_START, *run, _END)):
                    self._pairs[pair] += times
        self._alike: dict[str, list[str]] = {}
        for character in dict.fromkeys(second for _, second in self._pairs if is_han(second)):
            self._alike.setdefault(syllable(character), []).append(character)

    def repair(self, run: str) -> str:
        """The run with characters that fit on neither side replaced by a homophone that fits on both."""
        if len(run) < 2 or not is_unspaced(run):
            return run
        found = [_START, *run, _END]
        left = _MOST_REPAIRS
        for at in range(1, len(run) + 1):
            before, written, after = found[at - 1 : at + 2]
            if left and is_han(written) and not self._pairs[before, written] and not self._pairs[written, after]:
                found[at] = self._fitting(before, written, after)
                left -= found[at] != written
        return "".join(found[1:-1])

    def _fitting(self, before: str, written: str, after: str) -> str:
        """The most usual homophone between its neighbours."""
        both = [
            (min(self._pairs[before, other], self._pairs[other, after]), other)
            for other in self._alike.get(syllable(written), ())
        ]
        often, found = max(both, default=(0, written), key=lambda one: one[0])
        return found if often else written
