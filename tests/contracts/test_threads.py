"""What every store promises about the places of conversations on desks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversation.ports import StorageError
from conversation.views import Thread
from storage.database import Database
from tests.contracts.conftest import Opener

DESK = "telegram:7:desk:-100"


def thread(number: int = 1001, desk: str = DESK, at: int = 10) -> Thread:
    """One that was just asked for."""
    return Thread(desk, f"id-{number}", number, "opening", f"#{number} Ann", at)


async def test_a_thread_is_found_by_its_conversation_and_later_by_its_place(database: Database) -> None:
    assert await database.threads.of(DESK, "id-1001") is None
    await database.threads.keep(thread())
    assert await database.threads.of(DESK, "id-1001") == thread()
    assert await database.threads.at(DESK, "77") is None
    opened = replace(thread(), state="open", place="77", card="78", shown="waiting", title="#1001 Anna", at=20)
    await database.threads.keep(opened)
    assert await database.threads.of(DESK, "id-1001") == opened
    assert await database.threads.at(DESK, "77") == opened


async def test_a_conversation_has_a_place_on_every_desk(database: Database) -> None:
    for desk in (DESK, "other"):
        await database.threads.keep(replace(thread(desk=desk), place="77"))
    found = await database.threads.at("other", "77")
    assert found is not None
    assert found.desk == "other"
    assert await database.threads.of("third", "id-1001") is None


async def test_threads_without_a_place_are_nobodys_and_may_be_many(database: Database) -> None:
    await database.threads.keep(thread(1001))
    await database.threads.keep(thread(1002))
    assert await database.threads.at(DESK, "") is None
    assert len(await database.threads.every(DESK)) == 2


async def test_a_place_is_one_conversations_alone(database: Database) -> None:
    first = replace(thread(1001), place="77")
    await database.threads.keep(first)
    with pytest.raises(StorageError):
        await database.threads.keep(replace(thread(1002), place="77"))
    assert await database.threads.at(DESK, "77") == first
    assert await database.threads.of(DESK, "id-1002") is None


async def test_all_that_are_not_closed_come_the_oldest_first(database: Database) -> None:
    for number, at in ((1001, 30), (1002, 10), (1003, 20), (1004, 20)):
        await database.threads.keep(thread(number, at=at))
    await database.threads.keep(thread(1005, desk="other"))
    await database.threads.keep(replace(thread(1002, at=10), state="closed", place="77"))
    assert [found.number for found in await database.threads.every(DESK)] == [1003, 1004, 1001]
    closed = await database.threads.at(DESK, "77")
    assert closed is not None
    assert closed.state == "closed"


async def test_a_thread_that_is_forgotten_frees_its_place(database: Database) -> None:
    await database.threads.keep(replace(thread(1001), place="77"))
    await database.threads.keep(thread(1002))
    await database.threads.forget(DESK, "id-1001")
    await database.threads.forget(DESK, "nobody's")
    assert await database.threads.of(DESK, "id-1001") is None
    assert [found.number for found in await database.threads.every(DESK)] == [1002]
    await database.threads.keep(replace(thread(1002), place="77"))


async def test_threads_survive_a_restart_with_any_title(opener: Opener) -> None:
    async with opener() as database:
        await database.threads.keep(replace(thread(), title="#1001 李 \ud83d \0", place="77"))
    async with opener() as database:
        found = await database.threads.of(DESK, "id-1001")
        assert found == replace(thread(), title="#1001 李 \ufffd \ufffd", place="77")
