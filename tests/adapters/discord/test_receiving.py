"""What happens on Discord is heard in order, once, and nothing that is strange stops the rest."""

from __future__ import annotations

import asyncio
import logging

import pytest

from conversation.model import Address
from conversation.ports import StorageError, TryLater
from storage.database import Database
from tests.adapters.discord.receiving import Json, receiving
from tests.kit.discord import Community, DiscordApi, Person


async def test_what_a_person_does_is_heard_in_order(discord: DiscordApi, database: Database, ada: Person) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        first = ada.writes("0")
        for n in range(1, 30):
            ada.writes(str(n))
        ada.edits(first, "zero")
        ada.reacts(first, "👍")
        ada.unreacts(first, "👍")
        ada.deletes(first)
        await room.board.until(lambda: "MESSAGE_DELETE" in room.ears.names())
        await room.hears(*map(str, range(30)), at=ada.dm)
        assert room.ears.names()[30:] == [
            "MESSAGE_UPDATE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_DELETE",
        ]  # fmt: skip
        assert room.client.state == ("up", None)
        assert room.risen == 1


async def test_what_breaks_us_is_brought_to_people_once_and_stops_nobody(
    discord: DiscordApi, database: Database, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    def plan(name: str, data: Json) -> None:
        if "boom" in data.get("content", ""):
            raise KeyError(data["content"])

    async with receiving(discord, database) as room:
        await room.up()
        room.ears.plan = plan
        message = ada.writes("boom, my phrase is abandon")
        ada.writes("and then?")
        await room.hears("and then?")
        assert room.client.set_aside == 1
        (found,) = room.ears.kept
        assert found.address == Address("discord", room.api.account, ada.id)
        assert (found.external_id, found.text, found.name) == (f"{ada.dm.id}:{message.id}", message.text, "Ada")
        assert found.unreadable
    assert "abandon" not in caplog.text
    assert "KeyError at test_receiving.py" in caplog.text


async def test_shapes_that_nobody_has_seen_stop_nobody(discord: DiscordApi, database: Database, ada: Person) -> None:
    strange: list[tuple[str, object]] = [
        ("MESSAGE_CREATE", {"channel_id": ada.dm.id}),
        ("MESSAGE_CREATE", {"channel_id": ada.dm.id, "id": "x", "author": [], "content": 5}),
        ("MESSAGE_CREATE", 5),
        ("GUILD_CREATE", {}),
        ("GUILD_CREATE", {"id": "1", "channels": [5], "threads": {}}),
        ("THREAD_CREATE", {"id": "y"}),
        ("MESSAGE_DELETE_BULK", {"ids": 7, "channel_id": "5"}),
        ("INTERACTION_CREATE", {"id": "1", "data": []}),
        ("OF_NEXT_YEAR", None),
    ]

    def plan(name: str, data: Json) -> None:
        if data.get("content") != "fine":
            raise TypeError

    async with receiving(discord, database) as room:
        await room.up()
        room.ears.plan = plan
        for name, data in strange:
            discord.inject(name, data)
        ada.writes("fine")
        await room.hears("fine")
        assert room.client.state == ("up", None)
        assert len(discord.identifies) == 1
        assert not discord.resumes


async def test_a_command_does_not_wait_behind_a_channel_that_is_busy(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        done = asyncio.Event()
        room.ears.plan = lambda name, data: done
        ada.writes("takes long")
        ada.writes("waits")
        pressed = {"id": "77", "token": "t", "type": 2, "channel_id": ada.dm.id, "user": {"id": ada.id}}
        discord.inject("INTERACTION_CREATE", pressed)
        await room.board.until(lambda: room.ears.asked)
        assert room.ears.heard == []
        done.set()
        await room.hears("takes long", "waits", at=ada.dm)


async def test_a_command_is_handed_over_again_while_the_database_cannot_write(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        errors: list[Exception] = [StorageError(), TryLater(2)]

        def answering(data: Json) -> None:
            if errors:
                raise errors.pop(0)

        room.ears.answering = answering
        discord.inject("INTERACTION_CREATE", {"id": "77", "user": {"id": ada.id}})
        await room.board.until(lambda: len(errors) == 1)
        await room.sleeps(3)
        room.clock.wind(1_000)
        await room.board.until(lambda: not errors)
        await room.sleeps(3)
        room.clock.wind(2_000)
        await room.board.until(lambda: len(room.ears.asked) == 1)


async def test_a_command_that_breaks_us_is_brought_to_people_where_it_was_given_in_private(
    discord: DiscordApi, database: Database, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    def answering(data: Json) -> None:
        raise ValueError(str(data))

    async with receiving(discord, database) as room:
        await room.up()
        room.ears.answering = answering
        typed = {"name": "ask", "options": [{"name": "question", "value": "where is my phrase abandon"}]}
        discord.inject("INTERACTION_CREATE", {"id": "76", "guild_id": "5", "member": {}, "data": typed})
        discord.inject("INTERACTION_CREATE", {"id": "77", "user": {"id": ada.id}, "data": typed})
        await room.board.until(lambda: room.ears.kept)
        (found,) = room.ears.kept
        assert (found.external_id, found.text) == ("ix:77", "where is my phrase abandon")
        assert found.address == Address("discord", room.api.account, ada.id)
        await room.board.until(lambda: room.client.set_aside == 2)
    assert "abandon" not in caplog.text


async def test_a_preview_is_no_edit_and_a_moderators_tool_deletes_one_by_one(
    discord: DiscordApi, database: Database, guild: Community, ada: Person
) -> None:
    channel = guild.text("help")
    async with receiving(discord, database, help_channels=[channel]) as room:
        await room.up()
        said = [ada.writes(f"https://example.org/{n}", channel=channel) for n in range(3)]
        discord.unfurls(said[0])
        discord.bulk_delete(channel, said)
        await room.board.until(lambda: len(room.ears.heard) == 6)
        assert room.ears.names() == ["MESSAGE_CREATE"] * 3 + ["MESSAGE_DELETE"] * 3
        assert [data["id"] for _, data in room.ears.heard[3:]] == [message.id for message in said]


async def test_neither_words_nor_the_token_reach_a_log(
    discord: DiscordApi, database: Database, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "discord")
    caplog.set_level(logging.DEBUG, "adapters")
    async with receiving(discord, database) as room:
        await room.up()
        ada.writes("my phrase is abandon")
        await room.hears("my phrase is abandon")
        discord.disconnects()
        ada.writes("legal winner")
        await room.hears("my phrase is abandon", "legal winner")
        discord.inject("READY", {"no": "session"})
        await room.down()
    assert "abandon" not in caplog.text
    assert "winner" not in caplog.text
    assert discord.token not in caplog.text


async def test_the_end_is_quick_and_bookmarks_are_written(discord: DiscordApi, database: Database, ada: Person) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        last = ada.writes("hello")
        await room.hears("hello")
    await discord.until(lambda: not discord.connected)  # the other side notices a moment later
    kept_marks = await database.reader.cursors(f"discord:{discord.bot.id}:c:")
    assert last.id in kept_marks.values()
