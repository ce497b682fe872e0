"""docs/benchmarks.md: the part between the marks is written here, all else by hand."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.engine import chart
from bench.engine.sets import MEAN
from bench.engine.table import OF_SETS, OF_SIZES, OF_WALLET, Row, exact, markdown, percent, short
from bench.engine.targets import Verdict, verdicts

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
CHART = ROOT / "docs" / "images" / "benchmarks.svg"
BEGIN = "<!-- written by `make bench-engine`: begin -->\n"
END = "<!-- written by `make bench-engine`: end -->\n"

KINDS = ("machine", "left_out", "sets", "sizes", "wallet")
"""What a run finds; `left_out` is what it could not measure, and why."""

_NAMING = ("set", "draw", "size", "method", "what")  # what tells the rows of a kind apart

Found = Mapping[str, Sequence[Row]]
"""Rows by kind."""

_EXACT = ("oos_auroc", "calibration_error")  # written as numbers, not as shares


def read(paths: Sequence[Path]) -> dict[str, list[Row]]:
    """The rows of several runs as if of one: where two say something of the same, the later one holds."""
    found: dict[str, dict[tuple[object, ...], Row]] = {}
    for path in paths:
        for kind, rows in json.loads(path.read_text("utf-8")).items():
            for row in rows:
                found.setdefault(kind, {})[tuple(row.get(name) for name in _NAMING)] = row
    return {kind: list(found.get(kind, {}).values()) for kind in KINDS}


def machine() -> dict[str, object]:
    """What it ran on, without names."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def write(found: Found, path: Path = PAGE, picture: Path = CHART) -> None:
    """The page and its chart. ValueError if the page has lost its marks."""
    text = path.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path.name} has lost the marks between which the figures are written; put them back")
    picture.write_text(chart.draw(found["sets"]), "utf-8")
    path.write_text("\n".join([before + BEGIN, *_made(found), "", END + after]), "utf-8")


def told(found: Found) -> Iterator[str]:
    """The targets that were measured, for a terminal; a star for those that bind."""
    for verdict in verdicts(found):
        if verdict.value is not None:
            target = verdict.target
            word = "MISSED" if verdict.missed else "met"
            value, bound = _values(verdict)
            yield f"{word:<7}{target.what} · {target.tier}: {value} ({bound}){' *' if target.binding else ''}"


def _made(found: Found) -> Iterator[str]:
    yield f"![Accuracy by method on four sets](images/{CHART.name})"
    yield "\n## What was to be reached\n"
    yield "The figures in bold decide over the exit code; of three draws the mean counts.\n"
    yield "| figure | tier | wanted | measured | |\n|---|---|--:|--:|---|"
    for verdict in verdicts(found):
        yield _verdict(verdict)
    yield "\n## The table\n"
    yield from _sets(found["sets"])
    yield "\n## Real questions on the shipped FAQ\n"
    wallet = found["wallet"]
    yield from markdown(OF_WALLET, ("method",), [((str(row["method"]),), row) for row in wallet])
    yield "\n## As the FAQ grows\n"
    yield from _sizes(found["sizes"])
    yield "\n## Where it was measured\n"
    yield from _where(found)


def _verdict(verdict: Verdict) -> str:
    target = verdict.target
    value, bound = _values(verdict)
    bold = "**" if target.binding else ""
    word = "not measured" if verdict.value is None else "missed" if verdict.missed else "met"
    return f"| {bold}{target.what}{bold} | {target.tier} | {bound} | {value} | {bold}{word}{bold} |"


def _values(verdict: Verdict) -> tuple[str, str]:
    target = verdict.target
    write = short if target.kind == "sizes" else exact if target.figure in _EXACT else percent
    sign = "≥" if target.at_least else "≤"
    return ("–" if verdict.value is None else write(verdict.value)), f"{sign} {write(target.bound)}"


def _sets(rows: Sequence[Row]) -> list[str]:
    several = {(row["set"], row["method"]) for row in rows if row["draw"] == MEAN}
    named = []
    for row in rows:
        mean = row["draw"] == MEAN
        alone = (row["set"], row["method"]) not in several
        mark = "**" if mean or alone else ""
        method = f"{mark}{row['method']}{mark}" if row["method"] in ("lexical", "auto", "best") else str(row["method"])
        named.append(((str(row["title"]), str(row["draw"]), method), row))
    return markdown(OF_SETS, ("set", "draw", "method"), named)


def _sizes(rows: Sequence[Row]) -> list[str]:
    return markdown(OF_SIZES, ("examples", "method"), [((f"{row['size']:,}", str(row["method"])), row) for row in rows])


def _where(found: Found) -> Iterator[str]:
    for each in found["machine"]:
        yield f"{each['processor']}, {each['cores']} cores, {each['system']}, Python {each['python']}."
    for each in found["left_out"]:
        yield f"\nLeft out: {each['what']} ({each['why']})."


def _processor() -> str:
    """Its model, as the system names it."""
    told = Path("/proc/cpuinfo")
    text = told.read_text("utf-8") if told.exists() else ""
    named = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return named[1] if named else platform.machine()
