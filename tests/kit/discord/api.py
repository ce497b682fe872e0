"""The double as a test holds it."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from tests.kit.discord.faults import fits
from tests.kit.discord.gateway import guild_create_json
from tests.kit.discord.guilds import Community
from tests.kit.discord.ids import Snowflakes, account_of, made_up_token
from tests.kit.discord.model import Channel, Interaction
from tests.kit.discord.parts import DM, Account, Json, Member, Role
from tests.kit.discord.people import Person
from tests.kit.discord.permissions import BOT, EVERYBODY
from tests.kit.discord.server import Pages, Server
from tests.kit.discord.sessions import Identify, Resume
from tests.kit.discord.trouble import Trouble
from tests.kit.discord.world import Call, World

T = TypeVar("T")
PATIENCE = 20.0
"""Seconds until a wait fails."""


class DiscordApi(Trouble):
    """Discord with one bot in it. `with DiscordApi() as api:` serves it; afterwards no connection is left."""

    def __init__(
        self, *, port: int = 0, name: str = "Front Desk", token: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        ids = Snowflakes(clock)
        token = token or made_up_token(ids.new())
        bot = Account(account_of(token), name, name.replace(" ", "").lower(), bot=True)
        self.world = World(bot, token, ids, clock)
        self.world.accounts[bot.id] = bot
        self._server = Server(self.world, port)
        self._names = itertools.count(1)

    def __enter__(self) -> DiscordApi:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        if kind is None:
            self._check_for_mistakes()

    def start(self) -> None:
        """Serves until `stop`; for whoever cannot write `with`."""
        self._server.start()

    def stop(self) -> None:
        """Returns when every connection is closed."""
        self._server.stop()

    def serve_pages(self, pages: Pages) -> None:
        """Lets this answer what is nothing of Discord's."""
        self._server.pages = pages

    def _check_for_mistakes(self) -> None:
        """The double's own mistakes shall not pass for the program's."""
        assert not self.world.mistakes, f"the double is broken:\n{self.world.mistakes[0]}"

    @property
    def address(self) -> str:
        """Of everything; files and the page are below it."""
        return self.world.cdn

    @property
    def base(self) -> str:
        """Of the REST interface."""
        return f"{self.world.cdn}/api/v10"

    @property
    def gateway(self) -> str:
        """Of the gateway; `/gateway/bot` says it too."""
        return self.world.cdn.replace("http", "ws", 1)

    @property
    def token(self) -> str:
        """The bot's good token."""
        return self.world.token

    @property
    def bot(self) -> Account:
        """The bot's account; the application has the same number."""
        return self.world.bot

    @property
    def calls(self) -> list[Call]:
        """Every request so far, oldest first; downloads too."""
        return list(self.world.calls)

    def calls_of(self, what: str) -> list[Call]:
        """The requests like `POST /channels/*/messages`."""
        return [call for call in self.calls if fits(what, f"{call.method} {call.path}")]

    @property
    def identifies(self) -> list[Identify]:
        """Every login at the gateway, refused ones too."""
        return list(self.world.sessions.identifies)

    @property
    def resumes(self) -> list[Resume]:
        """Every RESUME, refused ones too."""
        return list(self.world.sessions.resumes)

    @property
    def connected(self) -> bool:
        """Whether a session listens just now."""
        return any(session.line is not None for session in list(self.world.sessions.alive.values()))

    @property
    def commands(self) -> list[Json]:
        """The commands that are known everywhere."""
        return list(self.world.commands.get("", []))

    @property
    def interactions(self) -> list[Interaction]:
        """Every use of a command, a button, a select, a form."""
        return list(self.world.interactions.values())

    @property
    def people(self) -> list[Person]:
        """Everybody with the app."""
        return [account for account in list(self.world.accounts.values()) if isinstance(account, Person)]

    @property
    def channels(self) -> list[Channel]:
        """Every channel, thread and DM that is not deleted."""
        return [channel for channel in list(self.world.channels.values()) if not channel.deleted]

    @property
    def guilds(self) -> list[Community]:
        """Every guild."""
        return [guild for guild in list(self.world.guilds.values()) if isinstance(guild, Community)]

    def user(self, name: str = "", *, locale: str = "en-US", username: str = "", installed: bool = False) -> Person:
        """Somebody new in no guild; `installed`: has the application for themselves and needs no common guild."""
        world = self.world
        with world.change():
            name = name or f"Person {next(self._names)}"
            dm = Channel(world.ids.new(), DM)
            username = username or name.lower().replace(" ", "_")
            person = Person(world.ids.new(), name, username, locale, world=world, dm=dm)
            dm.recipient = person
            world.accounts[person.id], world.channels[dm.id], world.dms[person.id] = person, dm, dm
            if installed:
                world.installed.add(person.id)
        return person

    def other_bot(self, name: str) -> Person:
        """A bot that is not ours; it can write."""
        person = self.user(name)
        person.bot = True
        return person

    def guild(self, name: str, *, bot: bool = True, locale: str = "en-US") -> Community:
        """A guild; the bot is in it with the permissions it asks for, unless told otherwise."""
        world = self.world
        owner = self.user(f"Owner of {name}")
        owner.met = True
        with world.change():
            number = world.ids.new()
            everyone = Role(number, "@everyone", EVERYBODY, position=0)
            guild = Community(number, name, owner, everyone, locale, world=world)
            guild.roles[number] = everyone
            guild.members[owner.id] = Member(owner, world.now())
            world.guilds[number] = guild
        if bot:
            self.add_bot(guild)
        return guild

    def add_bot(self, guild: Community, permissions: int = BOT) -> None:
        """Somebody brings the bot into a guild."""
        world = self.world
        with world.change():
            role = Role(world.ids.new(), world.bot.name, permissions, managed=True)
            guild.roles[role.id] = role
            guild.members[world.bot.id] = Member(world.bot, world.now(), [role])
            body = guild_create_json(world, guild.id)
            del body["unavailable"]  # said only of guilds that were there at login
            world.tell("GUILD_CREATE", body, guild=guild)

    def wait(self, condition: Callable[[], T], seconds: float = PATIENCE) -> T:
        """Returns what the condition says as soon as it is true; looked at after every change here, without a nap.

        It is asked without a lock, so it may also ask the program. What changes outside this double alone wakes nobody.
        """
        until = time.monotonic() + seconds
        while True:
            version = self.world.version
            self._check_for_mistakes()
            found = condition()
            if found:
                return found
            with self.world.condition:
                left = until - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"waited {seconds} s in vain\n{self.report()}")
                if self.world.version == version:
                    self.world.condition.wait(left)

    async def until(self, condition: Callable[[], T], seconds: float = PATIENCE) -> T:
        """As `wait`, for a test whose own loop has to go on meanwhile; the condition is asked in another thread."""
        return await asyncio.to_thread(self.wait, condition, seconds)

    def report(self) -> str:
        """The last requests, what stands in the channels, what was answered to interactions."""
        lines = ["requests:", *(f"  {call!r}" for call in self.calls[-15:]), f"connected: {self.connected}"]
        for channel in list(self.world.channels.values()):
            if channel.history:
                lines += [f"{channel}:", *(f"  {message!r}" for message in channel.history[-10:])]
        return "\n".join([*lines, "interactions:", *(f"  {one!r}" for one in self.interactions[-5:])])
