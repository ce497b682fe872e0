"""Why an utterance was understood as it was: nearest examples, repaired words, and what spoke for which entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from intents.encoder import Floats
from intents.features import features
from intents.lexicon import Row
from intents.match import Recognizer
from intents.meaning import alike, shares
from intents.model import Entry, Faq, KeyPath, Language, Part
from intents.normalize import normalize
from intents.segment import segments, without_courtesy

_ENCODED = 40  # examples of an entry that are compared by meaning; bounds the time that encoders take

COMPARED = 2
"""Entries of a ranking that are explained: the best one and its rival."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The question or title of an entry that is most like an utterance; `similarity` is 0 to 1."""

    text: str
    language: Language
    file: str
    line: int
    column: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Explained:
    """One candidate. `score` has a linear score for each part of the engine; differences between entries count."""

    entry: str
    confidence: float
    nearest: Nearest | None
    score: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What led to a ranking. `repaired` are words as written beside what they were read as."""

    repaired: tuple[tuple[str, str], ...]
    entries: tuple[Explained, ...]


def explain(recognizer: Recognizer, faq: Faq, part: Part) -> Explanation:
    """The explanation of one question that this recogniser understood, with the best two entries of its ranking."""
    scores = recognizer.parts_of_score(part.text)
    places = {name: at for at, name in enumerate(recognizer.model.entries)}
    explained: list[Explained] = []
    for candidate in part.ranking[:COMPARED]:
        entry = faq.entry(candidate.entry)
        found = None if entry is None else nearest(recognizer, entry, part.text, by_meaning=True)
        score = {name: float(values[places[candidate.entry]]) for name, values in scores.items()}
        explained.append(Explained(candidate.entry, candidate.confidence, found, score))
    return Explanation(recognizer.repaired(part.text), tuple(explained))


def nearest(recognizer: Recognizer, entry: Entry, text: str, *, by_meaning: bool = False) -> Nearest | None:
    """The example of an entry that is most like a text or one of its sentences; None where nothing is alike.

    By meaning costs an encoding of each example, of forty at most.
    """
    listed = tuple(_examples(entry))
    normals = [normalize(example) for example, _ in listed]
    rows = [_row(recognizer, recognizer.words(normal)) for normal in normals]
    pieces = _pieces(text)
    if not rows or not pieces:
        return None
    alike = np.max([_wording(recognizer, piece, rows) for piece in pieces], axis=0)
    if by_meaning and recognizer.model.encoders:
        alike = _with_meaning(recognizer, text, [example for example, _ in listed], alike)
    alike[[normal in pieces for normal in normals]] = 1  # an encoder may tell case and punctuation apart
    best = int(alike.argmax())
    if alike[best] <= 0:
        return None
    example, path = listed[best]
    line, column = entry.place(*path)
    return Nearest(example, str(path[1]), entry.file, line, column, float(min(alike[best], 1.0)))


def _examples(entry: Entry) -> Iterator[tuple[str, KeyPath]]:
    """What the engine learns an entry from, and where it stands."""
    for language, questions in entry.questions.items():
        for number, question in enumerate(questions):
            yield question, ("questions", language, number)
    for language, title in entry.title.items():
        yield title, ("title", language)


def _pieces(text: str) -> Sequence[str]:
    """Normalised: a text as a whole, without its courtesies, and by sentence, since a story drowns its question."""
    whole = normalize(text)
    return tuple(filter(None, dict.fromkeys((whole, without_courtesy(whole), *map(normalize, segments(text))))))


def _row(recognizer: Recognizer, words: Sequence[str]) -> Row:
    return recognizer.model.lexicon.row(features(words))


def _wording(recognizer: Recognizer, piece: str, examples: Sequence[Row]) -> Floats:
    """float32[examples]: how alike the words of a piece are to each example, 0 to 1, as written or as repaired."""
    words = recognizer.words(piece)
    read = dict(recognizer.repaired(piece))
    dense = np.zeros((2, len(recognizer.model.lexicon.columns)), np.float32)
    for at, row in enumerate((_row(recognizer, words), _row(recognizer, [read.get(word, word) for word in words]))):
        dense[at, row.columns] = row.values
    found: Floats = np.array([dense[:, example.columns] @ example.values for example in examples], np.float32)
    alike: Floats = found.max(axis=1)
    return alike


def _with_meaning(recognizer: Recognizer, text: str, examples: Sequence[str], wording: Floats) -> Floats:
    """The similarities with those of the encoders joined in as the engine weighs them; only of the nearest by words."""
    scopes = [meaning.scope for meaning in recognizer.model.meanings]
    asked = recognizer.vectors([[text]])
    blend = recognizer.model.blend
    weights = shares(asked, scopes, 1, blend)[0]
    found = np.zeros(len(examples), np.float32)
    closest = np.argsort(-wording, kind="stable")[:_ENCODED].tolist()
    others = recognizer.vectors([[examples[at]] for at in closest])
    parts = np.stack(
        [wording[closest], *(alike(other @ one[0], blend.bend) for one, other in zip(asked, others, strict=True))]
    )
    found[closest] = weights @ parts
    return found
