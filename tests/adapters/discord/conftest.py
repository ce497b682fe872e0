"""Who is there where a test names nobody else: Discord, a database, a server and somebody in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from storage.database import Database
from tests.adapters.discord.receiving import kept, served
from tests.kit.discord import Community, DiscordApi, Person


@pytest.fixture
def discord() -> Iterator[DiscordApi]:
    with served() as discord:
        yield discord


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with kept() as database:
        yield database


@pytest.fixture
def guild(discord: DiscordApi) -> Community:
    return discord.guild("Community")


@pytest.fixture
def ada(discord: DiscordApi, guild: Community) -> Person:
    ada = discord.user("Ada")
    ada.joins(guild)
    return ada
