"""The bot stays where the configuration wants it, and nowhere else."""

from __future__ import annotations

import json

import pytest

from adapters.discord.guilds import FOREIGN
from storage.database import Database
from tests.adapters.discord.receiving import receiving
from tests.kit.discord import Community, DiscordApi, Fault, Person

LEAVE = "DELETE /users/@me/guilds/*"


@pytest.fixture
def home(discord: DiscordApi) -> Community:
    return discord.guild("Home")


@pytest.fixture
def ada(discord: DiscordApi, home: Community) -> Person:
    ada = discord.user("Ada")
    ada.joins(home)
    return ada


async def test_a_server_that_nobody_listed_is_left_and_the_administrator_is_told(
    discord: DiscordApi, database: Database, home: Community, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    phrase = "abandon " * 11 + "about"
    foreign = discord.guild(f"Foreign {phrase}")
    channel = foreign.text("general")
    ada.joins(foreign)
    async with receiving(discord, database, help_channels=[home.text("help")]) as room:
        await room.up()
        await room.sees(lambda: len(discord.calls_of(LEAVE)) == 1)
        ada.writes("hello", channel=channel)
        ada.writes("hi")
        await room.hears("hi")
        assert discord.bot.id not in foreign.members
        assert discord.bot.id in home.members
    assert f"guilds: [{foreign.id}]" in caplog.text
    assert "abandon" not in caplog.text
    known = json.loads(await database.staff.setting(FOREIGN) or "[]")
    assert [one["id"] for one in known] == [foreign.id]
    assert "abandon" not in known[0]["name"]


async def test_a_server_that_brings_us_in_later_is_left_too_and_told_each_time(
    discord: DiscordApi, database: Database, home: Community, caplog: pytest.LogCaptureFixture
) -> None:
    async with receiving(discord, database, guilds=[home.id]) as room:
        await room.up()
        foreign = discord.guild("Foreign")
        await room.sees(lambda: discord.bot.id not in foreign.members)
        discord.add_bot(foreign)
        await room.sees(lambda: len(discord.calls_of(LEAVE)) == 2)
    assert caplog.text.count("leaves it again") == 2
    assert len(json.loads(await database.staff.setting(FOREIGN) or "[]")) == 1


async def test_where_nothing_is_configured_every_server_is_welcome(
    discord: DiscordApi, database: Database, home: Community
) -> None:
    discord.guild("Another")
    async with receiving(discord, database) as room:
        await room.up()
    assert discord.calls_of(LEAVE) == []


async def test_while_a_channel_of_the_configuration_cannot_be_found_no_server_is_left(
    discord: DiscordApi, database: Database, home: Community, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = discord.guild("Elsewhere", bot=False)
    lost = elsewhere.text("desk")
    async with receiving(discord, database, desk=lost) as room:
        await room.up()
        ada.writes("hello", channel=home.text("general"))
        ada.writes("hi")
        await room.hears("hi")
    assert discord.calls_of(LEAVE) == []
    assert "is silent there while channel" in caplog.text


async def test_a_server_that_could_not_be_left_stops_nothing(
    discord: DiscordApi, database: Database, home: Community, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    discord.guild("Foreign")
    discord.fault(LEAVE, Fault.server_error())
    async with receiving(discord, database, guilds=[home.id]) as room:
        await room.up()
        ada.writes("hi")
        await room.hears("hi")
        await room.sees(lambda: discord.calls_of(LEAVE))
