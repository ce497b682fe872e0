"""Cutting a text at a channel's limit, where a reader would."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from unicodedata import category

from adapters.markup.ranges import utf16
from adapters.markup.styled import Span, Styled

# The better places first. A cut is where a match ends; the white space after it is dropped.
_PLACES = (
    re.compile(r"(?=\n[^\S\n]*\n)"),
    re.compile(r"(?=\n)"),
    re.compile(r"[.!?…][\"')\]»”’]*(?=\s)|[。！？…][」』）】”’]*(?![」』）】”’。！？…])"),
    re.compile(r"(?=\s)"),
)
_WORD = re.compile(r"\S")
_JOINER = "\u200d"


def split(styled: Styled, limit: int, measure: Callable[[str], int] = utf16) -> tuple[Styled, ...]:
    """Pieces of at most `limit` units, at least one, none empty unless the whole is.

    Cut at a blank line, else a line, a sentence, a space, else between two characters as people see them. A span is
    cut only when it does not fit a piece by itself; then it goes on in the next. `measure` grows with the text and says
    at least 1 for each character; a character that is more than `limit` by itself is a piece all the same.
    """
    text = styled.text
    if not text.strip():
        return (styled,) if measure(text) <= limit else (Styled("", ()),)
    closed = bytearray(len(text) + 1)  # 1: within a span that fits a piece
    for span in styled.spans:
        if span.end - span.start > 1 and measure(text[span.start : span.end]) <= limit:
            closed[span.start + 1 : span.end] = b"\1" * (span.end - span.start - 1)
    cuts = _cuts(text, closed, limit, measure)
    return tuple(_piece(styled, start, end) for start, end in cuts)


def _cuts(text: str, closed: bytearray, limit: int, measure: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    start = 0
    while True:
        window = range(start + 1, min(start + max(limit, 1), len(text)) + 1)
        most = start + max(bisect_right(window, limit, key=lambda end: measure(text[start:end])), 1)
        if most >= len(text):
            yield start, len(text)
            return
        cut = _place(text, closed, start, most)
        end = start + len(text[start:cut].rstrip())
        if end > start:
            yield start, end
        rest = _WORD.search(text, cut)
        if rest is None:
            return
        start = rest.start()


def _place(text: str, closed: bytearray, start: int, most: int) -> int:
    """Where to cut, `start < cut <= most`; when every place is within a span or a sign, spans go before signs."""
    first = start + len(text[start:most]) - len(text[start:most].lstrip()) + 1
    for pattern in _PLACES:
        found = [match.end() for match in pattern.finditer(text, start, most + 2) if first <= match.end() <= most]
        for cut in reversed(found):
            if not closed[cut]:
                return cut
    backwards = range(most, start, -1)
    outside = (cut for cut in backwards if not closed[cut] and not _joined(text, cut))
    anywhere = (cut for cut in backwards if not _joined(text, cut))
    return next(outside, None) or next(anywhere, most)


def _joined(text: str, at: int) -> bool:
    """Whether what stands before `at` and what follows are seen as one sign (`at` is within the text)."""
    before, after = text[at - 1], text[at]
    if _JOINER in {before, after} or category(after).startswith("M"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f" or "\u1160" <= after <= "\u11ff":
        return True  # a skin colour, a flag's letters, the later parts of a Korean syllable
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return True
    return _flag(after) and _flag(before) and _letters_before(text, at) % 2 == 1


def _flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _letters_before(text: str, at: int) -> int:
    first = at
    while first and _flag(text[first - 1]):
        first -= 1
    return at - first


def _piece(styled: Styled, start: int, end: int) -> Styled:
    inside = (span for span in styled.spans if span.start < end and span.end > start)
    spans = (Span(max(s.start, start) - start, min(s.end, end) - start, s.style, s.url) for s in inside)
    return Styled(styled.text[start:end], tuple(spans))
