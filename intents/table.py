"""The rows of many questions as one sparse table, and its products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from intents.encoder import Floats
from intents.lexicon import Booleans, Ints, Row

_BLOCK = 1024  # columns that are made dense at a time: a few MB instead of a full matrix
_RARE = 32  # rows: features of so few rows are multiplied pair by pair
_COMMON = 40  # a column with more than one cell in so many rows is faster as a dense one
_AT_A_TIME = 8192  # cells that are multiplied at once: what the processor keeps at hand


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


class Factor:
    """A table as a matrix that is multiplied often and from both sides: common columns dense, others as cells."""

    def __init__(self, table: Cells) -> None:
        counts = np.bincount(table.columns, minlength=table.width)
        self._shape = (table.height, table.width)
        self._common = np.flatnonzero(counts * _COMMON > table.height)
        is_common = np.isin(table.columns, self._common)
        places = np.cumsum(np.bincount(self._common, minlength=table.width)) - 1
        common, others = table.where(is_common), table.where(~is_common)
        self._dense = np.zeros((table.height, len(self._common)), np.float32)
        self._dense[common.lines, places[common.columns]] = common.values
        order = np.argsort(others.lines, kind="stable")
        self._by_line = _Runs(others.lines[order], others.columns[order], others.values[order])
        self._by_column = _Runs(others.columns, others.lines, others.values)

    def __matmul__(self, right: Floats) -> Floats:
        """float32[n, k] from float32[width, k]."""
        found: Floats = self._dense @ right[self._common]
        self._by_line.add_products(found, right)
        return found

    def transposed(self, right: Floats) -> Floats:
        """float32[width, k] from float32[n, k]."""
        found = np.zeros((self._shape[1], right.shape[1]), np.float32)
        found[self._common] = self._dense.T @ right
        self._by_column.add_products(found, right)
        return found


class _Runs:
    """Cells in runs of one target each: `target += value · right[source]`.

    Runs of one length are multiplied as a stack of small matrices, which is five times as fast as summing their
    products along an axis.
    """

    def __init__(self, targets: Ints, sources: Ints, values: Floats) -> None:
        targets, starts, lengths = np.unique(targets, return_index=True, return_counts=True)
        self._stacks: list[tuple[Ints, Ints, Floats]] = []
        for length in np.unique(lengths):
            of_length = np.flatnonzero(lengths == length)
            for chosen in np.array_split(of_length, 1 + len(of_length) * length // _AT_A_TIME):
                at = starts[chosen, None] + np.arange(length)
                self._stacks.append((targets[chosen], sources[at], values[at][:, None, :]))

    def add_products(self, found: Floats, right: Floats) -> None:
        """Add what each target gets."""
        for targets, sources, values in self._stacks:
            found[targets] += (values @ right[sources])[:, 0]
