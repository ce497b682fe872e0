"""How Chinese sounds: homophones typed by mistake, and pinyin typed in Latin letters, find the same entries.

Syllables have no tones, since who types them leaves the tones out, and one reading a character: the most usual one.
A feature of sound begins with `~`, which no normalised text holds, so it never meets a feature of writing.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from anyascii import anyascii

from intents.normalize import is_han

MARK = "~"
"""The beginning of a feature of sound, and of a word that is read as pinyin: `~bei~fen`."""

_MOST_LETTERS = 40  # of a word that may be pinyin; bounds the work that a hostile text makes
_REMEMBERED = 10_000  # characters, of which Chinese text uses some 3,000, and words

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "f": "a an ang ei en eng o ou u",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan ue un uo",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "w": "a ai an ang ei en eng o u",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
}
_SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
_LONGEST = max(map(len, _SYLLABLES))
_LAST = frozenset(syllable[-1] for syllable in _SYLLABLES)
_Split = tuple[int, tuple[str, ...]]  # its cost and its syllables
_U_UMLAUT = (("lv", "lu"), ("nv", "nu"))  # how keyboards without ü write it


def sounds(token: str) -> list[str]:
    """The features of sound of a run of characters, or of a word read as pinyin: each syllable and each pair."""
    if token.startswith(MARK):
        return _features(token[1:].split(MARK))
    runs = ("".join(run) for han, run in groupby(token, is_han) if han)
    return [feature for run in runs for feature in _features([syllable(character) for character in run])]


def is_pair(feature: str) -> bool:
    """Whether a feature of sound is of two syllables."""
    return MARK in feature[1:]


def _features(syllables: Sequence[str]) -> list[str]:
    return [
        *(f"{MARK}{one}" for one in syllables),
        *(f"{MARK}{first}{MARK}{second}" for first, second in pairwise(syllables)),
    ]


@lru_cache(_REMEMBERED)
def syllable(character: str) -> str:
    """The usual reading of a Chinese character without its tone; empty where none is known."""
    return anyascii(character).lower()


class Reader:
    """Reads words as pinyin where the FAQ has Chinese that sounds like them.

    `known` are the features of the FAQ's questions, `vocabulary` its words; of 25,000 English questions it misread
    three.
    """

    def __init__(self, known: Container[str], vocabulary: Container[str]) -> None:
        self._known = known
        self._vocabulary = vocabulary

    def read(self, words: list[str]) -> list[str]:
        """The words with runs of pinyin as one token each, such as `~bei~fen`; the same list where nothing changes."""
        spelt = [_split(word) for word in words]
        if not any(spelt):
            return words
        read: list[str] = []
        taken = 0
        for is_spelt, run in groupby(zip(words, spelt, strict=True), lambda pair: bool(pair[1])):
            written, of_words = zip(*run, strict=True)
            syllables = [syllable for of_word in of_words for syllable in of_word]
            is_pinyin = is_spelt and self._is_pinyin(written, syllables)
            taken += len(written) if is_pinyin else 0
            read += [MARK + MARK.join(syllables)] if is_pinyin else written
        return read if taken and 2 * taken >= sum(map(str.isascii, words)) else words

    def _is_pinyin(self, words: Sequence[str], syllables: Sequence[str]) -> bool:
        """Whether half of the pairs sound like the FAQ's Chinese, and at most half of the words are the FAQ's own."""
        pairs = [feature for feature in _features(syllables) if is_pair(feature)]
        heard = sum(pair in self._known for pair in pairs)
        unknown = sum(word not in self._vocabulary for word in words)
        return heard > 0 and 2 * heard >= len(pairs) and 2 * unknown >= len(words)


@lru_cache(_REMEMBERED)
def _split(word: str) -> tuple[str, ...]:
    """The syllables of a word that is wholly pinyin, as few as possible; else nothing."""
    if word[-1] not in _LAST or len(word) > _MOST_LETTERS or not (word.isascii() and word.isalpha()):
        return ()
    for typed, meant in _U_UMLAUT:
        word = word.replace(typed, meant)
    best: list[_Split | None] = [(0, ())]
    for end in range(1, len(word) + 1):
        best.append(min(_splits(word, end, best), default=None))
    return best[-1][1] if best[-1] else ()


def _splits(word: str, end: int, best: Sequence[_Split | None]) -> Iterator[_Split]:
    """Splits of the first letters by their last syllable. One that begins with a vowel rarely follows another."""
    for start in range(max(0, end - _LONGEST), end):
        before, last = best[start], word[start:end]
        if before is not None and last in _SYLLABLES:
            yield before[0] + 2 + (start > 0 and last[0] in "aeo"), (*before[1], last)
