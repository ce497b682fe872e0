"""What becomes of an event between the gateway and those who handle it: sorted, kept in order, never lost.

`hear` is called for each message of the gateway in order and does not wait for anything; all else happens in tasks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from adapters.discord import places
from adapters.discord.bookmarks import Bookmarks
from adapters.discord.catchup import CatchUp
from adapters.discord.directory import Directory
from adapters.discord.events import CREATED, Data, Event, dispatched, in_channels, text_of, unreadable
from adapters.discord.guilds import Guilds
from adapters.discord.lanes import LONGEST_STORAGE_PAUSE, SECOND, STORAGE_PAUSE, Lanes
from adapters.uplink import where
from conversation.ports import Clock, Inbound, Intake, StorageError, TryLater

log = logging.getLogger(__name__)

Take = Callable[[str, Data], Awaitable[None]]
"""Takes an event by name and returns once it is durable.

What it raises but StorageError and TryLater counts as its own defect: the event is set aside.
"""
Interact = Callable[[Data], Awaitable[None]]
"""Takes an interaction; it must be acknowledged within three seconds, so nothing may be in front of it."""

ARRIVAL = 10
"""Seconds within which Discord shows us our servers after a new session; one in an outage may come much later."""
PERIOD = 300 * SECOND
"""Milliseconds between two looks whether Discord forgot to tell us something."""
TRIES = 8
"""How often an interaction is handed over while the database cannot keep it: some two minutes."""


@dataclass(frozen=True, slots=True)
class House:
    """Those who handle what comes in."""

    account: str
    take: Take
    interact: Interact
    intake: Intake


class Reception:
    """Sorts what comes in; `set_aside` counts what could not be handled."""

    def __init__(
        self,
        house: House,
        clock: Clock,
        *,
        directory: Directory,
        guilds: Guilds,
        bookmarks: Bookmarks,
        catchup: CatchUp,
    ) -> None:
        self.set_aside = 0
        self.caught_up = asyncio.Event()
        self._house = house
        self._clock = clock
        self._directory = directory
        self._guilds = guilds
        self._bookmarks = bookmarks
        self._catchup = catchup
        self._lanes = Lanes(clock, self._deliver, catchup.page)
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweep: asyncio.Task[None] | None = None
        self._expected: set[str] = set()
        self._arrived = asyncio.Event()

    def hear(self, raw: str) -> str:
        """One message of the gateway; the name of the event that it was, if it was one. Never raises."""
        found = dispatched(raw)
        if found is None:
            return ""
        name, data = found
        try:
            self._sort(name, data)
        except Exception as error:  # noqa: BLE001 # logged without its words; the next event may be fine
            self.set_aside += 1
            log.error("an event could not be read and was set aside: %s", where(error), extra={"kind": name})
        return name

    def _sort(self, name: str, data: Data) -> None:
        guild = text_of(data, "guild_id")
        if name == "READY":
            self._anew(data)
        elif name == "GUILD_CREATE":
            self._guild(data)
        elif name == "GUILD_DELETE":
            self._guild_gone(data)
        elif self._guilds.is_foreign(guild) and not name.startswith("CHANNEL_"):
            return
        elif name == "INTERACTION_CREATE":
            self.run(self._interact(data))
        else:
            self._learn(name, data, guild)
            for event in in_channels(name, data):
                self._give(event)

    def _learn(self, name: str, data: Data, guild: str) -> None:
        match name:
            case "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "THREAD_CREATE" | "THREAD_UPDATE" | "THREAD_DELETE":
                self._guilds.found(self._directory.learn(data).id, guild)
            case "CHANNEL_DELETE":
                self._directory.forget(data["id"])
            case "THREAD_LIST_SYNC":
                for channel in self._catchup.survey({**data, "id": guild, "channels": ()}):
                    self._lanes.catch_up(channel)
            case _ if not guild and text_of(data, "channel_id"):
                self._directory.learn_dm(data["channel_id"])

    def _give(self, event: Event) -> None:
        if self._catchup.due(event):
            self._lanes.catch_up(event.channel)
        self._lanes.give(event)

    def _anew(self, data: Data) -> None:
        """A new session: everything that happened before it has to be looked up."""
        self._catchup.anew()
        self._arrived.clear()
        self._expected = {guild["id"] for guild in data.get("guilds") or ()}
        self._note_arrival("")
        if self._sweep is not None:
            self._sweep.cancel()
        self._sweep = self.run(self._look_back())

    def _guild(self, data: Data) -> None:
        if not data.get("unavailable"):
            if self._guilds.welcome(data):
                for channel in self._catchup.survey(data):
                    self._lanes.catch_up(channel)
            else:
                self.run(self._guilds.leave(data))
        self._note_arrival(data["id"])

    def _guild_gone(self, data: Data) -> None:
        if not data.get("unavailable"):
            self._guilds.gone(data["id"])
        self._note_arrival(data["id"])

    def _note_arrival(self, guild: str) -> None:
        self._expected.discard(guild)
        if not self._expected:
            self._arrived.set()

    async def _look_back(self) -> None:
        """After a new session; then every few minutes."""
        try:
            async with asyncio.timeout(ARRIVAL):
                await self._arrived.wait()
        except TimeoutError:
            log.info("some servers of Discord are not there yet", extra={"servers": len(self._expected)})
        for channel in await self._others():
            self._lanes.catch_up(channel)
        await self._lanes.level()
        self.caught_up.set()
        while True:
            await self._clock.until(self._clock.now() + PERIOD)
            for channel in self._catchup.lively():
                self._lanes.catch_up(channel)

    async def _others(self) -> list[str]:
        """However long it takes until the database can say which."""
        while True:
            try:
                return await self._catchup.others()
            except StorageError:
                log.warning("what was missed on Discord cannot be looked up yet; the database does not answer")
                await self._clock.until(self._clock.now() + LONGEST_STORAGE_PAUSE)

    async def _deliver(self, event: Event) -> None:
        """Hands it over; what cannot be handled is set aside, so that it neither comes again nor stops the others."""
        try:
            await self._house.take(event.name, event.data)
        except (StorageError, TryLater):
            raise
        except Exception as error:  # noqa: BLE001 # logged without its words; the next event may be fine
            spot = self._directory.known(event.channel)
            private = spot is not None and spot.kind in {"dm", "private_thread"}
            await self._put_aside(error, event.name, unreadable(self._house.account, event, private))
        if event.name == "THREAD_DELETE":
            self._directory.forget(event.channel)
        if event.name == CREATED and event.message.isdecimal() and self._bookmarks.at(event.channel) is not None:
            self._bookmarks.move(event.channel, int(event.message))

    async def _put_aside(self, error: Exception, kind: str, inbound: Inbound | None) -> None:
        """Brings it to people where somebody wrote to us in private. Neither its words nor the error's are logged."""
        if inbound is not None:
            try:
                await self._house.intake.accept(inbound)
            except (StorageError, TryLater):
                raise
            except Exception as again:  # noqa: BLE001 # as above
                log.error("what was set aside could not be brought to people either: %s", where(again))
        self.set_aside += 1
        log.error("an event could not be handled and was set aside: %s", where(error), extra={"kind": kind})

    async def _interact(self, data: Data) -> None:
        for n in range(TRIES):
            try:
                return await self._house.interact(data)
            except TryLater as later:
                pause = later.seconds * SECOND
            except StorageError:
                pause = STORAGE_PAUSE << n
            except Exception as error:  # noqa: BLE001 # as above
                return await self._spoiled(data, error)
            await self._clock.until(self._clock.now() + pause)
        self.set_aside += 1
        log.error("an interaction could not be kept and was given up", extra={"interaction": text_of(data, "id")})
        return None

    async def _spoiled(self, data: Data, error: Exception) -> None:
        """In a server it may have been an operator's; in a DM it was a person's, and people get to see it."""
        user, number = data.get("user"), text_of(data, "id")
        inbound = None
        if isinstance(user, dict) and not data.get("guild_id") and text_of(user, "id") and number:
            address = places.person(self._house.account, user["id"])
            since = places.account_since(user["id"])
            inbound = Inbound(address, f"ix:{number}", text=_typed(data), unreadable=True, account_since=since)
        await self._put_aside(error, "INTERACTION_CREATE", inbound)

    def run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begins it and returns at once; what it raises is logged."""
        task = asyncio.create_task(self._logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _logged(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 # a defect; it must not take the gateway with it
            log.error("something that Discord asked for failed unexpectedly: %s", where(error))

    async def close(self) -> None:
        """Stops; what is not handled is read again at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._lanes.close()


def _typed(data: Data) -> str:
    """What somebody wrote into a command."""
    command = data.get("data")
    options = command.get("options") if isinstance(command, dict) else None
    found = [text_of(option, "value") for option in options or () if isinstance(option, dict)]
    return "\n".join(filter(None, found))
