"""Small Markdown between people and channels: what is bold, what is code, where a long message may be cut.

The bot's and the operators' texts are kept as the Markdown that `adapters/web/static/markdown.js` shows; this package
reads the same dialect into plain text with spans (`parse`), writes it (`write`), counts it as Telegram does
(`entities`, `from_entities`) and cuts it at a channel's limit (`split`). It knows no channel's library, does no I/O and
never raises over what somebody wrote: what is not understood stays as written.
"""

from adapters.markup.cutting import split
from adapters.markup.ranges import Entity, entities, from_entities, utf16
from adapters.markup.reading import parse
from adapters.markup.styled import Span, Style, Styled
from adapters.markup.writing import write

__all__ = ["Entity", "Span", "Style", "Styled", "entities", "from_entities", "parse", "split", "utf16", "write"]
