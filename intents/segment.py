"""Where one question of a message ends and the next begins, and what is mere courtesy."""

from __future__ import annotations

import json
import re
from importlib.resources import files

MOST = 12
"""Sentences of a message that are looked at one by one; the rest still counts in the whole."""

_END = re.compile(r"(?<=[.!?;…])\s+|(?<=[。！？；])|(?<=\?)(?=[^\s?!.])|\n+")
_CLAUSE = re.compile(
    r"\s+(?:and also|and then|and|also|plus)\s+|[,;]\s+(?:and\s+|also\s+)?"
    r"|[，；]\s*(?:另外|还有|以及|然后|而且|顺便)?|另外|还有|以及|顺便",
    re.IGNORECASE,
)
_SHORTEST_CLAUSE = 3  # words
_SHORTEST_UNSPACED = 5  # characters of a clause without spaces

_ASKS = re.compile(
    r"[?？]\s*$|\b(?:how|what|where|why|when|which|who|can|could|should|do|does|is|are|will|would)\b"
    r"|怎么|怎样|怎麽|怎麼|如何|什么|什麼|哪|多少|多久|多长|几|能不能|能否|可以|是否|是不是|有没有|有沒有|吗|嗎|呢",
    re.IGNORECASE,
)


def segments(text: str) -> list[str]:
    """The first sentences of a message, in order; empty for a text without any."""
    found = (segment.strip() for segment in _END.split(text) if segment)
    return [segment for segment in found if segment][:MOST]


def clauses(text: str) -> list[str]:
    """The clauses of a single sentence if each is long enough to be a question, else nothing."""
    found = [clause.strip() for clause in _CLAUSE.split(text) if clause.strip()]
    return [] if len(found) < 2 or any(_is_short(clause) for clause in found) else found[:MOST]


def _is_short(clause: str) -> bool:
    return len(clause.split()) < _SHORTEST_CLAUSE and (clause.isascii() or len(clause) < _SHORTEST_UNSPACED)


def asks(text: str) -> bool:
    """Whether a sentence has the form of a question, in English or Chinese; elsewhere by its question mark."""
    return _ASKS.search(text) is not None


def _courtesies() -> frozenset[str]:
    by_language = json.loads(files("intents").joinpath("courtesies.json").read_text("utf-8"))
    return frozenset(words for listed in by_language.values() for words in listed)


COURTESIES = _courtesies()
"""Normalised greetings, thanks and pleas. Entries that have one among their questions are small talk themselves."""


def is_courtesy(normal: str) -> bool:
    """Whether a normalised utterance only greets, thanks or asks politely."""
    return normal in COURTESIES


def without_courtesy(normal: str) -> str:
    """A normalised utterance without the greeting before and the thanks after it; itself if at most a word is left."""
    match = _AROUND.fullmatch(normal)
    rest = match["rest"] if match else ""
    return rest if " " in rest or (len(rest) > 1 and not rest.isascii()) else normal


def _around() -> re.Pattern[str]:
    longest_first = sorted(COURTESIES, key=lambda words: (-len(words), words))
    spaced = "|".join(re.escape(words) for words in longest_first if words.isascii())
    unspaced = "|".join(re.escape(words) for words in longest_first if not words.isascii())
    before = rf"(?:(?:{spaced}) |(?:{unspaced}) ?)"
    after = rf"(?: (?:{spaced})| ?(?:{unspaced}))"
    return re.compile(rf"{before}{{0,3}}(?P<rest>.*?){after}{{0,3}}", re.DOTALL)


_AROUND = _around()
