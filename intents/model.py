"""The words of the engine: what an entry is, and what an utterance was understood to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = str
"""A BCP 47 code as the FAQ lists it, such as ``en`` or ``zh``."""

HandoffRule = Literal["never", "offer", "always"]
PriorityName = Literal["low", "normal", "high", "urgent"]


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a video that belongs to an answer; exactly one of the two is set."""

    image: str | None = None
    video: str | None = None
    alt: Mapping[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One intent of the FAQ. A mapping by language lacks the languages that its author left out."""

    id: str
    title: Mapping[Language, str]
    questions: Mapping[Language, tuple[str, ...]]
    answer: Mapping[Language, str]
    tests: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    related: tuple[str, ...] = ()
    handoff: HandoffRule = "offer"
    team: str | None = None
    priority: PriorityName | None = None
    needs: tuple[str, ...] = ()
    expires: date | None = None
    line: int = 0
    column: int = 1
    file: str = "faq.yaml"

    def title_in(self, language: Language) -> str:
        """A heading for `language`: its title, its first question, then those of other languages, then the id."""
        for titles in ({language: self.title.get(language, "")}, {language: self._question(language)}, self.title):
            found = next((title for title in titles.values() if title), None)
            if found:
                return found
        return next((texts[0] for texts in self.questions.values() if texts), self.id)

    def answer_in(self, language: Language, fallbacks: tuple[Language, ...] = ()) -> tuple[Language, str]:
        """The answer and the language it is in: `language`, else the first of `fallbacks` that has one, else any."""
        for wanted in (language, *fallbacks, *self.answer):
            if wanted in self.answer:
                return wanted, self.answer[wanted]
        return language, ""

    def _question(self, language: Language) -> str:
        return next(iter(self.questions.get(language, ())), "")


@dataclass(frozen=True, slots=True)
class Faq:
    """A parsed FAQ. `version` is a short hash of the text, so that an answer can be traced to its source."""

    version: str
    languages: tuple[Language, ...]
    entries: tuple[Entry, ...]

    def entry(self, entry_id: str) -> Entry | None:
        """The entry with this id, or None."""
        return next((entry for entry in self.entries if entry.id == entry_id), None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant; `confidence` is a calibrated probability, 0 to 1."""

    entry: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message: its words, its language, and the entries it may mean, best first (at most five)."""

    text: str
    language: Language
    ranking: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message was understood to ask; never without a part. Most messages have exactly one."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From `answer_above` on we answer, from `clarify_above` on we ask back, below we admit not knowing."""

    answer_above: float
    clarify_above: float


@dataclass(frozen=True, slots=True)
class Context:
    """What the recogniser may know besides the words: the chosen or last language, the entry answered last."""

    language: Language | None = None
    last_entry: str | None = None
