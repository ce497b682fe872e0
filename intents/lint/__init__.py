"""Warnings about a FAQ: nothing that stops it, everything that makes its answers worse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from intents import steps
from intents.lint import held_out, reach, twins, whole
from intents.lint.finding import at, shortened
from intents.lint.whole import ENOUGH_QUESTIONS
from intents.match import Recognizer
from intents.model import Faq, Thresholds
from intents.problem import Problem

Rule = Callable[[Faq], Iterable[Problem]]
"""Something to be said about a whole FAQ; other parts of the program bring their own."""

__all__ = ["ENOUGH_QUESTIONS", "Rule", "at", "lint", "shortened"]

_RULES: tuple[Rule, ...] = (
    whole.languages,
    whole.few_questions,
    whole.related,
    twins.same,
    twins.alike,
    reach.shadowed,
    reach.unlinked,
    held_out.proving_nothing,
)


def lint(
    faq: Faq,
    today: date,
    rules: Sequence[Rule] = (),
    recognizer: Recognizer | None = None,
    thresholds: Thresholds | None = None,
) -> tuple[Problem, ...]:
    """Everything to be said about a FAQ, in the order of its lines.

    With a recognizer of this FAQ its tests are run and its questions tried; `thresholds` are those in force.
    """
    found = [problem for rule in (*_RULES, *rules) for problem in rule(faq)]
    found += whole.expired(faq, today)
    found += _of_steps(faq)
    if recognizer is not None and recognizer.model.entries:
        found += reach.lost(faq, recognizer)
        found += held_out.failing(faq, recognizer, thresholds or recognizer.model.thresholds)
    return tuple(sorted(set(found)))


def _of_steps(faq: Faq) -> Iterator[Problem]:
    return (replace(problem, kind="steps") for problem in steps.findings(faq))
