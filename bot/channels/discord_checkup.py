"""What `frontdesk doctor` says about Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator

from adapters.discord.api import Api
from adapters.discord.checkup import Checkup, Wanted, seen_elsewhere
from bot.checkup import Finding
from bot.clock import SystemClock
from bot.config import Config
from conversation.texts import Texts
from storage.database import Database


async def examine(config: Config, database: Database, texts: Texts) -> AsyncIterator[Finding]:
    """What is wrong with the token, the servers, the desk channel and the help channels, as seen from outside."""
    settings = config.discord
    wanted = Wanted(settings.desk_channel, settings.help_channels, settings.guilds)
    api = Api(settings.token, settings.api_base)
    checkup = Checkup(api, texts, SystemClock(), wanted)
    try:
        async for level, sentence in checkup.look():
            yield Finding("discord", level, sentence)
    finally:
        await api.close()
    for sentence in await seen_elsewhere(database.staff, texts, settings.guilds, checkup.homes):
        yield Finding("discord", "warning", sentence)
