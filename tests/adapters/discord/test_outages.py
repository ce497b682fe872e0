"""Discord refuses, hangs up or is not there: told once in plain words, tried at a pace, over by itself."""

from __future__ import annotations

import logging
from functools import partial

import pytest

from adapters.discord.client import NO_CONTENT, REFUSED
from adapters.discord.commands import Commands
from storage.database import Database
from tests.adapters.discord.receiving import Room, receiving
from tests.kit.discord import DiscordApi, Fault, Person


@pytest.fixture
def ada(discord: DiscordApi) -> Person:
    ada = discord.user("Ada")
    ada.joins(discord.guild("Community"))
    return ada


async def pauses(room: Room, expected: list[int]) -> None:
    """It is down and waits so long before each of the next attempts."""
    for pause in expected:
        await room.board.until(lambda: room.client.state[0] == "down" and room.pause)
        assert room.pause == pause
        room.clock.wind(pause)
        await room.board.until(lambda: not room.pause or room.client.state[0] == "up")


def began(discord: DiscordApi, sessions: int) -> bool:
    """Whether so many sessions were begun and one of them listens."""
    return len(discord.identifies) == sessions and discord.connected


async def test_an_outage_is_told_once_and_the_session_outlives_it(
    discord: DiscordApi, database: Database, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with receiving(discord, database) as room:
        await room.up()
        with discord.offline():
            ada.writes("anybody?")
            await pauses(room, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000])
            await room.down()
        room.clock.wind(60_000)
        await room.hears("anybody?")
        assert room.client.state == ("up", None)
        assert room.risen == 2
        assert len(discord.identifies) == 1
        assert len(discord.resumes) == 1
    told = [record.getMessage() for record in caplog.records if record.name.startswith(("adapters", "discord"))]
    assert told == [
        f"Discord is down: cannot reach {discord.base}; check the network and discord.api_base",
        "Discord is back after 183 s",
    ]


