"""From a normalised utterance to its features: character n-grams that forgive endings and typos, and words.

Scripts without spaces have no words here; their characters and pairs do the same work without a segmenter.
A word feature holds a space (`"back "`, `"back up"`), a character n-gram never does, so one dictionary holds both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U000323af"
)  # Thai and Lao, Burmese, Hangul, Khmer, kana, Han
_RUN = re.compile(f"[{_UNSPACED}]+|[^\\s{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")

_LONGEST_WORD = 40  # what is longer is an address or a hash; its beginning is enough


def tokens(text: str) -> list[str]:
    """Words and unspaced runs of a normalised text, in order."""
    return [run if is_unspaced(run) else run[:_LONGEST_WORD] for run in _RUN.findall(text)]


def is_unspaced(token: str) -> bool:
    """Whether a token is of a script that writes without spaces."""
    return _IS_UNSPACED.match(token) is not None


def features(words: Sequence[str]) -> Counter[str]:
    """How often each feature stands in a tokenised utterance."""
    found: list[str] = []
    for word in words:
        if is_unspaced(word):
            found += _grams(word, 1, 2)
        else:
            found += _grams(f"<{word}>", 2, 4)
            found.append(f"{word} ")
    found += [f"{first} {second}" for first, second in pairwise(words)]
    return Counter(found)


def length(words: Sequence[str]) -> int:
    """A measure of length that treats scripts alike: a word counts two, a character of an unspaced script one."""
    return sum(len(word) if is_unspaced(word) else 2 for word in words)


def _grams(text: str, shortest: int, longest: int) -> list[str]:
    return [text[at : at + size] for size in range(shortest, longest + 1) for at in range(len(text) - size + 1)]
