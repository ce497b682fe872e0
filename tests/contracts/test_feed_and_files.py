"""What every store promises to those who look on, and about attachments."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from conversation.ports import Stale, StorageError
from conversation.views import FeedItem
from storage.blobs import LARGEST
from storage.database import Database
from tests.contracts.changes import address, change, committed, conversation, note, said
from tests.contracts.conftest import Opener


async def test_the_feed_has_every_change_once_in_order(database: Database) -> None:
    assert await database.feed.head() == 0
    first = await committed(database, change("a", conversation()))
    second = await committed(database, change("b", conversation(version=1), kind="TimerFired"))
    assert await database.feed.changes(0) == (
        FeedItem(first.journal, 1001, address().key, "UserSaid"),
        FeedItem(second.journal, 1001, address().key, "TimerFired"),
    )
    assert [item.journal for item in await database.feed.changes(first.journal)] == [second.journal]
    assert [item.journal for item in await database.feed.changes(0, limit=1)] == [first.journal]
    assert await database.feed.head() == second.journal


async def test_whoever_waits_is_woken_by_the_next_change(database: Database) -> None:
    waiters = [asyncio.create_task(database.feed.wait(0)) for _ in range(3)]
    await database.staff.keep_setting("a", "b")
    assert not any(waiter.done() for waiter in waiters)
    await database.store.commit(change("a", conversation()))
    await asyncio.gather(*waiters)


async def test_whoever_is_behind_does_not_wait(database: Database) -> None:
    await database.store.commit(change("a", conversation()))
    await database.feed.wait(0)


async def test_a_stale_change_wakes_nobody(database: Database) -> None:
    outcome = await committed(database, change("a", conversation()))
    waiter = asyncio.create_task(database.feed.wait(outcome.journal))
    with pytest.raises(Stale):
        await database.store.commit(change("b", conversation(version=9)))
    assert not waiter.done()
    await database.store.commit(change("c", conversation(version=1)))
    await waiter


async def test_whoever_stops_waiting_harms_nobody(database: Database) -> None:
    leaving, staying = (asyncio.create_task(database.feed.wait(0)) for _ in range(2))
    await database.feed.head()
    leaving.cancel()
    await database.store.commit(change("a", conversation()))
    await staying
    assert leaving.cancelled()


async def test_after_a_restart_the_feed_goes_on_where_it_was(opener: Opener) -> None:
    async with opener() as database:
        outcome = await committed(database, change("a", conversation()))
    async with opener() as database:
        assert await database.feed.head() == outcome.journal
        waiter = asyncio.create_task(database.feed.wait(outcome.journal))
        await database.store.commit(change("b", conversation(version=1)))
        await waiter


async def test_a_file_is_described_to_its_owner_alone(database: Database) -> None:
    content = bytes(range(256)) * 40
    file = await database.files.put(address().key, "cat.png", "image/png", content)
    assert (file.name, file.mime, file.size) == ("cat.png", "image/png", len(content))
    assert await database.files.describe(file.id, address().key) == file
    assert await database.files.describe(file.id, address("bob").key) is None
    assert await database.files.describe("guess", address().key) is None
    assert await database.files.get(file.id) == (file, content)
    assert await database.files.get("guess") is None


async def test_ids_of_files_cannot_be_guessed_from_one_another(database: Database) -> None:
    ids = {(await database.files.put("a", "x", "text/plain", b"same")).id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(file_id) >= 22 for file_id in ids)


async def test_a_file_is_read_by_those_whose_transcript_shows_it(database: Database) -> None:
    file = await database.files.put(address().key, "cat.png", "image/png", b"cat")
    assert await database.files.readers(file.id) == ()
    shown = replace(said("a"), files=(file,))
    await database.store.commit(change("a", conversation(), shown))
    assert await database.files.readers(file.id) == (address().key,)
    await database.store.commit(change("b", conversation(1002, chat="bob"), replace(said("b"), files=(file,))))
    assert await database.files.readers(file.id) == (address().key, address("bob").key)
    [message] = await database.reader.messages(address(), 0, 9)
    assert message.files == (file,)


async def test_a_file_in_a_note_is_shown_to_nobody_outside(database: Database) -> None:
    file = await database.files.put("op1", "log.txt", "text/plain", b"log")
    await database.store.commit(change("a", conversation(), note("a", files=(file,))))
    assert await database.files.readers(file.id) == ()


async def test_the_largest_file_is_kept_and_one_byte_more_is_not(database: Database) -> None:
    file = await database.files.put("a", "big", "application/octet-stream", b"x" * LARGEST)
    found = await database.files.get(file.id)
    assert found is not None
    assert len(found[1]) == LARGEST
    with pytest.raises(StorageError, match="too large"):
        await database.files.put("a", "bigger", "application/octet-stream", b"x" * (LARGEST + 1))
