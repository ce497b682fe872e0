"""Warnings about a FAQ: nothing that stops it, everything that makes its answers worse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from intents.model import Context, Entry, Faq, Language
from intents.normalize import normalize
from intents.problem import Problem, Severity, suggestion

Rule = Callable[[Faq], Iterable[Problem]]
"""Something to be said about a whole FAQ; other parts of the program bring their own."""

Finder = Callable[[str, Context], str | None]
"""Which entry an utterance would be answered from, or None."""

ENOUGH_QUESTIONS = 5
"""Below this the engine mostly guesses; ten are better."""


def at(entry: Entry, severity: Severity, message: str) -> Problem:
    """A problem that points to the entry's first line."""
    return Problem(entry.file, entry.line, entry.column, severity, entry.id, message)


def lint(faq: Faq, today: date, rules: Sequence[Rule] = (), find: Finder | None = None) -> tuple[Problem, ...]:
    """Everything to be said about a FAQ, in the order of its lines. `find` runs the entries' tests."""
    found = [*_languages(faq), *_few_questions(faq), *_shared_questions(faq), *_expired(faq, today), *_related(faq)]
    for rule in rules:
        found.extend(rule(faq))
    if find is not None:
        found.extend(_failing_tests(faq, find))
    return tuple(sorted(found))


def _languages(faq: Faq) -> Iterator[Problem]:
    for entry in faq.entries:
        for language in faq.languages:
            missing = [
                name for name, by in (("questions", entry.questions), ("answer", entry.answer)) if language not in by
            ]
            if missing:
                what = " and no ".join(missing)
                yield at(entry, "warning", f"no {what} in '{language}'; people who write it get another language")


def _few_questions(faq: Faq) -> Iterator[Problem]:
    for entry in faq.entries:
        for language, questions in entry.questions.items():
            if len(questions) < ENOUGH_QUESTIONS:
                count = "only one question" if len(questions) == 1 else f"only {len(questions)} questions"
                yield at(entry, "warning", f"{count} in '{language}'; write at least {ENOUGH_QUESTIONS}, better ten")


def _shared_questions(faq: Faq) -> Iterator[Problem]:
    first: dict[str, Entry] = {}
    for entry in faq.entries:
        for question in dict.fromkeys(text for texts in entry.questions.values() for text in texts):
            other = first.setdefault(normalize(question), entry)
            if other is not entry:
                yield at(
                    entry, "warning", f"the question '{question}' also stands in '{other.id}'; keep it in one of them"
                )


def _expired(faq: Faq, today: date) -> Iterator[Problem]:
    for entry in faq.entries:
        if entry.expires is not None and entry.expires < today:
            yield at(entry, "warning", f"expired on {entry.expires}; check the answer and set a later date")


def _related(faq: Faq) -> Iterator[Problem]:
    ids = tuple(entry.id for entry in faq.entries)
    for entry in faq.entries:
        for related in entry.related:
            if related not in ids:
                yield at(entry, "warning", f"the related entry '{related}' is not there; {suggestion(related, ids)}")


def _failing_tests(faq: Faq, find: Finder) -> Iterator[Problem]:
    known = {normalize(text) for entry in faq.entries for texts in entry.questions.values() for text in texts}
    for entry in faq.entries:
        for language, test in _tests(entry):
            if normalize(test) in known:
                yield at(entry, "warning", f"the test '{test}' is also a question, so it proves nothing; reword it")
                continue
            found = find(test, Context(language=language))
            if found != entry.id:
                instead = f"finds '{found}'" if found else "finds no entry for sure"
                yield at(entry, "warning", f"the test '{test}' {instead}; add questions with its words")


def _tests(entry: Entry) -> Iterator[tuple[Language, str]]:
    for language, tests in entry.tests.items():
        for test in tests:
            yield language, test
