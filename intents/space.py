"""The space in which questions are compared: how they are worded, around its centre, joined by what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intents.encoder import Floats
from intents.lexicon import Cells, Ints, blocks, gram
from intents.meaning import Meaning, Vectors, shares

_SHRINK = 50  # empty utterances that pull the centre of a small FAQ towards zero


@dataclass(frozen=True, slots=True)
class Weights:
    """Scores of an utterance = wording · (row · lexical + |row| · bias) + Σ share · vector · meaning, by entry.

    With the bias taken times the length of the row, unknown words make all scores small and leave their order alone.
    """

    lexical: Floats
    bias: Floats
    meanings: tuple[Meaning, ...]


class Space:
    """All questions of a FAQ. Its kernel is the sum of the lexical one and the encoders', each by its share."""

    def __init__(self, table: Cells, vectors: Sequence[Vectors] = ()) -> None:
        self.table = table
        self._vectors = tuple(vectors)
        roots = np.sqrt(shares([one.rows for one in vectors], [one.scope for one in vectors], table.height))
        self._wording = roots[:, 0]
        scaled = [one.rows * roots[:, [at]] for at, one in enumerate(vectors, 1)]
        self.meanings: Floats = np.concatenate([np.zeros((table.height, 0), np.float32), *scaled], axis=1)
        """float32[n, d]: the vectors of all encoders side by side, each by the root of its share."""
        sums = np.bincount(table.columns, table.values, table.width)
        self._centre = (sums / (table.height + _SHRINK)).astype(np.float32)
        along = np.bincount(table.lines, table.values * self._centre[table.columns], table.height)
        self._along = along.astype(np.float32) - np.vdot(self._centre, self._centre) / 2

    def __len__(self) -> int:
        return self.table.height

    def kernel(self, chosen: Ints) -> Floats:
        """float32[n, m]: the kernel between all questions and the chosen ones."""
        found = self.wording(chosen)
        found += self.meanings @ self.meanings[chosen].T
        return found

    def wording(self, chosen: Ints) -> Floats:
        """float32[n, m]: the lexical part of the kernel."""
        found = gram(self.table, chosen)
        found -= self._along[:, None]
        found -= self._along[None, chosen]
        found *= self._wording[:, None]
        found *= self._wording[None, chosen]
        return found

    def left_out(self, chosen: Ints) -> Floats:
        """float32[m, m] to add to the kernel of the chosen for rows that were left out of training.

        Features that only the left-out question has are unknown then, so its part of the centre is shorter.
        """
        counts = np.bincount(self.table.columns, minlength=self.table.width)[self.table.columns]
        shared = np.where(counts > 1, self.table.values, 0)
        familiar = np.sqrt(np.bincount(self.table.lines, shared * shared, len(self)))
        pull = (self._along[chosen] - np.vdot(self._centre, self._centre) / 2) * self._wording[chosen]
        found: Floats = np.outer((1 - familiar[chosen]) * self._wording[chosen], pull).astype(np.float32)
        return found

    def collapse(self, chosen: Ints, coefficients: Floats, meanings: Floats | None = None) -> Weights:
        """One row of weights a feature, so that the time of an utterance does not grow with the questions.

        `meanings` are the float32[d, k] weights of the vectors, where these were not found through the chosen ones.
        """
        spread = np.zeros((len(self), coefficients.shape[1]), np.float32)
        spread[chosen] = coefficients
        if meanings is None:
            meanings = self.meanings.T @ spread
        spread *= self._wording[:, None]
        lexical = np.zeros((self.table.width, coefficients.shape[1]), np.float32)
        for block in blocks(self.table):
            lexical[block.columns] = block.values.T @ spread[block.lines]
        lexical -= np.outer(self._centre, spread.sum(axis=0))
        return Weights(lexical, (-self._centre @ lexical).astype(np.float32), self._split(meanings))

    def _split(self, weights: Floats) -> tuple[Meaning, ...]:
        """The weights of each encoder."""
        ends = np.cumsum([one.rows.shape[1] for one in self._vectors])[:-1]
        parts = np.split(weights.astype(np.float32), ends) if self._vectors else ()
        return tuple(
            Meaning(one.encoder, one.scope, one.centre, part) for one, part in zip(self._vectors, parts, strict=True)
        )
