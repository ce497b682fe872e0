"""What a sentence encoder must offer to join the engine. The engine works without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


class Encoder(Protocol):
    """Turns texts into vectors whose angle tells how close their meanings are.

    Joins in `space.Space`, where its kernel is averaged with the lexical one, and in the recogniser's scores.
    """

    @property
    def name(self) -> str:
        """Model and version; part of the fingerprint of a fitted model."""
        ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """float32[n, d] for n texts; rows need not be normalised. Called with at least one text."""
        ...
