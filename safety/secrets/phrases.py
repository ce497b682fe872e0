"""Recovery phrases in the alphabetic word lists.

A single listed word proves nothing: a quarter of running English is in the list. A dozen in a row with no other word
between them does not happen by chance, so every rule is about runs. The checksum is not asked for, since wallets with
their own checks use the same words, and since people mistype. Rules are named where they are tested.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product, repeat
from typing import NamedTuple

from safety.secrets.fold import WALL
from safety.secrets.glued import find_glued
from safety.secrets.model import Finding, Level
from safety.secrets.wordlists import ALPHABETIC, PREFIX_BITS, checksum_is_right, lexicon, stop_words, typos
from safety.secrets.words import Word, labels, letters, lowered, words

_FEWEST = 8  # listed words without which no rule can hold
_WORD_BITS = (1 << PREFIX_BITS) - 1
_REACH = 12  # words within which those eight must stand before anything else is tried; bounds the work

KEYWORDS = re.compile(
    r"recover|seed|mnemonic|phrase|backup words|secret words|\b(?:12|15|18|21|24|twelve|fifteen|eighteen) words"
    r"|助记|助記|种子|種子|恢复|恢復|私钥|私鑰|备份|備份|单词|單詞|frase|semilla|semente|seme\b|мнемо|сид|фраз|kelime"
    r"|ニーモニック|シード|リカハリ|復元"
)
_BEFORE, _AFTER = 200, 100  # characters within which a keyword belongs to a run
_PROSE = """
    phrase seed word secret key this that these what when where there then and with will only just can you help try
    again have about all any best enter into more must now one open over still use work
