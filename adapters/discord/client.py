"""Receives for one bot and keeps at it: an outage is told once and in plain words, and ends by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
import discord

from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api
from adapters.discord.bookmarks import Bookmarks
from adapters.discord.budget import Budget
from adapters.discord.catchup import CatchUp, Tracked, nothing
from adapters.discord.commands import Commands, sync
from adapters.discord.directory import Directory
from adapters.discord.errors import NEVER_LEFT, status_of
from adapters.discord.gateway import Dismissed, Gateway
from adapters.discord.guilds import Guilds
from adapters.discord.reception import House, Interact, Reception, Take
from adapters.uplink import ADMIN_PAUSE, SECOND, State, Trouble, Uplink
from conversation.ports import Clock, Intake, Reader, Staff, Store

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60 * SECOND
NEW_SESSION = 2 * SECOND
"""Before another session is begun after Discord took one away, in ms; it asks for one to five seconds."""
PATIENCE = 3
"""Attempts to go on with a session before it is looked whether Discord can be reached otherwise."""
BAD_TOKEN, NO_INTENT = 4004, 4014
REFUSED = "the token was refused; make a new one in the developer portal (Bot → Reset Token) and set DISCORD_TOKEN"
NO_CONTENT = (
    "the bot may not read messages; switch on Message Content Intent in the developer portal (Bot → Privileged Gateway "
    "Intents) and restart. Meanwhile direct messages, mentions, slash commands and buttons work"
)
SLOW = "Discord asks us to slow down; it goes on by itself"
SPENT = "too many new connections to Discord lately; the next one is made in {minutes} min, by itself"


@dataclass(frozen=True, slots=True)
class Setup:
    """What the configuration says. Without a `gateway_url`, Discord is asked."""

    token: str = field(repr=False)
    gateway_url: str = ""
    guilds: tuple[str, ...] = ()
    desk_channel: str = ""
    help_channels: tuple[str, ...] = ()

    @property
    def channels(self) -> tuple[str, ...]:
        """All that it names."""
        return tuple(filter(None, (self.desk_channel, *self.help_channels)))


class Client:
    """`run` receives until cancelled. `risen` is told when Discord can be reached (again).

    `take` gets what happens in channels, `interactions` what people do with commands and buttons. `tracked` names
    further channels that are read after an outage. `commands` are asked for with every new session.
    """

    def __init__(
        self,
        api: Api,
        clock: Clock,
        *,
        take: Take,
        interactions: Interact,
        intake: Intake,
        store: Store,
        reader: Reader,
        setup: Setup,
        staff: Staff,
        directory: Directory,
        commands: Callable[[], Commands] = Commands,
        tracked: Tracked = nothing,
        risen: Callable[[], None] = lambda: None,
    ) -> None:
        self._api, self._clock, self._setup, self._staff = api, clock, setup, staff
        self._commands = commands
        self._risen = risen
        self._bookmarks = Bookmarks(reader, store, clock, api.carrier)
        self._guilds = Guilds(api, staff, directory, listed=setup.guilds, channels=setup.channels)
        catchup = CatchUp(api, clock, directory, self._bookmarks, parents=setup.channels, tracked=tracked)
        house = House(api.account, take, interactions, intake)
        self._reception = Reception(
            house, clock, directory=directory, guilds=self._guilds, bookmarks=self._bookmarks, catchup=catchup
        )
        self._budget = Budget(clock)
        self._gateway = Gateway(setup.token, self._hear, self._budget.spend)
        self._begun = False
        self._content = True
        self._connected = self._probed = False
        self._uplink = Uplink("Discord", api.account, clock, LONGEST_PAUSE)

    @property
    def state(self) -> tuple[State, str | None]:
        """Whether it receives, and what is wrong, in a sentence that ends with what to do."""
        if self._uplink.state == "up" and not self._content:
            return "up", NO_CONTENT
        return self._uplink.state, self._uplink.why

    @property
    def set_aside(self) -> int:
        """Events that could not be handled, for the metrics."""
        return self._reception.set_aside

    @property
    def caught_up(self) -> asyncio.Event:
        """Set once all that had happened before the start is handled."""
        return self._reception.caught_up

    async def run(self) -> None:
        """Receives for ever; nothing but cancelling ends it."""
        keeping = asyncio.create_task(self._bookmarks.keep(), name="discord bookmarks")
        try:
            while True:
                pause = await self._attempt()
                await self._clock.until(self._clock.now() + pause)
        finally:
            keeping.cancel()
            await self._gateway.close()
            await self._reception.close()
            await asyncio.gather(keeping, return_exceptions=True)
            await self._bookmarks.flush()

    async def _attempt(self) -> int:
        """How long to wait after it, in ms."""
        self._connected = False
        try:
            return await self._receive()
        except Dismissed as end:
            return self._dismissed(end.code)
        except TROUBLE as error:
            return self._budget.again() if self._connected else self._uplink.fell(self._trouble(error))
        except Exception as error:  # noqa: BLE001 # a defect: logged without its words, the next try may do
            return self._uplink.broke(error)

    async def _receive(self) -> int:
        """One connection, from its beginning to its end."""
        if not self._begun:
            await self._begin()
        url, session = self._setup.gateway_url, self._gateway.session
        if session is None or self._uplink.failures >= PATIENCE:
            found = await calls.gateway(self._api)
            if self._probed:  # Discord can be reached, and still the session cannot be gone on with
                self._gateway.session = session = None
            self._probed = session is not None
            if session is None:
                pause = self._budget.pause(found.get("session_start_limit"))
                if pause:
                    minutes = -(-pause // (60 * SECOND))
                    return self._uplink.fell(Trouble(SPENT.format(minutes=minutes), pause))
                url = url or str(found["url"])
        await self._gateway.listen(url or str(session.url if session else ""), content=self._content)
        if session is not None and self._gateway.session is None:
            return NEW_SESSION
        if not self._connected:
            return self._uplink.fell(self._unclear())
        return self._budget.again() if self._gateway.session else NEW_SESSION

    async def _begin(self) -> None:
        """Asks who we are, how far we came, and where we may be."""
        await self._api.start()
        await self._bookmarks.load()
        await self._guilds.find()
        self._begun = True

    def _hear(self, raw: str) -> None:
        name = self._reception.hear(raw)
        if name in {"READY", "RESUMED"}:
            self._rose()
        if name == "READY":
            self._reception.run(self._register())

    async def _register(self) -> None:
        """A failure costs convenience only, and is tried again with the next session."""
        await sync(self._api, self._staff, self._commands(), self._guilds.home(self._setup.desk_channel))

    def _dismissed(self, code: int) -> int:
        if code == NO_INTENT and self._content:
            log.error("%s", NO_CONTENT, extra={"account": self._api.account})
            self._content = False
            return NEW_SESSION
        if code == BAD_TOKEN:
            return self._uplink.fell(Trouble(REFUSED, ADMIN_PAUSE))
        why = f"Discord does not accept how we connect (close code {code}); see the developer portal, or update us"
        return self._uplink.fell(Trouble(why, ADMIN_PAUSE))

    def _trouble(self, error: Exception) -> Trouble:
        match error:
            case discord.LoginFailure():
                return Trouble(REFUSED, ADMIN_PAUSE)
            case discord.RateLimited():
                return Trouble(SLOW, max(int(error.retry_after * SECOND), self._uplink.doubled()))
            case _ if status_of(error) == 401:
                return Trouble(REFUSED, ADMIN_PAUSE)
            case _ if status_of(error) == 429:
                return Trouble(SLOW, LONGEST_PAUSE)
            case _ if isinstance(error, (*NEVER_LEFT, aiohttp.ClientConnectionError, TimeoutError, OSError)):
                address = self._setup.gateway_url or self._api.base
                return Trouble(
                    f"cannot reach {address}; check the network and discord.api_base", self._uplink.doubled()
                )
            case _:
                return self._unclear()

    def _unclear(self) -> Trouble:
        return Trouble(f"{self._api.base} gives no proper answer; it goes on by itself", self._uplink.doubled())

    def _rose(self) -> None:
        self._connected, self._probed = True, False
        if self._uplink.rose():
            self._risen()
