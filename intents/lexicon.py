"""TF-IDF over the features of a FAQ: what each is worth, and the rows of utterances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, repeat
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intents.encoder import Floats
from intents.features import KINDS, kind_of

Ints = NDArray[np.integer[Any]]
Booleans = NDArray[np.bool_]

SHARES = (1.0, 0.8, 0.75, 0.25)
"""Weights of the blocks of features: character n-grams, words, syllables, pairs of syllables.

Chosen on training folds. Words: flat from 0.5 to 1. Syllables: flat from 0.5 to 1, worth four points where a character
was mistyped and one where none was; pairs beside them a few tenths.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance: columns and values. Features that no example has count in the length, so |row| ≤ 1."""

    columns: Ints
    values: Floats


@dataclass(frozen=True)
class Lexicon:
    """Feature → column, and each column's inverse entry frequency."""

    columns: Mapping[str, int]
    idf: Floats
    """float32[features + 1]; the last one is that of a feature that stands in no example."""

    def row(self, counts: Mapping[str, int]) -> Row:
        """The TF-IDF row of an utterance, from how often each feature stands in it."""
        columns = np.fromiter(map(self.columns.get, counts, repeat(-1)), np.int32, len(counts))
        kinds = self._kinds[columns]
        known = columns >= 0
        if not known.all():
            kinds[~known] = [*map(kind_of, compress(counts, (~known).tolist()))]
        values = self.idf[columns]
        values *= 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
        values *= _scales(values * values, kinds)
        return Row(columns[known], values[known])

    @cached_property
    def _kinds(self) -> Ints:
        """The kind of each column, and of what stands in none."""
        return np.array([*map(kind_of, self.columns), 0], np.int8)


def _scales(squares: Floats, kinds: Ints) -> Floats:
    """Factors that give the blocks of features their shares and the row the length one."""
    totals = np.bincount(kinds, squares, KINDS).tolist()
    present = sum(share for share, total in zip(SHARES, totals, strict=True) if total > 0)
    scale = [sqrt(share / present / total) if total > 0 else 0 for share, total in zip(SHARES, totals, strict=True)]
    found: Floats = np.array(scale, np.float32)[kinds]
    return found


def learn(documents: Sequence[Mapping[str, int]], owners: Ints) -> Lexicon:
    """The lexicon of these documents, given as how often each feature stands in them, and of their entries.

    Rarity is counted over entries, not questions: a word of all ten questions of one entry tells that entry best.
    Chosen on training folds, where it was worth up to a point.
    """
    found = {
        (feature, owner) for document, owner in zip(documents, owners.tolist(), strict=True) for feature in document
    }
    counts = Counter(feature for feature, _ in found)
    columns = {
        feature: at for at, feature in enumerate(dict.fromkeys(name for document in documents for name in document))
    }
    frequencies = np.array([*(counts[feature] for feature in columns), 1], np.float32)
    size = 1 + len(np.unique(owners))
    return Lexicon(columns, np.log(size / (1 + frequencies)) + 1)
