"""From a score to a probability, and from probabilities to thresholds: by cross-validation on the FAQ alone.

Every fold leaves out a quarter of the entries as a whole, whose questions then play the part of what the FAQ cannot
answer, and a quarter of the questions of all others, which it should answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from intents.classifier import fit_dual, probabilities, rivals
from intents.encoder import Floats
from intents.fitted import Calibration
from intents.lexicon import Booleans, Ints
from intents.model import Thresholds

Learner = Callable[[Floats, Floats], Floats]
"""float32[n, k] coefficients from a float32[n, n] kernel and one-hot float32[n, k] targets."""

FOLDS = 4

ENOUGH = 2000
"""Questions from which on half of the folds tell as much as all, in half of the time."""

PRECISION_TO_ANSWER = 0.9
"""The wanted share of right ones among the answers."""

PRECISION_TO_CLARIFY = 0.8
"""The wanted share of questions back that offer the right entry."""

OFFERED = 3
"""Entries that a question back offers."""

OF_NEIGHBOURS = 0.25
"""The assumed share of utterances of a topic like those of the FAQ, but not in it, where answering is decided."""

OF_NOTHING = 0.15
"""The assumed share of utterances that have nothing to do with the FAQ, likewise."""

CLARIFIED_WITH = 0.7
"""How much of these shares is assumed where asking back is decided: a needless question costs less than an answer."""

CALIBRATED_WITH = 0.35
"""How much of these shares the confidence itself assumes: it should hold where most questions can be answered, too."""

_USUAL = Calibration(1.2, 1.7)  # what larger FAQs come to; a small FAQ starts from it
_PRIOR = 10.0  # how many utterances' worth of trust the usual calibration has
_FEWEST = 40  # trials below which thresholds are not estimated
_USUAL_THRESHOLDS = Thresholds(answer_above=0.8, clarify_above=0.45)
_ANSWER_BOUNDS = (0.75, 0.95)
_CLARIFY_BOUNDS = (0.4, 0.6)
_CLEAR_TO_ANSWER, _CLEAR_TO_CLARIFY = 0.4, 0.1  # of the way from the confidence of mere noise to certainty
_EDGE = 1e-6
_MOST_STEPS, _MOST_HALVINGS = 30, 30  # of Newton's method


@dataclass(frozen=True, slots=True)
class Trials:
    """What was found for questions that were left out, and for words that no question shares."""

    logits: Floats
    """Of the best entry's probability."""
    right: Booleans
    """Whether the best entry was right."""
    offered: Booleans
    """Whether one of the first three was."""
    in_scope: Booleans
    """Whether any could be."""
    nothing: Booleans
    """Whether the utterance was of unknown words."""

    def shares(self, of_all: float = 1.0) -> Floats:
        """What each counts, so that utterances of neighbouring topics and of none make up so much of their shares."""
        neighbours = ~self.in_scope & ~self.nothing
        found = np.ones(len(self.logits))
        inside = max(1, int(self.in_scope.sum())) / (1 - of_all * (OF_NEIGHBOURS + OF_NOTHING))
        for kind, share in ((neighbours, of_all * OF_NEIGHBOURS), (self.nothing, of_all * OF_NOTHING)):
            found[kind] = share * inside / max(1, int(kind.sum()))
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


@dataclass(frozen=True, slots=True)
class Folds:
    """Whose each example is: its entry and its group (language); whether it is a name; how many entries there are."""

    owners: Ints
    groups: Ints
    names: Booleans
    entries: int

    def of_questions(self) -> Ints:
        """The fold of each question: counting within its entry and group, so that folds look alike; -1 for a name."""
        seen: Counter[tuple[int, int]] = Counter()
        found = np.full(len(self.owners), -1, np.int32)
        for at, whose in enumerate(zip(self.owners.tolist(), self.groups.tolist(), strict=True)):
            if not self.names[at]:
                found[at] = seen[whose] % FOLDS
                seen[whose] += 1
        return found


