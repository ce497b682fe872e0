"""Probabilities sum to one with the silent rivals in it; confidences mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from intents.calibrate import FOLDS, Folds, Trials, calibrate, confidence, cross_validate, logistic, thresholds
from intents.classifier import ENOUGH_ENTRIES, fit_dual, probabilities, rivals
from intents.encoder import Floats
from intents.fitted import Calibration
from intents.lexicon import Booleans

SCORES = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 4), st.integers(1, 40)),
    elements=st.floats(-1000, 1000, width=32),
)
BINS = 15


@given(SCORES, st.integers(1, ENOUGH_ENTRIES))
def test_the_entries_and_the_silent_rivals_together_have_all_there_is(scores: Floats, silent: int) -> None:
    found = probabilities(scores, silent)
    raised = np.concatenate([scores, np.zeros((len(scores), silent), np.float32)], axis=1).astype(np.float64)
    each = np.exp(raised - raised.max(axis=1, keepdims=True))
    rest = each[:, scores.shape[1] :].sum(axis=1) / each.sum(axis=1)
    assert np.isfinite(found).all()
    assert ((found >= 0) & (found <= 1)).all()
    assert np.allclose(found.sum(axis=1) + rest, 1, atol=1e-4)


@given(SCORES, st.floats(0.2, 5), st.floats(-5, 5))
def test_a_confidence_is_finite_between_zero_and_one_and_keeps_the_order(
    scores: Floats, slope: float, intercept: float
) -> None:
    found = probabilities(scores, 1)
    sure = confidence(found, Calibration(slope, intercept))
    assert np.isfinite(sure).all()
    assert ((sure >= 0) & (sure <= 1)).all()
    order = np.argsort(found, axis=1, kind="stable")
    assert (np.diff(np.take_along_axis(sure, order, axis=1), axis=1) >= 0).all()


@pytest.mark.parametrize(("entries", "silent"), [(0, 30), (1, 29), (29, 1), (30, 1), (5000, 1)])
def test_every_faq_has_a_silent_rival_and_a_small_one_many(entries: int, silent: int) -> None:
    assert rivals(entries) == silent


@given(arrays.arrays(np.float32, (6, 6), elements=st.floats(-3, 3, width=32)))
def test_no_kernel_makes_the_steps_run_away(raw: Floats) -> None:
    targets = np.eye(3, dtype=np.float32)[[0, 0, 1, 1, 2, 2]]
    kernel = (raw @ raw.T).astype(np.float32)
    found = fit_dual(kernel, targets)
    assert np.isfinite(found).all()
    assert np.isfinite(probabilities(kernel @ found, 1)).all()


def simulated(slope: float, intercept: float, count: int, seed: int, spread: float = 2) -> Trials:
    """Questions that are right as often as this calibration says, after four utterances of nothing that are far off."""
    drawn = np.random.default_rng(seed)
    in_scope = np.arange(count) >= FOLDS
    logits = np.where(in_scope, drawn.normal(0, spread, count), -13)
    right = drawn.random(count) < logistic(slope * logits + intercept)
    return Trials(logits, right & in_scope, right & in_scope, in_scope, ~in_scope)


def expected_error(confidences: Floats, right: Booleans) -> float:
    """ECE: how far confidence and share of right ones are apart, in bins of equal width."""
    at = np.minimum((confidences * BINS).astype(int), BINS - 1)
    apart = [abs(confidences[at == b].sum() - right[at == b].sum()) for b in range(BINS)]
    return float(sum(apart)) / len(confidences)


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.5, 1.0), (2.0, -1.0), (1.4, 2.0)])
def test_a_calibration_is_found_again_from_what_happened(slope: float, intercept: float) -> None:
    found = calibrate(simulated(slope, intercept, 3000, 1))
    fresh = simulated(slope, intercept, 3000, 2)
    sure = logistic(found.slope * fresh.logits + found.intercept)
    assert expected_error(sure[FOLDS:], fresh.right[FOLDS:]) < 0.03


@pytest.mark.parametrize("spread", [0.2, 2, 5])
@pytest.mark.parametrize("intercept", [-4.0, 0.0, 4.0])
@pytest.mark.parametrize("count", [50, 400, 3000])
def test_no_trials_make_the_calibration_run_away(spread: float, intercept: float, count: int) -> None:
    found = calibrate(simulated(0.3, intercept, count, 5, spread))
    assert 0.2 <= found.slope <= 2
    assert abs(found.intercept) < 6


def test_with_few_trials_the_usual_calibration_and_thresholds_stay() -> None:
    none = simulated(1, 0, 0, 1)
    usual = calibrate(none)
    assert (usual.slope, usual.intercept) == pytest.approx((1.2, 1.7))
    assert thresholds(simulated(1, 0, 5, 1), usual) == thresholds(none, usual)


def test_where_everything_is_wrong_almost_nothing_is_answered() -> None:
    drawn = simulated(1, -60, 200, 1)
    found = thresholds(drawn, calibrate(drawn))
    assert 0.9 <= found.answer_above <= 1
    assert found.clarify_above <= found.answer_above


def test_names_are_never_tested_and_what_is_left_out_comes_from_other_folds() -> None:
    owners = np.repeat(np.arange(8), 4).astype(np.int32)
    names = np.tile([False, False, False, True], 8)
    folds = Folds(owners, np.zeros(32, np.int32), names, 8)
    kernel = np.eye(32, dtype=np.float32)
    found = cross_validate(kernel, kernel, folds)
    assert found.nothing.sum() == 4
    assert len(found.logits) - found.nothing.sum() < 2 * (~names).sum()
    assert (~found.in_scope & ~found.nothing).sum() == 24, "every question is out of scope once"
