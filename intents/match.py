"""The recogniser: from an utterance to the entries that it may mean, each with a calibrated confidence.

A lexical TF-IDF kernel, joined by an encoder's where there is one, carries a logistic regression whose weights are
collapsed to one row a feature, so that the time of an utterance does not grow with the number of questions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from intents.calibrate import confidence
from intents.classifier import probabilities, rivals
from intents.encoder import Encoder, Floats
from intents.features import features, tokens
from intents.fitted import Model
from intents.model import Candidate, Context, Language, Part, Understanding
from intents.normalize import detect, normalize
from intents.segment import segments, without_courtesy
from intents.spelling import Speller

LISTED = 5
"""Candidates of a ranking."""

SURE = 1.0
"""The confidence of an utterance that is a question of the FAQ, letter for letter after normalising."""


class Recognizer:
    """Recognises utterances with a fitted model. Never raises on a text, whatever its length and characters."""

    def __init__(self, model: Model, encoder: Encoder | None = None) -> None:
        if model.encoder != (encoder.name if encoder else ""):
            raise ValueError(f"the model was fitted with the encoder '{model.encoder}'; fit it again")
        self.model = model
        self._encoder = encoder
        self._speller = Speller(model.words)

    def recognize(self, text: str, context: Context = Context()) -> Understanding:  # noqa: B008 - frozen
        """What a message asks; most have one part."""
        whole = self._part(text, context)
        return Understanding((whole,))

    def _part(self, text: str, context: Context) -> Part:
        return Part(text, self._language(text, context), self._ranking(text))

    def _language(self, text: str, context: Context) -> Language:
        languages = self.model.languages
        if context.language in languages:
            return detect(text, languages) or context.language
        return detect(text, languages) or languages[0]

    def _ranking(self, text: str) -> tuple[Candidate, ...]:
        normal = normalize(text)
        if not normal or not self.model.entries:
            return ()
        found = confidence(probabilities(self._scores(normal, text), rivals(len(self.model.entries))), self.model.calibration)
        hits = self.model.exact.get(normal, ())
        found[list(hits)] = SURE
        best = np.argsort(-found, kind="stable")[:LISTED]
        return tuple(Candidate(self.model.entries[at], float(found[at])) for at in best)

    def _scores(self, normal: str, text: str) -> Floats:
        words = tokens(normal)
        repaired = self._speller.repair(words)
        scores = self._lexical(words)
        if repaired is not words:
            scores = (scores + self._lexical(repaired)) / 2
        if self._encoder is not None and self.model.meaning is not None and self.model.centre is not None:
            scores = scores + centred(self._encoder.encode([text]), self.model.centre)[0] @ self.model.meaning
        return scores + self.model.bias

    def _lexical(self, words: Sequence[str]) -> Floats:
        row = self.model.lexicon.row(features(list(words)))
        found: Floats = row.values @ self.model.weights[row.columns]
        return found


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Embeddings around their centre, of length one."""
    moved = vectors - centre
    found: Floats = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return found
