"""Saved replies: what they may hold, and what nobody may ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.config.convert import language, mapping_of
from bot.config.model import ByLanguage
from bot.config.sheet import Value
from conversation.texts import fill
from handoff.snippets import GAPS
from intents.document import Scalar
from intents.problem import suggestion
from safety.guard import asks_for_secret

_GAP = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"\S(.{0,38}\S)?")


def snippets(variables: Mapping[str, str]) -> Callable[[Value], dict[str, ByLanguage]]:
    """Texts by name and language; a bare text stands under the empty language, for all of them."""

    def words(value: Value) -> str:
        return _words(value, variables)

    def by_language(value: Value) -> ByLanguage:
        return {"": words(value)} if isinstance(value.node, Scalar) else mapping_of(words, language)(value)

    return mapping_of(by_language, _named)


def _words(value: Value, variables: Mapping[str, str]) -> str:
    text = value.word()
    asked = asks_for_secret(fill(text, variables))
    if asked is not None:
        raise ValueError(f"it asks for a secret ('{asked}'); nobody may ask for one, so reword it")
    known = (*GAPS, *variables)
    for gap in dict.fromkeys(_GAP.findall(text)):
        if gap not in known:
            value.warn(f"nothing is put in for {{{gap}}}; {suggestion(gap, known)}")
    return text


def _named(word: str) -> str:
    if not _NAME.fullmatch(word):
        raise ValueError("a name has at most 40 characters, in one line")
    return word
