"""Recovery phrases in the two Chinese lists, where a word is one character.

Nearly every character of running Chinese is in the lists, so membership says nothing. What tells a phrase is that its
characters stand apart, or, written without a gap, that they make no words together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from safety.secrets.glued_han import find_glued_han
from safety.secrets.model import Finding
from safety.secrets.wordlists import HAN as LISTS
from safety.secrets.wordlists import checksum_is_right, han_characters
from safety.secrets.words import HAN

_TOKEN = re.compile(rf"[{HAN}]+|[^\W\d_{HAN}]{{2,}}")
_ALONE = re.compile(rf"(?<![{HAN}])[{HAN}](?![{HAN}])")
_FEWEST = 11
_LENGTHS = (12, 15, 18, 21, 24)


def find_han_phrases(text: str) -> Iterator[Finding]:
    """Findings with spans in `text`, which is folded."""
    if len(_ALONE.findall(text)) >= _FEWEST:
        yield from _apart(text)
    yield from find_glued_han(text)


def _apart(text: str) -> Iterator[Finding]:
    """Rule Z1: at least eleven characters that each stand alone, nearly all of them listed."""
    tokens = list(_TOKEN.finditer(text))
    counts = Counter(token.group() for token in tokens)
    labels = {label for label, count in counts.items() if count >= max(8, len(tokens) / 5)}
    found = list(_apart_in(tokens))
    if labels and not found:
        found = list(_apart_in([token for token in tokens if token.group() not in labels]))
    yield from found


def _apart_in(tokens: Sequence[re.Match[str]]) -> Iterator[Finding]:
    start = 0
    for index in range(len(tokens) + 1):
        if index < len(tokens) and _ALONE.fullmatch(tokens[index].group()):
            continue
        run = tokens[start:index]
        start = index + 1
        if len(run) >= _FEWEST and _is_phrase([token.group() for token in run]):
            yield Finding("recovery_phrase", "hard", run[0].start(), run[-1].end())


def _is_phrase(characters: Sequence[str]) -> bool:
    listed = sum(character in han_characters() for character in characters)
    if listed < 0.85 * len(characters):
        return False
    return len(set(characters)) >= 6 or _has_checksum(characters)


def _has_checksum(characters: Sequence[str]) -> bool:
    """Whether a phrase starts or ends the run, as the phrases of examples do that repeat one character."""
    return len(set(characters)) > 1 and any(
        checksum_is_right(tuple(part), name)
        for length in _LENGTHS
        if length <= len(characters)
        for part in (characters[:length], characters[-length:])
        for name in LISTS
    )
