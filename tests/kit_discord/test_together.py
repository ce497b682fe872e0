"""Many at once: the double is one for the whole test, whatever acts on it from wherever."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import discord

from tests.kit.discord import Channel, DiscordApi, Person
from tests.kit_discord.conftest import Listener, Raw


def test_many_write_at_once_and_nothing_is_mixed_up(api: DiscordApi, raw: Raw, help_: Channel, ada: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ada.writes(f"a{number}", channel=help_), range(50)))
        list(pool.map(lambda number: raw.says(help_, f"b{number}"), range(50)))
    assert sorted(help_.texts) == sorted(f"{letter}{number}" for letter in "ab" for number in range(50))
    numbers = [int(message.id) for message in help_.messages]
    assert numbers == sorted(set(numbers))


async def test_the_library_hears_everything_in_order(client: Listener, help_: Channel, ada: Person) -> None:
    def write() -> None:
        for number in range(200):
            ada.writes(str(number), channel=help_)

    await asyncio.to_thread(write)
    await client.until(lambda: len(client.of("message")) == 200)
    assert [message.content for message in client.of("message")] == [str(number) for number in range(200)]


async def test_two_sessions_of_one_bot_hear_the_same(client: Listener, api: DiscordApi, ada: Person) -> None:
    async with Listener(discord.Intents(guilds=True, dm_messages=True)) as other:
        await other.login(api.token)
        running = asyncio.create_task(other.connect())
        await other.until(lambda: "ready" in [name for name, _ in other.heard])
        ada.writes("both")
        for one in (client, other):
            assert (await one.until(lambda one=one: one.of("message")))[0].content == "both"  # type: ignore[misc]
        await other.close()
        await running
    assert len(api.identifies) == 2


def test_it_is_started_and_stopped_often() -> None:
    for _ in range(20):
        with DiscordApi() as api:
            assert api.base.startswith("http://127.0.0.1:")
