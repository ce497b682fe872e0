"""Where persons are reached in private: the answer to a command, a private thread made for them, direct messages."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Literal, TypeVar
from weakref import WeakValueDictionary

from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api
from adapters.discord.errors import is_gone
from adapters.discord.exchange import Exchange
from adapters.discord.places import made_at, rooms_carrier
from conversation.ports import Clock, Threads
from conversation.views import Thread

REMEMBERED = 10_000
ROOM_LIFE = 10_080
"""Minutes of silence after which a private thread is archived: the longest that Discord takes."""
T = TypeVar("T")
_SKEW = 120_000  # ms by which our clock and Discord's may differ


class People:
    """Remembers where the last 10,000 persons wrote; their private threads are kept in `threads`.

    A room's `Thread` has the person's id for its conversation; a person has at most one.
    """

    def __init__(self, api: Api, threads: Threads, clock: Clock) -> None:
        self._api = api
        self._threads = threads
        self._clock = clock
        self._rooms = rooms_carrier(api.account)
        self._wrote: OrderedDict[str, str] = OrderedDict()
        self._met: OrderedDict[str, str] = OrderedDict()
        self._meant: OrderedDict[str, str] = OrderedDict()
        self._direct: OrderedDict[str, str] = OrderedDict()
        self._visits: OrderedDict[str, Exchange] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def heard(self, user: str, channel: str) -> None:
        """They wrote there last, in private; what comes next is a message there."""
        _keep(self._wrote, user, channel)
        self._visits.pop(user, None)

    def met(self, user: str, channel: str) -> None:
        """They wrote in this public channel, thread or post last."""
        _keep(self._met, user, channel)
        self._meant.pop(f"{user}:{channel}", None)

    def means(self, user: str, channel: str, message: str) -> None:
        """An operator is about to answer this message of theirs in public."""
        _keep(self._meant, f"{user}:{channel}", message)

    def meant(self, user: str, channel: str) -> str | None:
        """The message of theirs that what is said to them there answers, if an operator chose one."""
        return self._meant.get(f"{user}:{channel}")

    def met_at(self, user: str) -> str | None:
        """Where they wrote in public last, if we know."""
        return self._met.get(user)

    def visits(self, user: str, exchange: Exchange) -> None:
        """They used a command or a button that is to be answered where it was given."""
        _keep(self._visits, user, exchange)

    def visit(self, user: str) -> Exchange | None:
        """The interaction that can still be answered."""
        exchange = self._visits.get(user)
        if exchange is not None and exchange.expired(self._clock.now()):
            del self._visits[user]
            return None
        return exchange

    def leave(self, user: str) -> None:
        """Nothing is answered to their last interaction any more."""
        self._visits.pop(user, None)

    async def reach(self, user: str) -> str:
        """The channel where they are written to: where they wrote last, else their room, else their direct messages.

        Raises one of TROUBLE where those have to be opened, and StorageError.
        """
        found = self._wrote.get(user) or await self.room(user) or self._direct.get(user)
        if found is None:
            found = str((await calls.open_dm(self._api, user))["id"])
            _keep(self._direct, user, found)
        return found

    async def lost(self, user: str, channel: str) -> None:
        """That channel is gone or closed to us: the next `reach` finds another."""
        for memory in (self._wrote, self._met, self._direct):
            if memory.get(user) == channel:
                del memory[user]
        if await self.room(user) == channel:
            await self.forget_room(user)

    async def room(self, user: str) -> str | None:
        """Their private thread."""
        known = await self._threads.of(self._rooms, user)
        return known.place if known is not None and known.place else None

    async def whose(self, channel: str) -> str | None:
        """The person whose private thread this is."""
        known = await self._threads.at(self._rooms, channel)
        return known.conversation if known is not None else None

    async def open_room(self, user: str, parent: str, name: str) -> str:
        """Their private thread, made in this text channel if there is none, with them in it; its channel id.

        Raises one of TROUBLE, and StorageError.
        """
        turn = self._turns.setdefault(user, asyncio.Lock())
        async with turn:
            place = (
                await self._reopened(user) or await self._found(user, parent) or await self._made(user, parent, name)
            )
            await calls.add_to_thread(self._api, place, user)
        return place

    async def forget_room(self, user: str) -> None:
        """It is gone."""
        room = await self.room(user)
        if room is not None and self._wrote.get(user) == room:
            del self._wrote[user]
        await self._threads.forget(self._rooms, user)

    async def _reopened(self, user: str) -> str | None:
        room = await self.room(user)
        if room is None:
            return None
        try:
            await calls.edit_channel(self._api, room, archived=False, locked=False)
        except TROUBLE as error:
            if not is_gone(error):
                raise
            await self.forget_room(user)
            return None
        return room

    async def _found(self, user: str, parent: str) -> str | None:
        """The one that was asked for before and whose id never reached us: nobody has been let in yet."""
        known = await self._threads.of(self._rooms, user)
        if known is None or known.place or await self._has_namesake(known):
            return None
        guild = str((await calls.channel(self._api, parent)).get("guild_id") or "")
        for thread in await calls.active_threads(self._api, guild) if guild else ():
            place = str(thread["id"])
            ours = thread.get("type") == calls.PRIVATE_THREAD and str(thread.get("owner_id")) == self._api.account
            ours = ours and thread.get("name") == known.title and made_at(place) >= known.at - _SKEW
            if ours and await self._threads.at(self._rooms, place) is None:
                await self._keep(user, known.title, known.at, place)
                return place
        return None

    async def _has_namesake(self, known: Thread) -> bool:
        """Whether another person of this name waits for a room as well: then a name does not say whose it is."""
        others = (room for room in await self._threads.every(self._rooms) if room.conversation != known.conversation)
        return any(not room.place and room.title == known.title for room in others)

    async def _made(self, user: str, parent: str, name: str) -> str:
        at = self._clock.now()
        await self._keep(user, name, at)
        place = str((await calls.open_private_thread(self._api, parent, name, ROOM_LIFE))["id"])
        await self._keep(user, name, at, place)
        return place

    async def _keep(self, user: str, name: str, at: int, place: str = "") -> None:
        state: Literal["open", "opening"] = "open" if place else "opening"
        await self._threads.keep(Thread(self._rooms, user, 0, state, name, at, place))


def _keep(memory: OrderedDict[str, T], user: str, value: T) -> None:
    memory[user] = value
    memory.move_to_end(user)
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
