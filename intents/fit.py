"""Fitting a model to a FAQ: deterministic, from the questions alone."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from intents.calibrate import Folds, Learner, calibrate, cross_validate, thresholds
from intents.classifier import STEPS, STEPS_OF_MEANING, fit_dual, fit_many
from intents.encoder import Encoder, Floats
from intents.features import features, length, tokens
from intents.fitted import RECIPE, Model
from intents.large import LargeKernel, factor
from intents.lexicon import Booleans, Ints, learn
from intents.meaning import LARGE, USUAL, learn_vectors
from intents.model import Entry, Faq, Language
from intents.normalize import normalize
from intents.segment import is_courtesy
from intents.space import Space, Weights
from intents.table import cells

MOST_DUAL = 4000
"""Questions up to which all stand in the kernel; beyond, its memory would grow with their square."""

LANDMARKS = 1500
"""Questions through which the meaning of a larger FAQ is seen, the same number of each entry as far as possible."""


_BETWEEN_WORDS = re.compile(r"[._?-]+|(?<=[a-z])(?=[A-Z])")  # of an id, whichever way it is spelled


@dataclass(frozen=True, slots=True)
class Examples:
    """What a FAQ teaches, by language: text as written, its words, its entry, its language; whether it is a name."""

    texts: tuple[str, ...]
    words: tuple[list[str], ...]
    owners: Ints
    groups: Ints
    names: Booleans


def fingerprint(faq: Faq, encoders: Sequence[Encoder] = ()) -> str:
    """Names everything that a fitted model depends on; changed answers alone do not change it."""
    questions = [[entry.id, sorted(entry.title.items()), sorted(entry.questions.items())] for entry in faq.entries]
    all_of_it = json.dumps([RECIPE, faq.languages, questions, [encoder.name for encoder in encoders]])
    return hashlib.sha256(all_of_it.encode()).hexdigest()[:16]


def fit(faq: Faq, encoders: Sequence[Encoder] = ()) -> Model:
    """The model of a FAQ. With encoders, what the questions mean counts beside how they are worded.

    Raises what an encoder raises.
    """
    examples = _examples(faq)
    documents = [features(words) for words in examples.words]
    lexicon = learn(documents, examples.owners)
    table = cells([lexicon.row(document) for document in documents], len(lexicon.columns))
    is_large = len(documents) > MOST_DUAL
    vectors = [learn_vectors(encoder, examples.texts) for encoder in encoders]
    blend = LARGE if is_large else USUAL
    space = Space(table, vectors, blend)
    chosen = _chosen(examples)
    weights, among = _learned(space, chosen, examples.owners, len(faq.entries))
    folds = Folds(examples.owners[chosen], examples.groups[chosen], examples.names[chosen], len(faq.entries))
    trials = cross_validate(among, among + space.left_out(chosen), folds, _learner(space, is_large))
    calibration = calibrate(trials)
    return Model(
        fingerprint=fingerprint(faq, encoders),
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
        blend=blend,
        meanings=weights.meanings,
    )


def _learner(space: Space, is_large: bool) -> Learner:
    """How is learned, where the kernel can be written out."""
    if is_large:
        return lambda kernel, targets: fit_many(kernel, factor(kernel, np.arange(len(kernel))), targets)
    return partial(fit_dual, steps=STEPS_OF_MEANING if space.has_meaning else STEPS)


def _learned(space: Space, chosen: Ints, owners: Ints, entries: int) -> tuple[Weights, Floats]:
    """The weights, and the kernel among the chosen questions."""
    targets = np.eye(entries, dtype=np.float32)[owners]
    kernel = space.kernel(chosen)
    if len(chosen) == len(owners):
        coefficients = _learner(space, False)(kernel, targets)
        return space.collapse(coefficients, chosen, [coefficients] * len(space.vectors)), kernel
    whole = LargeKernel(space, chosen)
    return whole.collapse(fit_many(whole, factor(kernel, chosen), targets)), kernel[chosen]


def _examples(faq: Faq) -> Examples:
    """Every question that has words, and what the entry is called; emoji alone teach nothing but are an exact hit.

    Names are short and never asked in just these words, yet they say what an entry is about: on training rows outside
    the ten examples they were worth half a point of accuracy in English.
    """
    found: list[tuple[str, list[str], int, int, bool]] = []
    for group, language in enumerate(faq.languages):  # questions that share features stand together
        for owner, entry in enumerate(faq.entries):
            questions = [(text, False) for text in entry.questions.get(language, ())]
            for text, is_name in (*questions, *((name, True) for name in _names(entry, language, group == 0))):
                words = tokens(normalize(text))
                if words:
                    found.append((text, words, owner, group, is_name))
    texts, words_of, owners, groups, names = zip(*found, strict=True) if found else ((),) * 5
    return Examples(texts, words_of, np.array(owners, np.int32), np.array(groups, np.int32), np.array(names, np.bool_))


def _names(entry: Entry, language: Language, first: bool) -> Iterator[str]:
    """The title in this language and, once, the words of the id, as far as no question says the same."""
    known = {normalize(text) for text in entry.questions.get(language, ())}
    for name in (entry.title.get(language, ""), _BETWEEN_WORDS.sub(" ", entry.id) if first else ""):
        normal = normalize(name)
        if normal and normal not in known:
            known.add(normal)
            yield name


def _chosen(examples: Examples) -> Ints:
    """All questions of a FAQ of usual size, else landmarks: the first of each entry and language, then the second."""
    if len(examples.owners) <= MOST_DUAL:
        return np.arange(len(examples.owners))
    seen: Counter[tuple[int, int]] = Counter()
    ranks = np.zeros(len(examples.owners), np.int32)
    for at, whose in enumerate(zip(examples.owners.tolist(), examples.groups.tolist(), strict=True)):
        ranks[at] = seen[whose]
        seen[whose] += 1
    return np.sort(np.argsort(ranks, kind="stable")[:LANDMARKS])


def _exact(faq: Faq) -> dict[str, tuple[int, ...]]:
    """Normalised question or title → the entries in which it stands; a button's words may come back typed."""
    found: dict[str, tuple[int, ...]] = {}
    for owner, entry in enumerate(faq.entries):
        for text in (*entry.title.values(), *(text for questions in entry.questions.values() for text in questions)):
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
    lengths = sorted(
        length(words) for words, is_name in zip(examples.words, examples.names, strict=True) if not is_name
    )
    return lengths[len(lengths) * 9 // 10] * 3 // 2 if lengths else 0
