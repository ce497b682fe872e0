"""Text and spans -> small Markdown that reads back to the same; each line is read back before it is believed.

Most lines need no backslash at all, so a line is first written without any. Where that would read as something else,
every mark in it gets one. A span that cannot be said (a slanted half of a word) goes; its words never do.
"""

from __future__ import annotations

import re
from itertools import product

from adapters.markup.reading import FENCE, HEADING, ITEM, URL, read_row
from adapters.markup.styled import SPACE, Span, Styled, settle

_NO_MARKS = re.compile(r"(?!)")
_MARKS = re.compile(r"[\\*_`\[\]]")
_MARKS_OUTSIDE_ADDRESSES = re.compile(rf"{URL}|[\\*_`\[]|\](?=\()")


def write(styled: Styled) -> str:
    """Markdown for the chat and for whoever reads it raw; plain text stays literal."""
    return _written(styled)[0]


def sayable(styled: Styled) -> Styled:
    """The same without the spans that the dialect has no words for; `write` keeps all of what is left."""
    return Styled(styled.text, _written(styled)[1])


def _written(styled: Styled) -> tuple[str, tuple[Span, ...]]:
    spans = settle(styled.text, styled.spans)
    source: list[str] = []
    kept: list[Span] = []
    start = at = 0
    while start <= len(styled.text):
        end = styled.text.find("\n", start)
        end = len(styled.text) if end == -1 else end
        if at < len(spans) and spans[at].start == start and spans[at].style == "pre":
            end = spans[at].end
            block = styled.text[start:end]
            fence = _fence(block)
            source += (fence, block, fence)
            kept.append(spans[at])
            at += 1
        else:
            here = at
            while at < len(spans) and spans[at].start < end:
                at += 1
            line, said = _line(styled.text[start:end], tuple(_moved(span, -start) for span in spans[here:at]))
            source.append(line)
            kept += (_moved(span, start) for span in said)
        start = end + 1
    return "\n".join(source), tuple(kept)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.style, span.url)


def _fence(block: str) -> str:
    """Three backticks, or as many as no line of the block consists of."""
    rows = {row.strip(SPACE) for row in block.split("\n")}
    fence = "```"
    while fence in rows:
        fence += "`"
    return fence


def _line(row: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    whole = _attempt(row, spans)
    if whole is not None:
        return whole, spans
    kept: tuple[Span, ...] = ()
    source = _attempt(row, kept)
    for span in spans:
        longer = _attempt(row, (*kept, span))
        if longer is not None:
            source, kept = longer, (*kept, span)
    assert source is not None, "plain text with every mark escaped reads back as itself"
    return source, kept


def _attempt(row: str, spans: tuple[Span, ...]) -> str | None:
    for escaped, slant in product((_NO_MARKS, _MARKS_OUTSIDE_ADDRESSES, _MARKS), "_*"):
        source = _begun(_marked(row, spans, slant, escaped))
        if read_row(source) == (row, spans):
            return source
    return None


def _begun(source: str) -> str:
    """A line that only looks like an item, a heading or a fence gets a backslash where it begins."""
    item = ITEM.match(source)
    if (item and item[2] in "-*") or HEADING.match(source) or FENCE.match(source):
        words = source.lstrip(SPACE)
        return source[: len(source) - len(words)] + "\\" + words
    return source


def _marked(row: str, spans: tuple[Span, ...], slant: str, escaped: re.Pattern[str]) -> str:
    pieces: list[str] = []
    around: list[Span] = []
    done = 0

    def words(until: int) -> None:
        nonlocal done
        part = row[done:until]
        code = around and around[-1].style == "code"
        pieces.append(part if code else escaped.sub(_escaped, part))
        done = until

    for span in (*spans, None):
        while around and (span is None or around[-1].end <= span.start):
            words(around[-1].end)
            pieces.append(_edges(around.pop(), slant)[1])
        if span:
            words(span.start)
            pieces.append(_edges(span, slant)[0])
            around.append(span)
    words(len(row))
    return "".join(pieces)


def _escaped(found: re.Match[str]) -> str:
    return found[0] if len(found[0]) > 1 else "\\" + found[0]


def _edges(span: Span, slant: str) -> tuple[str, str]:
    match span.style:
        case "bold":
            return "**", "**"
        case "italic":
            return slant, slant
        case "link":
            return "[", f"]({span.url})"
        case _:
            return "`", "`"
