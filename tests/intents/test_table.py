"""Products of a sparse table are those of the matrix it stands for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents import table as tables
from intents.encoder import Floats
from intents.lexicon import Row
from intents.table import Cells, Factor, cells, gram

HEIGHT, WIDTH = 60, 40


def random_table(seed: int, share: float) -> tuple[Cells, Floats]:
    """A table and its dense matrix; the first column is in every row, the last in none."""
    random = np.random.default_rng(seed)
    dense = random.normal(size=(HEIGHT, WIDTH)) * (random.random((HEIGHT, WIDTH)) < share)
    dense[:, 0], dense[:, -1], dense[7] = 1, 0, 0
    dense = dense.astype(np.float32)
    rows = [Row(columns := np.flatnonzero(line), line[columns]) for line in dense]
    return cells(rows, WIDTH), dense


@given(st.integers(0, 1000), st.sampled_from([0.0, 0.02, 0.1, 0.6]), st.sampled_from([1, 3, 8192]))
def test_a_factor_multiplies_from_both_sides(seed: int, share: float, at_a_time: int) -> None:
    table, dense = random_table(seed, share)
    random = np.random.default_rng(seed + 1)
    right, left = (random.normal(size=(size, 3)).astype(np.float32) for size in (WIDTH, HEIGHT))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_AT_A_TIME", at_a_time)
        factor = Factor(table)
        assert np.allclose(factor @ right, dense @ right, atol=1e-4)
        assert np.allclose(factor.transposed(left), dense.T @ left, atol=1e-4)


@given(st.integers(0, 1000), st.sampled_from([0.02, 0.1, 0.6]), st.sampled_from([0, 2, 32]))
def test_the_gram_matrix_holds_the_products_with_the_chosen_rows(seed: int, share: float, rare: int) -> None:
    table, dense = random_table(seed, share)
    chosen = np.array([0, 5, 7, 30])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_RARE", rare)
        assert np.allclose(gram(table, chosen), dense @ dense[chosen].T, atol=1e-4)


def test_a_table_without_cells_multiplies_to_zeros() -> None:
    factor = Factor(cells([], 4))
    assert (factor @ np.ones((4, 2), np.float32)).shape == (0, 2)
    assert (factor.transposed(np.ones((0, 2), np.float32)) == 0).all()
