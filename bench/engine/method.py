"""What is compared: something that learns questions with labels, and then ranks labels for a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from intents.evaluate import Query
from intents.model import Candidate, Language, Thresholds

Rank = Callable[[str], tuple[Candidate, ...]]
"""Labels for a text, best first; `confidence` is whatever the method takes for it, larger is surer."""

CANDIDATES = 3
"""Labels that a method has to offer at most."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of learning: the ranking and, if its confidences are probabilities, from which on it would answer."""

    rank: Rank
    thresholds: Thresholds | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A way to find the label. `single` means that it names one label only, so that it has no recall of three.

    Of a slow one only a sample of `most` queries is asked, none with typing mistakes or out of scope if `plain_only`,
    and it takes part where at most `up_to` questions are learned.
    """

    name: str
    learn: Callable[[Sequence[Query], Language], Learned]
    needs: str = ""
    """A package of the extra `[bench]`."""
    single: bool = False
    most: int | None = None
    plain_only: bool = False
    up_to: int | None = None


def first_labels(hits: Iterable[tuple[str, float]]) -> tuple[Candidate, ...]:
    """The first three labels of hits that are ordered best first; a label counts with its best hit."""
    found: dict[str, float] = {}
    for label, score in hits:
        found.setdefault(label, score)
        if len(found) == CANDIDATES:
            break
    return tuple(Candidate(label, score) for label, score in found.items())
