"""The BIP-39 word lists, read once and only when a text has enough words to need them.

They come from the PyPI package `mnemonic` (MIT), which carries all twelve. Words are kept in the folded spelling of
`fold.py`, lower case, so that French without accents or Japanese in any composition is the same word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from safety.secrets.fold import fold

ALPHABETIC = (
    "english",
    "spanish",
    "french",
    "italian",
    "portuguese",
    "czech",
    "turkish",
    "russian",
    "korean",
    "japanese",
)
HAN = ("chinese_simplified", "chinese_traditional")

PREFIX_BITS = len(ALPHABETIC)
"""In a lexicon's value bit n means "a word of list n", bit n + PREFIX_BITS "a four-letter prefix in list n"."""

_SYLLABIC = frozenset({"korean", "japanese"})  # nobody writes these by four-letter prefixes


@dataclass(frozen=True, slots=True)
class Typos:
    """One list's words, and their spellings with one letter left open."""

    words: frozenset[str]
    patterns: frozenset[str]
    heads: frozenset[str]
    tails: frozenset[str]

    def near(self, token: str) -> bool:
        """Whether the token is one Damerau edit from a word of at least four letters."""
        if len(token) >= 7 and token[:3] not in self.heads and token[-3:] not in self.tails:
            return False  # one edit spoils one end of a long word at most
        for cut in range(len(token) + 1):
            head, tail = token[:cut], token[cut:]
            if (
                f"{head}?{tail}" in self.patterns  # a letter is missing here
                or f"{head}?{tail[1:]}" in self.patterns  # the letter here is wrong
                or head + tail[1:] in self.words  # the letter here is too much
                or head + tail[1:2] + tail[:1] + tail[2:] in self.words  # two letters changed places
            ):
                return True
        return False


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The 2,048 words of a list in its official order, folded."""
    content = (files("mnemonic") / "wordlist" / f"{name}.txt").read_text("utf-8")
    return tuple(fold(content).text.lower().split())


@cache
def lexicon() -> Mapping[str, int]:
    """Every word and four-letter prefix of the alphabetic lists, with the bits of its lists."""
    bits: dict[str, int] = {}
    for number, name in enumerate(ALPHABETIC):
        for word in word_list(name):
            bits[word] = bits.get(word, 0) | 1 << number
            if name not in _SYLLABIC:
                prefix = word[:4]
                bits[prefix] = bits.get(prefix, 0) | 1 << number + PREFIX_BITS
    return bits


@cache
def typos(number: int) -> Typos:
    """The repair table of list `number`; about a megabyte, so only lists that a text comes close to get one."""
    words = [word for word in word_list(ALPHABETIC[number]) if len(word) >= 4]
    patterns = frozenset(f"{word[:index]}?{word[index + 1 :]}" for word in words for index in range(len(word)))
    heads, tails = frozenset(word[:3] for word in words), frozenset(word[-3:] for word in words)
    return Typos(frozenset(words), patterns, heads, tails)


@cache
def han_characters() -> frozenset[str]:
    """The characters of both Chinese lists."""
    return frozenset(character for name in HAN for character in word_list(name))


@cache
def stop_words() -> frozenset[str]:
    """Common words of several languages, folded."""
    lines = (files("safety.secrets") / "stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in fold(line).text.split())


@cache
def _positions(name: str) -> Mapping[str, int]:
    return {word: index for index, word in enumerate(word_list(name))}


def checksum_is_right(words: tuple[str, ...], name: str) -> bool:
    """BIP-39: 12, 15, 18, 21 or 24 words whose last bits are the start of the hash of the others."""
    positions = _positions(name)
    if len(words) not in (12, 15, 18, 21, 24) or not all(word in positions for word in words):
        return False
    number = 0
    for word in words:
        number = number << 11 | positions[word]
    bits = len(words) * 11
    check_bits = bits // 33
    entropy = (number >> check_bits).to_bytes((bits - check_bits) // 8, "big")
    return number & (1 << check_bits) - 1 == sha256(entropy).digest()[0] >> 8 - check_bits
