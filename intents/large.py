"""The kernel of a large FAQ: multiplied with, never written out, since its memory would grow with the square.

The words are compared exactly, through their sparse features; what questions mean, through landmarks (Nyström).
"""

from __future__ import annotations

import numpy as np

from intents.encoder import Floats
from intents.lexicon import Ints
from intents.space import Space, Weights

_JITTER = 1e-3  # on the diagonal, where landmarks say nearly the same


class LargeKernel:
    """The float32[n, n] kernel among all questions as something to multiply with."""

    def __init__(self, space: Space, landmarks: Ints) -> None:
        self._space, self._landmarks = space, landmarks
        parts = [space.meaning(at, landmarks) for at in range(len(space.vectors))]
        self._parts = [(part, np.linalg.inv(_steadied(part[landmarks])).astype(np.float32)) for part in parts]

    def __matmul__(self, coefficients: Floats) -> Floats:
        """float32[n, k] from float32[n, k]."""
        found = self._space.wording_times(coefficients)
        for (part, _), own in zip(self._parts, self._at_landmarks(coefficients), strict=True):
            found += part @ own
        return found

    def collapse(self, coefficients: Floats) -> Weights:
        """The weights that these float32[n, k] coefficients come to."""
        return self._space.collapse(coefficients, self._landmarks, self._at_landmarks(coefficients))

    def _at_landmarks(self, coefficients: Floats) -> list[Floats]:
        return [inverse @ (part.T @ coefficients) for part, inverse in self._parts]


def factor(kernel: Floats, landmarks: Ints) -> Floats:
    """float32[n, m] whose square is near the whole kernel, from the float32[n, m] columns of its landmarks."""
    root = np.linalg.cholesky(_steadied(kernel[landmarks]))
    found: Floats = kernel @ np.linalg.inv(root).T.astype(np.float32)
    return found


def _steadied(gram: Floats) -> Floats:
    found: Floats = gram.astype(np.float64)
    found[np.diag_indices(len(found))] += _JITTER
    return found
