"""The kernel, what is learned on it, and that collapsing it to weights changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from intents import fit as fitting
from intents.classifier import fit_many
from intents.encoder import Floats
from intents.features import features, tokens
from intents.fit import Examples
from intents.large import LargeKernel, factor
from intents.lexicon import Lexicon, Row, learn
from intents.meaning import LARGE, USUAL, Blend, Vectors, shares
from intents.normalize import normalize
from intents.space import Space, Weights
from intents.table import cells

TEXTS = [
    "back up wallet",
    "wallet backup please",
    "lost my password",
    "reset password",
    "fee too high",
    "为什么手续费高",
]
OWNERS = np.array([0, 0, 1, 1, 2, 2], np.int32)
EVERYTHING = np.arange(len(TEXTS))


def lexicon() -> tuple[Lexicon, list[Row]]:
    documents = [features(tokens(normalize(text))) for text in TEXTS]
    found = learn(documents, OWNERS)
    return found, [found.row(document) for document in documents]


def by_an_encoder(width: int, seed: int, silent: int) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(len(TEXTS), width)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[silent] = 0
    return Vectors(f"encoder {seed}", "any", np.zeros(width, np.float32), rows)


def space(encoders: int, blend: Blend = USUAL) -> Space:
    learned, rows = lexicon()
    return Space(cells(rows, len(learned.columns)), [by_an_encoder(4 + at, at, at) for at in range(encoders)], blend)


def scored(found: Space, weights: Weights, at: int, blend: Blend) -> Floats:
    """The scores of a question as `Weights` says."""
    row = lexicon()[1][at]
    length = np.sqrt(np.vdot(row.values, row.values))
    own = [vectors.rows[[at]] for vectors in found.vectors]
    wording, *others = np.sqrt(shares(own, [vectors.scope for vectors in found.vectors], 1, blend))[0]
    scores = wording * (row.values @ weights.lexical[row.columns] + length * weights.bias)
    for root, vector, meaning in zip(others, own, weights.meanings, strict=True):
        scores = scores + root * meaning.scores(vector, blend.bend)[0]
    return np.asarray(scores)


@pytest.mark.parametrize("blend", [USUAL, LARGE])
@pytest.mark.parametrize("encoders", [0, 1, 2])
def test_collapsed_weights_give_the_scores_of_the_kernel(encoders: int, blend: Blend) -> None:
    found = space(encoders, blend)
    coefficients = np.random.default_rng(3).normal(size=(len(TEXTS), 3)).astype(np.float32)
    weights = found.collapse(coefficients, EVERYTHING, [coefficients] * encoders)
    wanted = found.kernel(EVERYTHING) @ coefficients
    for at in range(len(TEXTS)):
        assert np.allclose(scored(found, weights, at, blend), wanted[at], atol=1e-4)


@pytest.mark.parametrize("blend", [USUAL, LARGE])
@pytest.mark.parametrize("encoders", [0, 1, 2])
def test_what_multiplies_like_the_kernel_multiplies_like_the_kernel(encoders: int, blend: Blend) -> None:
    found = space(encoders, blend)
    coefficients = np.random.default_rng(4).normal(size=(len(TEXTS), 3)).astype(np.float32)
    large = LargeKernel(found, EVERYTHING)
    wanted = found.kernel(EVERYTHING) @ coefficients
    assert np.allclose(large @ coefficients, wanted, atol=1e-2)
    weights = large.collapse(coefficients)
    for at in range(len(TEXTS)):
        assert np.allclose(scored(found, weights, at, blend), wanted[at], atol=1e-2)


def test_the_square_of_the_factor_is_the_kernel_where_all_are_landmarks() -> None:
    kernel = space(1).kernel(EVERYTHING)
    near = factor(kernel, EVERYTHING)
    assert np.allclose(near @ near.T, kernel, atol=0.01)


def test_the_kernel_is_symmetric_and_a_question_is_most_like_itself() -> None:
    kernel = space(2).kernel(EVERYTHING)
    assert np.allclose(kernel, kernel.T, atol=1e-5)
    assert (kernel.argmax(axis=1) == EVERYTHING).all()
    assert np.linalg.eigvalsh(kernel.astype(np.float64)).min() > -1e-4


def test_a_question_that_was_left_out_is_as_much_like_the_others_as_one_that_is_asked() -> None:
    found = space(0)
    among = found.kernel(EVERYTHING) + found.left_out(EVERYTHING)
    assert np.isfinite(among).all()
    assert (np.abs(among) <= 1.5).all()


@pytest.mark.parametrize("encoders", [0, 2])
@pytest.mark.parametrize("landmarks", [EVERYTHING, np.array([0, 2, 5])])
def test_a_large_faq_learns_whose_each_question_is(encoders: int, landmarks: NDArray[np.int64]) -> None:
    found = space(encoders, LARGE)
    large = LargeKernel(found, landmarks)
    coefficients = fit_many(large, factor(found.kernel(landmarks), landmarks), np.eye(3, dtype=np.float32)[OWNERS])
    scores = large @ coefficients
    assert (scores.argmax(axis=1) == OWNERS).all()
    assert (np.sort(scores, axis=1)[:, 1] < 0.6 * scores.max(axis=1)).all(), "told from all others"


def test_landmarks_are_shared_among_entries_and_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MOST_DUAL", 10)
    monkeypatch.setattr(fitting, "LANDMARKS", 12)
    owners = np.array([0] * 50 + [1] * 5 + [0] * 2 + [1] * 50, np.int32)
    groups = np.array([0] * 55 + [1] * 52, np.int32)
    words = [["w"]] * len(owners)
    examples = Examples(tuple("w" * len(owners)), tuple(words), owners, groups, np.zeros(len(owners), np.bool_))
    chosen = fitting._chosen(examples)
    counts = {(owner, group): 0 for owner in (0, 1) for group in (0, 1)}
    for at in chosen:
        counts[int(owners[at]), int(groups[at])] += 1
    assert sorted(counts.values()) == [2, 3, 3, 4]
    assert counts[0, 1] == 2, "all that this language has"
    assert (np.diff(chosen) > 0).all()
