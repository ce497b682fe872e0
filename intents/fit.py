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
from intents.features import features, length, tokens
from intents.fitted import RECIPE, Model
from intents.lexicon import Cells, Ints, blocks, cells, gram, learn
from intents.match import centred
from intents.model import Faq
from intents.normalize import normalize
from intents.segment import is_courtesy

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
    for group, language in enumerate(faq.languages):  # questions that share features stand together
        for owner, entry in enumerate(faq.entries):
            for text in entry.questions.get(language, ()):
                found = tokens(normalize(text))
                if found:
                    texts.append(text)
                    words.append(found)
                    owners.append(owner)
                    groups.append(group)
    return Examples(tuple(texts), tuple(words), np.array(owners, np.int32), np.array(groups, np.int32))


def fit(faq: Faq, encoder: Encoder | None = None) -> Model:
    """The model of a FAQ; with an encoder, its kernel is averaged with the lexical one."""
    examples = examples_of(faq)
    documents = [features(words) for words in examples.words]
    lexicon = learn(documents)
    table = cells([lexicon.row(document) for document in documents], len(lexicon.columns))
    kernel = gram(table)
    mean = kernel.sum(axis=1) / (table.height + _SHRINK)
    kernel += mean.sum() / (table.height + _SHRINK) - mean[:, None] - mean[None, :]
    targets = np.eye(len(faq.entries), dtype=np.float32)[examples.owners]
    coefficients = fit_dual(kernel, targets)
    weights, bias = _collapse(table, coefficients)
    trials = cross_validate(kernel, examples.owners, examples.groups, len(faq.entries))
    calibration = calibrate(trials)
    return Model(
        fingerprint=fingerprint(faq, encoder),
        languages=faq.languages,
        entries=tuple(entry.id for entry in faq.entries),
        exact=_exact(faq),
        courtesies=frozenset(
            at
            for at, entry in enumerate(faq.entries)
            if any(is_courtesy(normalize(q)) for qs in entry.questions.values() for q in qs)
        ),
        words=Counter(word for words in examples.words for word in set(words)),
        usual_length=_usual_length(examples),
        lexicon=lexicon,
        weights=weights,
        bias=bias,
        calibration=calibration,
        thresholds=thresholds(trials, calibration),
    )


def _collapse(table: Cells, coefficients: Floats) -> tuple[Floats, Floats]:
    """Weights a feature and entry, and the bias that centring leaves."""
    weights = np.zeros((table.width, coefficients.shape[1]), np.float32)
    for block in blocks(table):
        weights[block.columns] = block.values.T @ coefficients[block.lines]
    centre = np.bincount(table.columns, table.values, table.width).astype(np.float32) / (table.height + _SHRINK)
    weights -= np.outer(centre, coefficients.sum(axis=0))
    return weights, -centre @ weights


def _usual_length(examples: Examples) -> int:
    lengths = sorted(length(words) for words in examples.words)
    return lengths[len(lengths) * 9 // 10] * 3 // 2 if lengths else 0


def _exact(faq: Faq) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for owner, entry in enumerate(faq.entries):
        for questions in entry.questions.values():
            for text in questions:
                normal = normalize(text)
                if owner not in found.setdefault(normal, ()):
                    found[normal] += (owner,)
    return found
