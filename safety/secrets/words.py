"""A text as the words that phrase rules look at, without what only numbers or decorates them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from safety.secrets.fold import WALL
from safety.secrets.wordlists import lexicon

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_ASCII_LETTERS = re.compile("[a-z]+")
_LETTERS = re.compile(rf"[{HAN}]+|[^\W\d_{HAN}]+")
_ESCAPES = re.compile(r"\\[nrt](?=[^\W\d_])")

_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_COUNTING = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_NUMBERS = frozenset(_COUNTING.split())


class Word(NamedTuple):
    """A run of letters, `text[start:end]` of the folded text; `bits` as in the lexicon. A tuple, as there are many."""

    text: str
    start: int
    end: int
    bits: int


def lowered(text: str) -> str:
    """The folded text in lower case and of the same length; `\\n` written out as two characters is white space."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := character.lower()) == 1 else character for character in text)
    return _ESCAPES.sub("  ", lower) if "\\" in lower else lower


def letters(lower: str) -> list[str]:
    """All runs of letters, Han and other scripts apart."""
    return (_ASCII_LETTERS if lower.isascii() else _LETTERS).findall(lower)


def words(lower: str) -> list[Word]:
    """The runs of letters that may be words: list marks such as `b)`, `2nd` and short Chinese labels are left out."""
    known = lexicon()
    pattern = _ASCII_LETTERS if lower.isascii() else _LETTERS
    found = [(match.group(), *match.span()) for match in pattern.finditer(lower)]
    return [
        Word(text, start, end, known.get(text, 0))
        for text, start, end in found
        if end - start > 3 or not _is_mark(lower, text, start, end)
    ]


def _is_mark(lower: str, run: str, start: int, end: int) -> bool:
    if len(run) == 1:
        return not (run in "ai" and lower[end : end + 1].isspace())
    numbered = run in _ORDINAL_ENDINGS and lower[start - 1 : start].isdecimal()
    return numbered or "\u3400" <= run[0] <= "\u9fff"


def labels(tokens: Sequence[str]) -> frozenset[str]:
    """What stands before each word of a list, as in `word 1: zoo` or `"word": "zoo"` or `first zoo`.

    A label comes at least eight times and is a fifth of all; running text does not repeat a word like that.
    """
    counts = Counter(tokens)
    often = max(8, len(tokens) / 5)
    found = {text for text, count in counts.most_common(5) if count >= often and text[0] != WALL}
    if found or sum(counts[number] for number in _NUMBERS) >= 6:
        return _NUMBERS | found
    return frozenset()
