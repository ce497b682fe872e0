"""Discord's Markdown, as people write it, into ours: the words stay, looks that we do not know go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

_NOBODY: Mapping[str, str] = {}
_CODE = re.compile(r"(?<!\\)(?:```[\s\S]*?```|(`+)(?!`)[\s\S]*?[^`]\1(?!`))")
_REFERENCE = re.compile(
    r"(?<!\\)(?:<@!?(?P<user>\d+)>|<@&(?P<role>\d+)>|<#(?P<channel>\d+)>|<a?:(?P<emoji>\w+):\d+>|</(?P<command>[^:<>\n]{1,100}):\d+>"
    r"|<t:(?P<time>-?\d{1,14})(?::[a-zA-Z])?>|<(?P<address>https?://[^<>\s]+)>)",
    re.IGNORECASE,
)
_TARGET = re.compile(r"\]\(\s*<?(https?://[^()<>\s]+?)>?(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)", re.IGNORECASE)
_DROPPED = (
    re.compile(r"(?<!\\)\|\|(?=\S|\s\S)(.+?)(?<!\\)\|\|", re.DOTALL),
    re.compile(r"(?<!\\)~~(?=\S)(.+?)(?<!\\)~~", re.DOTALL),
    re.compile(r"(?<![\\_])__(?=[^\s_])(.+?)(?<!\\)__(?!_)", re.DOTALL),
)
_THREEFOLD = re.compile(r"(?<![\\*])\*\*\*(?=[^\s*])([^*\n]+?)(?<=\S)\*\*\*(?!\*)")
_SMALL = re.compile(r"^-# +", re.MULTILINE)
_NEEDLESS = re.compile(r"(\\[\\*_`\[\]\-#])|\\([^\w\s])")
_OURS = re.compile(r"[\\*_`\[\]]")
_EDGE = "`"


def from_discord(
    content: str,
    *,
    people: Mapping[str, str] = _NOBODY,
    channels: Mapping[str, str] = _NOBODY,
    roles: Mapping[str, str] = _NOBODY,
) -> str:
    """Our small Markdown; mentions become names (`people`, `channels`, `roles`: id -> name). Never raises."""
    pieces: list[str] = []
    done = 0
    for code in _CODE.finditer(content):
        pieces += (_prose(content[done : code.start()], people, channels, roles), _code(code[0]))
        done = code.end()
    return "".join((*pieces, _prose(content[done:], people, channels, roles)))


def _prose(text: str, people: Mapping[str, str], channels: Mapping[str, str], roles: Mapping[str, str]) -> str:
    for mark in _DROPPED:
        text = mark.sub(r"\1", text)
    text = _THREEFOLD.sub(r"**_\1_**", text)
    text = _TARGET.sub(r"](\1)", text)
    text = _SMALL.sub("", text)

    def named(found: re.Match[str]) -> str:
        match found.lastgroup:
            case "user":
                return f"@{_plain(people.get(found['user'], found['user']))}"
            case "role":
                return f"@{_plain(roles.get(found['role'], found['role']))}"
            case "channel":
                return f"#{_plain(channels.get(found['channel'], found['channel']))}"
            case "emoji":
                return f":{_plain(found['emoji'])}:"
            case "command":
                return f"/{_plain(found['command'])}"
            case "time":
                return _moment(int(found["time"])) or found[0]
            case _:
                return found["address"]

    return _NEEDLESS.sub(r"\1\2", _REFERENCE.sub(named, text))


def _code(source: str) -> str:
    """A block gets lines of its own, as ours has; what stands in one line keeps its words."""
    if not source.startswith("```"):
        inner = source.strip(_EDGE)
        return f"`{inner}`" if _EDGE not in inner and "\n" not in inner else source
    inner = source[3:-3]
    first, line, rest = inner.partition("\n")
    if line and re.fullmatch(r"[A-Za-z0-9_+\-.#]+", first):
        inner = rest
    inner = inner.strip("\n")
    if "\n" not in source and _EDGE not in inner:
        return f"`{inner}`"
    return f"```\n{inner}\n```"


def _plain(name: str) -> str:
    return _OURS.sub(r"\\\g<0>", name)


def _moment(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return ""
