"""What all lints share: where a text of the FAQ stands, and how a finding about it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from intents.model import Entry, Faq, KeyPath, Language
from intents.normalize import normalize
from intents.problem import Problem, Severity

LISTED = 20
"""Findings of one kind that people are shown; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Written:
    """A title, question or test of an entry as its author wrote it, and the way to it."""

    entry: Entry
    language: Language
    text: str
    path: KeyPath

    @property
    def normal(self) -> str:
        """The text in the one spelling in which the engine compares."""
        return normalize(self.text)

    @property
    def also(self) -> str:
        """Where it stands, for a message about another line."""
        return f"(also in {where(self.entry, *self.path)}, entry {self.entry.id})"


def questions(faq: Faq) -> Iterator[Written]:
    """Every question, in the order of the file."""
    for entry in faq.entries:
        yield from _items(entry, "questions")


def tests(faq: Faq) -> Iterator[Written]:
    """Every test, in the order of the file."""
    for entry in faq.entries:
        yield from _items(entry, "tests")


def titles(faq: Faq) -> Iterator[Written]:
    """Every title, in the order of the file."""
    for entry in faq.entries:
        for language, text in entry.title.items():
            yield Written(entry, language, text, ("title", language))


def _items(entry: Entry, key: str) -> Iterator[Written]:
    for language, texts in (entry.questions if key == "questions" else entry.tests).items():
        for number, text in enumerate(texts):
            yield Written(entry, language, text, (key, language, number))


def where(entry: Entry, *path: str | int) -> str:
    """File and line of a part of an entry."""
    return f"{entry.file}:{entry.place(*path)[0]}"


def at(entry: Entry, severity: Severity, message: str, kind: str = "rule", path: KeyPath = ()) -> Problem:
    """A problem that points to a part of an entry, or to the entry's first line."""
    line, column = entry.place(*path)
    return Problem(entry.file, line, column, severity, entry.id, message, kind)


def warn(entry: Entry, kind: str, message: str, *path: str | int) -> Problem:
    """A warning about a part of an entry."""
    return at(entry, "warning", message, kind, path)


def shortened(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems with at most twenty warnings of a kind; in place of the next one stands how many more there are."""
    listed: list[Problem] = []
    found = tuple(problems)
    left = Counter(problem.kind for problem in found if problem.severity == "warning")
    shown: Counter[str] = Counter()
    for problem in found:
        if problem.severity == "warning":
            shown[problem.kind] += 1
        more = left[problem.kind] - LISTED
        if problem.severity == "error" or shown[problem.kind] <= LISTED:
            listed.append(problem)
        elif shown[problem.kind] == LISTED + 1:
            listed.append(problem if more == 1 else replace(problem, message=f"and {more} more of this kind"))
    return tuple(listed)
