"""The statements themselves: all used, all valid, none that walks through a table that grows."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from storage.queries import parse, positional, query
from storage.schema import migrate, migrations

FOLDER = Path(__file__).parents[2] / "storage"
NAMES = sorted(parse((FOLDER / "queries.sql").read_text(encoding="utf-8")))
GROWING = {
    "conversations", "seen", "journal", "facts", "messages", "outbox", "files", "attachments", "links", "revisions",
    "threads", "addresses", "visits", "codes",
}  # fmt: skip
ALLOWED = {
    "prune_seen": "runs once a day; an index would cost at every message",
    "prune_codes": "runs once a day over the codes of that day",
    "recent_waits": "stops at its limit, in the order of an index of its own",
    "unfinished_rows": "its index has the unfinished rows alone",
}


@pytest.fixture
def connection() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", isolation_level=None)
    migrate(made, None, migrations())
    return made


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_is_valid_and_finds_its_rows_by_an_index(connection: sqlite3.Connection, name: str) -> None:
    parameters = dict.fromkeys(re.findall(r":(\w+)", query(name)), "[]")
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query(name)}", parameters)]
    walked = {table(step) for step in plan if step.startswith("SCAN ")} & GROWING
    assert bool(walked) == (name in ALLOWED), plan
    connection.close()


def table(step: str) -> str:
    """What a step of a plan walks through, also under the short names that the statements use."""
    short = {
        "m": "messages", "o": "outbox", "c": "conversations", "j": "journal", "a": "attachments", "l": "links",
        "r": "revisions", "v": "visits", "k": "codes",
    }  # fmt: skip
    name = step.split()[1]
    return short.get(name, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_is_used(name: str) -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.py"))
    assert f'"{name}"' in code


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="two statements are named a"):
        parse("-- name: a\nSELECT 1\n-- name: a\nSELECT 2\n")


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        query("no_such_statement")


def test_parameters_are_numbered_in_the_order_in_which_they_first_appear() -> None:
    assert positional("settle_rows").splitlines()[0].count("?") == 4
    assert positional("settle_rows").endswith("WHERE id = ?5 AND state NOT IN ('sent', 'dead')")
