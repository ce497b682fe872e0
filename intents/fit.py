"""Fitting a model to a FAQ: deterministic, from the questions alone."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

import numpy as np

from intents.calibrate import Folds, calibrate, cross_validate, thresholds
from intents.classifier import fit_dual, fit_primal
from intents.encoder import Encoder, Floats
from intents.features import features, length, tokens
from intents.fitted import RECIPE, Model
from intents.lexicon import Ints, cells, learn
from intents.model import Faq
from intents.normalize import normalize
from intents.segment import is_courtesy
from intents.space import Space, centred

MOST_DUAL = 3000
"""Questions up to which all stand in the kernel; beyond, its memory would grow with their square."""

LANDMARKS = 1500
"""Questions through which a larger FAQ is seen, the same number of each entry as far as possible."""


@dataclass(frozen=True, slots=True)
class Examples:
    """The questions of a FAQ, by language: text as written, its words, its entry, its language."""

    texts: tuple[str, ...]
    words: tuple[list[str], ...]
    owners: Ints
    groups: Ints


def fingerprint(faq: Faq, encoder: Encoder | None = None) -> str:
    """Names everything that a fitted model depends on; changed answers alone do not change it."""
    questions = [[entry.id, sorted(entry.questions.items())] for entry in faq.entries]
    all_of_it = json.dumps([RECIPE, faq.languages, questions, encoder.name if encoder else ""])
    return hashlib.sha256(all_of_it.encode()).hexdigest()[:16]


def fit(faq: Faq, encoder: Encoder | None = None) -> Model:
    """The model of a FAQ. With an encoder, what the questions mean counts as much as how they are worded."""
    examples = _examples(faq)
    documents = [features(words) for words in examples.words]
    lexicon = learn(documents, examples.owners)
    vectors = encoder.encode(examples.texts) if encoder and examples.texts else None
    centre = None if vectors is None else vectors.mean(axis=0).astype(np.float32)
    embeddings = None if vectors is None or centre is None else centred(vectors, centre)
    table = cells([lexicon.row(document) for document in documents], len(lexicon.columns))
    space = Space(table, embeddings)
    chosen = _chosen(examples.owners)
    kernel = space.kernel(chosen)
    weights = space.collapse(chosen, _coefficients(kernel, chosen, examples.owners, len(faq.entries)))
    among = kernel[chosen] if len(chosen) < len(kernel) else kernel
    folds = Folds(examples.owners[chosen], examples.groups[chosen], len(faq.entries))
    trials = cross_validate(among, among + space.left_out(chosen), folds)
    calibration = calibrate(trials)
    return Model(
        fingerprint=fingerprint(faq, encoder),
        languages=faq.languages,
        entries=tuple(entry.id for entry in faq.entries),
        exact=_exact(faq),
        courtesies=_courtesies(faq),
        words=Counter(word for words in examples.words for word in set(words)),
        usual_length=_usual_length(examples),
        lexicon=lexicon,
        weights=weights.lexical,
        bias=weights.bias,
        calibration=calibration,
        thresholds=thresholds(trials, calibration),
        encoder=encoder.name if encoder else "",
        centre=centre,
        meaning=weights.meaning,
    )


def _examples(faq: Faq) -> Examples:
    """Every question that has words; one of emoji alone teaches nothing but is still an exact hit."""
    found: list[tuple[str, list[str], int, int]] = []
    for group, language in enumerate(faq.languages):  # questions that share features stand together
        for owner, entry in enumerate(faq.entries):
            for text in entry.questions.get(language, ()):
                words = tokens(normalize(text))
                if words:
                    found.append((text, words, owner, group))
    owners = np.array([owner for _, _, owner, _ in found], np.int32)
    groups = np.array([group for *_, group in found], np.int32)
    return Examples(tuple(text for text, *_ in found), tuple(words for _, words, _, _ in found), owners, groups)


def _chosen(owners: Ints) -> Ints:
    """All questions of a FAQ of usual size, else the landmarks: the first of every entry, then the second and so on."""
    if len(owners) <= MOST_DUAL:
        return np.arange(len(owners))
    seen: Counter[int] = Counter()
    ranks = np.zeros(len(owners), np.int32)
    for at, owner in enumerate(owners.tolist()):
        ranks[at] = seen[owner]
        seen[owner] += 1
    return np.sort(np.argsort(ranks, kind="stable")[:LANDMARKS])


def _coefficients(kernel: Floats, chosen: Ints, owners: Ints, entries: int) -> Floats:
    targets = np.eye(entries, dtype=np.float32)[owners]
    if len(chosen) == len(owners):
        return fit_dual(kernel, targets)
    return fit_primal(kernel, chosen, targets)


def _exact(faq: Faq) -> dict[str, tuple[int, ...]]:
    """Normalised question → the entries in which it stands."""
    found: dict[str, tuple[int, ...]] = {}
    for owner, entry in enumerate(faq.entries):
        for text in (text for questions in entry.questions.values() for text in questions):
            normal = normalize(text)
            if normal and owner not in found.get(normal, ()):
                found[normal] = (*found.get(normal, ()), owner)
    return found


def _courtesies(faq: Faq) -> frozenset[int]:
    return frozenset(
        owner
        for owner, entry in enumerate(faq.entries)
        if any(is_courtesy(normalize(text)) for questions in entry.questions.values() for text in questions)
    )


def _usual_length(examples: Examples) -> int:
    lengths = sorted(length(words) for words in examples.words)
    return lengths[len(lengths) * 9 // 10] * 3 // 2 if lengths else 0
