"""From a normalised utterance to its features: character n-grams that forgive endings and typos, and words.

Scripts without spaces have no words here; their characters and pairs do the same work without a segmenter.
A word feature holds a space (`"back "`, `"back up"`), a character n-gram never does, and one of sound (`"~bei"`,
`"~bei~fen"`) begins with a mark that neither has, so one dictionary holds all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise

from intents.pinyin import MARK, is_pair, sounds

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U000323af"
)  # Thai and Lao, Burmese, Hangul, Khmer, kana, Han
_RUN = re.compile(f"[{_UNSPACED}]+|[^\\s{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")

_LONGEST_WORD = 40  # what is longer is an address or a hash; its beginning is enough


def tokens(text: str) -> list[str]:
    """Words and unspaced runs of a normalised text, in order; none where it is but emoji."""
    if not any(map(str.isalnum, text)):
        return []
    return [run if is_unspaced(run) else run[:_LONGEST_WORD] for run in _RUN.findall(text)]


def is_unspaced(token: str) -> bool:
    """Whether a token is of a script that writes without spaces."""
    return not token.isascii() and _IS_UNSPACED.match(token) is not None


def features(words: Sequence[str]) -> Counter[str]:
    """How often each feature stands in a tokenised utterance."""
    found = Counter(chain.from_iterable(map(_of_word, words)))
    found.update(f"{first} {second}" for first, second in pairwise(words))
    return found


@lru_cache(maxsize=1024)  # a message is looked at as a whole and in parts, as written and repaired
def _of_word(word: str) -> tuple[str, ...]:
    if word.startswith(MARK):
        return tuple(sounds(word))
    if is_unspaced(word):
        return (*_grams(word, 1, 2), *sounds(word))
    return (*_grams(f"<{word}>", 2, 4), f"{word} ")


KINDS = 4
"""Kinds of features: character n-grams, words, syllables, pairs of syllables."""


def kind_of(feature: str) -> int:
    """The kind of a feature, 0 to 3."""
    if " " in feature:
        return 1
    if feature[0] == MARK:
        return 3 if is_pair(feature) else 2
    return 0


def length(words: Sequence[str]) -> int:
    """A measure of length that treats scripts alike: a word counts two, a character of an unspaced script one."""
    return sum(len(word) if is_unspaced(word) else 2 for word in words)


def _grams(text: str, shortest: int, longest: int) -> list[str]:
    return [text[at : at + size] for size in range(shortest, longest + 1) for at in range(len(text) - size + 1)]