async def test_a_session_that_is_over_after_an_outage_is_begun_anew(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        ada.writes("first")
        await room.hears("first")
        with discord.offline(resume=False):
            ada.writes("missed")
            await pauses(room, [1_000, 2_000])
            await room.down()
        room.clock.wind(4_000)
        await room.board.until(lambda: room.pause == 2_000)
        room.clock.wind(2_000)
        await room.hears("first", "missed", at=ada.dm)


async def test_a_session_that_cannot_be_gone_on_with_is_given_up(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        with discord.offline(rest=False):
            await pauses(room, [1_000, 2_000, 4_000, 8_000])
            await room.down()
        room.clock.wind(60_000)
        await room.sees(lambda: len(discord.identifies) == 2 and discord.connected)
        assert discord.resumes == []


async def test_nobody_at_the_other_end_is_told_with_the_address(discord: DiscordApi, database: Database) -> None:
    nowhere = "http://127.0.0.1:9/api/v10"
    async with receiving(discord, database, base=nowhere) as room:
        assert await room.down() == f"cannot reach {nowhere}; check the network and discord.api_base"


async def test_a_gateway_that_is_not_there_costs_no_sessions(discord: DiscordApi, database: Database) -> None:
    with discord.offline(rest=False):
        async with receiving(discord, database) as room:
            await pauses(room, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000])
            assert "cannot reach" in await room.down()
            assert room.pause == 60_000


async def test_the_configured_gateway_wins_over_what_discord_says(discord: DiscordApi, database: Database) -> None:
    async with receiving(discord, database, gateway="ws://127.0.0.1:9") as room:
        assert "ws://127.0.0.1:9" in await room.down()
    async with receiving(discord, database, gateway=discord.gateway) as room:
        await room.up()


async def test_a_refused_token_is_told_and_asked_again_every_minute(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    discord.revoke_token()
    async with receiving(discord, database) as room:
        for _ in range(3):
            assert await room.down() == REFUSED
            await pauses(room, [60_000])
        await room.down()
        discord.restore_token()
        room.clock.wind(60_000)
        await room.up()
        discord.revoke_token()
        assert await room.down() == REFUSED
        discord.restore_token()
        room.clock.wind(60_000)
        await room.sees(lambda: discord.connected)
        ada.writes("hello")
        await room.hears("hello")


async def test_without_the_right_to_read_words_it_works_as_far_as_it_can_and_says_so_once(
    discord: DiscordApi, database: Database, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    discord.privileged(False)
    async with receiving(discord, database) as room:
        await room.board.until(lambda: room.pause == 2_000)
        room.clock.wind(2_000)
        await room.up()
        ada.writes("in private")
        await room.hears("in private")
        assert room.client.state == ("up", NO_CONTENT)
        discord.drop(resume=False)
        await room.board.until(lambda: room.pause == 2_000)
        room.clock.wind(2_000)
        await room.sees(lambda: discord.connected)
        assert [identify.code for identify in discord.identifies] == [4014, None, None]
    assert caplog.text.count("Message Content Intent") == 1
    assert "Traceback" not in caplog.text


async def test_sessions_are_not_begun_when_few_are_left(discord: DiscordApi, database: Database) -> None:
    discord.identify_budget(remaining=20, reset_after=600_000)
    async with receiving(discord, database) as room:
        assert "the next one is made in 10 min" in await room.down()
        assert room.pause == 600_000
        assert discord.identifies == []
        discord.identify_budget(remaining=1000)
        room.clock.wind(600_000)
        await room.up()


async def test_a_gateway_that_throws_us_out_all_the_time_gets_no_more_than_five_sessions_a_minute(
    discord: DiscordApi, database: Database
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        for n in range(2, 6):
            discord.drop(resume=False, how="ask")
            await room.board.until(lambda: room.pause == 2_000)
            room.clock.wind(2_000)
            await room.sees(partial(began, discord, n))
        discord.drop(resume=False, how="ask")
        await room.board.until(lambda: room.pause == 2_000)
        room.clock.wind(2_000)
        assert "too many new connections" in await room.down()
        assert room.pause == 50_000
        assert len(discord.identifies) == 5


async def test_a_message_that_is_no_json_ends_the_session_and_nothing_else(
    discord: DiscordApi, database: Database, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with receiving(discord, database) as room:
        await room.up()
        ada.writes("before")
        await room.hears("before")
        with discord.world.change():
            (session,) = discord.world.sessions.alive.values()
            assert session.line is not None
            session.line.put("{")
        ada.writes("after")
        assert "see the log" in await room.down()
        room.clock.wind(1_000)
        await room.hears("before", "after", at=ada.dm)
        assert len(discord.identifies) == 2
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("fault", "why", "wait"),
    [
        (Fault.html_error(), "no proper answer", 1_000),
        (Fault.refused(400, 0, "no"), "no proper answer", 1_000),
        (Fault.reset_before(), "cannot reach", 1_000),
        (Fault.unauthorized(), REFUSED, 60_000),
    ],
    ids=["502", "400", "reset", "401"],
)
async def test_trouble_at_the_start_is_told_and_heals(
    discord: DiscordApi, database: Database, fault: Fault, why: str, wait: int
) -> None:
    discord.faults.always("GET /gateway/bot", fault)
    async with receiving(discord, database) as room:
        assert why in await room.down()
        discord.faults.clear()
        await pauses(room, [wait])
        await room.up()


async def test_commands_are_registered_with_a_session_and_a_refusal_stops_nothing(
    discord: DiscordApi, database: Database, ada: Person
) -> None:
    commands = [{"type": 1, "name": "ask", "description": "d"}]
    puts = "PUT /applications/*/commands"
    discord.fault(puts, Fault.server_error())
    async with receiving(discord, database, commands=partial(Commands, commands)) as room:
        await room.up()
        await room.sees(lambda: discord.calls_of(puts))
        ada.writes("hello")
        await room.hears("hello")
        discord.drop(resume=False, how="ask")
        await room.board.until(lambda: room.pause == 2_000)
        room.clock.wind(2_000)
        await room.sees(lambda: len(discord.commands) == 1)
