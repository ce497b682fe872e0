"""The terminal: both sides of the desk on one screen, for trying things out and for people who live there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters import markup
from adapters.capabilities import TERMINAL
from conversation.change import OutboxRow
from conversation.delivery import Outcome, Sent
from conversation.model import Address
from conversation.ports import Capabilities, Inbound

ADDRESS = Address("terminal", "local", "me")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INDENT = "       "


def translate(line: str, offered: Sequence[Mapping[str, str]], external_id: str, language: str | None) -> Inbound:
    """What a typed line means; a number picks one of the choices that were offered last."""
    text = line.strip()
    if text.isdecimal() and 1 <= int(text) <= len(offered):
        return Inbound(ADDRESS, external_id, choice=offered[int(text) - 1]["id"], language=language)
    return Inbound(ADDRESS, external_id, text=text, language=language)


def render(row: OutboxRow) -> str:
    """What the screen shows for a row, empty if nothing; control characters are dropped, lest words move the cursor."""
    payload: Mapping[str, Any] = row.payload
    match row.kind:
        case "open" | "erase":  # there is one screen for all, and it takes nothing back
            return ""
        case "alert":
            said = (payload["tier"], payload["reason"], payload["priority"], payload.get("team"))
            return about(int(payload["number"]), f"rings ({', '.join(filter(None, said))}){_names(payload)}")
        case "tell":
            return about(int(payload["number"]), f"{payload['text']}{_names(payload)}")
        case "mark":
            return _clean(f"{_INDENT} ({payload['emoji']})") if payload["emoji"] else ""
        case "edit":
            return _block(payload["sender"] or "user", f"✎ {_words(payload)}")
        case "relay":
            return "\n".join([_block(payload["sender"] or "user", _words(payload)), *_below(payload)])
        case "say":
            return "\n".join([_block("bot", _plain(payload["text"])), *_below(payload)])


def about(number: int, words: str) -> str:
    """What the desk says of a conversation."""
    return _block("desk", f"#{number} {words}")


def _names(payload: Mapping[str, Any]) -> str:
    """Whom it calls."""
    return "".join(f" @{name}" for name in payload.get("rings", ()))


def _words(payload: Mapping[str, Any]) -> str:
    """What users wrote stays as it is; operators write small Markdown, as the bot does."""
    from_user = payload.get("author") == "user" or not payload["sender"]
    return str(payload["text"]) if from_user else _plain(payload["text"])


def _plain(text: str) -> str:
    """What is read of small Markdown: a terminal has no looks, and the address of a link stands behind its words."""
    styled = markup.parse(text)
    pieces, at = [], 0
    for span in styled.spans:
        if span.url and styled.text[span.start : span.end] != span.url:
            pieces += [styled.text[at : span.end], f" ({span.url})"]
            at = span.end
    return "".join([*pieces, styled.text[at:]])


def _below(payload: Mapping[str, Any]) -> Iterator[str]:
    """Buttons, pictures, files, and entries that may be the answer, a line each."""
    for n, choice in enumerate(payload.get("choices", []), 1):
        yield _clean(f"{_INDENT} {n}) {choice['label']}")
    for media in payload.get("media", []):
        yield _clean(f"{_INDENT} [{media['alt']}] {media.get('image') or media.get('video')}")
    for file in payload.get("files", []):
        yield _clean(f"{_INDENT} [file] {file['name']}")
    found = payload.get("suggested") or []
    if found:
        entries = " · ".join(f"{one['entry']} {round(one['confidence'] * 100)} %" for one in found)
        yield _clean(f"{_INDENT} 💡 {entries} — /faq {found[0]['entry']}")


def _block(who: str, text: str) -> str:
    lines = _clean(text).splitlines() or [""]
    return "\n".join([f"{_clean(who):>5} | {lines[0]}", *(f"{_INDENT} {line}" for line in lines[1:])])


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


@dataclass(slots=True)
class Terminal:
    """The user's half. `offered` are the choices of the newest message that had any, until a person speaks."""

    show: Callable[[str], None]
    carrier: str = "terminal:local"
    deduplicates: bool = False
    capabilities: Capabilities = TERMINAL
    offered: list[dict[str, str]] = field(default_factory=list)

    def split(self, text: str) -> tuple[str, ...]:
        """A terminal takes any length."""
        return (text,)

    def gather(self, rows: Sequence[OutboxRow]) -> int:
        """Every line by itself."""
        return 1

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        """Shows them."""
        for row in rows:
            payload: Mapping[str, Any] = row.payload
            if row.kind == "relay":
                self.offered = []  # to a person a number is just a number
            self.offered = list(payload.get("choices") or self.offered)
            _show(self.show, row)
        return Sent()


@dataclass(slots=True)
class TerminalDesk:
    """The operators' half. What the bot and operators say is on the screen already: the user's half shows it."""

    show: Callable[[str], None]
    carrier: str = "terminal:desk"
    deduplicates: bool = False
    capabilities: Capabilities = TERMINAL
    place: str = Address("terminal", "local", "desk").key

    def split(self, text: str) -> tuple[str, ...]:
        """A terminal takes any length."""
        return (text,)

    def gather(self, rows: Sequence[OutboxRow]) -> int:
        """Every line by itself."""
        return 1

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        """Shows them."""
        for row in rows:
            if row.payload.get("author", "user") == "user":
                _show(self.show, row)
        return Sent()


def _show(show: Callable[[str], None], row: OutboxRow) -> None:
    if shown := render(row):
        show(shown)
