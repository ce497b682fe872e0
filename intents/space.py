"""The space in which questions are compared: how they are worded, around its centre, joined by what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from intents.encoder import Floats
from intents.lexicon import Ints
from intents.meaning import USUAL, Blend, Meaning, Vectors, alike, shares
from intents.table import Cells, Factor, gram

_SHRINK = 50  # empty utterances that pull the centre of a small FAQ towards zero


@dataclass(frozen=True, slots=True)
class Weights:
    """Scores of an utterance = wording · (row · lexical + |row| · bias) + Σ share · meaning's scores, by entry.

    With the bias taken times the length of the row, unknown words make all scores small and leave their order alone.
    """

    lexical: Floats
    bias: Floats
    meanings: tuple[Meaning, ...]


class Space:
    """All questions of a FAQ. Its kernel is the sum of the lexical one and the encoders', each by its share."""

    def __init__(self, table: Cells, vectors: Sequence[Vectors] = (), blend: Blend = USUAL) -> None:
        self.table = table
        self.vectors = tuple(vectors)
        self._blend = blend
        scopes = [one.scope for one in vectors]
        self._roots = np.sqrt(shares([one.rows for one in vectors], scopes, table.height, blend))
        sums = np.bincount(table.columns, table.values, table.width)
        self._centre = (sums / (table.height + _SHRINK)).astype(np.float32)
        along = np.bincount(table.lines, table.values * self._centre[table.columns], table.height)
        self._along = along.astype(np.float32) - np.vdot(self._centre, self._centre) / 2

    def __len__(self) -> int:
        return self.table.height

    @property
    def has_meaning(self) -> bool:
        """Whether an encoder could read any of the questions."""
        return any(one.rows.any() for one in self.vectors)

    @cached_property
    def _factor(self) -> Factor:
        return Factor(self.table)

    def kernel(self, chosen: Ints) -> Floats:
        """float32[n, m]: the kernel between all questions and the chosen ones."""
        found = gram(self.table, chosen)
        found -= self._along[:, None]
        found -= self._along[None, chosen]
        found *= self._roots[:, 0, None]
        found *= self._roots[None, chosen, 0]
        for at in range(len(self.vectors)):
            found += self.meaning(at, chosen)
        return found

    def meaning(self, encoder: int, chosen: Ints) -> Floats:
        """float32[n, m]: the part of one encoder, by its number, in the kernel."""
        rows, roots = self.vectors[encoder].rows, self._roots[:, encoder + 1]
        found = alike(rows @ rows[chosen].T, self._blend.bend)
        found *= roots[:, None]
        found *= roots[None, chosen]
        return found

    def wording_times(self, coefficients: Floats) -> Floats:
        """float32[n, k]: the lexical part of the kernel among all questions, times float32[n, k], never written out."""
        shared = coefficients * self._roots[:, :1]
        found = self._factor @ self._factor.transposed(shared)
        found -= np.outer(self._along, shared.sum(axis=0))
        found -= self._along @ shared
        found *= self._roots[:, :1]
        return found

    def left_out(self, chosen: Ints) -> Floats:
        """float32[m, m] to add to the kernel of the chosen for rows that were left out of training.

        Features that only the left-out question has are unknown then, so its part of the centre is shorter.
        """
        counts = np.bincount(self.table.columns, minlength=self.table.width)[self.table.columns]
        shared = np.where(counts > 1, self.table.values, 0)
        familiar = np.sqrt(np.bincount(self.table.lines, shared * shared, len(self)))
        roots = self._roots[chosen, 0]
        pull = (self._along[chosen] - np.vdot(self._centre, self._centre) / 2) * roots
        found: Floats = np.outer((1 - familiar[chosen]) * roots, pull).astype(np.float32)
        return found

    def collapse(self, coefficients: Floats, anchors: Ints, anchored: Sequence[Floats]) -> Weights:
        """One row of weights a feature, so that the time of an utterance does not grow with the questions.

        `coefficients` are float32[n, k] of all questions, `anchored` float32[m, k] of the questions that stay as what
        vectors are compared with, for each encoder.
        """
        shared = coefficients * self._roots[:, :1]
        lexical = self._factor.transposed(shared)
        lexical -= np.outer(self._centre, shared.sum(axis=0))
        meanings = [
            self._meaning(one, anchors, own * self._roots[anchors, at, None])
            for at, (one, own) in enumerate(zip(self.vectors, anchored, strict=True), 1)
        ]
        return Weights(lexical, (-self._centre @ lexical).astype(np.float32), tuple(meanings))

    def _meaning(self, one: Vectors, anchors: Ints, weights: Floats) -> Meaning:
        """One encoder's part, from float32[m, k] weights of being like the anchors, some of which it may not read."""
        rows = one.rows[anchors]
        if not self._blend.bend:
            return Meaning(one.encoder, one.scope, one.centre, rows[:0], rows.T @ weights)
        read = rows.any(axis=1)
        return Meaning(one.encoder, one.scope, one.centre, rows[read], weights[read])
