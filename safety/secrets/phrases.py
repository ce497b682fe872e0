"""Recovery phrases in the alphabetic word lists.

A single listed word proves nothing: a quarter of running English is in the list. A dozen in a row with no other word
between them does not happen by chance, so every rule is about runs. The checksum is not asked for, since wallets with
their own checks use the same words, and since people mistype. Rules are named where they are tested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from safety.secrets.fold import WALL
from safety.secrets.glued import find_glued
from safety.secrets.model import Finding, Level
from safety.secrets.wordlists import ALPHABETIC, PREFIX_BITS, checksum_is_right, lexicon, stop_words, typos
from safety.secrets.words import Word, letters, lowered, without_labels, words

_FEWEST = 8  # listed words without which no rule can hold
_REACH = 16  # words within which those eight must stand before typos are repaired; bounds the work

KEYWORDS = re.compile(
    r"recover|seed|mnemonic|phrase|backup words|secret words|\b(?:12|15|18|21|24|twelve|fifteen|eighteen) words"
    r"|助记|助記|种子|種子|恢复|恢復|私钥|私鑰|备份|備份|单词|單詞|frase|semilla|semente|seme\b|мнемо|сид|фраз|kelime"
    r"|ニーモニック|シード|リカハリ|復元"
)
_LEADING = frozenset({"phrase", "seed", "word", "secret", "key", "wallet", "mnemonic", "recovery", "backup"})
_LENGTHS = frozenset({12, 15, 18, 21, 24})

_BREAK, _UNKNOWN, _NEAR, _EXACT = -1, 0, 1, 2


@dataclass(frozen=True, slots=True)
class _Scored:
    word: Word
    score: int


def find_phrases(text: str) -> Iterator[Finding]:
    """Findings with spans in `text`, which is folded."""
    lower = lowered(text)
    tokens = letters(lower)
    if len(tokens) < _FEWEST and max(map(len, tokens), default=0) < 36:
        return
    yield from find_glued(lower, tokens)
    known = list(filter(None, map(lexicon().get, tokens)))
    if len(known) < _FEWEST:
        return
    numbers = [number for number in range(len(ALPHABETIC)) if _is_worth_a_look(known, number)]
    if not numbers:
        return
    sequence = words(lower)
    keyword = KEYWORDS.search(lower) is not None
    for number in numbers:
        found = list(_in_list(sequence, number, keyword))
        if not found and (bare := without_labels(sequence)) is not sequence:
            found = list(_in_list(bare, number, keyword))
        yield from found


def _is_worth_a_look(known: Sequence[int], number: int) -> bool:
    bit = 1 << number | 1 << number + PREFIX_BITS
    return sum(1 for bits in known if bits & bit) >= _FEWEST


def _in_list(sequence: Sequence[Word], number: int, keyword: bool) -> Iterator[Finding]:
    for run in _prefix_runs(sequence, number):
        yield _finding("hard", run)
    for region in _dense_regions(sequence, 1 << number):
        scored = list(_score(region, number))
        yield from _judge(scored, number, len(sequence), keyword)


def _prefix_runs(sequence: Sequence[Word], number: int) -> Iterator[Sequence[Word]]:
    """Rule P: twelve or more words of three or four letters, each the start of a listed word, hardly one twice."""
    bit = 1 << number + PREFIX_BITS
    start = 0
    for index in range(len(sequence) + 1):
        if index < len(sequence) and sequence[index].bits & bit and len(sequence[index].text) <= 4:
            continue
        run = sequence[start:index]
        if len(run) >= 12 and len({word.text for word in run}) >= 11:
            yield run
        start = index + 1


def _dense_regions(sequence: Sequence[Word], bit: int) -> Iterator[Sequence[Word]]:
    """Where at least eight of sixteen words are listed, with sixteen more on either side."""
    listed = [index for index, word in enumerate(sequence) if word.bits & bit]
    start, stop = 0, 0
    for first, last in zip(listed, listed[_FEWEST - 1 :], strict=False):
        if last - first >= _REACH:
            continue
        if stop and first - _REACH > stop:
            yield sequence[start:stop]
            stop = 0
        if not stop:
            start = max(0, first - _REACH)
        stop = last + _REACH + 1
    if stop:
        yield sequence[start:stop]


def _score(part: Sequence[Word], number: int) -> Iterator[_Scored]:
    bit, repair, stops = 1 << number, typos(number), stop_words()
    for word in part:
        if word.bits & bit:
            yield _Scored(word, _EXACT)
        elif word.text in stops or word.text[0] == WALL:
            yield _Scored(word, _BREAK)
        elif word.bits & bit << PREFIX_BITS or (3 < len(word.text) < 12 and repair.near(word.text)):
            yield _Scored(word, _NEAR)
        elif pair := _two_in_one(word, bit):
            yield from pair
        else:
            yield _Scored(word, _UNKNOWN)


def _two_in_one(word: Word, bit: int) -> tuple[_Scored, _Scored] | None:
    """Two listed words with the space between them lost."""
    known = lexicon()
    for cut in range(3, min(len(word.text) - 2, 9)):
        head, tail = known.get(word.text[:cut], 0), known.get(word.text[cut:], 0)
        if head & tail & bit:
            middle = word.start + cut
            return (
                _Scored(Word(word.text[:cut], word.start, middle, head), _EXACT),
                _Scored(Word(word.text[cut:], middle, word.end, tail), _EXACT),
            )
    return None


def _judge(scored: Sequence[_Scored], number: int, total: int, keyword: bool) -> Iterator[Finding]:
    """Rules A to D over the runs without a gap, and rule U over those with up to two."""
    plain = False
    for run in _runs(scored, gaps=0):
        level = _level_without_gap(run, number, total, keyword)
        if level is not None:
            plain = plain or level == "hard"
            yield _finding(level, _trimmed([item.word for item in run]))
    if plain:
        return
    for run in _runs(scored, gaps=2):
        level = _level_with_gaps(run, total, keyword)
        if level is not None:
            yield _finding(level, _trimmed([item.word for item in run]))


def _level_without_gap(run: Sequence[_Scored], number: int, total: int, keyword: bool) -> Level | None:
    exact = [item.word.text for item in run if item.score == _EXACT]
    distinct = len(set(exact))
    if len(run) >= 12 and len(exact) >= 9 and distinct >= 9:
        return "hard"  # A
    if 12 <= len(exact) == len(run) and distinct > 1 and _has_checksum(exact, number):
        return "hard"  # A, for the phrases of examples, such as eleven times "abandon" and "about"
    if distinct < 7:
        return None
    if len(run) >= 11 and len(exact) >= 8 and (keyword or len(run) >= 0.7 * total):
        return "soft"  # B
    if len(run) >= _FEWEST and len(exact) >= 7 and len(run) >= 0.75 * total:
        return "soft"  # C
    return "soft" if keyword and len(exact) >= _FEWEST else None  # D


def _level_with_gaps(run: Sequence[_Scored], total: int, keyword: bool) -> Level | None:
    exact = sum(item.score == _EXACT for item in run)
    distinct = len({item.word.text for item in run})
    framed = keyword or len(run) >= 0.8 * total
    return "hard" if len(run) >= 12 and exact >= 9 and distinct >= 10 and framed else None  # U


def _has_checksum(exact: Sequence[str], number: int) -> bool:
    """Whether a phrase starts or ends the run; a window in the middle of a longer run is not looked for."""
    name = ALPHABETIC[number]
    return any(
        checksum_is_right(tuple(part), name)
        for length in _LENGTHS
        if length <= len(exact)
        for part in (exact[:length], exact[-length:])
    )


def _runs(scored: Sequence[_Scored], gaps: int) -> Iterator[Sequence[_Scored]]:
    """The longest stretches that start and end with a listed word and pass over at most `gaps` unknown ones."""
    for block in _blocks(scored):
        unknown = [index for index, item in enumerate(block) if item.score == _UNKNOWN]
        edges = [-1, *unknown, len(block)]
        for before, after in zip(edges, edges[gaps + 1 :] or edges[-1:], strict=False):
            start, stop = before + 1, after
            while start < stop and block[start].score == _UNKNOWN:
                start += 1
            while start < stop and block[stop - 1].score == _UNKNOWN:
                stop -= 1
            if start < stop:
                yield block[start:stop]


def _blocks(scored: Sequence[_Scored]) -> Iterator[Sequence[_Scored]]:
    """The stretches between words that end every run."""
    start = 0
    for index, item in enumerate(scored):
        if item.score == _BREAK:
            if index > start:
                yield scored[start:index]
            start = index + 1
    if start < len(scored):
        yield scored[start:]


def _trimmed(run: Sequence[Word]) -> Sequence[Word]:
    """The run without "recovery phrase" before it, where that makes its length a phrase's."""
    rest = run
    while len(rest) > 12 and rest[0].text in _LEADING:
        rest = rest[1:]
    return rest if len(run) not in _LENGTHS and len(rest) in _LENGTHS else run


def _finding(level: Level, run: Sequence[Word]) -> Finding:
    return Finding("recovery_phrase", level, run[0].start, run[-1].end)
