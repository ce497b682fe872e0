"""One spelling for all disguises: full width, accents, zero-width characters, compatibility letters.

Detectors read the folded text; `Folded.span` leads back to the original, which is what gets redacted.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from safety.secrets.model import LABEL

WALL = "ʘ"
"""A letter in no word list. It stands for what is already redacted: whatever touches it is no longer one run."""

_DROPPED = frozenset({"Mn", "Me", "Cf"})
_BY_HAND = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O"}  # strokes and dots that Unicode does not decompose


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `offsets[i]` is where its character i came from (with one more for the end), None if aligned."""

    text: str
    offsets: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that `text[start:end]` was made from, with the marks that follow it."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], max(self.offsets[end - 1] + 1, self.offsets[end])


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """Its compatibility form without marks; empty for what has no width."""
    if character in _BY_HAND:
        return _BY_HAND[character]
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(part for part in decomposed if unicodedata.category(part) not in _DROPPED)


def fold(text: str) -> Folded:
    """The text as detectors read it. Case stays, since keys depend on it."""
    text = LABEL.sub(lambda found: WALL * len(found.group()), text) if "[" in text else text
    if text.isascii():
        return Folded(text)
    pieces = [
        character if character < "\x80" or "一" <= character <= "鿿" else fold_character(character)
        for character in text
    ]
    folded = "".join(pieces)
    if len(folded) == len(text) and "" not in pieces:
        return Folded(folded)
    return Folded(folded, [*(index for index, piece in enumerate(pieces) for _ in piece), len(text)])
