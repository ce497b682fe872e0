"""The records of a period, read from the database or beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from insights.model import FactRow, Records
from storage.database import open_records
from storage.errors import CannotOpen
from storage.schema import migrate, migrations


def filled(path: Path) -> None:
    """Three conversations: two with a fact at 100 or later, one without; and one of these was erased since."""
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, None, migrations())
    connection.executemany(
        "INSERT INTO conversations (number, id, address, channel, language, contact, stage, opened_at, waiting_since) "
        "VALUES (?, ?, '', 'web', 'en', 'p1', ?, 7, ?)",
        [(1001, "a", "waiting", 50), (1002, "b", "with_bot", None), (1004, "d", "with_operator", None)],
    )
    connection.executemany(
        "INSERT INTO facts (journal, number, name, at) VALUES (?, ?, ?, ?)",
        [(1, 1001, "opened", 10), (2, 1002, "opened", 20), (3, 1003, "opened", 90), (4, 1001, "answered", 100),
         (4, 1001, "handed_off", 100), (5, 1003, "resolved", 120), (6, 1003, "commented", 130)],
    )  # fmt: skip
    connection.close()


def kept(records: Records) -> tuple[Records, list[FactRow]]:
    return records, list(records.facts)


async def test_all_facts_of_a_conversation_come_in_order_if_one_is_of_the_period(tmp_path: Path) -> None:
    filled(tmp_path / "desk.db")
    async with open_records(f"sqlite:///{tmp_path}/desk.db") as records:
        found, facts = await records.read(100, kept)
    assert [(number, name) for number, name, *_ in facts] == [
        (1001, "opened"), (1001, "answered"), (1001, "handed_off"), (1003, "opened"), (1003, "resolved"),
    ]  # fmt: skip
    assert set(found.subjects) == {1001}, "of an erased conversation only its facts are left"
    assert [(one.waits, one.since) for one in found.open] == [(True, 50), (False, 7)]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("none.db", "frontdesk run makes it"), ("old.db", "start frontdesk run"), ("text.db", "is not a")],
)
async def test_what_cannot_be_read_is_told_and_stays_as_it_is(tmp_path: Path, name: str, remedy: str) -> None:
    (tmp_path / "text.db").write_text("hello, this is no database at all\n" * 200)
    old = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    migrate(old, None, migrations()[:2])
    old.close()
    before = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    with pytest.raises(CannotOpen, match=remedy):
        async with open_records(f"sqlite:///{tmp_path}/{name}"):
            raise AssertionError
    assert {path.name: path.stat().st_size for path in tmp_path.iterdir()} == before


async def test_a_database_in_memory_cannot_be_shared() -> None:
    with pytest.raises(CannotOpen, match="gone with its process"):
        async with open_records("sqlite:///:memory:"):
            raise AssertionError


async def test_nothing_can_be_written_through_it(tmp_path: Path) -> None:
    filled(tmp_path / "desk.db")
    async with open_records(f"sqlite:///{tmp_path}/desk.db") as records:
        with pytest.raises(Exception, match="readonly"):
            await records._reads.call(lambda sql: sql.run("DELETE FROM facts"))
