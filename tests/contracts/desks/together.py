"""A desk on Telegram, one on Discord and the console, all in one house with one queue."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from adapters.discord import calls
from adapters.discord.commands import commands
from bot.knowledge import Knowledge
from bot.wiring import Assembly, Senders, assemble
from conversation.events import Actor
from conversation.ports import NotThere, Refused
from conversation.texts import Texts
from handoff.model import Command
from storage.database import open_store
from tests.adapters.discord.desk_scene import SPEAKING
from tests.adapters.discord.desk_scene import DeskScene as OnDiscord
from tests.adapters.telegram.desk_scene import DeskScene as OnTelegram
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.discord import DiscordApi
from tests.kit.house import MEMORY, MODELS, desk_config
from tests.kit.telegram import BotApi


@dataclass
class Together:
    """Both scenes share the house, the database, the clock and the user."""

    telegram: OnTelegram
    discord: OnDiscord
    built: Assembly

    async def says(self, text: str) -> None:
        """The user writes."""
        await self.telegram.says(text)
        await self.hear()

    async def hear(self) -> None:
        """What happened on the platforms reaches the desks, and what follows from it is done."""
        await self.telegram.hear()
        await self.discord.hear()
        await self.telegram.hear()
        await self.telegram.rest()
        await self.discord.rest()

    async def console(self, name: str, command: Command) -> str:
        """Somebody does this in the console; what they are told."""
        number = (await self.telegram.conversation()).number
        try:
            await self.built.engine.act(number, Actor(name, "operator"), command, f"console of {name}")
        except (Refused, NotThere) as refusal:
            return str(refusal)
        return ""

    async def tidy(self) -> None:
        """The cards are looked at once."""
        await self.telegram.tidy()
        await self.discord.tidy()

    async def cards(self) -> tuple[str, str]:
        """How they read."""
        return (await self.telegram.card()).text, (await self.discord.card()).text.replace("\\", "")


@asynccontextmanager
async def together(each: int) -> AsyncIterator[Together]:
    """So many operators on each of the two platforms."""
    clock, users, settings = HandClock(), FakeChannel(), desk_config()
    async with AsyncExitStack() as stack:
        bot = stack.enter_context(BotApi(clock=lambda: clock.now() / 1000))
        api = stack.enter_context(DiscordApi(clock=lambda: clock.now() / 1000))
        database = await stack.enter_async_context(open_store(MEMORY, exclusive=True, clock_now=clock.now))
        there = tuple(bot.user(f"Tess {n}") for n in range(each))
        group = bot.forum("Desk", list(there), [])
        guild = api.guild("Support")
        channel, role = guild.forum("desk"), guild.role("Support", SPEAKING)
        guild.hide(channel, seen_by=(role,))
        here = tuple(api.user(f"Dirk {n}") for n in range(each))
        for person in here:
            guild.joins(person, roles=[role])
        one = OnTelegram(bot, (group,), there, database, clock, {}, settings, users)
        two = OnDiscord(api, guild, channel, here, database, clock, {}, settings, users)
        api.world.sessions.alive["desk"] = two.line
        senders = [one.senders(), two.senders()]
        desks = [desk for each in senders for desk in each.desks]
        limiters = {carrier: limiter for each in senders for carrier, limiter in each.limiters.items()}
        knowledge = Knowledge(settings, MODELS, clock)
        built = assemble(settings, clock, database, knowledge, Senders((users,), desks, limiters))
        await one.join(built)
        await two.join(built)
        await two.forum.look()
        await calls.put_commands(two.api, guild.id, commands(Texts()).desk)
        try:
            yield Together(one, two, built)
        finally:
            await built.courier.close()
            await one.stop()
            await two.stop()
