"""Text with spans, and the one form in which spans are kept, so that equal looks are equal values.

In that form a span has no space at its edges and stays on its line, spans nest and never cross, code holds nothing and
no backtick, a link holds no link, no style lies within itself, and a `pre` fills its lines. Order: outer before inner.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Style = Literal["bold", "italic", "code", "pre", "link"]

# What JavaScript calls white space: the page in the browser and this package must agree.
SPACE = (
    "\t\n\x0b\x0c\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_BLANK = SPACE + "\x1c\x1d\x1e\x1f\x85"  # what Python calls white space besides
_OUTER_FIRST: dict[Style, int] = {"pre": 0, "link": 1, "bold": 2, "italic": 3, "code": 4}
_LINE = re.compile(r"[^\n]+")
_LINE_WITHOUT_BACKTICK = re.compile(r"[^\n`]+")


@dataclass(frozen=True, slots=True)
class Span:
    """`start` and `end` count characters of the text; `url` belongs to a link alone."""

    start: int
    end: int
    style: Style
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Styled:
    """What a person reads, and how it looks."""

    text: str
    spans: tuple[Span, ...]


def settle(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same looks in the one form; spans may lie outside the text, cross, or be in any order."""
    blocks: list[Span] = []
    loose: list[Span] = []
    taken = bytearray(len(text))
    for given in spans:
        span = replace(given, start=max(given.start, 0))
        block = _block(text, span) if span.style == "pre" else None
        if block and not any(taken[block.start : block.end]):
            taken[block.start : block.end] = b"\1" * (block.end - block.start)
            blocks.append(block)
        else:
            loose.append(span if span.style != "pre" else Span(span.start, span.end, "code"))
    pieces = (piece for span in loose for piece in _on_lines(text, span) if not taken[piece.start])
    return tuple(sorted([*blocks, *_nested(text, pieces)], key=_place))


def trimmed(text: str, span: Span) -> Span | None:
    """The span without the white space at its edges; None when nothing else is in it."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip(_BLANK))
    end = span.start + len(words.rstrip(_BLANK))
    return Span(start, end, span.style, span.url) if start < end else None


def _place(span: Span) -> tuple[int, int, int]:
    return span.start, -span.end, _OUTER_FIRST[span.style]


def _block(text: str, span: Span) -> Span | None:
    """The whole lines of a `pre`, from the first that says something to the last; None when others share a line."""
    words = trimmed(text, span)
    if words is None:
        return None
    start = text.rfind("\n", 0, words.start) + 1
    end = text.find("\n", words.end)
    end = len(text) if end == -1 else end
    alone = not text[start : words.start].strip(_BLANK) and not text[words.end : end].strip(_BLANK)
    return Span(start, end, "pre") if alone else None


def _on_lines(text: str, span: Span) -> Iterator[Span]:
    pattern = _LINE_WITHOUT_BACKTICK if span.style == "code" else _LINE
    for found in pattern.finditer(text, span.start, max(span.end, 0)):
        piece = trimmed(text, Span(found.start(), found.end(), span.style, span.url))
        if piece:
            yield piece


def _nested(text: str, spans: Iterable[Span]) -> list[Span]:
    """A span that leaves the one that it began in is cut there; what adds nothing to what is around it goes."""
    waiting = [(_place(span), number, span) for number, span in enumerate(spans)]
    heapq.heapify(waiting)
    around: list[Span] = []
    kept: list[Span] = []
    number = len(waiting)
    while waiting:
        _, _, span = heapq.heappop(waiting)
        while around and around[-1].end <= span.start:
            around.pop()
        if around and around[-1].end < span.end:
            edge = around[-1].end
            for start, end in ((span.start, edge), (edge, span.end)):
                part = trimmed(text, Span(start, end, span.style, span.url))
                if part:
                    heapq.heappush(waiting, (_place(part), number, part))
                    number += 1
        elif not any(outer.style in {span.style, "code"} for outer in around):
            around.append(span)
            kept.append(span)
    return kept
