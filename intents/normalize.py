"""One spelling for what people type: case, width, punctuation, emoji, invisible characters, Chinese scripts, accents.

Both sides go through it, the FAQ's questions and what people ask, so a spelling may lose what tells rare words apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from intents.contractions import WRITTEN_OUT

LONGEST = 4096
"""Characters that are read; a question has never needed more."""

APOSTROPHES = "'’ʼ`´＇"
"""All that people type within a word such as "don't"."""

_KEPT = 64  # texts: a message is looked at as a whole and in parts, and more than once
_REMEMBERED = 20_000  # bounds the memory that a flood of rare characters can take


@lru_cache(_KEPT)
def normalize(text: str) -> str:
    """Lower-case words with single spaces, in simplified Chinese; two spellings of one question become equal.

    Emoji stand for themselves only where there is nothing else, so they never hide a question.
    """
    wide = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].casefold()
    plain = unicodedata.normalize("NFKC", wide.translate(_SPELLING))  # what stood apart may have come together
    if _MIXED.search(plain):
        plain = " ".join(map(_in_one_script, plain.split()))
    words = _ELONGATED.sub(_shorter, _PARTICLES.sub(r"\1", plain)).split()
    normal = " ".join(WRITTEN_OUT.get(word, word) for word in words)
    return (normal or _symbols(wide))[:LONGEST]


def as_it_looks(text: str) -> str:
    """A text with each word in one script, for what reads it as written; the same unless a word mixes its letters."""
    folded = text.casefold()
    return " ".join(map(_in_one_script, folded.split())) if _MIXED.search(folded) else text


class _Spelling(dict[int, str]):
    """Character → its one spelling, worked out when first seen: a full table would cost 150 ms at every start."""

    def __missing__(self, code: int) -> str:
        spelling = _spell(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = spelling
        return spelling


def _spell(character: str) -> str:
    if character in APOSTROPHES or character in _UNSEEN:
        return ""  # "don't" and "dont" are one word
    if character in _ALIKE:
        return _ALIKE[character]
    category = unicodedata.category(character)
    if category[0] == "C" and character not in "\t\n\r":
        return ""  # zero width, bidirectional marks, other controls
    if category[0] in "PSZ" or character.isspace():
        return " "
    if category[0] == "M":
        return "" if _is_left_out(character) else character
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if is_han(character):
        simplified = str(_TO_SIMPLIFIED.convert(character))
        return _VARIANTS.get(simplified, simplified)
    return _without_accent(character)


def _is_left_out(mark: str) -> bool:
    """Accents, frames, styles of emoji, vowel signs of Hebrew and Arabic; other scripts cannot do without theirs."""
    enclosing = unicodedata.category(mark) == "Me"
    return enclosing or unicodedata.combining(mark) == 230 or any(first <= mark <= last for first, last in _LEFT_OUT)


def _without_accent(character: str) -> str:
    """Latin letters lose their accents, since hurried people leave them out; other scripts keep theirs."""
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character


def is_traditional(text: str) -> bool:
    """Whether a text has a character that is written in another way in simplified Chinese."""
    return any(is_han(character) and character not in _spell(character) for character in text[:LONGEST])


def is_han(character: str) -> bool:
    """Whether this is a Chinese character (also used in Japanese)."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U000323af"
    )


def _in_one_script(word: str) -> str:
    """A word with letters of another script that only look like its own ("pаssword") in its own, if all of them do."""
    latin = sum(map(str.isascii, word))
    either = (word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC))
    for spelling in either if 2 * latin >= len(word) else reversed(either):
        if not _MIXED.search(spelling):
            return spelling
    return word


def _shorter(run: re.Match[str]) -> str:
    """Two of a letter that is held down; a word of this letter alone ("iii", "www") stays as it is."""
    before, after = run.string[max(0, run.start() - 1) : run.start()], run.string[run.end() : run.end() + 1]
    alone = before.strip() == after.strip() == "" and not is_han(run[1])
    return run[0] if alone else run[1] * 2


def _symbols(wide: str) -> str:
    """The emoji of a text that has no words, each run once, without the colour of their skin."""
    symbols = "".join(character for character in wide if unicodedata.category(character) == "So")
    return _REPEATED.sub(r"\1", symbols)


_TO_SIMPLIFIED = OpenCC("t2s")
_SPELLING = _Spelling()

_UNSEEN = "\u115f\u1160\u3164\uffa0\u0640"  # letters that show nothing, and the stroke that stretches Arabic words
_LEFT_OUT = (
    ("\u0300", "\u036f"),
    ("\u0591", "\u05c7"),
    ("\u0610", "\u061a"),
    ("\u064b", "\u065f"),
    ("\u0670", "\u0670"),
    ("\u06d6", "\u06ed"),
    ("\u180b", "\u180f"),
    ("\ufe00", "\ufe0f"),
    ("\U000e0100", "\U000e01ef"),
)
_VARIANTS = {"帐": "账", "著": "着"}  # one word, written in two ways by people who write simplified Chinese
_ALIKE = {
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىیئ", "ي"),
    **dict.fromkeys("ةہھۃ", "ه"),
    "ک": "ك",
    "ؤ": "و",
    "ı": "i",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "æ": "ae",
    "œ": "oe",
}

_TO_LATIN = {
    **str.maketrans("асеорхуіјѕкмтвнԁԛԝӏһ", "aceopxyijskmtbhdqwlh"),
    **str.maketrans("αβεζηικμνορστυχ", "abezhikmvopstyx"),
}
_TO_CYRILLIC = str.maketrans("aceopxyijskmtbh", "асеорхуіјѕкмтвн")
_MIXED = re.compile("[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")
_PARTICLES = re.compile(r"([啊呀哦喔噢哇呢吗嘛吧啦呜])\1+")
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED = re.compile("([^\U0001f1e6-\U0001f1ff])\\1+")  # the letters of a flag may be the same
