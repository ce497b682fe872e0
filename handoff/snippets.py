"""Saved replies: one name, a text in each language, and gaps such as {name} that are filled when one is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

GAPS = ("name", "number", "operator", "code")
"""What every saved reply can hold, beside the community's own variables."""

_GAP = re.compile(r"\{(\w+)\}")
_EMPTY = "\0"
"""Stands where nothing was put in, until what belonged to it is taken away; no text that we keep has it."""
_AT_THE_START = re.compile(rf"((?:^|[\n.!?。！？：:])[^\S\n]*){_EMPTY}[,，、]?[^\S\n]*")
_WITHIN = re.compile(rf"[^\S\n]*[,，、]?[^\S\n]*{_EMPTY}")


def named(snippets: Mapping[str, Mapping[str, str]], name: str) -> Mapping[str, str] | None:
    """The texts of the saved reply of this name, however it is written; an exact one goes before."""
    wanted = name.strip()
    folded = next((known for known in snippets if known.casefold() == wanted.casefold()), "")
    return snippets.get(wanted) or snippets.get(folded)


def worded(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    """The text in the first of `languages` that there is; a plain text, which has the language "", counts for all."""
    for language in (*languages, ""):
        if language in texts:
            return texts[language]
    return next(iter(texts.values()), "")


def fill(text: str, values: Mapping[str, object]) -> str:
    """Puts values in for {gaps}; what is no gap stays as it is.

    An empty value takes along the comma and the space before it, at the start of a sentence those behind it.
    """

    def filled(gap: re.Match[str]) -> str:
        return (str(values[gap[1]]) or _EMPTY) if gap[1] in values else gap[0]

    return _WITHIN.sub("", _AT_THE_START.sub(r"\1", _GAP.sub(filled, text))).strip()
