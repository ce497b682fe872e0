"""The space in which questions are compared: lexical rows around their centre, joined by an encoder's embeddings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from intents.encoder import Floats
from intents.lexicon import Cells, Ints, blocks, gram

_SHRINK = 50  # empty utterances that pull the centre of a small FAQ towards zero


@dataclass(frozen=True, slots=True)
class Weights:
    """Scores of an utterance = row · lexical + |row| · bias + embedding · meaning; one column an entry.

    With the bias taken times the length of the row, unknown words make all scores small and leave their order alone.
    """

    lexical: Floats
    bias: Floats
    meaning: Floats | None


class Space:
    """All questions of a FAQ. The kernel is the mean of the lexical one and the encoder's, where there is one."""

    def __init__(self, table: Cells, embeddings: Floats | None = None) -> None:
        self.table = table
        self.embeddings = embeddings
        self._share = np.float32(1.0 if embeddings is None else 0.5)
        sums = np.bincount(table.columns, table.values, table.width)
        self._centre = (sums / (table.height + _SHRINK)).astype(np.float32)
        along = np.bincount(table.lines, table.values * self._centre[table.columns], table.height)
        self._along = along.astype(np.float32) - np.vdot(self._centre, self._centre) / 2

    def __len__(self) -> int:
        return self.table.height

    def kernel(self, chosen: Ints) -> Floats:
        """float32[n, m]: the kernel between all questions and the chosen ones."""
        found = gram(self.table, chosen)
        found -= self._along[:, None]
        found -= self._along[None, chosen]
        if self.embeddings is not None:
            found += self.embeddings @ self.embeddings[chosen].T
        found *= self._share
        return found

    def left_out(self, chosen: Ints) -> Floats:
        """float32[m, m] to add to the kernel of the chosen for rows that were left out of training.

        Features that only the left-out question has are unknown then, so its part of the centre is shorter.
        """
        counts = np.bincount(self.table.columns, minlength=self.table.width)[self.table.columns]
        shared = np.where(counts > 1, self.table.values, 0)
        familiar = np.sqrt(np.bincount(self.table.lines, shared * shared, len(self)))
        pull = (self._along[chosen] - np.vdot(self._centre, self._centre) / 2) * self._share
        found: Floats = np.outer(1 - familiar[chosen], pull).astype(np.float32)
        return found

    def collapse(self, chosen: Ints, coefficients: Floats) -> Weights:
        """One row of weights a feature, so that the time of an utterance does not grow with the questions."""
        spread = np.zeros((len(self), coefficients.shape[1]), np.float32)
        spread[chosen] = coefficients * self._share
        lexical = np.zeros((self.table.width, coefficients.shape[1]), np.float32)
        for block in blocks(self.table):
            lexical[block.columns] = block.values.T @ spread[block.lines]
        lexical -= np.outer(self._centre, spread.sum(axis=0))
        meaning = None if self.embeddings is None else (self.embeddings.T @ spread).astype(np.float32)
        return Weights(lexical, (-self._centre @ lexical).astype(np.float32), meaning)


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Embeddings around their centre, of length one."""
    moved = vectors - centre
    found: Floats = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return found.astype(np.float32)
