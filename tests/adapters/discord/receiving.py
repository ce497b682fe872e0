"""A real client on the double, with ears instead of a house: what it hands over can be awaited, and made to fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from adapters.discord.api import Api
from adapters.discord.catchup import Tracked, nothing
from adapters.discord.client import Client, Setup
from adapters.discord.commands import Commands
from adapters.discord.directory import Directory
from conversation.ports import Inbound, Receipt
from storage.database import Database, open_store
from tests.adapters.telegram.listening import PATIENCE, Board, RungClock
from tests.kit.discord import Channel, DiscordApi
from tests.kit.house import MEMORY

Json = dict[str, Any]
Plan = Callable[[str, Json], object]
"""What becomes of an event: it may raise, or give something to wait for."""


class Ears:
    """Hears what is handed over. `plan` may raise, or wait, before it counts as heard."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.heard: list[tuple[str, Json]] = []
        self.asked: list[Json] = []
        self.kept: list[Inbound] = []
        self.plan: Plan = lambda name, data: None
        self.answering: Callable[[Json], object] = lambda data: None

    async def take(self, name: str, data: Json) -> None:
        """As the router's."""
        asyncio.get_running_loop().call_soon(self._board.ring)
        waits = self.plan(name, data)
        if isinstance(waits, asyncio.Event):
            await waits.wait()
        self.heard.append((name, data))
        self._board.ring()

    async def interact(self, data: Json) -> None:
        """As the interactions'."""
        asyncio.get_running_loop().call_soon(self._board.ring)
        self.answering(data)
        self.asked.append(data)
        self._board.ring()

    async def accept(self, inbound: Inbound) -> Receipt:
        """As `conversation.ports.Intake`."""
        self.kept.append(inbound)
        self._board.ring()
        return Receipt(len(self.kept))

    def texts(self, channel: Channel | None = None) -> list[str]:
        """The words of the messages that were heard, in all channels or in this one, without Discord's own lines."""
        return [
            data["content"]
            for name, data in self.heard
            if name == "MESSAGE_CREATE" and data["content"] and (channel is None or data["channel_id"] == channel.id)
        ]

    def names(self) -> list[str]:
        """What sorts of events were heard."""
        return [name for name, _ in self.heard]


class Room:
    """All of it together: one life of the process. `board` rings whenever something here has changed."""

    def __init__(self, discord: DiscordApi, database: Database, setup: Setup, **more: Any) -> None:
        self.discord = discord
        self.database = database
        self.board = Board()
        self.clock = _clock_of(discord, self.board)
        self.ears = Ears(self.board)
        self.api = Api(setup.token, more.pop("base", discord.base))
        self.risen = 0
        self.client = Client(
            self.api,
            self.clock,
            take=self.ears.take,
            interactions=self.ears.interact,
            intake=self.ears,
            store=database.store,
            reader=database.reader,
            setup=setup,
            staff=database.staff,
            directory=Directory(self.api),
            risen=self._rises,
            **more,
        )

    def _rises(self) -> None:
        self.risen += 1

    async def hears(self, *texts: str, at: Channel | None = None) -> None:
        """Returns when these are the texts that were heard, in order where `at` names a channel."""
        await self.board.until(lambda: len(self.ears.texts(at)) >= len(texts))
        heard = self.ears.texts(at)
        assert (heard if at else sorted(heard)) == (list(texts) if at else sorted(texts)), heard

    async def up(self) -> None:
        """Returns when everything that was missed is handled."""
        async with asyncio.timeout(PATIENCE):
            await self.client.caught_up.wait()
        assert self.client.state[0] == "up"

    async def sleeps(self, sleepers: int) -> None:
        """Returns when so many wait for the clock: the bookmarks and the sweep always do."""
        await self.board.until(lambda: len(self.clock.waiting) >= sleepers)

    async def down(self) -> str:
        """Returns when it is down and waits: the reason."""
        await self.board.until(lambda: self.client.state[0] == "down" and self.pause)
        return self.client.state[1] or ""

    @property
    def pause(self) -> int:
        """How long the client waits before another attempt, in ms; 0 while it does not. Others sleep longer or 5 s."""
        name = "attempt"
        return next((at - self.clock.now() for at, who in self.clock.waiting if who == name), 0)

    async def sees(self, condition: Callable[[], object]) -> None:
        """Returns when the double has seen this."""
        await asyncio.to_thread(self.discord.wait, condition)


class NamedClock(RungClock):
    """A clock that knows which of the client's tasks wait for it."""

    def __init__(self, board: Board, now: int) -> None:
        super().__init__(board)
        self._now = now
        self.waiting: list[tuple[int, str]] = []

    async def until(self, at: int) -> None:
        task = asyncio.current_task()
        entry = (at, task.get_name() if task else "")
        self.waiting.append(entry)
        try:
            await super().until(at)
        finally:
            self.waiting.remove(entry)


def _clock_of(discord: DiscordApi, board: Board) -> NamedClock:
    clock = NamedClock(board, round(discord.world.now() * 1000))
    discord.world.clock = discord.world.ids._clock = lambda: clock.now() / 1000
    return clock


@contextmanager
def served() -> Iterator[DiscordApi]:
    """Discord, for as long as the block lasts."""
    with DiscordApi() as discord:
        yield discord


@asynccontextmanager
async def kept() -> AsyncIterator[Database]:
    """A database that outlives the client's lives."""
    async with open_store(MEMORY, exclusive=True, clock_now=lambda: 0) as database:
        yield database


@asynccontextmanager
async def receiving(
    discord: DiscordApi,
    database: Database,
    *,
    help_channels: Iterable[Channel] = (),
    desk: Channel | None = None,
    guilds: Iterable[str] = (),
    commands: Callable[[], Commands] = Commands,
    tracked: Tracked = nothing,
    gateway: str = "",
    base: str = "",
) -> AsyncIterator[Room]:
    """A client that runs until the end of the block."""
    setup = Setup(
        discord.token,
        gateway,
        tuple(guilds),
        desk.id if desk else "",
        tuple(channel.id for channel in help_channels),
    )
    room = Room(discord, database, setup, commands=commands, tracked=tracked, base=base or discord.base)
    task = asyncio.create_task(room.client.run(), name="attempt")
    try:
        async with asyncio.timeout(3 * PATIENCE):
            yield room
    finally:
        task.cancel()
        (ended,) = await asyncio.gather(task, return_exceptions=True)
        await room.api.close()
        assert isinstance(ended, asyncio.CancelledError), f"it ended by itself: {ended!r}"
