"""Text as Telegram counts it: UTF-16 units, entities inside the text, what it recognizes by itself, simple HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from tests.kit.telegram.errors import Refusal, bad
from tests.kit.telegram.model import Json

TYPES = frozenset({
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
    "custom_emoji", "date_time",
})  # fmt: skip
NEEDED = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
VERBATIM = frozenset({"code", "pre", "text_link", "text_mention", "url"})
TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "code": "code",
    "pre": "pre", "a": "text_link", "blockquote": "blockquote",
}  # fmt: skip
RECOGNIZED = (
    ("url", re.compile(r"https?://[^\s<>\"]*[\w/#=&]|(?<![\w@.])(?:[\w-]+\.)+(?:com|org|net|io|me|dev)\b(?:/[^\s<>\"]*\w)?")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("bot_command", re.compile(r"(?<![\w/@.:])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w.@/])@[A-Za-z]\w{2,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#&])#\w*[^\W\d]\w*")),
)  # fmt: skip


def units(text: str) -> int:
    """Its length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def piece(text: str, entity: Json) -> str:
    """What an entity covers."""
    encoded = text.encode("utf-16-le")
    return encoded[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


def formatted(text: str, entities: Any, mode: str | None) -> tuple[str, list[Json]]:
    """Text and entities as Telegram keeps them: marked up by entities or by a mode, trimmed, links recognized."""
    if entities:
        own = checked(text, entities)
    elif mode is not None:
        text, own = parsed(text, mode)
    else:
        own = []
    text, own = trimmed(text, own)
    return text, with_recognized(text, own)


def checked(text: str, entities: Any) -> list[Json]:
    """Entities that a bot sent, if they are fine."""
    if isinstance(entities, str):
        try:
            entities = json.loads(entities)
        except ValueError:
            raise unparsable("Can't parse entities JSON object") from None
    if not isinstance(entities, list):
        raise unparsable("expected an Array of MessageEntity")
    return [one_checked(text, entity) for entity in entities]


def unparsable(why: str) -> Refusal:
    """The refusal of an entity."""
    return bad(f"can't parse entities: {why}")


def one_checked(text: str, entity: Any) -> Json:
    """One entity, if it lies inside the text and is of a known type."""
    if not isinstance(entity, dict):
        raise unparsable("expected an Object")
    kind, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
    if kind not in TYPES:
        raise unparsable(f"Unsupported type {kind!r} of MessageEntity")
    if type(offset) is not int or type(length) is not int or offset < 0 or length <= 0:
        raise unparsable(f"invalid offset or length of the entity {kind}")
    if offset + length > units(text):
        raise unparsable(
            f"Entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {units(text)}"
        )
    for position in (offset, offset + length):
        if not boundary(text, position):
            raise unparsable(f"Entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol")
    if kind in NEEDED and not entity.get(NEEDED[kind]):
        raise unparsable(f'Field "{NEEDED[kind]}" must be specified for {kind}')
    return dict(entity)


def boundary(text: str, position: int) -> bool:
    """Whether a position in UTF-16 units lies between two characters."""
    try:
        text.encode("utf-16-le")[: position * 2].decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return True


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space at both ends; entities move along and shrink with it."""
    cut = len(text) - len(text.lstrip())
    if entities:
        first = min(entity["offset"] for entity in entities)
        cut = min(cut, len(text.encode("utf-16-le")[: first * 2].decode("utf-16-le")))
    shift = units(text[:cut])
    text = text[cut:].rstrip()
    end = units(text)
    moved = []
    for entity in entities:
        offset = entity["offset"] - shift
        length = min(entity["length"], end - offset)
        if length > 0:
            moved.append({**entity, "offset": offset, "length": length})
    return text, moved


def with_recognized(text: str, own: list[Json]) -> list[Json]:
    """The entities with links, commands, mentions and hashtags that Telegram finds by itself."""
    found = list(own)
    taken = [span(entity) for entity in own if entity["type"] in VERBATIM]
    for kind, pattern in RECOGNIZED:
        for match in pattern.finditer(text):
            start, end = units(text[: match.start()]), units(text[: match.end()])
            if not overlaps(taken, start, end):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def span(entity: Json) -> tuple[int, int]:
    """Where it begins and ends."""
    return entity["offset"], entity["offset"] + entity["length"]


def overlaps(taken: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the spans shares a unit with this one."""
    return any(begin < end and start < stop for begin, stop in taken)


def parsed(text: str, mode: str) -> tuple[str, list[Json]]:
    """Marked-up text; only HTML is understood here, whoever needs Markdown sends entities."""
    if mode.lower() != "html":
        raise bad("unsupported parse_mode")
    reader = Markup()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise unparsable(f'Can\'t find end tag corresponding to start tag "{reader.open[-1][0]}"')
    return reader.text, sorted(reader.found, key=lambda entity: (entity["offset"], -entity["length"]))


class Markup(HTMLParser):
    """Telegram's tags become entities; any other tag is refused."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[tuple[str, int, dict[str, str | None]]] = []
        self.found: list[Json] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise unparsable(f'Unsupported start tag "{tag}" at byte offset {self.getpos()[1]}')
        self.open.append((tag, units(self.text), dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise unparsable(f'Unmatched end tag at byte offset {self.getpos()[1]}, expected "</{tag}>", found none')
        name, offset, attributes = self.open.pop()
        entity: Json = {"type": TAGS[name], "offset": offset, "length": units(self.text) - offset}
        if name == "a":
            entity["url"] = attributes.get("href") or ""
        if entity["length"]:
            self.found.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data
