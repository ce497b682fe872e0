"""Databases of earlier versions: what was in them stays, and whoever still writes the old way may go on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from conversation.change import OutboxRow, Settlement
from conversation.codec import dump
from conversation.delivery import RowState
from conversation.ports import Account
from conversation.views import MessageView
from handoff.model import Operator
from storage.database import open_store
from storage.schema import migrate, migrations
from storage.text import as_json
from tests.contracts.changes import address, answer, carried, change, committed, conversation, said

FIRST = 1
"""How many scripts the first published version had."""
EARLIER = range(FIRST, len(migrations()))
"""The schemas of all versions before this one."""


def old(path: Path, version: int = FIRST) -> sqlite3.Connection:
    """A database of an earlier version."""
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, migrations()[:version])
    return connection


def write(connection: sqlite3.Connection, number: int) -> OutboxRow:
    """A conversation with a line, its outbox row and an operator, by the statements of the first version."""
    found, line = conversation(number, chat=str(number)), answer(str(number))
    row = carried(line)
    connection.execute(
        "INSERT INTO conversations (number, id, address, contact, channel, stage, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, found.id, found.address.key, "contact-1", "web", "with_bot", as_json(dump(found))),
    )
    connection.execute(
        "INSERT INTO messages (seq, key, number, author, text, at) VALUES (?, ?, ?, ?, ?, ?)",
        (number, line.key, number, line.author, line.text, line.at),
    )
    connection.execute(
        "INSERT INTO outbox (id, key, lane, carrier, target, conversation, kind, payload, state, due, attempts, reason,"
        " message_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, row.key, row.lane, row.carrier, row.target, row.conversation, row.kind, as_json(row.payload),
            row.state.value, row.due, row.attempts, row.reason, row.message_key,
        ),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO operators (name, role, telegram, discord, password) VALUES (?, 'lead', '11', NULL, 'argon')",
        (f"op{number}",),
    )
    connection.execute("INSERT INTO settings (name, value) VALUES (?, 'value')", (f"key{number}",))
    connection.execute("UPDATE counters SET number = ?, seq = ?, outbox = ?", (number, number, number))
    return row


@pytest.mark.parametrize("version", EARLIER)
async def test_what_an_earlier_version_wrote_is_all_there_and_can_be_used_in_the_new_ways(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "desk.db"
    connection = old(path, version)
    row = write(connection, 1001)
    connection.close()
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1) as database:
        [waiting] = await database.store.unfinished()
        assert (waiting.key, waiting.payload, waiting.message_key, waiting.shows) == (
            row.key, row.payload, row.message_key, None,
        )  # fmt: skip
        operator = Operator("op1001", "lead", "11")
        assert await database.staff.account("op1001") == Account(operator, "argon")
        assert await database.staff.by_telegram("11") == operator
        assert await database.staff.setting("key1001") == "value"
        assert await database.threads.every("desk") == ()
        await database.store.settle([Settlement(waiting.id, RowState.SENT, 20, 1, remote=("5:1",))])
        assert await database.reader.copies(row.carrier, "1001:bot") == ("5:1",)
        outcome = await committed(database, change("a", conversation(1001, chat="1001", version=1), said("a")))
        assert await database.reader.messages(address("1001"), 0, 9) == (
            MessageView(1001, "bot", "hello", 10, delivery=RowState.SENT),
            MessageView(outcome.seqs[0], "user", "hi", 10),
        )


async def test_the_copy_from_before_is_a_database_of_the_first_version(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    connection = old(path)
    write(connection, 1001)
    connection.close()
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1):
        pass
    copy = sqlite3.connect(path.with_name(f"desk.db.schema-{FIRST}.bak"))
    assert copy.execute("SELECT version FROM schema_version").fetchall() == [(FIRST,)]
    assert copy.execute("SELECT text FROM messages").fetchall() == [("hello",)]
    assert "shows" not in [column for _, column, *_ in copy.execute("PRAGMA table_info(outbox)")]
    copy.close()


@pytest.mark.parametrize("version", EARLIER)
async def test_a_program_of_an_earlier_version_that_is_still_open_may_go_on_writing(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "desk.db"
    connection = old(path, version)
    write(connection, 1001)
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1) as database:
        write(connection, 1002)
        connection.close()
        assert [row.shows for row in await database.store.unfinished()] == [None, None]
        assert await database.staff.all() == (Operator("op1001", "lead", "11"), Operator("op1002", "lead", "11"))
        assert [line.text for line in await database.reader.messages(address("1002"), 0, 9)] == ["hello"]
