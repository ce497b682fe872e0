"""Where one question of a message ends and the next begins, and what is mere courtesy."""

from __future__ import annotations

import re

MOST = 12
"""Sentences of a message that are looked at one by one; the rest still counts in the whole."""

_END = re.compile(r"(?<=[.!?;…])\s+|(?<=[。！？；])|(?<=\?)(?=[^\s?!.])|\n+")

_CLAUSE = re.compile(
    r"\s+(?:and also|and then|and|also|plus)\s+|[,;]\s+(?:and\s+|also\s+)?|[，；]\s*(?:另外|还有|以及|然后|而且|顺便)?|另外|还有|以及|顺便",
    re.IGNORECASE,
)
_SHORTEST_CLAUSE = 3  # words, or twice as many unspaced characters

_ASKS = re.compile(
    r"[?？]\s*$|\b(?:how|what|where|why|when|which|who|can|could|should|do|does|is|are|will|would)\b"
    r"|怎么|怎样|怎麽|怎麼|如何|什么|什麼|为什么|為什麼|哪|多少|多久|多长|几|能不能|能否|可以|是否|是不是|有没有|有沒有|吗|嗎|呢",
    re.IGNORECASE,
)

COURTESIES = frozenset(
    "hi|hello|hey|hi there|hello there|hey there|hi all|hello everyone|good morning|good afternoon|good evening|good day|"
    "dear team|dear support|thanks|thank you|thank you very much|thanks a lot|many thanks|thanks in advance|thx|please|"
    "please help|please help me|help me please|can anyone help|can someone help me|bye|goodbye|have a nice day|"
    "你好|您好|你好啊|你们好|大家好|早上好|下午好|晚上好|谢谢|谢谢你|谢谢您|多谢|感谢|请问|请问一下|想问一下|在吗|在不在|有人吗|再见|"
    "hola|buenos dias|gracias|bonjour|salut|merci|hallo|guten tag|danke|ola|obrigado|ciao|grazie|привет|здравствуйте|спасибо|"
    "こんにちは|ありがとう|안녕하세요|감사합니다|merhaba|xin chao|halo|terima kasih".split("|")
)
"""Normalised greetings, thanks and pleas. Entries that have one among their questions are small talk themselves."""


def segments(text: str) -> list[str]:
    """The first sentences of a message, in order; empty for a text without any."""
    found = (segment.strip() for segment in _END.split(text) if segment)
    return [segment for segment in found if segment][:MOST]


def clauses(text: str) -> list[str]:
    """The clauses of a single sentence that are long enough to be a question each; empty unless there are several."""
    found = [clause.strip() for clause in _CLAUSE.split(text) if clause.strip()]
    if len(found) < 2 or any(_is_short(clause) for clause in found):
        return []
    return found[:MOST]


def _is_short(clause: str) -> bool:
    return len(clause.split()) < _SHORTEST_CLAUSE and (clause.isascii() or len(clause) < 2 * _SHORTEST_CLAUSE - 1)


def asks(text: str) -> bool:
    """Whether a sentence has the form of a question, in English or Chinese; elsewhere by its question mark."""
    return _ASKS.search(text) is not None


def is_courtesy(normal: str) -> bool:
    """Whether a normalised utterance only greets, thanks or asks politely."""
    return normal in COURTESIES


def without_courtesy(normal: str) -> str:
    """A normalised utterance without the greeting before and the thanks after it; itself if nothing else is left."""
    match = _AROUND.fullmatch(normal)
    rest = match["rest"] if match else ""
    return rest or normal


def _pattern() -> re.Pattern[str]:
    longest_first = sorted(COURTESIES, key=lambda words: (-len(words), words))
    spaced = "|".join(re.escape(words) for words in longest_first if words.isascii())
    unspaced = "|".join(re.escape(words) for words in longest_first if not words.isascii())
    before = rf"(?:(?:{spaced}) |(?:{unspaced}) ?)"
    after = rf"(?: (?:{spaced})| ?(?:{unspaced}))"
    return re.compile(rf"{before}{{0,3}}(?P<rest>.*?){after}{{0,3}}", re.DOTALL)


_AROUND = _pattern()
