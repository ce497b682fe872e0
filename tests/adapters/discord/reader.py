"""Discord's Markdown as its clients show it, in small: what is left of a text, and how it looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple


class Look(NamedTuple):
    style: str
    words: str


@dataclass(frozen=True)
class Shown:
    text: str
    looks: tuple[Look, ...] = ()


# The rules of the clients, in their order; the first that fits where we stand is taken.
_FENCE = re.compile(r"```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE)
_LINE = [
    ("heading", re.compile(r" *(#{1,3})\s+(.+?)#*\s*(?:\n|$)")),
    ("small", re.compile(r"-#\s+(.+?)(?:\n|$)")),
    ("quote", re.compile(r" *>(?:>>)?\s[^\n]*")),
    ("list", re.compile(r" *(?:[*\-]|\d+\.)\s[^\n]*")),
]
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_AUTOLINK = re.compile(r"<(https?://[^ >]+)>")
_URL = re.compile(r"https?://[^\s<]+[^<.,:;\"')\]\s]")
_LINK = re.compile(r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\((https?://[^\s()]+)\)")
_PING = re.compile(
    r"@everyone|@here|<@[!&]?\d+>|<#\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|</[^:>]+:\d+>|<id:\w+>|:[\w+\-]{2,}:", re.ASCII
)
_INLINE = [
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("italic", re.compile(r"_((?:__|\\[\s\S]|[^\\_])+?)_(?![A-Za-z0-9_])")),
    ("italic", re.compile(r"\*(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|[^\s*])+?)\*(?!\*)")),
    ("strike", re.compile(r"~~([\s\S]+?)~~(?!_)")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
]
_CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")


def shown(source: str) -> Shown:
    """What a reader sees; what has no width is left out."""
    text, looks = _read(source, at_start=True)
    return Shown(text.replace("\u200b", ""), tuple(Look(a, b.replace("\u200b", "")) for a, b in looks))


def _read(source: str, *, at_start: bool = False) -> tuple[str, list[Look]]:
    pieces: list[str] = []
    looks: list[Look] = []
    at = 0
    while at < len(source):
        begins = (at == 0 and at_start) or (at > 0 and source[at - 1] == "\n")
        text, found, at = _step(source, at, begins)
        pieces.append(text)
        looks += found
    return "".join(pieces), looks


def _step(source: str, at: int, begins: bool) -> tuple[str, list[Look], int]:
    for style, rule in _LINE if begins else ():
        if match := rule.match(source, at):
            return f"{{{style}}}", [Look(style, match[0])], match.end()
    if match := _ESCAPE.match(source, at):
        return match[1], [], match.end()
    if match := _FENCE.match(source, at):
        return match[2], [Look("pre", match[2])], match.end()
    if match := _PING.match(source, at):
        return "{ping}", [Look("ping", match[0])], match.end()
    if match := _AUTOLINK.match(source, at):
        return match[1], [Look("address", match[1])], match.end()
    if match := _URL.match(source, at):
        return match[0], [Look("address", match[0])], match.end()
    if match := _LINK.match(source, at):
        text, found = _read(match[1])
        return text, [Look("link", text), *found], match.end()
    for style, rule in _INLINE:
        if match := rule.match(source, at):
            text, found = _read(match[1])
            return text, [Look(style, text), *found], match.end()
    if match := _CODE.match(source, at):
        return match[2], [Look("code", match[2])], match.end()
    return source[at], [], at + 1
