"""What questions mean: the vectors of the encoders, around their centre, and how much they count beside the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intents.encoder import Encoder, Floats, Scope
from intents.language import script_of

_COUNTS: dict[Scope, float] = {"any": 1.2, "latin": 2.0}
"""What an encoder counts beside the words. Chosen on training rows outside the ten examples, flat from half to twice as
much; one that reads a single script knows it better than one that reads them all."""


@dataclass(frozen=True, slots=True)
class Blend:
    """How words and meanings are joined in one kernel."""

    words: float
    """What the words count beside the encoders."""
    bend: float
    """How far the kernel of vectors bends towards what is nearly the same; at 0 it is their cosine."""


USUAL = Blend(words=1.0, bend=0.0)
"""Chosen on training rows with ten examples an entry, where a little bend won nothing and more lost."""

LARGE = Blend(words=0.85, bend=2.0)
"""The same with a hundred examples an entry, where the bend is worth half a point."""

_NOTHING = 1e-6  # a vector this short says nothing

_ENOUGH = 50
"""Vectors from which on their mean is their centre. The mean of fewer is mostly what they say themselves: around it,
the only entry of a FAQ was heard in everything, and in nothing that it was asked."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of all questions by one encoder: float32[n, d] of length one, zero for a text that it cannot read."""

    encoder: str
    scope: Scope
    centre: Floats
    rows: Floats


@dataclass(frozen=True, slots=True)
class Meaning:
    """One encoder's part of a fitted model.

    The float32[d] centre of its vectors, the float32[m, d] anchors that others are compared with, and the float32[m, k]
    weights of being like them. Without a bend there are no anchors: the float32[d, k] weights are those of the vectors.
    """

    encoder: str
    scope: Scope
    centre: Floats
    anchors: Floats
    weights: Floats

    def scores(self, rows: Floats, bend: float) -> Floats:
        """float32[n, k]: the scores of float32[n, d] vectors; zero for a vector of zeros."""
        found: Floats = (alike(rows @ self.anchors.T, bend) if bend else rows) @ self.weights
        return found


def alike(cosines: Floats, bend: float) -> Floats:
    """The kernel of vectors from their cosines: 1 for the same, 0 for what has nothing in common.

    Bent, it is the power series of exp without its constant, so that it stays a kernel and silence is like nothing.
    """
    if not bend:
        return cosines
    found: Floats = np.expm1(np.float32(bend) * cosines)
    found /= np.float32(np.expm1(bend))
    return found


def learn_vectors(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """The vectors of a FAQ's questions and their centre; what an encoder cannot read is not given to it."""
    read = [at for at, text in enumerate(texts) if reads(encoder.scope, text)]
    if not read:
        return Vectors(encoder.name, encoder.scope, np.zeros(0, np.float32), np.zeros((len(texts), 0), np.float32))
    found = encoder.encode([texts[at] for at in read])
    said = found[np.linalg.norm(found, axis=1) > _NOTHING]
    centre = (said.sum(axis=0) / max(len(said), _ENOUGH)).astype(np.float32)
    rows = np.zeros((len(texts), found.shape[1]), np.float32)
    rows[read] = centred(found, centre)
    return Vectors(encoder.name, encoder.scope, centre, rows)


def vectors(encoder: Encoder, centre: Floats, texts: Sequence[Sequence[str]]) -> Floats:
    """float32[n, d] of utterances, each in no, one or more spellings, encoded at once and each spelling once.

    Zero where there is no spelling, the encoder does not read it, or failed. Encoders stumble over a misspelt word more
    than words and letters do: the mean with the repaired spelling was worth four points on training rows with typing
    mistakes, and nothing was lost where there were none.
    """
    found = np.zeros((len(texts), len(centre)), np.float32)
    read = {at: spelt for at, spelt in enumerate(texts) if len(centre) and spelt and reads(encoder.scope, spelt[0])}
    once = list(dict.fromkeys(spelling for spelt in read.values() for spelling in spelt))
    if once:
        encoded = dict(zip(once, centred(encoder.encode(once), centre), strict=True))
        for at, spelt in read.items():
            found[at] = _of_length_one(np.mean([encoded[spelling] for spelling in spelt], axis=0))
    return found


def reads(scope: Scope, text: str) -> bool:
    """Whether an encoder of this scope reads a text."""
    if scope == "latin":
        return script_of(text) == "Latin"
    return bool(text.strip())


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Vectors around their centre, of length one; a vector of zeros stays one."""
    moved = vectors - centre
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    said = np.linalg.norm(vectors, axis=1, keepdims=True) > _NOTHING
    found: Floats = np.where(said, moved / np.maximum(lengths, _NOTHING), 0)
    return found.astype(np.float32)


def _of_length_one(mean: Floats) -> Floats:
    found: Floats = mean / np.maximum(np.linalg.norm(mean), _NOTHING)
    return found


def roots(vectors: Sequence[Floats], scopes: Sequence[Scope], blend: Blend) -> Floats:
    """float32[n, 1 + encoders]: the factors of the words' and each encoder's scores for n utterances.

    They are the roots of the shares. Where an encoder that reads every script has no vector, as of pinyin, the others
    speak louder, so that what is certain by its words stays so.
    """
    height = len(vectors[0]) if vectors else 1
    found: Floats = np.sqrt(shares(vectors, scopes, height, blend))
    whole = [np.ones_like(rows) if scope == "any" else rows for rows, scope in zip(vectors, scopes, strict=True)]
    missing = np.sum(found * np.sqrt(shares(whole, scopes, height, blend)), axis=1, keepdims=True)
    louder: Floats = (found / missing).astype(np.float32)
    return louder


def shares(vectors: Sequence[Floats], scopes: Sequence[Scope], height: int, blend: Blend) -> Floats:
    """float32[height, 1 + encoders]: what the words and each encoder count for a text; a row sums to one.

    An encoder without a vector of a text leaves its share to the others.
    """
    counts = np.full((height, 1 + len(vectors)), blend.words, np.float32)
    for at, (rows, scope) in enumerate(zip(vectors, scopes, strict=True), 1):
        counts[:, at] = _COUNTS[scope] * np.any(rows, axis=1)
    found: Floats = counts / counts.sum(axis=1, keepdims=True)
    return found
