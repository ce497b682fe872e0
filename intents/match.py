"""The recogniser: from an utterance to the entries that it may mean, each with a calibrated confidence.

A lexical TF-IDF kernel, joined by an encoder's where there is one, carries a logistic regression whose weights are
collapsed to one row a feature, so that the time of an utterance does not grow with the number of questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intents.calibrate import confidence, logistic, logit
from intents.classifier import probabilities, rivals
from intents.encoder import Encoder, Floats
from intents.features import features, length, tokens
from intents.fitted import Model
from intents.model import Candidate, Context, Language, Part, Understanding
from intents.normalize import LONGEST, detect, normalize
from intents.segment import asks, clauses, segments, without_courtesy
from intents.space import centred
from intents.spelling import Speller
from intents.verdict import Answer, Fallback, judge

LISTED = 5
"""Candidates of a ranking."""

SURE = 1.0
"""The confidence of an utterance that is a question of the FAQ, letter for letter after normalising."""

_BEST_SENTENCE = 0.7
"""What the best sentence of a message counts beside the whole. Chosen on questions buried between unrelated sentences:
fourteen points more of them were found than by the whole alone, with no more answers where nothing was asked."""

_NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence and float64[entries], how sure we are of each entry by it alone."""

    text: str
    confidences: Floats


class Recognizer:
    """Recognises utterances with a fitted model. Never raises on a text, whatever its length and characters."""

    def __init__(self, model: Model, encoder: Encoder | None = None) -> None:
        if model.encoder != (encoder.name if encoder else ""):
            raise ValueError(f"the model was fitted with the encoder '{model.encoder}'; fit it again")
        self.model = model
        self._encoder = encoder
        self._speller = Speller(model.words)
        self._rivals = rivals(len(model.entries))

    def recognize(self, text: str, context: Context = _NO_CONTEXT) -> Understanding:
        """What a message asks. It has several parts only where each part alone would surely get another answer."""
        text = text[:LONGEST]
        if not self.model.entries:
            return Understanding((Part(text, self._language(text, context), ()),))
        pieces = self._pieces(segments(text))
        several = self._several(pieces if len(pieces) > 1 else self._pieces(clauses(text)), context)
        return Understanding(several or (self._part(text, self._fused(text, pieces), context),))

    def find(self, text: str, context: Context = _NO_CONTEXT) -> str | None:
        """The entry that a text is answered from, or that is offered first; None where nothing fits."""
        part = self.recognize(text, context).parts[0]
        return None if isinstance(judge(part, self.model.thresholds), Fallback) else part.ranking[0].entry

    def _part(self, text: str, confidences: Floats, context: Context) -> Part:
        best = np.argsort(-confidences, kind="stable")[:LISTED] if confidences.any() else ()
        ranking = tuple(Candidate(self.model.entries[at], float(confidences[at])) for at in best)
        return Part(text, self._language(text, context), ranking)

    def _language(self, text: str, context: Context) -> Language:
        languages = self.model.languages
        chosen = context.language if context.language in languages else languages[0]
        return detect(text, languages) or chosen

    def _pieces(self, texts: Sequence[str]) -> list[_Piece]:
        """The pieces of a message that say something; of mere courtesy only where there is nothing else."""
        if len(texts) < 2:
            return []
        pieces = [_Piece(text, self._confidences(text)) for text in texts]
        said = [piece for piece in pieces if not self._is_courtesy(piece)]
        return said or pieces

    def _is_courtesy(self, piece: _Piece) -> bool:
        best = int(piece.confidences.argmax())
        return best in self.model.courtesies and piece.confidences[best] >= self.model.thresholds.answer_above

    def _several(self, pieces: Sequence[_Piece], context: Context) -> tuple[Part, ...]:
        """The questions of a message if they are surely several; what does not ask joins the question before it."""
        parts: list[Part] = []
        for piece in pieces:
            part = self._part(piece.text, piece.confidences, context)
            sure = asks(piece.text) and isinstance(judge(part, self.model.thresholds), Answer)
            if sure and part.ranking[0].entry not in {known.ranking[0].entry for known in parts}:
                parts.append(part)
        return tuple(parts) if len(parts) > 1 else ()

    def _fused(self, text: str, pieces: Sequence[_Piece]) -> Floats:
        """The confidences of a whole message. One longer than questions are drowns its own: its best sentence helps."""
        if len(pieces) == 1:
            return pieces[0].confidences
        whole = self._confidences(text)
        if not pieces or whole.max() >= SURE or length(tokens(normalize(text))) <= self.model.usual_length:
            return whole
        best = np.max([piece.confidences for piece in pieces], axis=0)
        return logistic(_BEST_SENTENCE * logit(best) + (1 - _BEST_SENTENCE) * logit(whole))

    def _confidences(self, text: str) -> Floats:
        """float64[entries] of a text taken as one question, with and without its courtesies; zeros without words."""
        normal = normalize(text)
        found = self._alone(normal, text)
        bare = without_courtesy(normal)
        if bare != normal and found.max() < SURE:
            found = np.maximum(found, self._alone(bare, bare))
        return found

    def _alone(self, normal: str, text: str) -> Floats:
        found: Floats = np.zeros(len(self.model.entries))
        if normal:
            found = confidence(probabilities(self._scores(normal, text), self._rivals), self.model.calibration)
        found[list(self.model.exact.get(normal, ()))] = SURE
        return found

    def _scores(self, normal: str, text: str) -> Floats:
        """float32[entries]: linear scores. A repaired spelling counts as much as what was written."""
        words = tokens(normal)
        repaired = self._speller.repair(words)
        scores = self._lexical(words)
        if repaired is not words:
            scores = (scores + self._lexical(repaired)) / 2
        if self._encoder is not None and self.model.meaning is not None and self.model.centre is not None:
            scores = scores + centred(self._encoder.encode([text]), self.model.centre)[0] @ self.model.meaning
        return scores

    def _lexical(self, words: Sequence[str]) -> Floats:
        row = self.model.lexicon.row(features(words))
        familiar = np.sqrt(np.vdot(row.values, row.values))
        found: Floats = row.values @ self.model.weights[row.columns] + familiar * self.model.bias
        return found
