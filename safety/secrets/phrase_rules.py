"""The rules that tell a recovery phrase from a run of common words, by the letters that their measurements use.

The checksum is not asked for, since wallets with their own checks use the same words, and since people mistype.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from safety.secrets.fold import WALL
from safety.secrets.model import Finding, Level
from safety.secrets.wordlists import ALPHABETIC, PREFIX_BITS, checksum_is_right, lexicon, stop_words, typos
from safety.secrets.words import Word

FEWEST = 8  # listed words without which no rule holds
_LENGTHS = frozenset({12, 15, 18, 21, 24})
_PROSE = """
    phrase seed word secret key this that these what when where there then and with will only just can you help try
    again have please about all any best enter into more must now one open over still use work
"""  # listed words that stand next to a phrase in a sentence

_BREAK, _UNKNOWN, _NEAR, _EXACT = -1, 0, 1, 2


class _Scored(NamedTuple):
    word: Word
    score: int


def judge(region: Sequence[Word], number: int, total: int, *, keyword: bool) -> Iterator[Finding]:
    """Findings of list `number` in a part of a text of `total` words; `keyword`: something near it speaks of phrases.

    Rules A to D are about runs without a gap, rule U about those with up to two.
    """
    scored = list(_score(region, number))
    plain = list(_runs(scored, gaps=0))
    framed = keyword or sum(item.score > _UNKNOWN for item in scored) >= 0.8 * total
    sure: list[int] = []
    for run in plain:
        level = _level_without_gap(scored[run.start : run.stop], number, total, keyword=keyword)
        if level is not None:
            sure += [run.start] if level == "hard" else []
            yield _finding(level, _words(scored, _joined(run, plain, scored), number))
    for run in _runs(scored, gaps=2):
        if bisect_left(sure, run.start) < bisect_left(sure, run.stop):
            continue  # found already, and without the prose beyond a gap
        level = _level_with_gaps(scored[run.start : run.stop], framed=framed)
        if level is not None:
            yield _finding(level, _words(scored, _joined(run, plain, scored), number))


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


def _joined(run: range, others: Sequence[range], scored: Sequence[_Scored]) -> range:
    """The run with the pieces of the same phrase around it: three words in a row, at most two words away."""
    start, stop = run.start, run.stop
    first = bisect_left(others, start, key=lambda piece: piece.start)
    for piece in others[first:]:
        if piece.start > stop + 2:
            break
        if piece.start >= stop and _is_piece(piece, scored):
            stop = piece.stop
    for piece in reversed(others[:first]):
        if piece.stop < start - 2:
            break
        if piece.stop <= start and _is_piece(piece, scored):
            start = piece.start
    return range(start, stop)


def _is_piece(run: range, scored: Sequence[_Scored]) -> bool:
    return len(run) >= 3 and sum(scored[index].score == _EXACT for index in run) >= 2


def _words(scored: Sequence[_Scored], run: range, number: int) -> Sequence[Word]:
    """The words of a run, without those of the sentence around it, where that makes their number a phrase's.

    The checksum of the rest or the words cut must speak for it, and both of them where the whole has the right number
    already. A checksum may fit by chance, so on its word alone never three words in a row are left to be read.
    """
    items = [scored[index] for index in run]
    enough = 2 if len(items) in _LENGTHS else 1
    good = []
    for left, right in product(range(4), repeat=2):
        stop = len(items) - right
        if stop - left not in _LENGTHS:
            continue
        checked, prose = _is_checked(items[left:stop], number), all(map(_is_prose, (*items[:left], *items[stop:])))
        if checked + prose >= enough and (prose or max(left, right) <= 2):
            good.append((checked + prose, checked, left, stop))
    best = [cut for cut in good if cut[:2] == max(good)[:2]]  # where two cuts are as good, what either takes goes
    items = items[min(left for *_, left, _ in best) : max(stop for *_, stop in best)] if best else items
    return [item.word for item in items]


def _is_checked(items: Sequence[_Scored], number: int) -> bool:
    return checksum_is_right(tuple(item.word.text for item in items), ALPHABETIC[number])


def _is_prose(item: _Scored) -> bool:
    return item.score == _NEAR or item.word.text in _PROSE.split()


def _level_without_gap(run: Sequence[_Scored], number: int, total: int, *, keyword: bool) -> Level | None:
    exact = [item.word.text for item in run if item.score == _EXACT]
    distinct = len(set(exact))
    if _is_varied(run):
        return "hard"  # A
    if 12 <= len(exact) == len(run) and distinct > 1 and _has_checksum(exact, number):
        return "hard"  # A, for the phrases of examples, such as eleven times "abandon" and "about"
    if distinct < 7:
        return None
    if len(run) >= 11 and len(exact) >= 8 and (keyword or len(run) >= 0.7 * total):
        return "soft"  # B
    if len(run) >= FEWEST and len(exact) >= 7 and len(run) >= 0.75 * total:
        return "soft"  # C
    return "soft" if keyword and len(exact) >= FEWEST else None  # D


def _level_with_gaps(run: Sequence[_Scored], *, framed: bool) -> Level | None:
    exact = sum(item.score == _EXACT for item in run)
    distinct = len({item.word.text for item in run})
    if exact < FEWEST or not framed:
        return None
    if distinct >= 10 and _is_varied(run):
        return "hard"  # U
    return "soft" if len(run) >= 10 and distinct >= 9 else None  # B, with a gap


def _is_varied(run: Sequence[_Scored]) -> bool:
    """Whether some twelve in a row hold nine different listed words; program code, for one, repeats a few."""
    return any(
        len({item.word.text for item in run[start : start + 12] if item.score == _EXACT}) >= 9
        for start in range(len(run) - 11)
    )


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
