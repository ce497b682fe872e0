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

_CURVATURE = 0.3  # of the softmax; 0.25 is the least that cannot run away, 0.5 the worst case

ENOUGH_ENTRIES = 30
"""From here on entries are rivals enough to one another."""


def rivals(entries: int) -> int:
    """How many silent rivals an FAQ with so many entries gets; at least one."""
    return max(1, ENOUGH_ENTRIES - entries)


def fit_dual(kernel: Floats, targets: Floats) -> Floats:
    """float32[n, k] coefficients for a float32[n, n] kernel and one-hot float32[n, k] targets."""
    silent = rivals(targets.shape[1])

    def gradient(ahead: Floats) -> Floats:
        return probabilities(kernel @ ahead, silent) - targets

    return _descend(gradient, np.zeros_like(targets), _largest_eigenvalue(kernel))


def fit_primal(kernel: Floats, landmarks: Ints, targets: Floats) -> Floats:
    """float32[m, k] coefficients of the landmarks, from a float32[n, m] kernel with them: memory grows with n only.

    The questions are seen through the landmarks (Nyström): features are chosen so that their products are the kernel.
    """
    silent = rivals(targets.shape[1])
    among = kernel[landmarks].astype(np.float64)
    root = np.linalg.cholesky(among + 1e-3 * np.eye(len(landmarks)))
    inverse = np.linalg.inv(root).T.astype(np.float32)
    seen = kernel @ inverse

    def gradient(ahead: Floats) -> Floats:
        found: Floats = seen.T @ (probabilities(seen @ ahead, silent) - targets)
        return found

    start = np.zeros((len(landmarks), targets.shape[1]), np.float32)
    return inverse @ _descend(gradient, start, _largest_eigenvalue(seen.T @ seen))


def _descend(gradient: Callable[[Floats], Floats], start: Floats, eigenvalue: float) -> Floats:
    """Accelerated steps down a gradient, to which the ridge is added here.

    The momentum starts anew whenever a step turns against the last one, so that no kernel makes the steps run away.
    """
    if not start.size:
        return start
    rate = np.float32(1.0 / (_CURVATURE * eigenvalue + PENALTY))
    found = ahead = start
    momentum = 1.0
    for _ in range(STEPS):
        before, found = found, ahead - rate * (gradient(ahead) + np.float32(PENALTY) * ahead)
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
    for _ in range(30):
        vector = kernel @ (vector / np.linalg.norm(vector))
        length = float(np.linalg.norm(vector))
        if length < 1e-6:
            return 1.0
    return length * 1.05 + 1e-3
