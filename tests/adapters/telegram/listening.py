"""A real client on the double, with ears instead of a house: what it hands over can be awaited, and made to fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from adapters.telegram.api import Api
from adapters.telegram.client import Client
from adapters.telegram.menu import Menu
from adapters.telegram.webhook import Hook
from conversation.ports import Inbound, Receipt
from tests.kit.clock import HandClock
from tests.kit.telegram import BotApi

PATIENCE = 20
"""Seconds after which a test that waits in vain fails instead of hanging."""
Json = dict[str, Any]
Plan = Callable[[Sequence[Json]], object]
"""What becomes of updates: it may raise, or give an event to wait for."""


class Board:
    """Waits for a condition, which is looked at whenever something here has changed."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def ring(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await self._news.wait()


class RungClock(HandClock):
    """A clock of which a test knows when somebody waits for it."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.started = self.now()
        self._board = board

    async def until(self, at: int) -> None:
        asyncio.get_running_loop().call_soon(self._board.ring)
        await super().until(at)


class Ears:
    """Hears what is handed over. `plan` may raise, or wait, before it counts as heard."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.heard: list[list[Json]] = []
        self.tried: list[list[Json]] = []
        self.plan: Plan = lambda updates: None
        self.kept: list[Inbound] = []
        self.accepting: Callable[[Inbound], object] = lambda inbound: None

    async def __call__(self, updates: Sequence[Json]) -> None:
        self.tried.append(list(updates))
        self._board.ring()
        waits = self.plan(updates)
        if isinstance(waits, asyncio.Event):
            await waits.wait()
        self.heard.append(list(updates))
        self._board.ring()

    async def accept(self, inbound: Inbound) -> Receipt:
        """As `conversation.ports.Intake`."""
        self.accepting(inbound)
        self.kept.append(inbound)
        self._board.ring()
        return Receipt(len(self.kept))

    @property
    def texts(self) -> list[list[str]]:
        """The words of what was heard."""
        return [said(updates) for updates in self.heard]


def said(updates: Sequence[Json]) -> list[str]:
    """Texts and captions of updates about messages."""
    found = [update.get("message") or update.get("edited_message") or {} for update in updates]
    return [message.get("text") or message.get("caption") or "" for message in found]


def raises(error: Exception, *, at: str, times: int = 1_000) -> Plan:
    """Fails for this text, so often."""
    left = count(times, -1)

    def plan(updates: Sequence[Json]) -> None:
        if at in said(updates) and next(left) > 0:
            raise error

    return plan


def waits(event: asyncio.Event, *, at: str) -> Plan:
    """Takes as long as the event for this text."""
    return lambda updates: event if at in said(updates) else None


class Room:
    """All of it together."""

    def __init__(self, telegram: BotApi, webhook: Hook | None, menu: Menu | None, base: str = "") -> None:
        self.board = Board()
        self.clock = RungClock(self.board)
        self.ears = Ears(self.board)
        self.telegram = telegram
        self._before = len(telegram.calls)
        self.api = Api(telegram.token, base or telegram.base)
        self.client = Client(self.api, self.clock, self.ears, self.ears, webhook=webhook, menu=menu)

    async def hears(self, *texts: str) -> None:
        """Returns when the first text of every heard parcel is among these, and none is missing."""
        await self.board.until(lambda: sorted(parcel[0] for parcel in self.ears.texts) == sorted(texts))

    async def confirms(self) -> None:
        """Returns when Telegram has forgotten everything."""
        await asyncio.to_thread(self.telegram.wait, lambda: not self.telegram.pending)

    async def sleeps(self, sleepers: int = 1) -> None:
        """Returns when so many wait for the clock."""
        await self.board.until(lambda: self.clock.sleepers >= sleepers)

    async def up(self) -> None:
        """Returns when Telegram has a poll of it that waits: it is up then."""

        def waiting() -> bool:
            return any(call.params.get("timeout") for call in self.telegram.calls[self._before :])

        await asyncio.to_thread(self.telegram.wait, waiting)
        assert self.client.state == ("up", None)


@asynccontextmanager
async def listening(
    telegram: BotApi, *, webhook: Hook | None = None, menu: Menu | None = None, run: bool = True, base: str = ""
) -> AsyncIterator[Room]:
    """A client that runs until the end of the block."""
    room = Room(telegram, webhook, menu, base)
    task = asyncio.create_task(room.client.run()) if run else None
    try:
        async with asyncio.timeout(3 * PATIENCE):
            yield room
    finally:
        if task is not None:
            task.cancel()
            (ended,) = await asyncio.gather(task, return_exceptions=True)
            assert isinstance(ended, asyncio.CancelledError), f"it ended by itself: {ended!r}"
        await room.api.close()
