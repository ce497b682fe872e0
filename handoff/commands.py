"""What operators type, on every desk: `/claim`, `/note …`, plain text -> Order. One grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handoff.model import (
    Block,
    Claim,
    Command,
    Delete,
    Merge,
    Note,
    Release,
    Reopen,
    Reply,
    Resolve,
    SendEntry,
    SendSnippet,
    Snooze,
    Teach,
    Transfer,
    Unblock,
)

WORDS = (
    "/claim",
    "/release",
    "/note",
    "/faq",
    "/snippet",
    "/delete",
    "/transfer",
    "/resolve",
    "/reopen",
    "/snooze",
    "/merge",
    "/who",
    "/teach",
    "/block",
    "/unblock",
    "/mute",
    "/unmute",
)

LONGEST_NAME = 80
"""Characters of a team, a person or a snippet; nobody has a longer name."""

MINUTE = 60_000
LONGEST_SPAN = 30 * 24 * 60 * MINUTE
"""Nothing is put off for longer (ms)."""

_UNITS = {"m": MINUTE, "min": MINUTE, "分钟": MINUTE}
_UNITS |= dict.fromkeys(("h", "小时"), 60 * MINUTE)
_UNITS |= dict.fromkeys(("d", "天"), 24 * 60 * MINUTE)
_PIECE = re.compile(rf"(\d{{1,6}})\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})\s*")
_NUMBER = re.compile(r"#?(\d{1,16})")


@dataclass(frozen=True, slots=True)
class Mute:
    """Nothing rings for whoever says this for so many ms; 0: from now on it does again."""

    span: int


@dataclass(frozen=True, slots=True)
class Who:
    """Show what is known of the person behind this conversation; the desk answers it itself."""


Order = Command | Mute
"""What the engine carries out: commands to a conversation, and what operators settle for themselves."""


@dataclass(frozen=True, slots=True)
class Misread:
    """This is not a command; `key` names the sentence that says what to do instead, about `word`."""

    key: str
    word: str


def parse(text: str, about: str | None = None) -> Order | Who | Misread:
    """What `text` orders. Text that does not begin with a slash is a reply.

    `about` is the key of the line that the message replies to, where it replies to one.
    """
    text = text.strip()
    if not text.startswith("/"):
        return Reply(text, reply_to=about) if text else Misread("misread_empty", "")
    word, *following = text.split(maxsplit=1)
    rest = following[0] if following else ""
    return _alone(word) or _with_words(word, rest, about) or _with_measure(word, rest) or Misread("misread_word", word)


def span(text: str) -> int | None:
    """The span (ms) that is written as `30m`, `2h`, `3d` or `1h 30m`; None if it is none, or longer than allowed."""
    text = text.strip().lower()
    pieces = list(_PIECE.finditer(text))
    if not pieces or "".join(piece.group() for piece in pieces) != text:
        return None
    total = sum(int(piece[1]) * _UNITS[piece[2]] for piece in pieces)
    return total if 0 < total <= LONGEST_SPAN else None


def _alone(word: str) -> Order | Who | None:
    """Words that need nothing beside them."""
    match word.lower():
        case "/claim":
            return Claim()
        case "/release":
            return Release()
        case "/reopen":
            return Reopen()
        case "/who":
            return Who()
        case "/block":
            return Block()
        case "/unblock":
            return Unblock()
        case "/unmute":
            return Mute(0)
        case _:
            return None


def _with_words(word: str, rest: str, about: str | None) -> Order | Misread | None:
    """Words that say what they mean after them, or by the line that they reply to."""
    missing = Misread("misread_argument", word)
    match word.lower():
        case "/delete":
            return Delete(about) if about else Misread("misread_reply", word)
        case "/faq":
            return SendEntry(rest) if rest else missing
        case "/note":
            return Note(rest) if rest else missing
        case "/teach":
            return Teach(rest, about=about) if rest else missing
        case "/transfer":
            return Transfer(rest[:LONGEST_NAME]) if rest else missing
        case "/snippet":
            return SendSnippet(rest[:LONGEST_NAME]) if rest else Misread("misread_snippets", word)
        case _:
            return None


def _with_measure(word: str, rest: str) -> Order | Misread | None:
    """Words with a span or a number after them."""
    length, number = span(rest), _NUMBER.fullmatch(rest)
    match word.lower():
        case "/resolve" if not rest:
            return Resolve()
        case "/resolve":
            return Resolve(length) if length else Misread("misread_span", word)
        case "/snooze":
            return Snooze(length) if length else Misread("misread_span", word)
        case "/mute":
            return Mute(length) if length else Misread("misread_span", word)
        case "/merge":
            return Merge(int(number[1])) if number else Misread("misread_number", word)
        case _:
            return None
