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
PRECISION_TO_ANSWER = 0.9
"""The wanted share of right ones among the answers."""

PRECISION_TO_CLARIFY = 0.8
"""The wanted share of questions back that offer the right entry."""

OFFERED = 3
"""Entries that a question back offers."""

OUT_OF_SCOPE = 0.2
"""The assumed share of utterances that the FAQ cannot answer."""

_USUAL = Calibration(1.2, 1.7)  # what larger FAQs come to; a small FAQ starts from it
_PRIOR = 10.0  # how many utterances' worth of trust the usual calibration has
_FEWEST = 40  # trials below which thresholds are not estimated
_USUAL_THRESHOLDS = Thresholds(answer_above=0.7, clarify_above=0.35)
_ANSWER_BOUNDS = (0.55, 0.85)
_CLARIFY_BOUNDS = (0.25, 0.5)
_EDGE = 1e-6

Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trials:
    """Left-out questions: the logit of the best entry's probability; whether it, one of three, or any was right."""

    logits: Floats
    right: Booleans
    offered: Booleans
    in_scope: Booleans

    @property
    def shares(self) -> Floats:
        """What each counts, so that those out of scope make up the assumed share."""
        inside = max(1, int(self.in_scope.sum()))
        outside = max(1, len(self.in_scope) - inside)
        weight = OUT_OF_SCOPE / (1 - OUT_OF_SCOPE) * inside / outside
        found: Floats = np.where(self.in_scope, 1.0, weight)
        return found


def logit(probability: Floats) -> Floats:
    """Finite for every probability from 0 to 1."""
    clipped = np.clip(probability.astype(np.float64), _EDGE, 1 - _EDGE)
    found: Floats = np.log(clipped / (1 - clipped))
    return found


def confidence(probability: Floats, calibration: Calibration) -> Floats:
    """Calibrated probabilities; larger stays larger."""
    return logistic(calibration.slope * logit(probability) + calibration.intercept)


def logistic(values: Floats) -> Floats:
    """The inverse of `logit`."""
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
    folds = [_no_trials()]
    for fold in range(FOLDS):
        unknown = entry_folds == fold
        tested = unknown | (question_folds == fold)
        kept = np.flatnonzero(~tested)
        if tested.any() and len(kept):
            found, known = _fold(kernel, owners, kept, np.flatnonzero(tested), entries)
            folds.append(_trials(found, known, owners[tested], ~unknown[tested]))
    return Trials(*(np.concatenate([getattr(fold, name) for fold in folds]) for name in Trials.__slots__))


def _no_trials() -> Trials:
    return Trials(np.zeros(0, np.float64), *(np.zeros(0, np.bool_) for _ in range(3)))


def _fold(kernel: Floats, owners: Ints, kept: Ints, tested: Ints, entries: int) -> tuple[Floats, Ints]:
    """The probabilities of the tested questions, and which entries their columns are."""
    known, targets = np.unique(owners[kept], return_inverse=True)
    one_hot = np.eye(len(known), dtype=np.float32)[targets]
    coefficients = fit_dual(kernel[np.ix_(kept, kept)], one_hot)
    return probabilities(kernel[np.ix_(tested, kept)] @ coefficients, rivals(entries)), known


def _trials(found: Floats, known: Ints, owners: Ints, in_scope: Booleans) -> Trials:
    order = np.argsort(-found, axis=1, kind="stable")[:, :OFFERED]
    hits = known[order] == owners[:, None]
    return Trials(logit(found.max(axis=1)), hits[:, 0], hits.any(axis=1), in_scope)


def calibrate(trials: Trials) -> Calibration:
    """Platt's scaling, held to the usual values as far as the trials are few."""
    inputs = np.stack([trials.logits, np.ones(len(trials.logits))], axis=1).astype(np.float64)
    usual = np.array([_USUAL.slope, _USUAL.intercept])
    shares = trials.shares
    found = usual.copy()
    for _ in range(30):
        predicted = logistic(inputs @ found)
        slope = inputs.T @ (shares * (trials.right - predicted)) - _PRIOR * (found - usual)
        curve = (inputs * (shares * predicted * (1 - predicted))[:, None]).T @ inputs + _PRIOR * np.eye(2)
        found += np.linalg.solve(curve, slope)
    return Calibration(max(0.2, float(found[0])), float(found[1]))


def thresholds(trials: Trials, calibration: Calibration) -> Thresholds:
    """The lowest confidences at which the left-out questions were answered with the wanted precision."""
    if len(trials.logits) < _FEWEST:
        return _USUAL_THRESHOLDS
    confidences = logistic(calibration.slope * trials.logits + calibration.intercept)
    answer = _lowest(confidences, trials.right * trials.shares, trials.shares, PRECISION_TO_ANSWER)
    clarify = _lowest(confidences, trials.offered * trials.shares, trials.shares, PRECISION_TO_CLARIFY)
    return Thresholds(float(np.clip(answer, *_ANSWER_BOUNDS)), float(np.clip(clarify, *_CLARIFY_BOUNDS)))


def _lowest(confidences: Floats, right: Floats, shares: Floats, precision: float) -> float:
    """The lowest confidence from which on the precision holds; 1 where none does."""
    order = np.argsort(-confidences, kind="stable")
    enough = np.flatnonzero(np.cumsum(right[order]) >= precision * np.cumsum(shares[order]))
    return float(confidences[order[enough[-1]]]) if len(enough) else 1.0
