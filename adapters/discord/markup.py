"""Small Markdown into Discord's and back. Its clients read more marks than ours: plain text must stay plain."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from adapters import markup
from adapters.discord.letters import LONGEST_TEXT
from adapters.discord.reading import from_discord
from adapters.markup import Span, Styled
from adapters.markup.reading import URL
from adapters.markup.styled import settle

__all__ = ["from_discord", "split", "to_discord"]

APART = "\u200b"
"""Without width: two marks side by side would be read as one."""
_ADDRESS = re.compile(URL)
_ENDS_BY_ITSELF = re.compile(r"[.,:;\"')\]]*(?:\s|\Z)")
_MARKS = re.compile(
    r"[\\*_`\[]|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\||<(?=[@#:/A-Za-z])|@(?=everyone|here)"
    r"|:(?=[A-Za-z0-9_+\-]{2,}:)|(?:(?<=http)|(?<=https)):(?=//)",
    re.IGNORECASE,
)
_BEGINNINGS = re.compile(r"^[^\S\n]*(?:(#{1,3}|[-+])(?=\s)|(-(?=\#)|>)|\d+(\.)(?=\s))", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z0-9_]")


def to_discord(styled: Styled) -> str:
    """The same looks in Discord's Markdown; nothing else in it is read as a mark, a mention or a picture.

    A look that Discord cannot show there is left out; a link whose words it would not take is written in brackets.
    """
    return _Writer(Styled(styled.text, settle(styled.text, styled.spans))).written()


def split(styled: Styled, limit: int = LONGEST_TEXT) -> tuple[Styled, ...]:
    """Pieces of which each is at most `limit` characters in Discord's Markdown, cut where a reader would.

    Marks take room that is not known before: pieces of like length are tried first, then each that is too long is cut.
    """
    for room in (limit, limit * 7 // 8, limit * 3 // 4):
        pieces = markup.split(styled, max(room, 1), _measure)
        if all(len(to_discord(piece)) <= limit for piece in pieces):
            return pieces
    return tuple(_fitting(styled, limit, limit))


def _fitting(styled: Styled, limit: int, room: int) -> Iterator[Styled]:
    for piece in markup.split(styled, room, _measure):
        if len(to_discord(piece)) <= limit:
            yield piece
        elif room > 1:
            yield from _fitting(piece, limit, room * 3 // 4)
        else:
            yield Styled(piece.text, ())


def _measure(text: str) -> int:
    return len(to_discord(Styled(text, ())))


class _Writer:
    """Writes one text; what is raw (code, addresses) goes out as it is, everything else with its marks escaped."""

    def __init__(self, styled: Styled) -> None:
        self._text = styled.text
        self._raw = [span for span in styled.spans if span.style in {"code", "pre"}]
        edges = sorted({edge for span in styled.spans for edge in (span.start, span.end)})
        self._bare = dict(self._addresses(edges))
        self._spans = list(_merged(styled.spans))
        self._escaped = {found.start() for found in _MARKS.finditer(self._text)}
        for found in _BEGINNINGS.finditer(self._text):
            self._escaped.add(max(found.start(1), found.start(2), found.start(3)))
        self._pieces: list[str] = []
        self._done = 0

    def _addresses(self, edges: list[int]) -> Iterator[tuple[int, int]]:
        """Where bare addresses begin and end that no look begins or ends in."""
        for found in _ADDRESS.finditer(self._text):
            start, end = found.span()
            at = bisect_right(edges, start)
            if at == len(edges) or edges[at] >= end:
                yield start, end

    def written(self) -> str:
        around: list[tuple[Span, str]] = []
        for span in (*self._spans, None):
            while around and (span is None or around[-1][0].end <= span.start):
                last, closing = around.pop()
                self._words(last.end, raw=last.style in {"code", "pre"})
                self._mark(closing)
            if span is not None:
                self._words(span.start)
                opening, closing = self._edges(span)
                self._mark(opening)
                around.append((span, closing))
        self._words(len(self._text))
        return "".join(self._pieces)

    def _mark(self, mark: str) -> None:
        if mark:
            if self._pieces and mark[0] == "*" == self._pieces[-1][-1:] and self._pieces[-1].strip("*") == "":
                self._pieces.append(APART)
            self._pieces.append(mark)

    def _words(self, until: int, *, raw: bool = False) -> None:
        text, at = self._text, self._done
        self._done = max(until, at)
        if raw:
            self._pieces.append(text[at:until].replace("```", f"``{APART}`"))
            return
        piece = ""
        while at < until:
            end = self._bare.get(at)
            if end is not None:
                piece += text[at:end] if _ENDS_BY_ITSELF.match(text, end) else f"<{text[at:end]}>"
                at = end
            else:
                piece += f"\\{text[at]}" if at in self._escaped else text[at]
                at += 1
        if piece:
            self._pieces.append(piece)

    def _edges(self, span: Span) -> tuple[str, str]:
        match span.style:
            case "bold":
                mark = "" if any("**" in raw for raw in self._unescaped(span)) else "**"
            case "italic":
                mark = self._slant(span)
            case "code":
                mark = "`"
            case "pre":
                return "```\n", "\n```"
            case "link":
                return self._link(span)
        return mark, mark

    def _slant(self, span: Span) -> str:
        """An underline ends no look before a letter; a star holds no other star."""
        inside = "".join(self._unescaped(span))
        if "_" not in inside and not _WORD.match(self._text, span.end):
            return "_"
        return "" if "*" in inside or "*" in self._text[span.start : span.end] else "*"

    def _link(self, span: Span) -> tuple[str, str]:
        words = self._text[span.start : span.end]
        if words == span.url and span.start in self._bare:
            return "", ""
        if re.search(r"[\[\]]|https?://", words, re.IGNORECASE):
            return "", f" (<{span.url}>)"
        return "[", f"]({span.url})"

    def _unescaped(self, span: Span) -> Iterator[str]:
        """What goes out within this span as it is."""
        for inner in self._raw:
            if span.start <= inner.start < span.end:
                yield self._text[inner.start : inner.end]
        for start, end in self._bare.items():
            if span.start <= start < span.end:
                yield self._text[start:end]
        for inner in self._spans:
            if inner.url and span.start <= inner.start < span.end:
                yield inner.url


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """What looks alike and touches within the same look becomes one."""
    kept: list[Span] = []
    around: list[int] = []
    newest: dict[int, int] = {}  # the last look within each
    for span in spans:
        while around and kept[around[-1]].end <= span.start:
            around.pop()
        outer = around[-1] if around else -1
        last = newest.get(outer, -1)
        before = kept[last] if last >= 0 and span.style != "pre" else None
        if before and (before.end, before.style, before.url) == (span.start, span.style, span.url):
            kept[last] = replace(before, end=span.end)
        else:
            last = newest[outer] = len(kept)
            kept.append(span)
        around.append(last)
    return iter(kept)