"""  # listed words that stand next to a phrase in a sentence
_LENGTHS = frozenset({12, 15, 18, 21, 24})

_BREAK, _UNKNOWN, _NEAR, _EXACT = -1, 0, 1, 2


class _Scored(NamedTuple):
    word: Word
    score: int


def find_phrases(text: str) -> Iterator[Finding]:
    """Findings with spans in `text`, which is folded."""
    lower = lowered(text)
    tokens = letters(lower)
    if len(tokens) < _FEWEST and max(map(len, tokens), default=0) < 36:
        return
    yield from find_glued(lower, tokens)
    tokens = [token for token in tokens if len(token) > 1]
    marks = labels(tokens) if len(tokens) >= 2 * _FEWEST else frozenset()
    column = list(map(lexicon().get, tokens, repeat(0)))
    if sum(map(bool, column)) < _FEWEST:
        return
    listed = [(index, bits) for index, bits in enumerate(column) if bits & _WORD_BITS]
    numbers = [number for number in _frequent(column) if marks or any(_dense_spans(listed, 1 << number))]
    if not numbers and not any(_runs_of_short_words(tokens, column)):
        return
    sequence = words(lower)
    found = list(_in_lists(lower, sequence, numbers))
    if marks and not found:
        bare = [word for word in sequence if word.text not in marks]
        found = list(_in_lists(lower, bare, numbers))
    yield from found


def _frequent(column: Iterable[int]) -> list[int]:
    """The lists that at least eight of the words belong to."""
    counts = Counter(column).items()
    return [
        number
        for number in range(len(ALPHABETIC))
        if sum([count for bits, count in counts if bits >> number & 1]) >= _FEWEST
    ]


def _in_lists(lower: str, sequence: Sequence[Word], numbers: Iterable[int]) -> Iterator[Finding]:
    column = [word.bits for word in sequence]
    for start, stop in _runs_of_short_words([word.text for word in sequence], column):
        yield from _prefix_runs(sequence[start:stop])
    listed = [(index, bits) for index, bits in enumerate(column) if bits & _WORD_BITS]
    for number in numbers:
        for start, stop in _dense_spans(listed, 1 << number):
            scored = list(_score(sequence[start:stop], number))
            around = max(0, sequence[start].start - _BEFORE), scored[-1].word.end + _AFTER
            keyword = KEYWORDS.search(lower, *around) is not None
            yield from _judge(scored, number, len(sequence), keyword=keyword)


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
                yield _finding("hard", part)
            start = index + 1


def _dense_spans(words_of_all: Iterable[tuple[int, int]], mask: int) -> Iterator[tuple[int, int]]:
    """Where at least eight of twelve words are listed, with twelve more on either side.

    `words_of_all` are the places and bits of the words that are in some list.
    """
    listed = [index for index, bits in words_of_all if bits & mask]
    start, stop = 0, 0
    for first, last in zip(listed, listed[_FEWEST - 1 :], strict=False):
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


def _judge(scored: Sequence[_Scored], number: int, total: int, *, keyword: bool) -> Iterator[Finding]:
    """Rules A to D over the runs without a gap, and rule U over those with up to two."""
    plain = list(_runs(scored, gaps=0))
    framed = keyword or sum(item.score > _UNKNOWN for item in scored) >= 0.8 * total
    sure: list[int] = []
    for run in plain:
        level = _level_without_gap(scored[run.start : run.stop], number, total, keyword=keyword)
        if level is not None:
            sure += [run.start] if level == "hard" else []
            yield _finding(level, _words(scored, _joined(run, plain, scored), number))
    for run in _runs(scored, gaps=2):
        if any(start in run for start in sure):
            continue  # found already, and without the prose beyond a gap
        level = _level_with_gaps(scored[run.start : run.stop], framed=framed)
        if level is not None:
            yield _finding(level, _words(scored, _joined(run, plain, scored), number))


def _joined(run: range, others: Sequence[range], scored: Sequence[_Scored]) -> range:
    """The run with the pieces of the same phrase around it: three listed words in a row, at most two words away."""
    start, stop = run.start, run.stop
    pieces = [
        piece for piece in others if len(piece) >= 3 and sum(scored[index].score == _EXACT for index in piece) >= 2
    ]
    for piece in pieces:
        if stop <= piece.start <= stop + 2:
            stop = piece.stop
    for piece in reversed(pieces):
        if start - 2 <= piece.stop <= start:
            start = piece.start
    return range(start, stop)


def _words(scored: Sequence[_Scored], run: range, number: int) -> Sequence[Word]:
    """The words of a run, without those of the sentence around it, where that makes their number a phrase's.

    What is cut is never more than three words a side. The checksum of the rest or the words cut must speak for it, and
    both of them where the whole has the right number already.
    """
    items = [scored[index] for index in run]
    parts = [
        (items[:left], items[left : len(items) - right], items[len(items) - right :])
        for left, right in sorted(product(range(4), repeat=2), key=sum)
        if len(items) - left - right in _LENGTHS
    ]
    enough = 2 if len(items) in _LENGTHS else 1
    good = []
    for before, part, after in parts:
        checked, prose = _is_checked(part, number), all(map(_is_prose, (*before, *after)))
        if checked + prose >= enough:
            good.append((checked, part))
    items = max(good, key=lambda one: one[0], default=(False, items))[1]
    return [item.word for item in items]


def _is_checked(items: Sequence[_Scored], number: int) -> bool:
    return checksum_is_right(tuple(item.word.text for item in items), ALPHABETIC[number])


def _is_prose(item: _Scored) -> bool:
    return item.score == _NEAR or item.word.text in _PROSE.split()


def _level_without_gap(run: Sequence[_Scored], number: int, total: int, *, keyword: bool) -> Level | None:
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


def _level_with_gaps(run: Sequence[_Scored], *, framed: bool) -> Level | None:
    exact = sum(item.score == _EXACT for item in run)
    distinct = len({item.word.text for item in run})
    if exact < _FEWEST or not framed:
        return None
    if len(run) >= 12 and exact >= 9 and distinct >= 10:
        return "hard"  # U
    return "soft" if len(run) >= 10 and distinct >= 9 else None  # B, with a gap


def _has_checksum(words: Sequence[str], number: int) -> bool:
    """Whether a phrase starts or ends the words; a window in the middle of more is not looked for."""
    name = ALPHABETIC[number]
    return any(
        checksum_is_right(tuple(part), name)
        for length in _LENGTHS
        if length <= len(words)
        for part in (words[:length], words[-length:])
    )


def _runs(scored: Sequence[_Scored], gaps: int) -> Iterator[range]:
    """The longest stretches that start and end with a listed word and pass over at most `gaps` unknown ones."""
    for block in _blocks(scored):
        unknown = [index for index in block if scored[index].score == _UNKNOWN]
        edges = [block.start - 1, *unknown, block.stop]
        for before, after in zip(edges, edges[gaps + 1 :] or edges[-1:], strict=False):
            start, stop = before + 1, after
            while start < stop and scored[start].score == _UNKNOWN:
                start += 1
            while start < stop and scored[stop - 1].score == _UNKNOWN:
                stop -= 1
            if start < stop:
                yield range(start, stop)


def _blocks(scored: Sequence[_Scored]) -> Iterator[range]:
    """The stretches between words that end every run."""
    start = 0
    for index, item in enumerate(scored):
        if item.score == _BREAK:
            if index > start:
                yield range(start, index)
            start = index + 1
    if start < len(scored):
        yield range(start, len(scored))


def _finding(level: Level, run: Sequence[Word]) -> Finding:
    return Finding("recovery_phrase", level, run[0].start, run[-1].end)
