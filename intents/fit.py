"""Fitting a model to a FAQ: deterministic, from the questions alone."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intents.calibrate import calibrate, cross_validate, thresholds
from intents.classifier import fit_dual
from intents.encoder import Encoder, Floats
from intents.features import features, tokens
from intents.fitted import RECIPE, Model
from intents.lexicon import Ints, Lexicon, Row, blocks, gram, learn
from intents.match import centred
from intents.model import Faq
from intents.normalize import normalize
from intents.segment import is_courtesy

STEPS = 40
"""Gradient steps of the full fit; more change no ranking."""

_SHRINK = 50  # null utterances that pull the centre of a small FAQ towards zero


@dataclass(frozen=True, slots=True)
class Examples:
    """The questions of a FAQ in its order: text as written, its words, its entry, its language."""

    texts: tuple[str, ...]
    words: tuple[list[str], ...]
    owners: Ints
    groups: Ints


def fingerprint(faq: Faq, encoder: Encoder | None = None) -> str:
    """Names everything that a fitted model depends on; changed answers alone do not change it."""
    questions = [[entry.id, sorted(entry.questions.items()), sorted(entry.title.items())] for entry in faq.entries]
    all_of_it = json.dumps([RECIPE, faq.languages, questions, encoder.name if encoder else ""])
    return hashlib.sha256(all_of_it.encode()).hexdigest()[:16]


def examples_of(faq: Faq) -> Examples:
    """Every question that has words; a question of emoji alone teaches nothing but is still an exact hit."""
    texts: list[str] = []
    words: list[list[str]] = []
    owners: list[int] = []
    groups: list[int] = []
    for owner, entry in enumerate(faq.entries):
        for language, questions in entry.questions.items():
            for text in questions:
                found = tokens(normalize(text))
                if found:
                    texts.append(text)
                    words.append(found)
                    owners.append(owner)
                    groups.append(faq.languages.index(language))
    return Examples(tuple(texts), tuple(words), np.array(owners, np.int32), np.array(groups, np.int32))


def fit(faq: Faq, encoder: Encoder | None = None) -> Model:
    """The model of a FAQ; with an encoder, its kernel is averaged with the lexical one."""
    examples = examples_of(faq)
    documents = [features(words) for words in examples.words]
    lexicon = learn(documents)
    rows = [lexicon.row(document) for document in documents]
    kernel = gram(rows, len(lexicon.idf))
    mean = kernel.sum(axis=1) / (len(rows) + _SHRINK)
    kernel = kernel - mean[:, None] - mean[None, :] + mean.sum() / (len(rows) + _SHRINK)
    targets = np.eye(len(faq.entries), dtype=np.float32)[examples.owners]
    coefficients = fit_dual(kernel, targets, STEPS)
    weights, bias = _collapse(rows, lexicon, coefficients)
    trials = cross_validate(kernel, examples.owners, examples.groups, len(faq.entries))
    calibration = calibrate(trials)
    return Model(
        fingerprint=fingerprint(faq, encoder),
        languages=faq.languages,
        entries=tuple(entry.id for entry in faq.entries),
        exact=_exact(faq),
        courtesies=frozenset(at for at, entry in enumerate(faq.entries) if any(is_courtesy(normalize(q)) for qs in entry.questions.values() for q in qs)),
        words=Counter(word for words in examples.words for word in set(words)),
        lexicon=lexicon,
        weights=weights,
        bias=bias,
        calibration=calibration,
        thresholds=thresholds(trials, calibration),
    )


def _collapse(rows: Sequence[Row], lexicon: Lexicon, coefficients: Floats) -> tuple[Floats, Floats]:
    """Weights a feature and entry, and the bias that centring leaves."""
    width = len(lexicon.idf)
    weights = np.zeros((width, coefficients.shape[1]), np.float32)
    centre = np.zeros(width, np.float32)
    for columns, dense in blocks(rows, width):
        weights[columns] = dense.T @ coefficients
        centre[columns] = dense.sum(axis=0) / (len(rows) + _SHRINK)
    weights -= np.outer(centre, coefficients.sum(axis=0))
    return weights, -centre @ weights


def _exact(faq: Faq) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for owner, entry in enumerate(faq.entries):
        for questions in entry.questions.values():
            for text in questions:
                normal = normalize(text)
                if owner not in found.setdefault(normal, ()):
                    found[normal] += (owner,)
    return found
