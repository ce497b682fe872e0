"""Real processes: killed, side by side, and in each other's way."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from conversation.ports import Stale
from handoff.model import Operator
from storage.database import open_store
from storage.errors import CannotOpen
from tests.contracts.changes import address, change, committed, conversation, said
from tests.storage.processes import CALLERS, start


async def test_what_was_promised_is_there_after_kill_9(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/frontdesk.db"
    with start("write", url) as child:
        assert child.stdout is not None
        promised = [int(child.stdout.readline()) for _ in range(200)]
        os.kill(child.pid, signal.SIGKILL)
        promised += [int(line) for line in child.stdout if line.endswith("\n")]
    async with open_store(url, exclusive=True, clock_now=lambda: 1) as database:
        kept: list[int] = []
        for number in range(1, CALLERS + 1):
            messages = await database.reader.messages(address(str(number)), 0, 100_000)
            found = await database.reader.by_number(number)
            assert found is not None
            assert found.version == len(messages) == len([row for row in messages if row.text == "hi"])
            kept += [message.seq for message in messages]
        assert set(promised) <= set(kept)
        assert await database.feed.head() >= len(kept)


async def test_a_second_desk_on_one_database_is_refused_with_the_first_ones_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/frontdesk.db"
    with start("hold", url) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        with pytest.raises(CannotOpen, match=rf"in use by another Frontdesk \(process {child.pid}\); stop that one"):
            async with open_store(url, exclusive=True, clock_now=lambda: 1):
                pass
        child.communicate("")
    async with open_store(url, exclusive=True, clock_now=lambda: 1) as database:
        assert await database.staff.all() == ()


async def test_the_lock_of_a_killed_desk_is_free(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/frontdesk.db"
    with start("hold", url) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        os.kill(child.pid, signal.SIGKILL)
    async with open_store(url, exclusive=True, clock_now=lambda: 1) as database:
        assert await database.staff.all() == ()


async def test_a_command_beside_the_running_desk_adds_an_operator_who_is_there_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/frontdesk.db"
    async with open_store(url, exclusive=True, clock_now=lambda: 1) as database:
        await database.store.commit(change("a", conversation(), said("a")))
        with start("hire", url) as child:
            assert child.wait() == 0
        assert await database.staff.by_token("t1") == Operator("op1")
        await database.store.commit(change("b", conversation(version=1), said("b")))
        assert len(await database.reader.messages(address(), 0, 9)) == 2


async def test_a_command_before_the_first_start_makes_the_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/frontdesk.db"
    with start("hire", url) as child:
        assert child.wait() == 0
    async with open_store(url, exclusive=True, clock_now=lambda: 1) as database:
        assert await database.staff.all() == (Operator("op1"),)


async def test_commands_and_desk_may_start_at_the_same_moment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/frontdesk.db"
    with start("hold", url) as desk, start("hire", url) as command:
        assert desk.stdout is not None
        assert command.wait() == 0
        assert desk.stdout.readline() == "open\n"
        desk.communicate("")
        assert desk.returncode == 0
    async with open_store(url, exclusive=False, clock_now=lambda: 1) as database:
        assert await database.staff.all() == (Operator("op1"),)


async def test_of_two_processes_that_promise_the_same_number_the_second_gets_another(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/frontdesk.db"
    async with (
        open_store(url, exclusive=True, clock_now=lambda: 1) as desk,
        open_store(url, exclusive=False, clock_now=lambda: 1) as chat,
    ):
        number = await desk.store.reserve_number()
        assert await chat.store.reserve_number() == number
        first = await committed(desk, change("a", conversation(number, chat="a"), said("a")))
        with pytest.raises(Stale):
            await chat.store.commit(change("b", replace(conversation(number, chat="b"), id="b"), said("b")))
        other = await chat.store.reserve_number()
        assert other > number
        second = await committed(chat, change("b", conversation(other, chat="b"), said("b")))
        third = await committed(desk, change("c", conversation(number, chat="a", version=1), said("c")))
    assert first.seqs < second.seqs < third.seqs
    assert first.journal < second.journal < third.journal
