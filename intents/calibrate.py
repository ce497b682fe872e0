"""From a score to a probability, and from probabilities to thresholds: by cross-validation on the FAQ alone.

Every fold leaves out a fifth of the entries as a whole, whose questions then play the part of what the FAQ cannot
answer, and a fifth of the questions of all others, which it should answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intents.classifier import fit_dual, probabilities, rivals
from intents.encoder import Floats
from intents.fitted import Calibration
from intents.lexicon import Ints
from intents.model import Thresholds

FOLDS = 5
STEPS = 25
"""Gradient steps a fold; the full fit takes more, the order of the candidates has settled by then."""

PRECISION_TO_ANSWER = 0.9
PRECISION_TO_CLARIFY = 0.8

_USUAL = Calibration(1.3, 0.4)  # what larger FAQs come to; a small FAQ starts from it
_PRIOR = 10.0  # how many utterances' worth of trust the usual calibration has
_FEWEST = 40  # utterances below which thresholds are not estimated
_USUAL_THRESHOLDS = Thresholds(answer_above=0.6, clarify_above=0.3)
_EDGE = 1e-6

Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trials:
    """Left-out questions: the logit of the best entry's probability, whether it was right, whether any could be."""

    logits: Floats
    right: Booleans
    in_scope: Booleans


def logit(probability: Floats) -> Floats:
    """Finite for every probability from 0 to 1."""
    clipped = np.clip(probability.astype(np.float64), _EDGE, 1 - _EDGE)
    found: Floats = np.log(clipped / (1 - clipped))
    return found


def confidence(probability: Floats, calibration: Calibration) -> Floats:
    """Calibrated probabilities; larger stays larger."""
    return _sigmoid(calibration.slope * logit(probability) + calibration.intercept)


def _sigmoid(values: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(values, -60, 60)))
    return found


def folds_of(owners: Ints, groups: Ints) -> Ints:
    """The fold of each question: counting within its entry and group (language), so that folds look alike."""
    seen: dict[tuple[int, int], int] = {}
    found = np.zeros(len(owners), np.int32)
    for at, (owner, group) in enumerate(zip(owners.tolist(), groups.tolist(), strict=True)):
        found[at] = seen.get((owner, group), 0) % FOLDS
        seen[owner, group] = seen.get((owner, group), 0) + 1
    return found


def cross_validate(kernel: Floats, owners: Ints, groups: Ints, entries: int) -> Trials:
    """What happens to questions that were left out of training."""
    question_folds, entry_folds = folds_of(owners, groups), owners % FOLDS
    logits: list[Floats] = []
    right: list[Booleans] = []
    in_scope: list[Booleans] = []
    for fold in range(FOLDS):
        unknown = entry_folds == fold
        tested = unknown | (question_folds == fold)
        kept = np.flatnonzero(~tested)
        if not tested.any() or not len(kept):
            continue
        best, top = _fold(kernel, owners, entries, kept, np.flatnonzero(tested))
        logits.append(logit(best))
        right.append((top == owners[tested]) & ~unknown[tested])
        in_scope.append(~unknown[tested])
    if not logits:
        return Trials(np.zeros(0, np.float32), np.zeros(0, np.bool_), np.zeros(0, np.bool_))
    return Trials(np.concatenate(logits), np.concatenate(right), np.concatenate(in_scope))


def _fold(kernel: Floats, owners: Ints, entries: int, kept: Ints, tested: Ints) -> tuple[Floats, Ints]:
    """The probability of the best entry of each tested question, and which it is."""
    known, targets = np.unique(owners[kept], return_inverse=True)
    one_hot = np.eye(len(known), dtype=np.float32)[targets]
    coefficients = fit_dual(kernel[np.ix_(kept, kept)], one_hot, STEPS)
    found = probabilities(kernel[np.ix_(tested, kept)] @ coefficients, rivals(entries))
    return found.max(axis=1), known[found.argmax(axis=1)].astype(np.int32)


def calibrate(trials: Trials) -> Calibration:
    """Platt's scaling, held to the usual values as far as the trials are few."""
    inputs = np.stack([trials.logits, np.ones(len(trials.logits))], axis=1).astype(np.float64)
    usual = np.array([_USUAL.slope, _USUAL.intercept])
    found = usual.copy()
    for _ in range(30):
        predicted = _sigmoid(inputs @ found)
        slope = inputs.T @ (trials.right - predicted) - _PRIOR * (found - usual)
        curve = (inputs * (predicted * (1 - predicted))[:, None]).T @ inputs + _PRIOR * np.eye(2)
        found += np.linalg.solve(curve, slope)
    return Calibration(max(0.2, float(found[0])), float(found[1]))


def thresholds(trials: Trials, calibration: Calibration) -> Thresholds:
    """The lowest confidences at which the left-out questions were answered with the wanted precision."""
    if len(trials.logits) < _FEWEST:
        return _USUAL_THRESHOLDS
    confidences = _sigmoid(calibration.slope * trials.logits + calibration.intercept)
    answer = _lowest(confidences, trials.right, PRECISION_TO_ANSWER, (0.5, 0.85))
    clarify = _lowest(confidences, trials.right, PRECISION_TO_CLARIFY, (0.2, 0.5))
    return Thresholds(answer, min(clarify, answer))


def _lowest(confidences: Floats, right: Booleans, precision: float, bounds: tuple[float, float]) -> float:
    order = np.argsort(-confidences, kind="stable")
    precisions = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precisions >= precision)
    found = float(confidences[order[enough[-1]]]) if len(enough) else bounds[1]
    return min(max(found, bounds[0]), bounds[1])
