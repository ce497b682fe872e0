"""Multinomial logistic regression on a kernel.

The weights are found in the dual, by accelerated gradient steps on one coefficient per example and entry. Besides the
entries, a small FAQ competes with silent rivals whose score is always zero: without them the only entry of a FAQ would
get everything that is asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np

from intents.encoder import Floats

PENALTY = 0.02
"""λ of the ridge; chosen on training folds, flat from 0.01 to 0.05."""

STEPS = 32
"""Gradient steps; more change no ranking, and fewer cost a point. Stopping here is part of the regularisation."""

STEPS_OF_MEANING = 64
"""The same with encoders, where half as many cost half a point."""

STEPS_OF_MANY = 20
"""Steps for a large FAQ. Each is worth several others, since it knows the curvature."""

_FEWEST_STEPS = 4  # the first alone is a ridge regression
_WORK = 1e8  # coefficients that the steps may change: a minute or so; the largest FAQs take fewer steps

_CURVATURE = 0.3  # of the softmax; 0.25 is the least that cannot run away, 0.5 the worst case

PENALTY_OF_MANY = 0.25
"""λ beside the squared hinge; chosen on training folds, flat from 0.1 to 0.5."""

_OWN, _OTHER = 1.0, 0.2  # what an entry scores at least for its own questions, and at most for those of others
_SHARPNESS = 10.0  # makes of such scores what a softmax is about as sure of as it should be
_CURVATURE_OF_MANY = 0.5  # of the hinge; 1 where all questions fail, and a step that goes too far starts anew

ENOUGH_ENTRIES = 30
"""From here on entries are rivals enough to one another."""


class Kernel(Protocol):
    """A float32[n, n] kernel, or what multiplies like one."""

    def __matmul__(self, coefficients: Floats, /) -> Floats: ...


def rivals(entries: int) -> int:
    """How many silent rivals an FAQ with so many entries gets; at least one."""
    return max(1, ENOUGH_ENTRIES - entries)


def fit_dual(kernel: Floats, targets: Floats, steps: int = STEPS) -> Floats:
    """float32[n, k] coefficients for a float32[n, n] kernel and one-hot float32[n, k] targets."""
    silent = rivals(targets.shape[1])
    largest = _largest_eigenvalue(lambda vector: kernel @ vector, len(kernel))
    rate = np.float32(1.0 / (_CURVATURE * largest + PENALTY))

    def step(ahead: Floats) -> Floats:
        return rate * (probabilities(kernel @ ahead, silent) - targets + np.float32(PENALTY) * ahead)

    return _descend(step, np.zeros_like(targets), steps)


def fit_many(kernel: Kernel, near: Floats, targets: Floats) -> Floats:
    """The same for many questions, whose kernel is only multiplied with; memory grows with their number alone.

    Each entry is told from all others by the squared hinge: worth two to five tenths of a point over the softmax on
    training folds with a hundred questions an entry. `near` is float32[n, m]; its square, m a fraction of n, comes near
    the kernel (Nyström). Each step follows the curvature of that square, with the largest that is missing from it on
    top, so it is worth many plain ones.
    """
    is_own = targets > 0
    rest = _largest_eigenvalue(lambda vector: kernel @ vector - near @ (near.T @ vector), len(near))
    least = np.float32(_CURVATURE_OF_MANY * rest + PENALTY_OF_MANY)
    within = (near.T @ near).astype(np.float64) + least / _CURVATURE_OF_MANY * np.eye(near.shape[1])
    inverse = np.linalg.inv(within).astype(np.float32)

    def step(ahead: Floats) -> Floats:
        scores = kernel @ ahead
        slope: Floats = np.where(
            is_own, np.minimum(scores - np.float32(_OWN), 0), np.maximum(scores - np.float32(_OTHER), 0)
        )
        slope += np.float32(PENALTY_OF_MANY) * ahead
        slope -= near @ (inverse @ (near.T @ slope))
        slope /= least
        return slope

    steps = max(_FEWEST_STEPS, min(STEPS_OF_MANY, int(_WORK / max(1, targets.size))))
    found = _descend(step, np.zeros_like(targets), steps)
    found *= np.float32(_SHARPNESS)
    return found


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


def _largest_eigenvalue(times: Callable[[Floats], Floats], height: int) -> float:
    """By power iteration on what multiplies float32[height, 1], a little too large rather than too small."""
    vector: Floats = 1 + np.arange(height, dtype=np.float32)[:, None] / max(1, height)
    length = 1.0
    for _ in range(15):
        vector = times(vector / np.linalg.norm(vector))
        length = float(np.linalg.norm(vector))
        if length < 1e-6:
            return 1.0
    return length * 1.05 + 1e-3
