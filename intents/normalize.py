"""One spelling for what people type: case, width, punctuation, invisible characters, traditional Chinese, accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from opencc import OpenCC

from intents.contractions import WRITTEN_OUT
from intents.model import Language

LONGEST = 4096
"""Characters that are read; a question has never needed more."""

_APOSTROPHES = "'’ʼ`´＇"
_REMEMBERED = 20_000  # bounds the memory that a flood of rare characters can take


def normalize(text: str) -> str:
    """Lower-case words with single spaces, in simplified Chinese; two spellings of one question become equal."""
    wide = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST]
    words = wide.casefold().translate(_SPELLING).split()
    return " ".join(WRITTEN_OUT.get(word, word) for word in words)[:LONGEST]


class _Spelling(dict[int, str]):
    """Character → its one spelling, worked out when first seen: a full table would cost 150 ms at every start."""

    def __missing__(self, code: int) -> str:
        spelling = _spell(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = spelling
        return spelling


def _spell(character: str) -> str:
    if character in _APOSTROPHES:
        return ""  # "don't" and "dont" are one word
    category = unicodedata.category(character)
    if category[0] == "C" and character not in "\t\n\r":
        return ""  # zero width, bidirectional marks, other controls
    if category[0] in "PSZ" or character.isspace():
        return " "
    if category == "Mn" and unicodedata.combining(character) == 230:
        return ""  # an accent that no composed letter has
    if is_han(character):
        return str(_TO_SIMPLIFIED.convert(character))
    return _without_accent(character)


def _without_accent(character: str) -> str:
    """Latin letters lose their accents, since hurried people leave them out; other scripts keep theirs."""
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character


def is_han(character: str) -> bool:
    """Whether this is a Chinese character (also used in Japanese)."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U000323af"
    )


_TO_SIMPLIFIED = OpenCC("t2s")
_SPELLING = _Spelling()

_BLOCKS: tuple[tuple[str, str, str], ...] = (
    ("\u0370", "\u03ff", "Greek"),
    ("\u0400", "\u052f", "Cyrillic"),
    ("\u0530", "\u058f", "Armenian"),
    ("\u0590", "\u05ff", "Hebrew"),
    ("\u0600", "\u06ff", "Arabic"),
    ("\u0750", "\u077f", "Arabic"),
    ("\u0900", "\u097f", "Devanagari"),
    ("\u0980", "\u09ff", "Bengali"),
    ("\u0b80", "\u0bff", "Tamil"),
    ("\u0c00", "\u0c7f", "Telugu"),
    ("\u0e00", "\u0e7f", "Thai"),
    ("\u10a0", "\u10ff", "Georgian"),
    ("\u1100", "\u11ff", "Hangul"),
    ("\u3040", "\u30ff", "Kana"),
    ("\uac00", "\ud7af", "Hangul"),
)
_SCRIPT_OF: dict[Language, str] = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"), "Cyrillic"),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb"), "Arabic"),
    **dict.fromkeys(("he", "yi"), "Hebrew"),
    **dict.fromkeys(("hi", "mr", "ne"), "Devanagari"),
    **dict.fromkeys(("zh", "yue", "cmn"), "Han"),
    "el": "Greek",
    "hy": "Armenian",
    "bn": "Bengali",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "ka": "Georgian",
    "ko": "Hangul",
    "ja": "Kana",
}
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def detect(text: str, languages: Sequence[Language]) -> Language | None:
    """The one of `languages` that is written in the script of `text`; None where several are, or none."""
    script = _script(text[:LONGEST])
    fitting = [language for language in languages if script and _writes(language, script, languages)]
    if len(fitting) > 1 and script == "Han":
        traditional = any(is_han(character) and character not in _spell(character) for character in text[:LONGEST])
        fitting = [language for language in fitting if _is_traditional(language) == traditional] or fitting
    return fitting[0] if len(fitting) == 1 else None


def _writes(language: Language, script: str, languages: Sequence[Language]) -> bool:
    own = _SCRIPT_OF.get(language.split("-")[0].lower(), "Latin")
    if own == "Kana" and script == "Han":  # Japanese in characters alone, where no Chinese is offered
        return not any(_SCRIPT_OF.get(other.split("-")[0].lower()) == "Han" for other in languages)
    return own == script


def _is_traditional(language: Language) -> bool:
    return any(part in _TRADITIONAL for part in language.lower().split("-")[1:])


def _script(text: str) -> str | None:
    """The script that carries the text. A Latin word weighs as much as one Chinese character: brand names are many."""
    counts: dict[str, int] = {}
    in_latin_word = False
    for character in text:
        script = _script_of(character)
        if script is not None and not (script == "Latin" and in_latin_word):
            counts[script] = counts.get(script, 0) + 1
        in_latin_word = script == "Latin" or (in_latin_word and character in _APOSTROPHES)
    if counts.get("Kana"):
        counts["Kana"] += counts.pop("Han", 0)
    if not counts:
        return None
    return max(counts, key=lambda script: (counts[script], script != "Latin"))


def _script_of(character: str) -> str | None:
    if character.isascii():
        return "Latin" if character.isalpha() else None
    if is_han(character):
        return "Han"
    if not character.isalpha():
        return None
    block = next((name for first, last, name in _BLOCKS if first <= character <= last), None)
    return block or ("Latin" if unicodedata.name(character, "").startswith(("LATIN", "FULLWIDTH LATIN")) else None)
