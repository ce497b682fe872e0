"""A method on a set: what it gets right on every draw, and how quickly and with what memory it answers."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.engine.data import Draw, Set
from bench.engine.figures import Figures, figures, mean
from bench.engine.method import Learned, Method
from bench.engine.methods import ours
from bench.engine.tiers import Remembering
from bench.engine.worker import Job, measured, percentiles
from intents.evaluate import Outcome, Query
from intents.fitted import Model
from intents.model import Part, Thresholds
from intents.verdict import judge

TIMED = 300
"""Queries that are timed in a process of their own, without anything remembered."""

WEIGHED = 10
"""Queries after which the memory of the others is read; their times are taken while they are judged."""

MEAN = "mean"

_SEED = 5

T = TypeVar("T")

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Bench:
    """What a run measures with: our tiers, each with its encoders, and the others."""

    tiers: Mapping[str, tuple[Remembering, ...]]
    others: tuple[Method, ...]
    every_draw: bool
    """Whether the others take part in every draw; the first shows well enough where they stand."""
    tell: Callable[[str], None]

    @property
    def encoders(self) -> tuple[Remembering, ...]:
        """Those of all tiers, each once."""
        return tuple({each.name: each for encoders in self.tiers.values() for each in encoders}.values())

    def prepare(self, chosen: Set) -> None:
        """Encode all texts of a set, each encoder in a thread: together they take a fraction of the time of one by one.

        What an encoder makes of a text does not depend on the others beside it, but for the last digits.
        """
        self.tell(f"{chosen.source.title}: encoding")
        drawn = [row for draw in chosen.draws for row in draw.rows]
        texts = [query.text for query in (*drawn, *chosen.test, *chosen.typos, *chosen.outside)]
        readers = [each for each in self.encoders if each.scope == "any" or chosen.source.language != "zh"]
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda encoder: encoder.encode(texts), readers))

    def keep(self) -> None:
        """Write down the embeddings for another run."""
        for encoder in self.encoders:
            encoder.keep()


def measure(bench: Bench, chosen: Set) -> Iterator[Row]:
    """A row a method and draw, then one with the mean of the draws where there are several."""
    bench.prepare(chosen)
    for tier in bench.tiers:
        yield from _with_mean(chosen, tier, [_tier(bench, chosen, tier, draw) for draw in chosen.draws])
    for method in bench.others:
        draws = chosen.draws if bench.every_draw else chosen.draws[:1]
        if method.up_to is None or len(draws[0].rows) <= method.up_to:
            bench.tell(f"{chosen.source.title}: {method.name}")
            yield from _with_mean(chosen, method.name, [_other(chosen, method, draw) for draw in draws])


def _with_mean(chosen: Set, method: str, several: Sequence[Figures]) -> Iterator[Row]:
    head = {"set": chosen.source.key, "title": chosen.source.title, "method": method}
    for draw, found in zip(chosen.draws, several, strict=False):
        yield {**head, "draw": draw.name, "examples": len(draw.rows), **found}
    if len(several) > 1:
        yield {**head, "draw": MEAN, "examples": len(chosen.draws[0].rows), **mean(several)}


def _tier(bench: Bench, chosen: Set, tier: str, draw: Draw) -> Figures:
    """One of ours. The seconds of fitting are those with the embeddings at hand, as after an edit of the FAQ."""
    bench.tell(f"{chosen.source.title}, {draw.name}: {tier}")
    models: list[Model] = []
    found = _judged(chosen, ours(tier, bench.tiers[tier], models.append), draw)
    del found["p50"], found["p99"]  # nothing was encoded
    if draw is chosen.draws[0]:
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "model"
            path.write_bytes(models[0].to_bytes())
            asked = _sample([query.text for query in (*chosen.test, *chosen.outside)], TIMED)
            found |= measured(Job(tier, "", tuple(asked), chosen.source.language, model=str(path)))
    return found


def _other(chosen: Set, method: Method, draw: Draw) -> Figures:
    found = _judged(chosen, method, draw)
    if draw is chosen.draws[0]:
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "rows.jsonl"
            path.write_text("".join(f"{line(row)}\n" for row in draw.rows), "utf-8")
            asked = _sample([query.text for query in chosen.test], WEIGHED)
            found["memory"] = measured(Job(method.name, str(path), tuple(asked), chosen.source.language))["memory"]
    return found


def _judged(chosen: Set, method: Method, draw: Draw) -> Figures:
    """Learn a draw, ask everything, and put the figures together."""
    started = time.perf_counter()
    learned = method.learn(draw.rows, chosen.source.language)
    seconds = time.perf_counter() - started
    test, mistyped, outside = chosen.test, chosen.typos, chosen.outside
    if method.most is not None:
        test, mistyped, outside = (_sample(queries, method.most) for queries in (test, mistyped, outside))
    if method.plain_only:
        mistyped = outside = ()
    times: list[float] = []
    found = figures(asked(learned, (*test, *outside), times), probable=learned.thresholds is not None)
    if method.single:
        found["recall_at_3"] = None
    return {
        **found,
        "accuracy_typos": figures(asked(learned, mistyped, []), probable=False)["accuracy"],
        "asked": float(len(test)),
        "fit_seconds": seconds,
        **percentiles(times),
    }


def asked(learned: Learned, queries: Iterable[Query], times: list[float]) -> list[Outcome]:
    """What became of queries; `times` gets the milliseconds of each."""
    thresholds = learned.thresholds or Thresholds(0, 0)
    found: list[Outcome] = []
    for query in queries:
        started = time.perf_counter()
        ranking = learned.rank(query.text)
        times.append((time.perf_counter() - started) * 1000)
        part = Part(query.text, query.language or "", ranking)
        found.append(Outcome(query, part.language, judge(part, thresholds), ranking))
    return found


def line(row: Query) -> str:
    """As the files of the sets have it."""
    return json.dumps({"text": row.text, "label": row.label, "lang": row.language}, ensure_ascii=False)


def _sample(rows: Sequence[T], count: int) -> tuple[T, ...]:
    return tuple(rows if len(rows) <= count else random.Random(_SEED).sample(rows, count))
