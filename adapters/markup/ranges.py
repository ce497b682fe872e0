"""Spans as Telegram counts them: entities over UTF-16 units, out of our text and into it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import quote

from adapters.markup.reading import is_address
from adapters.markup.styled import Span, Style, Styled, trimmed
from adapters.markup.writing import sayable

_TYPES: dict[Style, str] = {"bold": "bold", "italic": "italic", "code": "code", "pre": "pre", "link": "text_link"}
_STYLES: dict[str, Style] = {name: style for style, name in _TYPES.items()}
_ENDS_AN_ADDRESS = re.compile(r"[()\s]")


@dataclass(frozen=True, slots=True)
class Entity:
    """`offset` and `length` count UTF-16 units; a `type` is bold, italic, code, pre, text_link, or it is ignored."""

    type: str
    offset: int
    length: int
    url: str | None = None


def utf16(text: str) -> int:
    """A text's length in UTF-16 units: most characters are one, an emoji two."""
    return len(text) + sum(character > "\uffff" for character in text)


def entities(styled: Styled) -> tuple[Entity, ...]:
    """What to send with `styled.text`: sorted, outer before inner, no space at an edge (Telegram refuses that)."""
    units = _units(styled.text)
    spans = (trimmed(styled.text, span) for span in styled.spans)
    found = (
        Entity(_TYPES[span.style], units[span.start], units[span.end] - units[span.start], span.url)
        for span in spans
        if span
    )
    return tuple(sorted(found, key=lambda entity: (entity.offset, -entity.length)))


def from_entities(text: str, entities: Iterable[Entity]) -> Styled:
    """What a person formatted in a Telegram client; ranges that leave the text are clipped, never an error.

    Styles that Markdown cannot say there are left out: the words are what counts.
    """
    units = _units(text)
    spans: list[Span] = []
    for entity in entities:
        style = _STYLES.get(entity.type)
        url = _ENDS_AN_ADDRESS.sub(lambda found: quote(found[0]), entity.url or "") if style == "link" else None
        if style is None or (url is not None and not is_address(url)):
            continue
        start = max(bisect_right(units, entity.offset) - 1, 0)
        end = min(bisect_left(units, entity.offset + entity.length), len(text))
        spans.append(Span(start, end, style, url))
    return sayable(Styled(text, tuple(spans)))


def _units(text: str) -> list[int]:
    """At which UTF-16 unit each character begins, and where the text ends."""
    return list(accumulate((1 + (character > "\uffff") for character in text), initial=0))
