"""The shipped process in front of doubles of both platforms at once."""

from __future__ import annotations

from pathlib import Path

from tests.e2e import discord, telegram
from tests.e2e.conftest import Town
from tests.kit.discord import DiscordApi
from tests.kit.telegram import BotApi


class House:
    """Both stages in front of one process; `more` are further sections of frontdesk.yaml."""

    def __init__(self, town: Town, folder: Path, bot: BotApi, api: DiscordApi) -> None:
        self.telegram = telegram.Stage(town, folder, bot, settings=dict(telegram.QUICK))
        self.discord = discord.Stage(town, folder, api)

    def start(self, **more: object) -> None:
        """One process with both sections in its frontdesk.yaml."""
        self.discord.more = self.telegram.section() | more
        self.discord.start()
        self.telegram.running = self.discord.running
