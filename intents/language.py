"""In which of the FAQ's languages a text is written: by its script, and where several share one, by lingua.

lingua is optional, 100 MB on disk and 35 MB of memory a language. Its mode of low accuracy takes a tenth of the memory,
but on short questions of wallet users it was wrong in 4 of 100, where this one is wrong in one of 400.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from intents.model import Language
from intents.normalize import APOSTROPHES, LONGEST, is_han, is_traditional

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


_MARGIN = 0.25
"""How far the likeliest language must be ahead of the next, as shares of one; else none is said."""

_MARGIN_OF_A_WORD = 0.9
"""The same for a single word: "ok" and names are of every language."""

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")  # none with digits: addresses, names of coins
_LETTER = re.compile("[A-Za-z]")
_DATA = re.compile(
    r"\[[^\]]*\]|(?<!\S)\S*?(?:@|://|\w[./]\w)\S*"
)  # addresses of all kinds, and what stands for a secret
_TELLING = re.compile(
    r"(?:i'm|im|me|my|mine|we|you|your|it'?s|it|is|isn'?t|are|aren'?t|was|were|am|has|have|had|don'?t|do|doesn'?t|does"
    r"|didn'?t|did|can|can'?t|cannot|could|should|would|will|won'?t|not|what|what'?s|why|how|when|where|who|which|this"
    r"|that|there|and|but|please|help|hello|hi|hey|thanks|thank)",
    re.IGNORECASE,
)
"""Small words of English that are no name of anything: one of them is enough to tell the language."""
_PLAIN_WORDS = 2
"""In small letters; this many are a phrase, where one may be a brand or a unit: "metamask", "order 55"."""
_READ = 500  # characters that are enough to tell a language
_KEPT = 4  # detectors; a FAQ needs one, and changes rarely


def detect(text: str, languages: Sequence[Language]) -> Language | None:
    """The one of `languages` that `text` is written in; None where it could be of several, or of none."""
    script = script_of(text[:LONGEST])
    fitting = [language for language in languages if script and _writes(language, script, languages)]
    if len(fitting) > 1 and script == "Han":
        traditional = is_traditional(text)
        fitting = [language for language in fitting if _is_traditional(language) == traditional] or fitting
    return fitting[0] if len(fitting) == 1 else _likeliest(text, fitting)


def is_mere_data(text: str) -> bool:
    """Whether a text in Latin letters says nothing of the language that its writer speaks: names, numbers, addresses.

    `detect` goes by script alone where one language has it; people name brands and devices in every language.
    """
    around = _DATA.sub(" ", text[:_READ])
    if script_of(around) not in (None, "Latin"):
        return False
    words = [word.replace("’", "'") for word in _WORD.findall(around)]
    plain = [word for word in words if word.islower() and len(word) > 1]
    return len(plain) < _PLAIN_WORDS and not any(_TELLING.fullmatch(word) for word in words)


def is_latin(language: Language) -> bool:
    """Whether a language is written in the letters that brands, units and addresses have everywhere."""
    return _script_of_language(language) == "Latin"


def missing(languages: Sequence[Language]) -> str | None:
    """A sentence for the log where lingua would tell some of these languages apart, and is not installed."""
    shared = [language for listed in _sharing(languages) for language in listed]
    if not shared or find_spec("lingua") is not None:
        return None
    return f"{', '.join(shared)} share a script; frontdesk[languages] would tell which of them a person writes"


def prepare(languages: Sequence[Language]) -> None:
    """Loads what `detect` needs for these languages: half a second each. Else the first text that needs it waits."""
    for shared in _sharing(languages):
        _likeliest("words", shared)


def _sharing(languages: Sequence[Language]) -> Iterator[list[Language]]:
    """Languages that share a script, two and more; Chinese is told apart by its characters."""
    by_script: dict[str, list[Language]] = {}
    for language in dict.fromkeys(languages):
        by_script.setdefault(_script_of_language(language), []).append(language)
    yield from (shared for script, shared in by_script.items() if script != "Han" and len(shared) > 1)


def _likeliest(text: str, languages: Sequence[Language]) -> Language | None:
    """The one of several languages of a script that is far ahead of the others; None without lingua."""
    words = _WORD.findall(text[:_READ])
    codes = tuple(dict.fromkeys(_code(language) for language in languages))
    if not words or len(codes) < 2:
        return None
    try:
        detector = _detector(codes)
    except (ImportError, LookupError):  # not installed, or there is a language that it does not know
        return None
    first, second, *_ = detector.compute_language_confidence_values(" ".join(words))
    if first.value - second.value < (_MARGIN if len(words) > 1 else _MARGIN_OF_A_WORD):
        return None
    found = first.language.iso_code_639_1.name.lower()
    return next(language for language in languages if _code(language) == found)


@lru_cache(_KEPT)
def _detector(codes: tuple[str, ...]) -> Any:
    lingua: Any = import_module("lingua")
    known = {language.iso_code_639_1.name.lower(): language for language in lingua.Language.all()}
    chosen = [known[code] for code in codes]
    return lingua.LanguageDetectorBuilder.from_languages(*chosen).with_preloaded_language_models().build()


def _code(language: Language) -> str:
    """ISO 639-1 of a language tag, as lingua has it: it knows both Norwegian languages, but not "no"."""
    code = language.split("-")[0].lower()
    return "nb" if code == "no" else code


def _writes(language: Language, script: str, languages: Sequence[Language]) -> bool:
    own = _script_of_language(language)
    if own == "Kana" and script == "Han":  # Japanese in characters alone, where no Chinese is offered
        return not any(_script_of_language(other) == "Han" for other in languages)
    return own == script


def _script_of_language(language: Language) -> str:
    return _SCRIPT_OF.get(language.split("-")[0].lower(), "Latin")


def _is_traditional(language: Language) -> bool:
    return any(part in _TRADITIONAL for part in language.lower().split("-")[1:])


def script_of(text: str) -> str | None:
    """The script that carries the text. A Latin word weighs as much as one Chinese character: brand names are many."""
    if text.isascii():  # most messages, and it is asked for each part of them
        return "Latin" if _LETTER.search(text) else None
    counts: dict[str, int] = {}
    in_latin_word = False
    for character in text:
        script = _script_of(character)
        if script is not None and not (script == "Latin" and in_latin_word):
            counts[script] = counts.get(script, 0) + 1
        in_latin_word = script == "Latin" or (in_latin_word and character in APOSTROPHES)
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
