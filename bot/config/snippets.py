"""Saved replies: what they may hold, and what nobody may ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.config.convert import by_language, mapping_of
from bot.config.model import ByLanguage
from bot.config.sheet import Value
from bot.config.wording import warn_of_gaps
from conversation.texts import fill
from handoff.snippets import GAPS
from intents.document import Scalar
from safety.guard import asks_for_secret

_NAME = re.compile(r"\S(.{0,38}\S)?")


def snippets(variables: Mapping[str, str]) -> Callable[[Value], dict[str, ByLanguage]]:
    """Texts by name and language; a bare text stands under the empty language, for all of them."""

    def words(value: Value) -> str:
        return _words(value, variables)

    def one(value: Value) -> ByLanguage:
        return {"": words(value)} if isinstance(value.node, Scalar) else by_language(words)(value)

    def read(value: Value) -> dict[str, ByLanguage]:
        _warn_of_names(value)
        return mapping_of(one, _named)(value)

    return read


def _warn_of_names(value: Value) -> None:
    """Names that are hard to type, or hard to tell apart."""
    seen: dict[str, str] = {}
    for key, item in value.pairs():
        name, first = key.text, seen.setdefault(key.text.casefold(), key.text)
        if first != name:
            message = f"'{first}' and '{name}' differ by case only, and /snippet takes them for one; rename one of them"
            value.sheet.warn(key.line, key.column, item.path, message)
        if re.search(r"\s", name.strip()):
            joined = re.sub(r"\s+", "-", name.strip())
            message = f"a name with a space is easily mistyped behind /snippet; write '{joined}'"
            value.sheet.warn(key.line, key.column, item.path, message)


def _words(value: Value, variables: Mapping[str, str]) -> str:
    text = value.word()
    asked = asks_for_secret(fill(text, variables))
    if asked is not None:
        raise ValueError(f"it asks for a secret ('{asked}'); nobody may ask for one, so reword it")
    warn_of_gaps(value, text, (*GAPS, *variables))
    return text


def _named(word: str) -> str:
    if not _NAME.fullmatch(word):
        raise ValueError("a name has at most 40 characters, in one line")
    return word
