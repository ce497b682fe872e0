"""Answer, ask back, or admit not knowing."""

from __future__ import annotations

import pytest

from intents.model import Thresholds
from intents.verdict import Answer, Clarify, Fallback, Verdict, judge
from tests.intents.worlds import part

THRESHOLDS = Thresholds(answer_above=0.6, clarify_above=0.3)


@pytest.mark.parametrize(
    ("confidences", "verdict"),
    [
        ((), Fallback()),
        ((0.29,), Fallback()),
        ((0.3,), Clarify(("a",))),
        ((0.59, 0.2, 0.1, 0.05), Clarify(("a", "b", "c"))),
        ((0.6,), Answer("a", 0.6)),
        ((0.9, 0.2), Answer("a", 0.9)),
        ((0.9, 0.85), Clarify(("a", "b"))),
        ((1.0, 1.0), Clarify(("a", "b"))),
    ],
)
def test_verdicts_follow_thresholds_and_the_margin(confidences: tuple[float, ...], verdict: Verdict) -> None:
    assert judge(part(*confidences), THRESHOLDS) == verdict


def test_a_threshold_of_zero_still_says_nothing_without_candidates() -> None:
    assert judge(part(), Thresholds(0.0, 0.0)) == Fallback()
