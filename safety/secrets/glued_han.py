"""Rules Z2 and Z3: Chinese phrases written like a sentence, without anything between the characters.

The characters of a phrase are drawn evenly from the list, so hardly two neighbours are also neighbours in running
Chinese, and many are rare. Both are measured over every window as long as a phrase. Measured on 59,000 windows of
reviews: 0.2 % of natural windows have at most two known pairs, of drawn phrases 99.8 %.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise

from safety.secrets.model import Finding, Level
from safety.secrets.wordlists import HAN as LISTS
from safety.secrets.wordlists import checksum_is_right, word_list
from safety.secrets.words import HAN

_RUN = re.compile(rf"[{HAN}](?:[\s\d]{{0,4}}[{HAN}]){{10,}}")
_BETWEEN = re.compile(r"[\s\d]+")
_CHARACTER = re.compile(rf"[{HAN}]")
_KEYWORD = re.compile(
    r"(?:我的?|你的?|以下|下面)?(?:助[记記][词詞]|[恢备種种][复復份子](?:短[语語]|[词詞])|私[钥鑰]|[单單][词詞])[是为為]?"
    r"|mnemonic|seed|phrase|recover"
)
_LENGTHS = (12, 15, 18, 21, 24)
_RAREST = 8.0  # mean binary logarithm of the rank in the list; of drawn phrases 99.9 % lie above, of sentences few
_MOST_STARTS = 300  # more in one run is no sentence and no phrase; masked without looking closer, to bound the work
_SLACK = 3  # characters around a phrase that may look like more of it
_FOREIGN = 11.0  # a character in neither list counts as the rarest of them


@cache
def _followers() -> Mapping[str, str]:
    """What often follows a character, both in either script (the two lists are in the same order)."""
    simple, traditional = (word_list(name) for name in LISTS)
    both = str.maketrans(dict(zip(simple, map("".join, zip(simple, traditional, strict=True)), strict=True)))
    lines = (files("safety.secrets") / "han_pairs.txt").read_text("utf-8").splitlines()
    of_simple = {line[0]: line[1:].translate(both) for line in lines if not line.startswith("#")}
    return {other: of_simple.get(one, "") for one, other in zip(simple, traditional, strict=True)} | of_simple


@cache
def _ranks() -> Mapping[str, float]:
    """The binary logarithm of every character's place in its list, above 0; common ones come first."""
    return {character: math.log2(rank) for name in reversed(LISTS) for rank, character in enumerate(word_list(name), 2)}


def find_glued_han(text: str) -> Iterator[Finding]:
    """Findings with spans in `text`, which is folded; soft unless a keyword and the checksum agree."""
    if not _RUN.search(text):
        return
    lower = text.lower()
    keyword = _KEYWORD.search(lower) is not None
    rest = _KEYWORD.sub(lambda found: "." * len(found.group()), lower)
    for run in _RUN.finditer(rest):
        yield from _in_run(run, keyword=keyword)


def _in_run(run: re.Match[str], *, keyword: bool) -> Iterator[Finding]:
    hits = list(_windows(_BETWEEN.sub("", run.group()), keyword=keyword))
    places = [found.start() for found in _CHARACTER.finditer(run.string, *run.span())] if hits else []
    for stretch in _united(range(start, stop) for start, stop, _ in hits):
        sure = [(start, stop) for start, stop, sure in hits if sure and start in stretch]
        first, stop = stretch.start, stretch.stop
        if sure:  # the checksum tells phrase from prose, unless it fits by chance in the middle of more
            inner = min(start for start, _ in sure), max(stop for _, stop in sure)
            if inner[0] - first <= _SLACK and stop - inner[1] <= _SLACK:
                first, stop = inner
        level: Level = "hard" if keyword and sure else "soft"
        yield Finding("recovery_phrase", level, places[first], places[stop - 1] + 1)


def _united(windows: Iterable[range]) -> list[range]:
    """Windows that touch become one."""
    united: list[range] = []
    for window in sorted(windows, key=lambda window: window.start):
        if united and window.start <= united[-1].stop:
            last = united.pop()
            united.append(range(last.start, max(last.stop, window.stop)))
        else:
            united.append(window)
    return united


def _windows(characters: str, *, keyword: bool) -> Iterator[tuple[int, int, bool]]:
    """(start, stop, whether the checksum is right) of every stretch that reads like a phrase."""
    followers = _followers()
    known = [0, *accumulate([other in followers.get(one, "") for one, other in pairwise(characters)])]
    starts = [start for start in range(len(characters) - 10) if known[start + 10] - known[start] <= 3]
    if not starts:
        return
    ranks = [_ranks().get(character, 0.0) for character in characters]
    foreign = [0, *accumulate([rank == 0 for rank in ranks])]
    sums = [0.0, *accumulate([rank or _FOREIGN for rank in ranks])]
    if len(starts) > _MOST_STARTS:
        yield from ((start, start + 11, False) for start in starts)
        return
    for start in starts:
        for length in (11, *_LENGTHS):
            stop = start + length
            if stop > len(characters) or sums[stop] - sums[start] < _RAREST * length:
                continue
            strange, together = foreign[stop] - foreign[start], known[stop - 1] - known[start]
            sure = strange == 0 and together * 4 <= length and _is_phrase(characters[start:stop])
            if sure or (keyword and strange <= 1 and together * 6 <= length):
                yield start, stop, sure


def _is_phrase(characters: str) -> bool:
    if len(set(characters)) < len(characters) - 2:
        return False
    return any(checksum_is_right(tuple(characters), name) for name in LISTS)
