"""The statements of `queries.sql` by name, written out for the database at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

_NAME = re.compile(r"^-- name: (\w+)$")
_PARAMETER = re.compile(r":(\w+)")
_BATCH = re.compile(r"\bbatch\(([^)]*)\)")


def query(name: str) -> str:
    """The statement in SQLite's spelling; KeyError if there is none of this name."""
    return _queries()[name]


@cache
def positional(name: str) -> str:
    """The statement with numbered parameters, for rows whose values come in the order of first appearance."""
    places: dict[str, int] = {}
    return _PARAMETER.sub(lambda match: f"?{places.setdefault(match[1], len(places) + 1)}", query(name))


@cache
def _queries() -> Mapping[str, str]:
    text = resources.files("storage").joinpath("queries.sql").read_text(encoding="utf-8")
    return {name: _BATCH.sub(_unpack, statement) for name, statement in parse(text).items()}


def parse(text: str) -> dict[str, str]:
    """Statements by name, comments taken out. Raises ValueError for a name that is given twice."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if named := _NAME.match(line):
            if named[1] in found:
                raise ValueError(f"two statements are named {named[1]}")
            lines = found.setdefault(named[1], [])
        elif not line.startswith("--"):
            lines.append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def _unpack(match: re.Match[str]) -> str:
    """SQLite's way to read a JSON array of arrays as a table; its values carry their types, so those are left out."""
    names = [column.split()[0] for column in match[1].split(",")]
    columns = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(names))
    return f"(SELECT {columns} FROM json_each(:batch)) AS batch"  # noqa: S608 - made of queries.sql alone
