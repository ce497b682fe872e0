"""The words of the engine: what an entry is, and what an utterance was understood to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = str
"""A BCP 47 code as the FAQ lists it, such as ``en`` or ``zh``."""

THEN = ("next", "solved", "handoff")
"""What may follow a choice of a step besides a step or an entry: the next step, after the last one a person; the end;
a person."""

HandoffRule = Literal["never", "offer", "always"]
PriorityName = Literal["low", "normal", "high", "urgent"]

Remark = Literal["asks", "corrects", "insists"]
"""What a message says of the answer before it: nothing; that another thing was meant; that it did not help."""

KeyPath = tuple[str | int, ...]
"""The way to a part of an entry: keys as they are written, items by their number from 0."""

Position = tuple[int, int]
"""Line and column in a file, both from 1."""


def in_language(
    texts: Mapping[Language, str], language: Language, fallbacks: tuple[Language, ...] = ()
) -> tuple[Language, str]:
    """The text in `language`, else in the first of `fallbacks` that has one, else in any; and the language it is in."""
    for wanted in (language, *fallbacks, *texts):
        if wanted in texts:
            return wanted, texts[wanted]
    return language, ""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a video that belongs to an answer; exactly one of the two is set."""

    image: str | None = None
    video: str | None = None
    alt: Mapping[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepChoice:
    """One answer to a step. `say` is advice before going on; `then` is a word of `THEN`, or a step's or entry's id."""

    label: Mapping[Language, str]
    say: Mapping[Language, str] = field(default_factory=dict)
    then: str = "next"


@dataclass(frozen=True, slots=True)
class Step:
    """A question of a guide and the answers to choose from; `id` is empty where no `then` points to it."""

    id: str
    ask: Mapping[Language, str]
    choices: tuple[StepChoice, ...]


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
    steps: tuple[Step, ...] = ()
    line: int = 0
    column: int = 1
    file: str = "faq.yaml"
    places: Mapping[KeyPath, Position] = field(default_factory=dict, compare=False, repr=False)
    """Where each key and item stands in the file; empty for an entry that no file holds."""

    def place(self, *path: str | int) -> Position:
        """Where a part such as ``("questions", "en", 0)`` stands, else what encloses it, at last the entry."""
        for end in range(len(path), 0, -1):
            for known in (path[:end], (path[0], *path[2:end])):  # the first language may be left out
                if known in self.places:
                    return self.places[known]
        return self.line, self.column

    def title_in(self, language: Language) -> str:
        """A heading for `language`: its title, its first question, then those of other languages, then the id."""
        for titles in ({language: self.title.get(language, "")}, {language: self._question(language)}, self.title):
            found = next((title for title in titles.values() if title), None)
            if found:
                return found
        return next((texts[0] for texts in self.questions.values() if texts), self.id)

    def answer_in(self, language: Language, fallbacks: tuple[Language, ...] = ()) -> tuple[Language, str]:
        """The answer and the language it is in: `language`, else the first of `fallbacks` that has one, else any."""
        return in_language(self.answer, language, fallbacks)

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
    """What a message was understood to ask; never without a part. Most messages have exactly one.

    Of several, those that are sure come first; the others are questions of their own that the FAQ does not know.
    """

    parts: tuple[Part, ...]
    remark: Remark = "asks"


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
