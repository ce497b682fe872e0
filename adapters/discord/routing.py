"""Which events go where: to the desk, to a person's private place, or to a public channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from adapters.discord.api import TROUBLE
from adapters.discord.directory import Directory, Spot
from adapters.discord.events import OF_A_THREAD
from conversation.ports import TryLater

Handler = Callable[[str, dict[str, Any], Spot], Awaitable[None]]
"""Takes an event by name and returns once it is durable. Raises StorageError and TryLater; then nothing was stored."""
AGAIN = 5
"""Seconds until Discord is asked again what kind of channel it is."""


class Rooms(Protocol):
    """Who knows the private threads that were made for persons."""

    async def whose(self, channel: str) -> str | None:
        """The person whose private thread this is."""


class Router:
    """`desk` takes what happens in the desk's channel and the threads below it."""

    def __init__(
        self,
        directory: Directory,
        people: Rooms,
        *,
        desk: Handler | None,
        private: Handler,
        public: Handler,
        desk_channel: str = "",
    ) -> None:
        self._directory = directory
        self._people = people
        self._desk = desk
        self._private = private
        self._public = public
        self._desk_channel = desk_channel

    async def take(self, name: str, data: dict[str, Any]) -> None:
        """What is in no channel that we can see is passed over."""
        spot = await self._spot(name, data)
        if spot is None:
            return
        await (await self._handler(spot))(name, data, spot)

    async def _spot(self, name: str, data: dict[str, Any]) -> Spot | None:
        channel = str(data["id"] if name in OF_A_THREAD else data["channel_id"])
        if name in OF_A_THREAD:
            return self._directory.known(channel) or self._directory.learn(data)
        if not data.get("guild_id"):
            return self._directory.learn_dm(channel)
        try:
            return await self._directory.of(channel)
        except TROUBLE as error:
            raise TryLater(AGAIN) from error

    async def _handler(self, spot: Spot) -> Handler:
        if spot.kind == "dm" or (spot.kind == "private_thread" and await self._people.whose(spot.id)):
            return self._private  # also below the desk's channel: an operator may ask for a person, too
        if self._desk is not None and self._desk_channel and self._desk_channel in {spot.id, spot.parent}:
            return self._desk
        return self._public
