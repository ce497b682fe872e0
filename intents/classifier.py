"""Multinomial logistic regression on a kernel.

The weights are found in the dual, by accelerated gradient steps on one coefficient per example and entry. Besides the
entries, a small FAQ competes with silent rivals whose score is always zero: without them the only entry of a FAQ would
get everything that is asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from intents.encoder import Floats
from intents.lexicon import Ints

PENALTY = 0.02
"""λ of the ridge; chosen on training folds, flat from 0.01 to 0.05."""

STEPS = 32
"""Gradient steps; more change no ranking, and fewer cost a point. Stopping here is part of the regularisation."""

STEPS_OF_MEANING = 64
"""The same with encoders, where half as many cost half a point."""

STEPS_OF_MANY = 24
"""Steps for a FAQ that is seen through landmarks. Each is worth several others, since it knows the curvature."""

_FEWEST_STEPS = 4  # the first alone is a ridge regression
_WORK = 4e11  # multiplications that the steps may cost: some ten seconds; thousands of entries take fewer of them

_CURVATURE = 0.3  # of the softmax; 0.25 is the least that cannot run away, 0.5 the worst case
_CURVATURE_OF_MANY = 0.15  # among many entries it is far smaller; a step that goes too far starts the momentum anew

ENOUGH_ENTRIES = 30
"""From here on entries are rivals enough to one another."""


def rivals(entries: int) -> int:
    """How many silent rivals an FAQ with so many entries gets; at least one."""
    return max(1, ENOUGH_ENTRIES - entries)


def fit_dual(kernel: Floats, targets: Floats, steps: int = STEPS) -> Floats:
    """float32[n, k] coefficients for a float32[n, n] kernel and one-hot float32[n, k] targets."""
    silent = rivals(targets.shape[1])
    rate = np.float32(1.0 / (_CURVATURE * _largest_eigenvalue(kernel) + PENALTY))

    def step(ahead: Floats) -> Floats:
        return rate * (probabilities(kernel @ ahead, silent) - targets + np.float32(PENALTY) * ahead)

    return _descend(step, np.zeros_like(targets), steps)


def fit_primal(wording: Floats, landmarks: Ints, meanings: Floats, targets: Floats) -> tuple[Floats, Floats]:
    """float32[m, k] coefficients of the landmarks and float32[d, k] weights of the vectors; memory grows with n only.

    `wording` is the lexical kernel of n questions with m landmarks, through which they are seen (Nyström): features are
    chosen so that their products are the kernel. Vectors (float32[n, d]) are features already.
    """
    silent, width = rivals(targets.shape[1]), len(landmarks)
    root = np.linalg.cholesky(wording[landmarks].astype(np.float64) + 1e-3 * np.eye(width))
    inverse = np.linalg.inv(root).T.astype(np.float32)
    seen = np.concatenate([wording @ inverse, meanings], axis=1)
    curve = _CURVATURE_OF_MANY * (seen.T @ seen).astype(np.float64) + PENALTY * np.eye(seen.shape[1])
    rate = np.linalg.inv(curve).astype(np.float32)

    def step(ahead: Floats) -> Floats:
        found: Floats = rate @ (seen.T @ (probabilities(seen @ ahead, silent) - targets) + np.float32(PENALTY) * ahead)
        return found

    cost = (2 * len(seen) + seen.shape[1]) * seen.shape[1] * targets.shape[1]
    steps = max(_FEWEST_STEPS, min(STEPS_OF_MANY, int(_WORK / cost)))
    weights = _descend(step, np.zeros((seen.shape[1], targets.shape[1]), np.float32), steps)
    return inverse @ weights[:width], weights[width:]


def _descend(step: Callable[[Floats], Floats], start: Floats, steps: int) -> Floats:
    """Accelerated steps downwards; `step` gives what to subtract at a place.

    The momentum starts anew whenever a step turns against the last one, so that no kernel makes the steps run away.
    """
    if not start.size:
        return start
    found = ahead = start
    momentum = 1.0
    for _ in range(steps):
        before, found = found, ahead - step(ahead)
        if np.vdot(ahead - found, found - before) > 0:
            momentum = 1.0
        following = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = found + np.float32((momentum - 1) / following) * (found - before)
        momentum = following
    return found


def probabilities(scores: Floats, silent: int) -> Floats:
    """Softmax over the last axis, with `silent` further scores of zero in the sum."""
    top = np.maximum(scores.max(axis=-1, keepdims=True), 0)
    raised = np.exp(scores - top)
    found: Floats = raised / (raised.sum(axis=-1, keepdims=True) + silent * np.exp(-top))
    return found


def _largest_eigenvalue(kernel: Floats) -> float:
    """By power iteration, a little too large rather than too small."""
    vector: Floats = 1 + np.arange(len(kernel), dtype=np.float32) / max(1, len(kernel))
    length = 1.0
    for _ in range(15):
        vector = kernel @ (vector / np.linalg.norm(vector))
        length = float(np.linalg.norm(vector))
        if length < 1e-6:
            return 1.0
    return length * 1.05 + 1e-3
