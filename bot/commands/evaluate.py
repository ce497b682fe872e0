"""`frontdesk eval`: how good the engine is on labelled questions, and which of two FAQs is better."""

from __future__ import annotations

import argparse
import dataclasses
import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from bot.commands import options as common
from bot.commands.ask import json_line
from bot.commands.recognition import Recognition, add_tier, recognition, verdict_name
from intents.evaluate import Outcome, QueriesError, Query, Report, outcome, read_queries, report
from intents.model import Context
from intents.problem import Problem

_TELL_EVERY = 1.0  # seconds
_MILLISECONDS = ("milliseconds_p50", "milliseconds_p99")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The questions and what to print about them."""
    parser.add_argument(
        "--queries",
        type=Path,
        required=True,
        metavar="FILE.jsonl",
        help='one {"text", "label", "lang", "also"} a line; label "oos" where no entry fits',
    )
    common.add(parser, database=True, faq=True)
    add_tier(parser)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--predictions", type=Path, metavar="OUT.jsonl", help="write what became of each question")
    parser.add_argument(
        "--compare", type=Path, metavar="OTHER_FAQ", help="measure this FAQ too, and what it would change"
    )


def run(options: argparse.Namespace) -> int:
    """0, or 1 when the questions cannot be used."""
    config = common.config(options)
    engine = recognition(config, options.tier)
    try:
        queries = read_queries(_lines(options.queries), _ids(engine), str(options.queries))
    except QueriesError as wrong:
        print(wrong, file=sys.stderr)
        return common.FINDINGS
    found, outcomes = measured(engine, queries, _progress("this FAQ", len(queries)))
    if options.predictions is not None:
        options.predictions.write_text("".join(f"{_prediction(one)}\n" for one in outcomes), encoding="utf-8")
    if options.compare is not None:
        other = recognition(dataclasses.replace(config, faq=(options.compare,)), options.tier, tell=False)
        second, _ = measured(other, queries, _progress("the other", len(queries)))
        found = {**found, "other": second, "difference": _difference(found, second)}
    print(json_line(found) if options.json else "\n".join(_table(found)))
    return common.FINE


def measured(
    engine: Recognition, queries: Sequence[Query], tell: Callable[[int], None] = lambda _: None
) -> tuple[Report, list[Outcome]]:
    """The figures, times included, and what became of each query. `tell` is told how many are done."""
    engine.parts("warm", None)  # what is loaded at first use is not the time of a query
    outcomes: list[Outcome] = []
    times: list[float] = []
    for query in queries:
        begun = time.perf_counter()
        understanding = engine.recognizer.recognize(query.text, Context(language=query.language))
        outcomes.append(outcome(query, understanding, engine.thresholds))
        times.append((time.perf_counter() - begun) * 1000)
        tell(len(outcomes))
    figures = report(outcomes) | _times(times)
    for language, of_language in cast("dict[str, Report]", figures["by_language"]).items():
        own = [spent for one, spent in zip(outcomes, times, strict=True) if one.language == language]
        of_language.update(_times(own))
    return figures, outcomes


def _times(milliseconds: Sequence[float]) -> Report:
    ordered = sorted(milliseconds)
    shares = (0.5, 0.99)
    return {
        name: round(ordered[math.ceil(share * len(ordered)) - 1], 3) if ordered else None
        for name, share in zip(_MILLISECONDS, shares, strict=True)
    }


def _ids(engine: Recognition) -> frozenset[str]:
    return frozenset(entry.id for entry in engine.faq.entries)


def _lines(path: Path) -> list[str]:
    raw = path.read_bytes()
    try:
        return raw.decode().split("\n")  # other line breaks may stand inside a text
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = "not UTF-8; save the file with the encoding UTF-8"
        raise QueriesError([Problem(str(path), line, 1, "error", "", message)]) from None


def _prediction(one: Outcome) -> str:
    return json_line(
        {
            "text": one.query.text,
            "label": one.query.label,
            "lang": one.language,
            "verdict": verdict_name(one.verdict),
            "ranking": [{"id": candidate.entry, "confidence": candidate.confidence} for candidate in one.ranking],
        }
    )


def _difference(this: Report, other: Report) -> Report:
    """What the other FAQ would change: its figure minus ours."""
    return {
        name: theirs - ours
        for name, ours in this.items()
        if isinstance(ours, int | float) and isinstance(theirs := other.get(name), int | float)
    }


def _table(found: Report) -> Iterator[str]:
    """A row a figure; a column for all, one a language, and those of the comparison."""
    columns: dict[str, Mapping[str, object]] = {"all": found}
    columns.update(cast("dict[str, Report]", found["by_language"]))
    columns.update({name: cast("Report", found[name]) for name in ("other", "difference") if name in found})
    yield "".join([f"{'':18}", *(f"{name:>12}" for name in columns)])
    for name, value in found.items():
        if not isinstance(value, Mapping):
            yield "".join([f"{name:18}", *(_cell(name, column.get(name), title) for title, column in columns.items())])


def _cell(name: str, value: object, column: str) -> str:
    sign = "+" if column == "difference" else ""
    if not isinstance(value, int | float):
        return f"{'–':>12}"
    if name == "n":
        return f"{value:>{sign}12}"
    if name in _MILLISECONDS:
        return f"{value:>{sign}9.2f} ms"
    return f"{value:>{sign}12.3f}" if name == "oos_auroc" else f"{value:>{sign}12.1%}"


def _progress(what: str, whole: int) -> Callable[[int], None]:
    """Says how far we are once a second, to people only."""
    if not sys.stderr.isatty():
        return lambda _: None
    begun = told = time.monotonic()

    def tell(done: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _TELL_EVERY or (done == whole and told > begun):
            told = now
            print(f"\r{what}: {done} of {whole}", end="\n" if done == whole else "", file=sys.stderr, flush=True)

    return tell
