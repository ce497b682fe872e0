"""TF-IDF over the features of a FAQ, as sparse rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intents.encoder import Floats
from intents.features import KINDS, kind_of

Ints = NDArray[np.integer[Any]]
Booleans = NDArray[np.bool_]

SHARES = np.array([1.0, 0.8, 0.75, 0.25])
"""Weights of the blocks of features: character n-grams, words, syllables, pairs of syllables.

Chosen on training folds. Words: flat from 0.5 to 1. Syllables: flat from 0.5 to 1, worth four points where a character
was mistyped and one where none was; pairs beside them a few tenths.
"""

_BLOCK = 1024  # columns that are made dense at a time: a few MB instead of a full matrix
_RARE = 32  # rows: features of so few rows are multiplied pair by pair


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance: columns and values. Features that no example has count in the length, so |row| ≤ 1."""

    columns: Ints
    values: Floats


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Feature → column, and each column's inverse entry frequency."""

    columns: Mapping[str, int]
    idf: Floats
    """float32[features + 1]; the last one is that of a feature that stands in no example."""

    def row(self, counts: Mapping[str, int]) -> Row:
        """The TF-IDF row of an utterance, from how often each feature stands in it."""
        columns = np.array([self.columns.get(feature, -1) for feature in counts], np.int32)
        kinds = np.fromiter(map(kind_of, counts), np.int8, len(counts))
        frequencies = 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
        values = frequencies * self.idf[columns]
        values *= _scales(values * values, kinds)
        known = columns >= 0
        return Row(columns[known], values[known])


def _scales(squares: Floats, kinds: Ints) -> Floats:
    """Factors that give the blocks of features their shares and the row the length one."""
    totals = np.bincount(kinds, squares, KINDS)
    shares = np.where(totals > 0, SHARES, 0)
    scale = np.sqrt(shares / (shares.sum() or 1) / np.where(totals > 0, totals, 1))
    found: Floats = scale.astype(np.float32)[kinds]
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


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of many rows, ordered by column. `width` is the number of all columns."""

    lines: Ints
    columns: Ints
    values: Floats
    height: int
    width: int

    def where(self, chosen: Booleans) -> Cells:
        """Some of the cells."""
        return Cells(self.lines[chosen], self.columns[chosen], self.values[chosen], self.height, self.width)


def cells(rows: Sequence[Row], width: int) -> Cells:
    """The rows as one table of cells."""
    lines = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row.columns) for row in rows])
    columns = np.concatenate([np.zeros(0, np.int32), *(row.columns for row in rows)])
    values = np.concatenate([np.zeros(0, np.float32), *(row.values for row in rows)])
    order = np.argsort(columns, kind="stable")
    return Cells(lines[order], columns[order], values[order], len(rows), width)


@dataclass(frozen=True, slots=True)
class Block:
    """A dense part: `values[i, j]` is the cell of line `lines[i]` and column `columns[j]`."""

    lines: Ints
    columns: Ints
    values: Floats


def blocks(table: Cells) -> Iterator[Block]:
    """Dense parts of at most 1,024 columns, without the columns and lines that are empty there."""
    used, places = np.unique(table.columns, return_inverse=True)
    for first in range(0, len(used), _BLOCK):
        start, end = np.searchsorted(places, (first, first + _BLOCK))
        lines, at = np.unique(table.lines[start:end], return_inverse=True)
        columns = used[first : first + _BLOCK]
        dense = np.zeros((len(lines), len(columns)), np.float32)
        dense[at, places[start:end] - first] = table.values[start:end]
        yield Block(lines, columns, dense)


def gram(table: Cells, chosen: Ints) -> Floats:
    """float32[n, m]: the products of all rows with the chosen ones.

    Two thirds of the features stand in one row only and most others in a few: those are multiplied pair by pair, and
    only the common ones as matrices.
    """
    total = np.zeros((table.height, len(chosen)), np.float32)
    places = np.full(table.height, -1, np.int64)
    places[chosen] = np.arange(len(chosen))
    counts = np.bincount(table.columns, minlength=table.width)[table.columns]
    for count in range(1, _RARE + 1):
        _add_pairs(total, table.where(counts == count), count, places)
    for block in blocks(table.where(counts > _RARE)):
        at = places[block.lines]
        total[np.ix_(block.lines, at[at >= 0])] += block.values @ block.values[at >= 0].T
    return total


def _add_pairs(total: Floats, table: Cells, count: int, places: Ints) -> None:
    """Add the products of columns that have exactly `count` cells each."""
    lines = table.lines.reshape(-1, count)
    values = table.values.reshape(-1, count)
    first = np.repeat(lines, count, axis=1).ravel()
    second = places[np.tile(lines, (1, count)).ravel()]
    products = (values[:, :, None] * values[:, None, :]).ravel()
    kept = second >= 0
    np.add.at(total, (first[kept], second[kept]), products[kept])
