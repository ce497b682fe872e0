"""Where persons are reached, and their private threads over crashes and deletions."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.discord import calls, people
from adapters.discord.api import TROUBLE
from adapters.discord.exchange import LIFE
from adapters.discord.people import People
from tests.adapters.discord.sending_scene import Stage, sending
from tests.kit.discord import Fault

THREADS = "POST /channels/*/threads"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with sending() as stage:
        yield stage


async def room(stage: Stage) -> str:
    return await stage.people.open_room(stage.ada.id, stage.help.id, "Support · Ada")


async def test_without_anything_known_it_is_the_direct_messages_asked_for_once(stage: Stage) -> None:
    assert await stage.people.reach(stage.ada.id) == stage.ada.dm.id
    assert await stage.people.reach(stage.ada.id) == stage.ada.dm.id
    assert len(stage.discord.calls_of("POST /users/@me/channels")) == 1


async def test_the_room_goes_before_direct_messages_and_where_they_wrote_before_both(stage: Stage) -> None:
    opened = await room(stage)
    assert await stage.people.reach(stage.ada.id) == opened
    stage.people.heard(stage.ada.id, stage.ada.dm.id)
    assert await stage.people.reach(stage.ada.id) == stage.ada.dm.id


async def test_a_room_is_private_theirs_and_remembered_by_the_store(stage: Stage) -> None:
    opened = await room(stage)
    (thread,) = stage.guild.threads_of(stage.help)
    assert (thread.id, thread.type, thread.invitable, thread.name) == (opened, 12, False, "Support · Ada")
    assert stage.ada.id in thread.thread_members
    after_restart = People(stage.api, stage.database.threads, stage.clock)
    assert await after_restart.whose(opened) == stage.ada.id
    assert await after_restart.room(stage.ada.id) == await after_restart.open_room(stage.ada.id, stage.help.id, "x")
    assert len(stage.guild.threads_of(stage.help)) == 1
    assert await after_restart.whose(stage.help.id) is None


async def test_a_sleeping_room_is_woken_and_a_deleted_one_made_anew(stage: Stage) -> None:
    opened = await room(stage)
    await calls.edit_channel(stage.api, opened, archived=True, locked=True)
    assert await room(stage) == opened
    (thread,) = stage.guild.threads_of(stage.help)
    assert (thread.archived, thread.locked) == (False, False)
    stage.people.heard(stage.ada.id, opened)
    await calls.delete_channel(stage.api, opened)
    assert await room(stage) not in {opened, stage.ada.dm.id}


async def test_a_room_that_was_made_without_our_hearing_of_it_is_found_again(stage: Stage) -> None:
    await stage.api.start()
    stage.discord.fault(THREADS, Fault.reset_after())
    with pytest.raises(TROUBLE):
        await room(stage)
    assert await stage.people.room(stage.ada.id) is None
    opened = await room(stage)
    (thread,) = stage.guild.threads_of(stage.help)
    assert (thread.id, stage.ada.id in thread.thread_members) == (opened, True)


async def test_nobody_is_let_into_somebody_else_s_room(stage: Stage) -> None:
    bob = stage.discord.user("Bob")
    stage.guild.joins(bob)
    await stage.people.open_room(bob.id, stage.help.id, "Support · Ada")
    stage.discord.fault(THREADS, Fault.reset_before())
    with pytest.raises(TROUBLE):
        await room(stage)
    opened = await room(stage)
    (thread,) = [one for one in stage.guild.threads_of(stage.help) if one.id == opened]
    assert bob.id not in thread.thread_members
    assert len(stage.guild.threads_of(stage.help)) == 2


async def test_an_interaction_is_answered_while_it_lives_and_nothing_else_was_written(stage: Stage) -> None:
    exchange = stage.asks(stage.help)
    stage.people.visits(stage.ada.id, exchange)
    assert stage.people.visit(stage.ada.id) is exchange
    stage.clock.wind(LIFE + 1000)
    assert stage.people.visit(stage.ada.id) is None
    again = stage.asks(stage.help)
    stage.people.visits(stage.ada.id, again)
    stage.people.heard(stage.ada.id, stage.ada.dm.id)
    assert stage.people.visit(stage.ada.id) is None
    stage.people.visits(stage.ada.id, again)
    stage.people.leave(stage.ada.id)
    assert stage.people.visit(stage.ada.id) is None


async def test_memory_is_bounded(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "REMEMBERED", 2)
    for user in ("1", "2", "1", "3"):
        stage.people.met(user, f"channel {user}")
    assert [stage.people.met_at(user) for user in ("1", "2", "3")] == ["channel 1", None, "channel 3"]


async def test_a_place_that_is_lost_is_forgotten_everywhere(stage: Stage) -> None:
    opened = await room(stage)
    stage.people.heard(stage.ada.id, opened)
    stage.people.met(stage.ada.id, stage.help.id)
    await stage.people.lost(stage.ada.id, opened)
    assert await stage.people.reach(stage.ada.id) == stage.ada.dm.id
    await stage.people.lost(stage.ada.id, stage.help.id)
    assert stage.people.met_at(stage.ada.id) is None
