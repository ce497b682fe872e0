"""What a sentence encoder must offer to join the engine. The engine works without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

Scope = Literal["any", "latin"]
"""Every script, or Latin alone."""


class Encoder(Protocol):
    """Turns texts into vectors whose angle tells how close their meanings are.

    Joins in `space.Space`, where its kernel is added to the lexical one, and in the recogniser's scores.
    """

    @property
    def name(self) -> str:
        """Model and version; part of the fingerprint of a fitted model."""
        ...

    @property
    def scope(self) -> Scope:
        """Which scripts it reads; a text of another script has no vector of it."""
        ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """float32[n, d] for n texts, at least one; rows need not be normalised, and zeros say nothing."""
        ...
