"""Typing mistakes that are the same for everybody: each text has its own dice, seeded with the text itself.

In about three of ten words of letters one edit: two letters swapped, one dropped, doubled, or replaced by its neighbour
on the keyboard. In a text with Chinese characters one of them becomes another of the training set's: one that sounds
alike where there is one, any other in half of the cases.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

HOMOPHONES = "pypinyin"
"""The package that knows how characters sound."""

SHARE = 0.3
"""Of the words that get a mistake."""

_SEED = "frontdesk"
_WORD = re.compile(r"[A-Za-z]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """Letter → the letters around it; each row is half a key to the right of the one above."""
    places = {letter: (x + y / 2, y) for y, row in enumerate(_KEYBOARD) for x, letter in enumerate(row)}
    return {
        letter: "".join(
            other for other, (a, b) in places.items() if other != letter and abs(a - x) <= 1 and abs(b - y) <= 1
        )
        for letter, (x, y) in places.items()
    }


_NEXT_TO = _neighbours()


class Typist:
    """Mistypes texts; `known` are the texts whose characters may turn up in place of another."""

    def __init__(self, known: Iterable[str]) -> None:
        self._characters = sorted({found for text in known for found in _HAN.findall(text)})
        self._alike: dict[str, list[str]] = {}
        for character in self._characters:
            self._alike.setdefault(_sound(character), []).append(character)

    def mistype(self, text: str) -> str:
        """The text with its mistakes; the same each time."""
        dice = random.Random(f"{_SEED} {text}")
        places = [found.start() for found in _HAN.finditer(text)]
        if not places or not self._characters:
            return _WORD.sub(lambda word: _edited(word[0], dice) if dice.random() < SHARE else word[0], text)
        at = dice.choice(places)
        return text[:at] + self._other(text[at], dice) + text[at + 1 :]

    def _other(self, character: str, dice: random.Random) -> str:
        alike = [other for other in self._alike.get(_sound(character), ()) if other != character]
        by_sound = dice.random() < 0.5
        others = alike if by_sound and alike else [other for other in self._characters if other != character]
        return dice.choice(others) if others else character


def _sound(character: str) -> str:
    """Its pinyin without tones."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 # needed for Chinese only, and not always there

    return str(lazy_pinyin(character)[0])


def _edited(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word))
    letter = word[at]
    match dice.choice(("swap", "drop", "double", "neighbour")):
        case "swap":
            at = min(at, len(word) - 2)
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case "drop":
            return word[:at] + word[at + 1 :]
        case "double":
            return word[:at] + letter + word[at:]
        case _:
            other = dice.choice(_NEXT_TO[letter.lower()])
            return word[:at] + (other.upper() if letter.isupper() else other) + word[at + 1 :]
