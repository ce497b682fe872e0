"""Texts as encoders can take them: any Unicode, and never so much of it that an answer would wait."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 512
"""Characters that are read. A question is far shorter; a story is cut into its sentences before it comes here, and
4,096 Chinese characters would take half a second."""

_MOST = 4096  # some characters stand for eighteen, so a first cut comes before they are written out
_HALVES = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    """The beginning of a text in plain characters, without halves of characters, which no tokenizer takes."""
    return unicodedata.normalize("NFKC", _HALVES.sub(" ", text[:_MOST]))[:LONGEST]


def all_readable(texts: Sequence[str]) -> list[str]:
    """As `readable`, of each."""
    return [readable(text) for text in texts]
