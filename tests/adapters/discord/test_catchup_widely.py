"""Nothing stays unread: neither because there are many channels, nor because the database was busy just then."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.discord.lanes import LONGEST_STORAGE_PAUSE
from conversation.ports import StorageError
from storage.database import Database
from tests.adapters.discord.receiving import receiving
from tests.kit.discord import DiscordApi


async def test_six_hundred_people_who_wrote_meanwhile_are_all_heard(discord: DiscordApi, database: Database) -> None:
    guild = discord.guild("Community")
    people = [discord.user(f"P{n}") for n in range(600)]
    for person in people:
        guild.joins(person)
    async with receiving(discord, database) as room:
        await room.up()
        for person in people:
            person.writes(f"{person.name} was here")
        await room.hears(*(f"{person.name} was here" for person in people))
    for person in people:
        person.writes(f"{person.name} is back")
    async with receiving(discord, database) as room:
        await room.up()
        await room.hears(*(f"{person.name} is back" for person in people))


async def test_a_database_that_is_busy_when_a_session_begins_costs_no_message(
    discord: DiscordApi, database: Database
) -> None:
    ada = discord.user("Ada")
    ada.joins(discord.guild("Community"))
    async with receiving(discord, database) as room:
        await room.up()
        ada.writes("first")
        await room.hears("first")
    ada.writes("missed")
    failures = [StorageError("busy")]

    async def tracked() -> Iterable[str]:
        if failures:
            raise failures.pop()
        return ()

    async with receiving(discord, database, tracked=tracked) as room:
        await room.board.until(lambda: not failures and len(room.clock.waiting) >= 2)
        room.clock.wind(LONGEST_STORAGE_PAUSE)
        await room.up()
        await room.hears("missed")
