"""The kernel, what is learned on it, and that collapsing it to weights changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from intents import fit as fitting
from intents.classifier import fit_dual, fit_primal, probabilities
from intents.encoder import Floats
from intents.features import features, tokens
from intents.fit import Examples
from intents.lexicon import Lexicon, Row, cells, learn
from intents.meaning import Vectors
from intents.normalize import normalize
from intents.space import Space, Weights

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


def space(encoders: int) -> Space:
    learned, rows = lexicon()
    return Space(cells(rows, len(learned.columns)), [by_an_encoder(4 + at, at, at) for at in range(encoders)])


def scored(weights: Weights, row: Row, wording: float, meanings: list[Floats]) -> Floats:
    """The scores of an utterance as `Weights` says."""
    length = np.sqrt(np.vdot(row.values, row.values))
    found = wording * (row.values @ weights.lexical[row.columns] + length * weights.bias)
    for vector, meaning in zip(meanings, weights.meanings, strict=True):
        found = found + vector @ meaning.weights
    return np.asarray(found)


@pytest.mark.parametrize("encoders", [0, 1, 2])
@pytest.mark.parametrize("chosen", [EVERYTHING, np.array([0, 2, 5])])
def test_collapsed_weights_give_the_scores_of_the_kernel(encoders: int, chosen: NDArray[np.int64]) -> None:
    found = space(encoders)
    coefficients = np.random.default_rng(3).normal(size=(len(chosen), 3)).astype(np.float32)
    weights = found.collapse(chosen, coefficients)
    wanted = found.kernel(chosen) @ coefficients
    widths = np.cumsum([meaning.weights.shape[0] for meaning in weights.meanings])[:-1]
    for at, row in enumerate(lexicon()[1]):
        own = np.split(found.meanings[at], widths) if encoders else []
        assert np.allclose(scored(weights, row, float(found._wording[at]), own), wanted[at], atol=1e-4)


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
def test_through_all_questions_as_landmarks_the_primal_learns_what_the_dual_learns(encoders: int) -> None:
    found = space(encoders)
    targets = np.eye(3, dtype=np.float32)[OWNERS]
    dual = probabilities(found.kernel(EVERYTHING) @ fit_dual(found.kernel(EVERYTHING), targets, 2000), 27)
    wording = found.wording(EVERYTHING)
    coefficients, meanings = fit_primal(wording, EVERYTHING, found.meanings, targets)
    primal = probabilities(wording @ coefficients + found.meanings @ meanings, 27)
    assert np.allclose(primal, dual, atol=0.05)
    assert (primal.argmax(axis=1) == OWNERS).all()


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
