"""Whether entries are whole: languages, enough questions, answers that are still true, ids that are there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intents.lint.finding import warn
from intents.model import Entry, Faq, Language
from intents.problem import Problem, suggestion

ENOUGH_QUESTIONS = 5
"""Below this the engine mostly guesses; ten are better."""

SOON = 14
"""Days before an answer expires in which its author is asked to look at it."""


def languages(faq: Faq) -> Iterator[Problem]:
    """What is not there in one of the languages that the file lists."""
    for entry in faq.entries:
        for language in faq.languages:
            missing = list(_missing(entry, language))
            if missing:
                message = f"no {' and no '.join(missing)} in '{language}'; people who write it get another language"
                yield warn(entry, "missing-language", message, missing[0])


def _missing(entry: Entry, language: Language) -> Iterator[str]:
    if entry.title and language not in entry.title:
        yield "title"
    if language not in entry.questions:
        yield "questions"
    if language not in entry.answer:
        yield "answer"


def few_questions(faq: Faq) -> Iterator[Problem]:
    """Languages in which an entry has too few questions to be recognised by."""
    for entry in faq.entries:
        for language, questions in entry.questions.items():
            if len(questions) < ENOUGH_QUESTIONS:
                count = "only one question" if len(questions) == 1 else f"only {len(questions)} questions"
                message = (
                    f"{count} in '{language}'; write at least {ENOUGH_QUESTIONS}: "
                    "ten examples are worth more than a better model"
                )
                yield warn(entry, "few-questions", message, "questions", language)


def expired(faq: Faq, today: date) -> Iterator[Problem]:
    """Answers whose day is over, or will be within a fortnight."""
    for entry in faq.entries:
        if entry.expires is None:
            continue
        days = (entry.expires - today).days
        remedy = "check the answer and set a later date"
        if days < 0:
            yield warn(entry, "expired", f"expired on {entry.expires}; {remedy}", "expires")
        elif days <= SOON:
            when = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
            yield warn(entry, "expires-soon", f"expires {when}, on {entry.expires}; {remedy}", "expires")


def related(faq: Faq) -> Iterator[Problem]:
    """Related entries that are not there."""
    ids = tuple(entry.id for entry in faq.entries)
    known = frozenset(ids)
    for entry in faq.entries:
        for number, name in enumerate(entry.related):
            if name not in known:
                message = f"the related entry '{name}' is not there; {suggestion(name, ids)}"
                yield warn(entry, "unknown-related", message, "related", number)
