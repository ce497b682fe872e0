"""What was written while nobody listened is heard afterwards: once, in order, before what happens then."""

from __future__ import annotations

import asyncio

import pytest

from storage.database import Database
from tests.adapters.discord.receiving import receiving
from tests.kit.discord import Channel, Community, DiscordApi, Fault, Person

HISTORY = "GET /channels/*/messages"


@pytest.fixture
def bob(discord: DiscordApi, guild: Community) -> Person:
    bob = discord.user("Bob")
    bob.joins(guild)
    return bob


@pytest.fixture
def channel(guild: Community) -> Channel:
    return guild.text("help")


async def test_a_cut_line_is_resumed_and_nothing_is_missing(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        first = ada.writes("before")
        await room.hears("before")
        asked = len(discord.calls_of(HISTORY))
        discord.disconnects()
        ada.writes("meanwhile")
        ada.edits(first, "before!")
        await room.hears("before", "meanwhile")
        await room.board.until(lambda: "MESSAGE_UPDATE" in room.ears.names())
        assert len(discord.identifies) == 1
        assert [resume.replayed for resume in discord.resumes] == [2]
        assert len(discord.calls_of(HISTORY)) == asked
        assert room.client.state == ("up", None)


@pytest.mark.parametrize("how", ["close", "ask"])
async def test_after_a_lost_session_every_channel_catches_up_once_and_in_order(
    discord: DiscordApi, database: Database, ada: Person, bob: Person, channel: Channel, how: str
) -> None:
    async with receiving(discord, database, help_channels=[channel]) as room:
        await room.up()
        ada.writes("a0")
        bob.writes("b0")
        bob.writes("c0", channel=channel)
        await room.hears("a0", "b0", "c0")
        discord.drop(resume=False, how="ask" if how == "ask" else "close")
        for n in range(1, 4):
            ada.writes(f"a{n}")
            bob.writes(f"b{n}")
            ada.writes(f"c{n}", channel=channel)
        await room.board.until(lambda: room.pause == 2_000)
        room.clock.wind(2_000)
        await room.sees(lambda: len(discord.identifies) == 2)
        ada.writes("a4")
        ada.writes("c4", channel=channel)
        await room.board.until(lambda: len(room.ears.texts()) == 14)
        await room.hears(*(f"a{n}" for n in range(5)), at=ada.dm)
        await room.hears(*(f"b{n}" for n in range(4)), at=bob.dm)
        await room.hears(*(f"c{n}" for n in range(5)), at=channel)
        missed = [data for _, data in room.ears.heard if data["content"] == "c1"]
        assert (missed[0]["guild_id"], missed[0]["backfilled"]) == (channel.guild and channel.guild.id, True)


async def test_what_was_written_between_two_lives_is_heard_page_by_page(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        ada.writes("before")
        await room.hears("before")
    for n in range(230):
        ada.writes(str(n))
    async with receiving(discord, database) as room:
        await room.up()
        await room.hears(*map(str, range(230)), at=ada.dm)


async def test_what_was_not_handled_in_one_life_is_handled_in_the_next(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        room.ears.plan = lambda name, data: asyncio.Event() if data["content"] == "2" else None
        for text in ("1", "2", "3"):
            ada.writes(text)
        await room.hears("1")
    async with receiving(discord, database) as room:
        await room.up()
        await room.hears("2", "3", at=ada.dm)


async def test_somebody_who_wrote_for_the_first_time_while_we_were_away_is_heard_with_their_next_message(
    discord: DiscordApi, database: Database, ada: Person, bob: Person
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        ada.writes("hello")
        await room.hears("hello")
    bob.writes("anybody?")
    async with receiving(discord, database) as room:
        await room.up()
        bob.writes("hello?")
        await room.hears("anybody?", "hello?", at=bob.dm)


async def test_nobody_is_answered_about_last_years_messages(
    discord: DiscordApi, database: Database, guild: Community, ada: Person, channel: Channel
) -> None:
    forum = guild.forum("questions")
    old = ada.posts(forum, "old", "an old question")
    ada.writes("long ago", channel=channel)
    async with receiving(discord, database, help_channels=[channel, forum]) as room:
        await room.up()
        ada.writes("now", channel=channel)
        ada.writes("one more", channel=old)
        await room.hears("now", "one more")


async def test_a_post_that_was_made_while_we_were_away_is_read_from_its_beginning(
    discord: DiscordApi, database: Database, guild: Community, ada: Person, bob: Person, channel: Channel
) -> None:
    forum = guild.forum("questions")
    async with receiving(discord, database, help_channels=[channel, forum]) as room:
        await room.up()
    post = ada.posts(forum, "new", "a new question")
    bob.writes("me too", channel=post)
    archived = ada.opens_thread(ada.writes("another", channel=channel), "thread")
    bob.writes("below it", channel=archived)
    async with receiving(discord, database, help_channels=[channel, forum]) as room:
        await room.up()
        await room.hears("a new question", "me too", at=post)
        await room.hears("another", at=channel)
        await room.hears("below it", at=archived)


async def test_a_thread_that_was_archived_meanwhile_is_read_too(
    discord: DiscordApi, database: Database, guild: Community, ada: Person
) -> None:
    forum = guild.forum("questions")
    async with receiving(discord, database, help_channels=[forum]) as room:
        await room.up()
        post = ada.posts(forum, "new", "a question")
        await room.hears("a question")
    ada.writes("and more", channel=post)
    ada.archives(post)
    async with receiving(discord, database, help_channels=[forum]) as room:
        await room.up()
        await room.hears("and more", at=post)


async def test_nothing_is_asked_where_nothing_was_written(
    discord: DiscordApi, database: Database, ada: Person, channel: Channel
) -> None:
    for _ in range(2):
        async with receiving(discord, database, help_channels=[channel]) as room:
            await room.up()
            ada.writes("here", channel=channel)
            await room.hears("here")
    assert discord.calls_of(HISTORY) == []


async def test_live_events_are_held_until_the_history_was_read(
    discord: DiscordApi, database: Database, ada: Person, channel: Channel
) -> None:
    async with receiving(discord, database, help_channels=[channel]) as room:
        await room.up()
    ada.writes("missed", channel=channel)
    order = discord.faults.always(HISTORY, Fault.server_error())
    async with receiving(discord, database, help_channels=[channel]) as room:
        await room.board.until(lambda: room.client.state[0] == "up")
        ada.writes("live", channel=channel)
        await room.sees(lambda: discord.calls_of(HISTORY))
        await room.board.until(lambda: any(name.startswith("discord 1") for _, name in room.clock.waiting))
        assert room.ears.texts() == []
        assert not room.client.caught_up.is_set()
        discord.faults.clear(order)
        room.clock.wind(5_000)
        await room.hears("missed", "live", at=channel)


async def test_a_channel_whose_history_is_hidden_is_named_once_and_holds_nobody_up(
    discord: DiscordApi, database: Database, ada: Person, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    async with receiving(discord, database, help_channels=[channel]) as room:
        await room.up()
    ada.writes("missed", channel=channel)
    discord.faults.always(HISTORY, Fault.forbidden())
    async with receiving(discord, database, help_channels=[channel]) as room:
        await room.up()
        ada.writes("live", channel=channel)
        await room.hears("live")
    assert caplog.text.count("Read Message History") == 1


async def test_every_five_minutes_it_is_looked_whether_something_was_forgotten(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        ada.writes("hello")
        await room.hears("hello")
        with discord.world.change():
            sessions, discord.world.sessions.alive = discord.world.sessions.alive, {}
            ada.writes("swallowed")
            discord.world.sessions.alive = sessions
        await room.sleeps(2)
        room.clock.wind(300_000)
        await room.hears("hello", "swallowed", at=ada.dm)


async def test_what_others_track_is_read_as_well(
    discord: DiscordApi, database: Database, guild: Community, ada: Person
) -> None:
    elsewhere = guild.text("elsewhere")

    async def tracked() -> list[str]:
        return [elsewhere.id]

    async with receiving(discord, database, tracked=tracked) as room:
        await room.up()
    ada.writes("for the record", channel=elsewhere)
    async with receiving(discord, database, tracked=tracked) as room:
        await room.up()
        await room.hears("for the record", at=elsewhere)
