"""The few sums behind all figures."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from statistics import median

from insights.model import Age, Share, Spread


def spread(values: Sequence[float]) -> Spread:
    """Median and 90th percentile of spans in seconds."""
    ordered = sorted(values)
    return Spread(len(ordered), *_usual(ordered))


def age(values: Sequence[float]) -> Age:
    """The same with the longest one."""
    ordered = sorted(values)
    return Age(len(ordered), *_usual(ordered), ordered[-1] if ordered else None)


def share(some: int, of: int) -> Share:
    """Which part of how many."""
    return Share(of, some / of if of else None)


def _usual(ordered: Sequence[float]) -> tuple[float | None, float | None]:
    """The middle, between two if need be, and the shortest span that nine of ten do not exceed: one that really was.

    The same as users are told of the wait, see `handoff.queue`.
    """
    if not ordered:
        return None, None
    return round(median(ordered), 3), ordered[ceil(0.9 * len(ordered)) - 1]
