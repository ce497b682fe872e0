"""The figures of a method on a set, from what it ranked: those of `frontdesk eval`, refusal and calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from intents.evaluate import Outcome, report

COVERAGE = 0.95
"""The share of questions in scope that must get through while what is out of scope is refused."""

BINS = 15

Figures = dict[str, float | None]

RANKED = ("accuracy", "recall_at_3", "oos_auroc")
"""Figures of `frontdesk eval` that need an order only."""

PROBABLE = ("answered", "wrong_answers", "clarified", "oos_answered")
"""Figures of `frontdesk eval` that need confidences which are probabilities."""


def figures(outcomes: Sequence[Outcome], *, probable: bool) -> Figures:
    """All that can be said of ranked queries, those out of scope included; None where there are none of a kind.

    Only if the confidences are `probable`, that is probabilities, can verdicts and calibration be spoken of.
    """
    found = report(outcomes)
    inside = [outcome for outcome in outcomes if outcome.query.in_scope]
    outside = [outcome.confidence for outcome in outcomes if not outcome.query.in_scope]
    return {
        **{name: _number(found[name]) for name in RANKED},
        **{name: _number(found[name]) if probable else None for name in PROBABLE},
        "oos_refused": refused([outcome.confidence for outcome in inside], outside),
        "calibration_error": calibration_error(inside) if probable else None,
        "calibration_error_with_oos": calibration_error(outcomes) if probable and outside else None,
    }


def refused(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """The share out of scope that stays below the confidence which 95 % of those in scope reach."""
    if not inside or not outside:
        return None
    ordered = np.sort(np.array(inside, np.float64))
    threshold = ordered[int(len(ordered) * (1 - COVERAGE))]
    return float((np.array(outside) < threshold).mean())


def calibration_error(outcomes: Sequence[Outcome]) -> float | None:
    """Expected calibration error: how far confidence and share of right ones differ, over bins of equal width."""
    if not outcomes:
        return None
    sure = np.array([outcome.confidence for outcome in outcomes])
    right = np.array([outcome.right for outcome in outcomes], np.float64)
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = np.abs(np.bincount(bins, sure, BINS) - np.bincount(bins, right, BINS))
    return float(gaps.sum() / len(outcomes))


def mean(several: Sequence[Mapping[str, float | None]]) -> Figures:
    """Figure by figure, of those that have it; None where one of these is."""
    found: Figures = {}
    for name in several[0]:
        values = [each[name] for each in several if name in each]
        numbers = [value for value in values if value is not None]
        found[name] = sum(numbers) / len(numbers) if len(numbers) == len(values) else None
    return found


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
