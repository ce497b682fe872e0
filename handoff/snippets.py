"""Saved replies: one name, a text in each language, and gaps such as {name} that are filled when one is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

GAPS = ("name", "number", "operator", "code")
"""What every saved reply can hold, beside the community's own variables."""

_GAP = re.compile(r"(\s*)\{(\w+)\}")


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
    """Puts values in for {gaps}. An empty one takes the space before it along; what is no gap stays as it is."""

    def filled(gap: re.Match[str]) -> str:
        if gap[2] not in values:
            return gap[0]
        value = str(values[gap[2]])
        return f"{gap[1]}{value}" if value else ""

    return _GAP.sub(filled, text).strip()
