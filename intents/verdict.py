"""What a ranking allows us to do: answer, ask back, or admit not knowing."""

from __future__ import annotations

from dataclasses import dataclass

from intents.model import Part, Thresholds

OFFERED = 3
"""Entries that a question back lists."""

_CLOSE = 0.8  # a second candidate with this share of the best one's confidence makes us ask


@dataclass(frozen=True, slots=True)
class Answer:
    """Sure enough to answer from this entry."""

    entry: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Clarify:
    """Ask which of up to three entries is meant, best first."""

    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fallback:
    """Nothing fits."""


Verdict = Answer | Clarify | Fallback


def judge(part: Part, thresholds: Thresholds) -> Verdict:
    """The verdict on one question. Two candidates that are both sure, or nearly equally so, are asked about."""
    if not part.ranking or part.ranking[0].confidence < thresholds.clarify_above:
        return Fallback()
    best = part.ranking[0]
    second = part.ranking[1].confidence if len(part.ranking) > 1 else 0.0
    if best.confidence >= thresholds.answer_above and second < _CLOSE * best.confidence:
        return Answer(best.entry, best.confidence)
    return Clarify(tuple(candidate.entry for candidate in part.ranking[:OFFERED]))
