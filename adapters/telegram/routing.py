"""Which updates go where: to a desk, to a person's private chat, or to a group."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from adapters.telegram.api import Api
from adapters.telegram.updates import Json, message_of

Handle = Callable[[Sequence[Json]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Router:
    """`desks` are by the ids of their chats as they stand in the configuration; a desk is no group for users."""

    api: Api
    private: Handle
    groups: Handle
    desks: Mapping[str, Handle]

    async def take(self, updates: Sequence[Json]) -> None:
        """One update, or all messages of an album; what belongs to no chat is passed over."""
        chat = message_of(updates[0]).get("chat")
        if not isinstance(chat, dict):
            return
        if chat.get("type") == "private":
            await self.private(updates)
            return
        desk = self.desks.get(str(self.api.known_as(chat["id"])))
        await (desk or self.groups)(updates)
