"""The writer under bad weather: poisoned rows, callers that leave, a full disk."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from conversation.change import AlreadySeen, Committed, Seen, Settlement
from conversation.delivery import RowState
from conversation.ports import StorageError
from storage.connections import Sql
from storage.database import Database, connect, open_store
from tests.contracts.changes import ACCOUNT, address, answer, carried, change, committed, conversation, said


async def pragma(database: Database, text: str) -> int:
    """Sets or asks something of the writing connection."""
    [row] = await database.store._writer._link.execute_fetchall(f"PRAGMA {text}")
    return int(row[0])


async def test_of_a_batch_with_one_poisoned_row_only_that_one_fails(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:
        await database.store.commit(change("taken", conversation(1000, chat="first"), said("taken")))
        changes = [change(f"a{n}", conversation(n, chat=str(n)), said(f"a{n}")) for n in range(1, 60)]
        changes[30] = change("poison", conversation(31, chat="31"), said("taken"))
        outcomes = await asyncio.gather(*map(database.store.commit, changes), return_exceptions=True)
        assert [n for n, outcome in enumerate(outcomes) if not isinstance(outcome, Committed)] == [30]
        assert isinstance(outcomes[30], StorageError)
        assert "nothing was stored" in str(outcomes[30])
        assert await database.reader.by_number(31) is None
        assert await database.reader.seen(Seen(ACCOUNT, "poison")) is None


async def test_a_key_that_has_no_utf_8_fails_alone(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:
        odd = replace(said("b"), key="\ud800")
        outcomes = await asyncio.gather(
            database.store.commit(change("a", conversation(1001, chat="a"), said("a"))),
            database.store.commit(change("b", conversation(1002, chat="b"), odd)),
            return_exceptions=True,
        )
        assert isinstance(outcomes[0], Committed)
        assert isinstance(outcomes[1], StorageError)


async def test_a_job_that_breaks_takes_nobody_with_it(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:

        def broken(sql: Sql) -> None:
            sql.fetch("keep_setting", name="half", value="done")
            raise ZeroDivisionError

        outcomes = await asyncio.gather(
            database.store.commit(change("a", conversation(), said("a"))),
            database.store._writer.run(broken),
            return_exceptions=True,
        )
        assert isinstance(outcomes[0], Committed)
        assert isinstance(outcomes[1], StorageError)
        assert await database.staff.setting("half") is None


async def test_a_caller_that_stops_waiting_does_not_stop_the_writer(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:
        made = [change(f"a{n}", conversation(n, chat=str(n)), said(f"a{n}")) for n in range(1, 40)]
        callers = [asyncio.create_task(database.store.commit(one)) for one in made]
        await database.feed.head()
        for caller in callers[::2]:
            caller.cancel()
        outcomes = await asyncio.gather(*callers, return_exceptions=True)
        assert all(isinstance(outcome, Committed) for outcome in outcomes[1::2])
        assert isinstance(await database.store.commit(change("b", conversation(1001))), Committed)


async def test_a_row_is_settled_for_many_callers_in_one_commit(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:
        rows = tuple(carried(answer(str(n))) for n in range(50))
        outcome = await committed(database, change("a", conversation(), outbox=rows))
        before = await database.store.commits()
        await asyncio.gather(
            *(database.store.settle([Settlement(row.id, RowState.SENT, 1, 1)]) for row in outcome.rows)
        )
        assert await database.store.commits() == before + 1
        assert await database.store.unfinished() == ()


async def test_a_full_disk_is_told_to_the_callers_and_outlived_by_the_writer(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:
        await database.store.commit(change("a", conversation(), said("a")))
        pages = await pragma(database, "page_count")
        assert await pragma(database, f"max_page_count = {pages + 3}") == pages + 3
        made = [change(f"b{n}", conversation(n, chat=str(n)), said(f"b{n}", "x" * 9000)) for n in range(1, 20)]
        outcomes = await asyncio.gather(*map(database.store.commit, made), return_exceptions=True)
        refused = [n for n, outcome in enumerate(outcomes, 1) if isinstance(outcome, StorageError)]
        assert len(refused) >= 17
        assert "disk is full" in str(outcomes[-1])
        for number in refused:
            assert await database.reader.conversation(number) is None
            assert await database.reader.seen(Seen(ACCOUNT, f"b{number}")) is None
        await pragma(database, "max_page_count = 1000000")
        again = await asyncio.gather(*map(database.store.commit, made))
        assert sum(isinstance(outcome, AlreadySeen) for outcome in again) == len(made) - len(refused)
        assert [one.text for one in await database.reader.messages(address("1"), 0, 9)] == ["x" * 9000]


async def test_a_database_that_turned_read_only_is_told_to_the_callers(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:
        await database.store._writer._link.execute_fetchall("PRAGMA query_only = ON")
        with pytest.raises(StorageError, match="readonly"):
            await database.store.commit(change("a", conversation(), said("a")))
        await database.store._writer._link.execute_fetchall("PRAGMA query_only = OFF")
        assert isinstance(await database.store.commit(change("a", conversation(), said("a"))), Committed)


async def test_closing_writes_what_is_queued_and_then_no_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    database = await connect(url, exclusive=True, clock_now=lambda: 1)
    queued = asyncio.create_task(database.store.commit(change("a", conversation(), said("a"))))
    closing = asyncio.create_task(database.close())
    assert isinstance(await queued, Committed)
    await closing
    with pytest.raises(StorageError, match="closed"):
        await database.store.commit(change("b", conversation(version=1)))
    async with open_store(url, exclusive=True, clock_now=lambda: 1) as database:
        assert len(await database.reader.messages(address(), 0, 9)) == 1


async def test_readers_see_a_whole_conversation_while_it_is_written(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:
        await database.store.commit(change("0", conversation(), said("0")))

        async def write() -> None:
            for version in range(1, 60):
                key = str(version)
                await database.store.commit(change(key, conversation(version=version), said(key)))

        writing = asyncio.create_task(write())
        looks = 0
        while not writing.done():
            view = await database.reader.conversation(1001)
            assert view is not None
            assert view.row.unread == len(view.messages) == len(view.history)
            looks += 1
        await writing
        assert looks > 1
