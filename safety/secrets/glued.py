"""Rule G: phrases without a space, and phrases written letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from safety.secrets.model import Finding
from safety.secrets.wordlists import PREFIX_BITS, lexicon

_SHORTEST, _LONGEST = 36, 220  # letters of eleven short and of twenty-four long words
_LONG = re.compile(rf"[^\W\d_]{{{_SHORTEST},}}")
_SPELLED = re.compile(rf"(?<![^\W\d_])[^\W\d_](?:[\W_]{{1,5}}[^\W\d_](?![^\W\d_])){{{_SHORTEST - 1},{_LONGEST}}}")
_WORD_LENGTHS = range(3, 12)
_EXACT_BITS = (1 << PREFIX_BITS) - 1


def find_glued(lower: str, tokens: Sequence[str]) -> Iterator[Finding]:
    """Findings with spans in `lower`; `tokens` are its runs of letters."""
    lengths = list(map(len, tokens))
    if max(lengths) >= _SHORTEST:
        for found in _LONG.finditer(lower):
            if len(found.group()) <= _LONGEST and _is_phrase(found.group()):
                yield Finding("recovery_phrase", "hard", found.start(), found.end())
    if lengths.count(1) >= _SHORTEST:
        for found in _SPELLED.finditer(lower):
            if _is_phrase(re.sub(r"[\W_]", "", found.group())):
                yield Finding("recovery_phrase", "hard", found.start(), found.end())


def _is_phrase(run: str) -> bool:
    """Whether the run falls wholly into at least eleven words of one list, at least nine of them different."""
    lists = _lists_that_fit(run)
    return any(_splits_well(run, bit) for bit in (1 << number for number in range(PREFIX_BITS)) if lists & bit)


def _lists_that_fit(run: str) -> int:
    """The bits of the lists into whose words the run can be split without a rest."""
    known = lexicon()
    reached = [0] * (len(run) + 1)
    reached[0] = _EXACT_BITS
    for start, lists in enumerate(reached):
        if lists:
            for length in _WORD_LENGTHS:
                if start + length <= len(run):
                    reached[start + length] |= lists & known.get(run[start : start + length], 0)
    return reached[-1]


def _splits_well(run: str, bit: int) -> bool:
    known = lexicon()
    best: list[tuple[str, ...] | None] = [None] * (len(run) + 1)
    best[0] = ()
    for start, words in enumerate(best):
        if words is None:
            continue
        for length in _WORD_LENGTHS:
            stop, word = start + length, run[start : start + length]
            if stop <= len(run) and known.get(word, 0) & bit:
                other = best[stop]
                if other is None or len(other) <= len(words):
                    best[stop] = (*words, word)
    words = best[-1] or ()
    return len(words) >= 11 and len(set(words)) >= 9
