"""Where one question of a message ends and the next begins, and what is mere courtesy."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from intents.normalize import normalize

MOST = 12
"""Sentences of a message that are looked at one by one; the rest still counts in the whole."""

_END = re.compile(r"(?<=[.!?;…])\s+|(?<=[。！？；])|(?<=\?)(?=[^\s?!.])|\n+")
_CLAUSE = re.compile(  # each begins where spaces do: tried from every space of a long gap, it would take a second
    r"(?<!\s)\s+(?:and also|and then|also|plus)\s+|[,;]\s+(?:and\s+|also\s+)?"
    r"|(?<!\s)\s+and\s+(?=(?:(?:then|if|please|so)\s+)?(?:how|what|whats|where|why|when|which|who|can|could|should|do"
    r"|does|did|is|are|will|would|has|have|must|may|i|im|my|it|there)\b)"  # else it joins nouns: "the cards and coins"
    r"|[，；]\s*(?:另外|还有|以及|然后|而且|顺便)?|另外|还有|以及|顺便",
    re.IGNORECASE,
)
_SHORTEST_CLAUSE = 3  # words
_SHORTEST_UNSPACED = 5  # characters of a clause without spaces

_INTRODUCED = re.compile(
    r"^\W*(?:(?:i (?:have|got)|i've(?: got)?|there are|just|我有|我想问|想问|想请教)\s*)?"
    r"(?:two|three|four|2|3|4|a few|a couple of|several|some|multiple|两|二|三|四|几|多)\s*"
    r"(?:(?:quick|more|small|short|simple) )?个?(?:小)?(?:questions?|things|问题|問題)"
    r"(?:\s*(?:for you|please|to ask|想问|请教|要问))*\s*(?:[:：,，.。!！-]|$)\s*",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?:^|(?<=[\s.。?？!！;；,，:：]))(?:[(（]?(?P<digit>[1-9])[)）.、．:：](?!\d)|(?P<word>first|second|third)(?:ly)?[,:]|"
    r"(?P<han>第?[一二三四五六七八九])[、．，,:：])\s*|(?P<ring>[①-⑨])\s*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[ \t]*[-*•·–][ \t]+", re.MULTILINE)

_OPENS = re.compile(
    r"(?:and |also |but |so |then |please )*(?:how|what|whats|where|why|when|which|who|can|could|should|do|does|did|is"
    r"|are|will|would|has|have|must|may|if)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"\b(?:it|its|this|that|them|they|these|those|there|here|one|help|advi[sc]e|suggest\w*|any(?:one|body|thing)"
    r"|some(?:one|body|thing)|do (?:now|next|then)|should i do|can i do|happen\w*|going on|wrong|fix|solve\w*|normal"
    r"|possible|guys|questions?|ideas?|reason|else)\b"
    r"|帮|这|那|它|怎么办|怎么回事|怎么了|有人|在吗|解决|问题|可以吗|行吗|正常|原因|办法|急|别的|其他",
    re.IGNORECASE,
)
_OWN_WORDS, _OWN_CHARACTERS = 4, 6

_ASKS = re.compile(
    r"[?？]\s*$|\b(?:how|what|where|why|when|which|who|can|could|should|do|does|is|are|will|would)\b"
    r"|怎么|怎样|怎麽|怎麼|如何|什么|什麼|哪|多少|多久|多长|几|能不能|能否|可以|是否|是不是|有没有|有沒有|吗|嗎|呢",
    re.IGNORECASE,
)


def segments(text: str) -> list[str]:
    """The first sentences of a message, in order; the items of a list are sentences. Empty for a text without any."""
    found = (segment.strip() for segment in _END.split(_listed(text)) if segment)
    return [segment for segment in found if segment][:MOST]


def _listed(text: str) -> str:
    """The text without "two questions:" and with a line for each item of a list that counts from one."""
    text = _BULLET.sub("", _INTRODUCED.sub("", text, count=1))
    counted = "".join(next(filter(None, item.groups())).casefold() for item in _ITEM.finditer(text))
    is_list = counted.startswith(("12", "firstsecond", "一二", "第一第二", "①②"))
    return _ITEM.sub("\n", text) if is_list else text


def is_own_question(text: str) -> bool:
    """Whether a sentence asks for something by itself, so that no other sentence is needed to know what."""
    if not asks(text) or _LEANS.search(text):
        return False
    if text.isascii():
        return len(text.split()) >= _OWN_WORDS and (text.endswith("?") or _OPENS.match(text) is not None)
    return len(text) >= _OWN_CHARACTERS


def clauses(text: str) -> list[str]:
    """The clauses of a single sentence if each is long enough to be a question, else nothing; "hi," is none."""
    stripped = (clause.strip() for clause in _CLAUSE.split(text))
    found = [clause for clause in stripped if clause and not is_courtesy(normalize(clause))]
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
