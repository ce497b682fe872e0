"""The bot's own sentences, one YAML file a language, and how they are filled in.

To add a sentence: the same key in every file here, then `turn.say("key")` in the kernel. To add a language: one more
file. Communities put their own wording under `texts:` in frontdesk.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import cast

import yaml

from intents.normalize import normalize

_DASHES = frozenset("-–—/")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def shipped() -> Mapping[str, Mapping[str, str | list[str]]]:
    """The sentences of this folder by language, read once."""
    folder = files(__package__)
    return {
        item.name.removesuffix(".yaml"): cast(
            Mapping[str, "str | list[str]"], yaml.safe_load(item.read_text(encoding="utf-8"))
        )
        for item in folder.iterdir()
        if item.name.endswith(".yaml")
    }


def fill(template: str, values: Mapping[str, object]) -> str:
    """Puts values in for {names}; a name without a value stays as it is, so an answer may hold braces."""
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), template)


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences in force: the shipped ones under the community's own. The first language is the fallback."""

    languages: tuple[str, ...] = ("en", "zh")
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str, language: str, **values: object) -> str:
        """The sentence in this language, else in the first one, else in English."""
        return fill(self._sentence(key, self.spoken(key, language)), {**self.variables, **values}).strip()

    def spoken(self, key: str, language: str) -> str:
        """The language that a sentence is said in: this one, else the first one, else English."""
        for candidate in (language, self.languages[0], "en"):
            if self._sentence(key, candidate):
                return candidate
        raise KeyError(key)

    def _sentence(self, key: str, language: str) -> str:
        found = self.own.get(language, {}).get(key) or shipped().get(language, {}).get(key)
        return found if isinstance(found, str) else ""

    def render(self, text: str) -> str:
        """A text of the FAQ with the community's variables in it."""
        return fill(text, self.variables).strip()

    def means_human(self, text: str) -> bool:
        """Whether the whole text is one of the plain sentences that ask for a person, in any language."""
        return normalize(text) in _phrases("asks_for_human")

    def is_closing(self, text: str) -> bool:
        """Whether the whole text is only thanks or a goodbye, in any language, in one breath or several."""
        return _strung("closing_words").fullmatch(normalize(text)) is not None

    def means_helped(self, text: str) -> bool:
        """Whether the whole text, below an answer, says that it helped, in any language; thanks do as well."""
        return _strung("closing_words", "helped_words").fullmatch(normalize(text)) is not None

    def means_skip(self, text: str) -> bool:
        """Whether the whole text says that there is nothing to tell, in any language, or is the label of the button."""
        labels = {normalize(self.text("choice_skip", language)) for language in self.languages}
        words = normalize(text)
        return words in _phrases("skip_words") | labels if words else text.strip() in _DASHES


@cache
def _strung(*keys: str) -> re.Pattern[str]:
    """Phrases in a row, and between them what changes nothing; words in Latin letters end where a space is."""
    said, besides = _either(*keys), _either("closing_besides")
    return re.compile(rf"(?:(?:{besides}) ?){{0,2}}(?:{said})(?: ?(?:{said}|{besides})){{0,3}}")


def _either(*keys: str) -> str:
    longest_first = sorted(frozenset[str]().union(*map(_phrases, keys)), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase) + (r"(?!\w)" if phrase.isascii() else "") for phrase in longest_first)


@cache
def _phrases(key: str) -> frozenset[str]:
    return frozenset(
        normalize(phrase) for sentences in shipped().values() for phrase in cast(list[str], sentences.get(key, []))
    )
