"""Opening spans: by weekday, by date, over midnight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from itertools import pairwise

from bot.config.convert import list_of, scalar
from bot.config.sheet import Value
from bot.config.values import day, days, span
from handoff.hours import DAYS, END_OF_DAY, Span, Week
from intents.document import Scalar, Sequence

Taken = dict[int, list[tuple[Span, Value]]]
"""Spans by weekday, each with the line that it comes from."""


def week(value: Value) -> Week:
    """Spans by weekday; days may be joined (`mon-fri`, `sat,sun`), and none is named twice.

    Spans without a day are those of every day. One over midnight, such as 22:00-06:00, ends on the following day.
    """
    if isinstance(value.node, Scalar) or (isinstance(value.node, Sequence) and value.items()):
        return _without_overlaps(_split({number: (_spans(value), value) for number in range(7)}))
    named: dict[int, tuple[tuple[Span, ...], Value]] = {}
    for name, item in value.pairs():
        try:
            numbers = days(name.text)
        except ValueError as wrong:
            value.sheet.error(name.line, name.column, item.path, f"'{name.text}' does not fit; {wrong}")
            continue
        twice = [DAYS[number] for number in numbers if number in named]
        if twice:
            message = f"{', '.join(twice)} stands in two lines; name each day once"
            value.sheet.error(name.line, name.column, item.path, message)
        spans = item.read(_spans, ())
        named.update({number: (spans, item) for number in numbers if number not in named})
    return _without_overlaps(_split(named))


def by_date(value: Value) -> dict[date, tuple[Span, ...]]:
    """The spans of single dates, which are there instead of their weekday's; an empty list closes the date."""
    taken: dict[date, tuple[Span, ...]] = {}
    for name, item in value.pairs():
        try:
            on = day(name.text)
        except ValueError as wrong:
            value.sheet.error(name.line, name.column, item.path, f"'{name.text}' does not fit; {wrong}")
            continue
        value.sheet.leave(name, item.path)
        taken[on] = item.read(_spans_of_a_date, ())
    return taken


def _spans(value: Value) -> tuple[Span, ...]:
    if isinstance(value.node, Scalar):
        return (scalar(span)(value),)
    return list_of(scalar(span))(value)


def _spans_of_a_date(value: Value) -> tuple[Span, ...]:
    spans = sorted(_spans(value))
    if any(_over_midnight(one) for one in spans):
        raise ValueError("end a span at 24:00 here, and give the following date its own")
    if any(following[0] < before[1] for before, following in pairwise(spans)):
        raise ValueError("two spans of this date overlap; join them or correct their times")
    return tuple(spans)


def _over_midnight(one: Span) -> bool:
    return one[1] <= one[0]


def _split(named: dict[int, tuple[tuple[Span, ...], Value]]) -> Taken:
    """What lies beyond midnight goes to the following day."""
    taken: Taken = {number: [] for number in named}
    for number, (spans, value) in named.items():
        for one in spans:
            for later, part in _parts(one):
                taken.setdefault((number + later) % 7, []).append((part, value))
    return taken


def _parts(one: Span) -> Iterator[tuple[int, Span]]:
    start, end = one
    if not _over_midnight(one):
        yield 0, one
        return
    yield 0, (start, END_OF_DAY)
    yield 1, (time(0), end)


def _without_overlaps(taken: Taken) -> dict[int, tuple[Span, ...]]:
    for number, found in sorted(taken.items()):
        found.sort(key=lambda one: one[0])
        for (before, _), (following, line) in pairwise(found):
            if following[0] < before[1]:
                line.error(f"two spans of {DAYS[number]} overlap; join them or correct their times")
    return {number: tuple(one for one, _ in found) for number, found in taken.items()}
