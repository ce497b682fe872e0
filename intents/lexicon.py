"""TF-IDF over the features of a FAQ, as sparse rows of length one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intents.encoder import Floats

Ints = NDArray[np.int32]

WORD_SHARE = 0.35
"""Weight of the word features beside 1 for the character n-grams; chosen on training folds, flat from 0.25 to 0.5."""

_BLOCK = 1024  # columns that are made dense at a time: a few MB instead of a full matrix


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance: columns and values. Features that no example has count in the length, so |row| ≤ 1."""

    columns: Ints
    values: Floats


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Feature → column, and each column's inverse document frequency."""

    columns: Mapping[str, int]
    idf: Floats
    unseen: float
    """The inverse document frequency of a feature that stands in no example."""

    def row(self, features: Mapping[str, float]) -> Row:
        """The TF-IDF row of an utterance."""
        columns: list[int] = []
        values: list[float] = []
        is_word: list[bool] = []
        squares = [0.0, 0.0]
        for feature, weight in features.items():
            column = self.columns.get(feature)
            value = weight * (self.unseen if column is None else float(self.idf[column]))
            word = " " in feature
            squares[word] += value * value
            if column is not None:
                columns.append(column)
                values.append(value)
                is_word.append(word)
        scale = _scales(squares)
        scaled = [value * scale[word] for value, word in zip(values, is_word, strict=True)]
        return Row(np.array(columns, np.int32), np.array(scaled, np.float32))


def _scales(squares: Sequence[float]) -> tuple[float, float]:
    """Factors for characters and words that give the two blocks their shares and the row the length one."""
    shares = [share if square else 0.0 for share, square in zip((1.0, WORD_SHARE), squares, strict=True)]
    total = sum(shares) or 1.0
    first, second = (math.sqrt(share / total / square) if square else 0.0 for share, square in zip(shares, squares, strict=True))
    return first, second


def learn(documents: Sequence[Mapping[str, float]]) -> Lexicon:
    """The lexicon of these documents."""
    counts = Counter(feature for document in documents for feature in document)
    size = 1 + len(documents)
    frequencies = np.fromiter(counts.values(), np.float32, len(counts))
    idf = (np.log(size / (1 + frequencies)) + 1).astype(np.float32)
    return Lexicon({feature: at for at, feature in enumerate(counts)}, idf, math.log(size / 2) + 1)


def blocks(rows: Sequence[Row], width: int) -> Iterator[tuple[slice, Floats]]:
    """The rows as dense float32[n, ≤1024] blocks of columns; `width` is the number of all columns."""
    if not rows or not width:
        return
    lines = np.repeat(np.arange(len(rows)), [len(row.columns) for row in rows])
    columns = np.concatenate([row.columns for row in rows])
    values = np.concatenate([row.values for row in rows])
    order = np.argsort(columns, kind="stable")
    lines, columns, values = lines[order], columns[order], values[order]
    bounds = np.searchsorted(columns, np.arange(0, width + _BLOCK, _BLOCK))
    for number, (start, end) in enumerate(zip(bounds, bounds[1:], strict=False)):
        first = number * _BLOCK
        dense = np.zeros((len(rows), min(_BLOCK, width - first)), np.float32)
        dense[lines[start:end], columns[start:end] - first] = values[start:end]
        yield slice(first, first + dense.shape[1]), dense


def gram(rows: Sequence[Row], width: int) -> Floats:
    """float32[n, n]: the cosine of every two rows."""
    total = np.zeros((len(rows), len(rows)), np.float32)
    for _, dense in blocks(rows, width):
        total += dense @ dense.T
    return total
