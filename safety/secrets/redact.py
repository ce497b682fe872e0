"""All detectors together: find, settle overlaps, replace, look again.

A new kind of secret is a detector module with `find_…(folded text) -> Iterator[Finding]` and a line in `_find`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from safety.secrets.cards import find_cards
from safety.secrets.credentials import find_credentials
from safety.secrets.fold import fold
from safety.secrets.hanzi import find_han_phrases
from safety.secrets.keys import find_keys
from safety.secrets.model import Finding, Redaction, label
from safety.secrets.phrases import find_phrases
from safety.secrets.wordlists import han_characters, lexicon, typos

_LONG_RUN = re.compile(r"[A-Za-z0-9_-]{16}|\[\s*\d+\s*,|PRIVATE KEY")
_MANY_DIGITS = re.compile(r"\d(?:[ -]?\d){12}", re.ASCII)
_SHORTEST = 11  # characters; nothing shorter is a secret
_MOST_PASSES = 10
_DEEPEST = 100  # levels of a nested value; platforms send fewer than ten


def redact(text: str, language: str = "en") -> Redaction:
    """The text without secrets; `language` is that of the words put in their place. Everything else stays as it is.

    What is left may read differently without what was taken, so it is looked at again until nothing more is found:
    redacting twice is the same as redacting once.
    """
    findings: tuple[Finding, ...] = ()
    current = text
    for _ in range(_MOST_PASSES):
        more = _settled(_find(current)) if len(current) >= _SHORTEST else ()
        if not more:
            break
        anchors = _anchors(findings, text, language)
        findings = _settled((*findings, *(_moved_back(finding, anchors) for finding in more)))
        current = _replaced(text, findings, language)
    return Redaction(current, findings)


def redact_tree(value: Any, language: str = "en") -> Any:
    """A JSON-like value of the same shape in which every string, keys included, is redacted.

    Below a hundred levels a value is dropped and becomes None: nothing honest is nested that deep.
    """
    return _redact_tree(value, language, _DEEPEST)


def _redact_tree(value: Any, language: str, levels: int) -> Any:
    match value:
        case str():
            return redact(value, language).text
        case dict() if levels:
            return {
                _redact_tree(key, language, 1): _redact_tree(item, language, levels - 1) for key, item in value.items()
            }
        case list() | tuple() if levels:
            return [_redact_tree(item, language, levels - 1) for item in value]
        case dict() | list() | tuple():
            return None
        case _:
            return value


def _find(text: str) -> Iterator[Finding]:
    """Every detector over one folded text, with spans in `text` itself; those of different detectors may overlap."""
    folded = fold(text)
    for finding in _detect(folded.text):
        start, end = folded.span(finding.start, finding.end)
        yield Finding(finding.kind, finding.level, start, end)


def _detect(folded: str) -> Iterator[Finding]:
    if _LONG_RUN.search(folded):
        yield from find_credentials(folded)
        yield from find_keys(folded)
    yield from find_phrases(folded)
    if not folded.isascii():
        yield from find_han_phrases(folded)
    if _MANY_DIGITS.search(folded):
        yield from find_cards(folded)


def _settled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order and apart: of those that overlap the surer, then the longer one names the whole."""
    settled: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: finding.start):
        if not settled or finding.start >= settled[-1].end:
            settled.append(finding)
            continue
        last = settled.pop()
        name = max(last, finding, key=lambda one: (one.level == "hard", one.end - one.start))
        settled.append(Finding(name.kind, name.level, last.start, max(last.end, finding.end)))
    return tuple(settled)


def _replaced(text: str, findings: Iterable[Finding], language: str) -> str:
    pieces, position = [], 0
    for finding in findings:
        secret = text[finding.start : finding.end]
        pieces += [text[position : finding.start], label(finding.kind, language, secret)]
        position = finding.end
    return "".join([*pieces, text[position:]])


def _moved_back(finding: Finding, anchors: list[tuple[int, int]]) -> Finding:
    """A finding of a later pass with its span in the original text."""
    start = _origin(finding.start, anchors, at_end=False)
    return Finding(finding.kind, finding.level, start, _origin(finding.end, anchors, at_end=True))


def _anchors(findings: Iterable[Finding], text: str, language: str) -> list[tuple[int, int]]:
    """For both ends of every label (place in the redacted text, place in the original), in order."""
    anchors, shift = [(0, 0)], 0
    for finding in findings:
        length = len(label(finding.kind, language, text[finding.start : finding.end]))
        anchors += [(finding.start + shift, finding.start), (finding.start + shift + length, finding.end)]
        shift += length - (finding.end - finding.start)
    return anchors


def _origin(place: int, anchors: list[tuple[int, int]], *, at_end: bool) -> int:
    """Where a place of the redacted text was; inside a label: the label's own start or end."""
    index = bisect_right(anchors, place, key=lambda anchor: anchor[0]) - 1
    redacted, original = anchors[index]
    inside_label = index % 2 == 1 and place > redacted
    if inside_label:
        return anchors[index + 1][1] if at_end else original
    return original + place - redacted


def warm() -> None:
    """Reads the word lists now rather than at the first message of more than a few words (about 0.1 s)."""
    lexicon()
    han_characters()
    typos(0)
