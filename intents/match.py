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
from intents.meaning import roots, vectors
from intents.model import Candidate, Context, Language, Part, Understanding
from intents.normalize import LONGEST, as_it_looks, normalize
from intents.pinyin import MARK, Reader
from intents.segment import MOST, asks, clauses, is_courtesy, is_own_question, segments, without_courtesy
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

LONGEST_ENCODED = 512
"""Characters that count for a text that is encoded: encoders read no more of it."""

MOST_ENCODED = 2 * LONGEST_ENCODED
"""Characters that are encoded at a time: one long message in two spellings. What a message has beyond that goes by its
words alone, since encoders take a tenth of a millisecond a character and somebody else waits meanwhile."""

_NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class _Spelt:
    """A text as its words and, to be encoded, in one or more spellings."""

    words: list[str]
    repaired: list[str]
    spellings: tuple[str, ...]

    @property
    def cost(self) -> int:
        """What it counts of `MOST_ENCODED`."""
        return sum(min(len(spelling), LONGEST_ENCODED) for spelling in self.spellings)


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
        (pieces,) = self._pieces([sentences])
        alone = pieces[0].text if pieces else sentences[0] if len(sentences) == 1 else text
        split = self._opened(pieces, context) if len(pieces) > 1 else self._pieces([clauses(alone)])[0]
        several = self._several(split, context)
        whole = pieces[0].confidences if len(pieces) == 1 and not several else self._confidences([text])[0]
        if several and not self._is_one_question(whole, several):
            return Understanding(several)
        return Understanding((self._part(text, self._fused(text, whole, pieces), context),))

    def find(self, text: str, context: Context = _NO_CONTEXT) -> str | None:
        """The entry that a text is answered from, or that is offered first; None where nothing fits."""
        part = self.recognize(text, context).parts[0]
        return None if isinstance(judge(part, self.model.thresholds), Fallback) else part.ranking[0].entry

    def parts_of_score(self, text: str) -> Mapping[str, Floats]:
        """Name of a part ("words", each encoder) → float[entries], its share of the linear score; for explaining."""
        text = text[:LONGEST]
        names = ("words", *self.model.encoders)
        parts = self._parts([self._spelt(self.words(normalize(text)), text)])
        return {name: part[0] for name, part in zip(names, parts, strict=True)}

    def repaired(self, text: str) -> tuple[tuple[str, str], ...]:
        """Each misspelt word of a text beside the known word that it is read as."""
        words = self.words(normalize(text[:LONGEST]))
        pairs = zip(words, self._speller.repair(words), strict=True)
        return tuple((written, read) for written, read in pairs if written != read)

    def words(self, normal: str) -> list[str]:
        """The words of a normalised text; those that are Chinese in Latin letters as how they sound."""
        return self._reader.read(tokens(normal))

    def vectors(self, texts: Sequence[Sequence[str]]) -> tuple[Floats, ...]:
        """float32[n, d] by each encoder of texts, each in no, one or more spellings; zero for what it does not read."""
        return tuple(vectors(encoder, meaning.centre, texts) for encoder, meaning in self._encoders)

    def _part(self, text: str, confidences: Floats, context: Context) -> Part:
        best = np.argsort(-confidences, kind="stable")[:LISTED] if confidences.any() else ()
        ranking = tuple(Candidate(self.model.entries[at], float(confidences[at])) for at in best)
        return Part(text, self._language(text, context), ranking)

    def _language(self, text: str, context: Context) -> Language:
        languages = self.model.languages
        chosen = context.language if context.language in languages else languages[0]
        return detect(text, languages) or chosen

    def _pieces(self, messages: Sequence[Sequence[str]]) -> list[list[_Piece]]:
        """Of each message, given in pieces, those that say something; mere courtesy only where there is nothing else.

        Nothing of a message that is in one piece. All are encoded at once.
        """
        split = [texts if len(texts) > 1 else () for texts in messages]
        found = iter(self._confidences([text for texts in split for text in texts]))
        pieces = [[_Piece(text, next(found)) for text in texts] for texts in split]
        return [[piece for piece in of_one if not self._is_courtesy(piece)] or of_one for of_one in pieces]

    def _opened(self, pieces: Sequence[_Piece], context: Context) -> list[_Piece]:
        """The sentences of a message, and instead of one that asks several things, each of these."""
        inner = [clauses(piece.text) for piece in pieces[:_MOST_OPENED]]
        while sum(map(len, inner)) > MOST:
            inner.pop()
        found: list[_Piece] = []
        for piece, opened in zip(pieces, self._pieces(inner), strict=False):
            found += opened if self._several(opened, context) else [piece]
        return [*found, *pieces[len(inner) :]]

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

    def _is_one_question(self, whole: Floats, parts: Sequence[Part]) -> bool:
        """Whether the whole message is as sure of one entry as any part: "the cards and coins that you support"."""
        surest = max(part.ranking[0].confidence for part in parts if part.ranking)
        return bool(whole.max() >= max(surest, self.model.thresholds.answer_above))

    def _fused(self, text: str, whole: Floats, pieces: Sequence[_Piece]) -> Floats:
        """The confidences of a whole message. One longer than questions are drowns its own: its best sentence helps."""
        if len(pieces) == 1:
            return pieces[0].confidences
        if not pieces or whole.max() >= SURE or length(tokens(normalize(text))) <= self.model.usual_length:
            return whole
        best = np.max([piece.confidences for piece in pieces], axis=0)
        return logistic(_BEST_SENTENCE * logit(best) + (1 - _BEST_SENTENCE) * logit(whole))

    def _confidences(self, texts: Sequence[str]) -> list[Floats]:
        """float64[entries] of each text taken as one question, with and without courtesies; zeros without words."""
        asked = [self._forms(text) for text in texts]
        found = iter(self._alone([form for forms in asked for form in forms]))
        return [np.max([next(found) for _ in forms], axis=0) for forms in asked]

    def _forms(self, text: str) -> list[tuple[str, str]]:
        """A text, normalised and as written; after it, unless it is a question of the FAQ, without its courtesies."""
        normal = normalize(text)
        bare = without_courtesy(normal)
        return [(normal, text)] if bare == normal or normal in self.model.exact else [(normal, text), (bare, bare)]

    def _alone(self, forms: Sequence[tuple[str, str]]) -> Floats:
        """float64[n, entries] of texts, normalised and as written."""
        found: Floats = np.zeros((len(forms), len(self.model.entries)))
        spelt = {
            at: self._spelt(words, text) for at, (normal, text) in enumerate(forms) if (words := self.words(normal))
        }
        if spelt:
            scores = np.sum(self._parts(list(spelt.values())), axis=0)
            found[list(spelt)] = confidence(probabilities(scores, self._rivals), self.model.calibration)
        for at, (normal, _) in enumerate(forms):
            found[at, list(self.model.exact.get(normal, ()))] = SURE
        return found

    def _spelt(self, words: list[str], text: str) -> _Spelt:
        """Chinese in Latin letters is no language that an encoder reads, so it goes by its sounds alone."""
        repaired = self._speller.repair(words)
        if any(MARK in word for word in repaired):
            return _Spelt(words, repaired, ())
        text = as_it_looks(text)
        return _Spelt(words, repaired, (text,) if repaired is words else (text, " ".join(repaired)))

    def _parts(self, texts: Sequence[_Spelt]) -> list[Floats]:
        """float32[n, entries] each: the linear scores by the words, then by each encoder.

        A repaired spelling counts as much as what was written.
        """
        wording = np.stack([self._wording(text) for text in texts])
        spent = np.cumsum([text.cost for text in texts])
        encoded = self.vectors(
            [text.spellings if so_far <= MOST_ENCODED else () for text, so_far in zip(texts, spent, strict=True)]
        )
        blend = self.model.blend
        factors = roots(encoded, [meaning.scope for meaning in self.model.meanings], blend)
        meanings = zip(factors.T[1:], encoded, self.model.meanings, strict=True)
        scores = (root[:, None] * meaning.scores(one, blend.bend) for root, one, meaning in meanings)
        return [factors[:, :1] * wording, *scores]

    def _wording(self, text: _Spelt) -> Floats:
        found = self._lexical(text.words)
        if text.repaired is text.words:
            return found
        mean: Floats = (found + self._lexical(text.repaired)) / 2
        return mean

    def _lexical(self, words: Sequence[str]) -> Floats:
        row = self.model.lexicon.row(features(words))
        familiar = np.sqrt(np.vdot(row.values, row.values))
        found: Floats = row.values @ self.model.weights[row.columns] + familiar * self.model.bias
        return found