def cross_validate(kernel: Floats, left_out: Floats, folds: Folds, learn: Learner = fit_dual) -> Trials:
    """What happens to questions that were left out of training, and to words that no question shares.

    `kernel` and `left_out` are float32[n, n]: the kernel among questions that are learned from, and of questions that
    are not (rows) with those that are; `learn` is how. Words that no question shares have a kernel of zero with all.
    Nobody asks by name, so names are learned from and never tested.
    """
    question_folds, entry_folds = folds.of_questions(), folds.owners % FOLDS
    found = [_no_trials()]
    for fold in range(FOLDS if len(folds.owners) <= ENOUGH else FOLDS // 2):
        unknown = entry_folds == fold
        without = unknown | (question_folds == fold)
        tested = without & ~folds.names
        kept = np.flatnonzero(~without)
        if tested.any() and len(kept):
            rows = np.pad(left_out[np.ix_(np.flatnonzero(tested), kept)], ((0, 1), (0, 0)))
            among = _fit(kernel[np.ix_(kept, kept)], rows, folds, kept, learn)
            found.append(_trials(*among, folds.owners[tested], ~unknown[tested]))
    return Trials(*(np.concatenate([getattr(fold, name) for fold in found]) for name in Trials.__slots__))


def _no_trials() -> Trials:
    return Trials(np.zeros(0, np.float64), *(np.zeros(0, np.bool_) for _ in range(4)))


def _fit(kernel: Floats, rows: Floats, folds: Folds, kept: Ints, learn: Learner) -> tuple[Floats, Ints]:
    """The probabilities of the tested rows, and which entries their columns are."""
    known, targets = np.unique(folds.owners[kept], return_inverse=True)
    coefficients = learn(kernel, np.eye(len(known), dtype=np.float32)[targets])
    return probabilities(rows @ coefficients, rivals(folds.entries)), known


def _trials(found: Floats, known: Ints, owners: Ints, in_scope: Booleans) -> Trials:
    """The last row of `found` is the utterance of unknown words."""
    order = np.argsort(-found, axis=1, kind="stable")[:, :OFFERED]
    hits = np.zeros(order.shape, np.bool_)
    hits[:-1] = known[order[:-1]] == owners[:, None]
    last = np.arange(len(found)) == len(owners)
    return Trials(logit(found.max(axis=1)), hits[:, 0], np.any(hits, axis=1), np.append(in_scope, False), last)


def calibrate(trials: Trials) -> Calibration:
    """Platt's scaling, held to the usual values as far as the trials are few."""
    inputs = np.stack([trials.logits, np.ones(len(trials.logits))], axis=1).astype(np.float64)
    usual = np.array([_USUAL.slope, _USUAL.intercept])
    shares = trials.shares(CALIBRATED_WITH)

    def loss(at: Floats) -> float:
        linear = inputs @ at
        wrong = shares @ (np.logaddexp(0, linear) - trials.right * linear)
        return float(wrong + _PRIOR / 2 * np.vdot(at - usual, at - usual))

    found = usual.copy()
    for _ in range(_MOST_STEPS):
        predicted = logistic(inputs @ found)
        slope = inputs.T @ (shares * (trials.right - predicted)) - _PRIOR * (found - usual)
        curve = (inputs * (shares * predicted * (1 - predicted))[:, None]).T @ inputs + _PRIOR * np.eye(2)
        step = np.linalg.solve(curve, slope)
        for _ in range(_MOST_HALVINGS):  # where the curve is flat, a whole step goes too far, and the next one further
            if loss(found + step) <= loss(found):
                break
            step /= 2
        found += step
    return Calibration(max(0.2, float(found[0])), float(found[1]))


def thresholds(trials: Trials, calibration: Calibration) -> Thresholds:
    """The lowest confidences at which the left-out questions were answered with the wanted precision.

    They stay clear of the confidence that words without any meaning to the FAQ reach, which is high in a small one.
    """
    if len(trials.logits) < _FEWEST:
        return _USUAL_THRESHOLDS
    confidences = logistic(calibration.slope * trials.logits + calibration.intercept)
    shares = trials.shares()
    answer = _lowest(confidences, trials.right * shares, shares, PRECISION_TO_ANSWER)
    asked = trials.shares(CLARIFIED_WITH)
    clarify = _lowest(confidences, trials.offered * asked, asked, PRECISION_TO_CLARIFY)
    noise = float(confidences[trials.nothing].max())
    lowest_answer, lowest_clarify = noise + _CLEAR_TO_ANSWER * (1 - noise), noise + _CLEAR_TO_CLARIFY * (1 - noise)
    answer = float(np.clip(answer, max(_ANSWER_BOUNDS[0], lowest_answer), max(_ANSWER_BOUNDS[1], lowest_answer)))
    clarify = float(np.clip(clarify, max(_CLARIFY_BOUNDS[0], lowest_clarify), max(_CLARIFY_BOUNDS[1], lowest_clarify)))
    return Thresholds(answer, min(clarify, answer))


def _lowest(confidences: Floats, right: Floats, shares: Floats, precision: float) -> float:
    """The lowest confidence from which on the precision holds; 1 where none does."""
    order = np.argsort(-confidences, kind="stable")
    enough = np.flatnonzero(np.cumsum(right[order]) >= precision * np.cumsum(shares[order]))
    return float(confidences[order[enough[-1]]]) if len(enough) else 1.0
