"""The recogniser: from an utterance to the entries that it may mean, each with a calibrated confidence.

A lexical TF-IDF kernel, joined by an encoder's where there is one, carries a logistic regression whose weights are
collapsed to one row a feature, so that the time of an utterance does not grow with the number of questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from intents.calibrate import confidence, logistic, logit
from intents.classifier import probabilities, rivals
from intents.encoder import Encoder, Floats
from intents.features import features, length, tokens
from intents.fitted import Model
from intents.language import detect
from intents.meaning import shares, vector
from intents.model import Candidate, Context, Language, Part, Understanding
from intents.normalize import LONGEST, normalize
from intents.pinyin import MARK, Reader
from intents.segment import asks, clauses, is_courtesy, is_own_question, segments, without_courtesy
from intents.spelling import Speller
from intents.verdict import Answer, Fallback, judge

LISTED = 5
"""Candidates of a ranking."""

SURE = 1.0
"""The confidence of an utterance that is a question of the FAQ, letter for letter after normalising."""

_BEST_SENTENCE = 0.7
"""What the best sentence of a message counts beside the whole. Chosen on questions buried between unrelated sentences:
fourteen points more of them were found than by the whole alone, with no more answers where nothing was asked."""

_MOST_OPENED = 4  # sentences of a message whose clauses are looked at one by one

_NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence and float64[entries], how sure we are of each entry by it alone."""

    text: str
    confidences: Floats


class Recognizer:
    """Recognises utterances with a fitted model. Never raises on a text, whatever its length and characters."""

    def __init__(self, model: Model, encoders: Sequence[Encoder] = ()) -> None:
        names = tuple(encoder.name for encoder in encoders)
        if model.encoders != names:
            raise ValueError(f"the model was fitted with the encoders {model.encoders}, not {names}; fit it again")
        self.model = model
        self._encoders = tuple(zip(encoders, model.meanings, strict=True))
        self._speller = Speller(model.words)
        self._reader = Reader(model.lexicon.columns, model.words)
        self._rivals = rivals(len(model.entries))

    def recognize(self, text: str, context: Context = _NO_CONTEXT) -> Understanding:
        """What a message asks. It has several parts only where each part alone would surely get another answer."""
        text = text[:LONGEST]
        if not self.model.entries:
            return Understanding((Part(text, self._language(text, context), ()),))
        sentences = segments(text)
        pieces = self._pieces(sentences)
        alone = pieces[0].text if pieces else sentences[0] if len(sentences) == 1 else text
        split = self._pieces(clauses(alone)) if len(pieces) < 2 else self._opened(pieces, context)
        several = self._several(split, context)
        return Understanding(several or (self._part(text, self._fused(text, pieces), context),))

    def find(self, text: str, context: Context = _NO_CONTEXT) -> str | None:
        """The entry that a text is answered from, or that is offered first; None where nothing fits."""
        part = self.recognize(text, context).parts[0]
        return None if isinstance(judge(part, self.model.thresholds), Fallback) else part.ranking[0].entry

    def parts_of_score(self, text: str) -> Mapping[str, Floats]:
        """Name of a part ("words", each encoder) → float[entries], its share of the linear score; for explaining."""
        text = text[:LONGEST]
        names = ("words", *self.model.encoders)
        return dict(zip(names, self._parts(self.words(normalize(text)), text), strict=True))

    def repaired(self, text: str) -> tuple[tuple[str, str], ...]:
        """Each misspelt word of a text beside the known word that it is read as."""
        words = self.words(normalize(text[:LONGEST]))
        pairs = zip(words, self._speller.repair(words), strict=True)
        return tuple((written, read) for written, read in pairs if written != read)

    def words(self, normal: str) -> list[str]:
        """The words of a normalised text; those that are Chinese in Latin letters as how they sound."""
        return self._reader.read(tokens(normal))

    def vectors(self, *spellings: str) -> tuple[Floats, ...]:
        """float32[d] of a text, in one or more spellings, by each encoder; zero where the encoder does not read it."""
        return tuple(vector(encoder, meaning.centre, spellings) for encoder, meaning in self._encoders)

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

    def _opened(self, pieces: Sequence[_Piece], context: Context) -> list[_Piece]:
        """The sentences of a message, and instead of one that asks several things, each of these."""
        found: list[_Piece] = []
        for piece in pieces[:_MOST_OPENED]:
            inner = self._pieces(clauses(piece.text))
            found += inner if self._several(inner, context) else [piece]
        return found + list(pieces[_MOST_OPENED:])

    def _is_courtesy(self, piece: _Piece) -> bool:
        if is_courtesy(normalize(piece.text)):
            return True
        best = int(piece.confidences.argmax())
        return best in self.model.courtesies and piece.confidences[best] >= self.model.thresholds.answer_above

    def _several(self, pieces: Sequence[_Piece], context: Context) -> tuple[Part, ...]:
        """The questions of a message if they are surely several, those that the FAQ does not know at the end.

        Beside a single sure one, these count only where the message is nothing but questions: else it tells a story.
        """
        parts: list[Part] = []
        unknown: list[Part] = []
        other = False
        for piece in pieces:
            part = self._part(piece.text, piece.confidences, context)
            verdict = judge(part, self.model.thresholds)
            if asks(piece.text) and isinstance(verdict, Answer):
                if verdict.entry not in {known.ranking[0].entry for known in parts}:
                    parts.append(part)
            elif is_own_question(piece.text):
                unknown.append(part)
            else:
                other = True
        is_several = len(parts) > 1 or (parts and unknown and not other)
        return (*parts, *unknown) if is_several else ()

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
        words = self.words(normal)
        if words:
            found = confidence(probabilities(self._scores(words, text), self._rivals), self.model.calibration)
        found[list(self.model.exact.get(normal, ()))] = SURE
        return found

    def _scores(self, words: list[str], text: str) -> Floats:
        found: Floats = np.sum(self._parts(words, text), axis=0)
        return found

    def _parts(self, words: list[str], text: str) -> list[Floats]:
        """float32[entries] each: the linear scores by the words, then by each encoder.

        A repaired spelling counts as much as what was written.
        """
        repaired = self._speller.repair(words)
        wording = self._lexical(words)
        if repaired is not words:
            wording = (wording + self._lexical(repaired)) / 2
        spellings = (
            [text] if repaired is words or any(MARK in word for word in repaired) else [text, " ".join(repaired)]
        )
        vectors = self.vectors(*spellings)
        counted = [meaning.scope for _, meaning in self._encoders]
        roots = np.sqrt(shares([one[None] for one in vectors], counted, 1))[0]
        meanings = zip(roots[1:], vectors, self.model.meanings, strict=True)
        return [roots[0] * wording, *(root * (one @ meaning.weights) for root, one, meaning in meanings)]

    def _lexical(self, words: Sequence[str]) -> Floats:
        row = self.model.lexicon.row(features(words))
        familiar = np.sqrt(np.vdot(row.values, row.values))
        found: Floats = row.values @ self.model.weights[row.columns] + familiar * self.model.bias
        return found
