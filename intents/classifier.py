"""Multinomial logistic regression on a kernel.

The weights are found in the dual, by accelerated gradient steps on one coefficient per example and entry. Besides the
entries, a small FAQ competes with silent rivals whose score is always zero: without them the only entry of a FAQ would
get everything that is asked.
"""

from __future__ import annotations

import math

import numpy as np

from intents.encoder import Floats

PENALTY = 0.05
"""λ of the ridge; chosen on training folds, flat from 0.02 to 0.1."""

ENOUGH_ENTRIES = 30
"""From here on entries are rivals enough to one another."""


def rivals(entries: int) -> int:
    """How many silent rivals an FAQ with so many entries gets; at least one."""
    return max(1, ENOUGH_ENTRIES - entries)


def fit_dual(kernel: Floats, targets: Floats, steps: int) -> Floats:
    """float32[n, k] coefficients for a float32[n, n] kernel and one-hot float32[n, k] targets."""
    rate = 1.0 / (0.5 * _largest_eigenvalue(kernel) + PENALTY)
    silent = rivals(targets.shape[1])
    found = np.zeros_like(targets)
    ahead = found
    momentum = 1.0
    for _ in range(steps):
        error = probabilities(kernel @ ahead, silent) - targets
        before, found = found, ahead - rate * (error + PENALTY * ahead)
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
    vector = np.ones(len(kernel), np.float32) + np.arange(len(kernel), dtype=np.float32) / max(1, len(kernel))
    length = 1.0
    for _ in range(30):
        vector = kernel @ (vector / np.linalg.norm(vector))
        length = float(np.linalg.norm(vector))
        if length < 1e-6:
            return 1.0
    return length * 1.05 + 1e-3
