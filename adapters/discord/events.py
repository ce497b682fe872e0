"""Events as they come over the gateway: which we look at, and whose order they belong to. Nothing trusts a shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adapters.discord import places
from adapters.discord.directory import Spot
from adapters.mending import mended
from conversation.ports import Inbound

Data = dict[str, Any]

CREATED = "MESSAGE_CREATE"
_OF_A_CHANNEL = frozenset(
    {CREATED, "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"}
)
OF_A_THREAD = frozenset({"THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE"})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a channel; what is one channel's stays in order."""

    name: str
    data: Data
    channel: str

    @property
    def message(self) -> str:
        """The id of the message that this brings; empty for anything else."""
        return text_of(self.data, "id") if self.name == CREATED else ""


def dispatched(raw: str) -> tuple[str, Data] | None:
    """Name and content of an event; None for the gateway's other messages and for what cannot be read."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("op") != 0 or not isinstance(found.get("t"), str):
        return None
    data = mended(found.get("d"))
    return found["t"], data if isinstance(data, dict) else {}


def in_channels(name: str, data: Data) -> Iterator[Event]:
    """What of it happened in channels: usually one event or none, and several for messages deleted together."""
    channel = text_of(data, "id") if name in OF_A_THREAD else text_of(data, "channel_id")
    if not channel.isdecimal():
        return
    if name == "MESSAGE_DELETE_BULK":
        ids = data.get("ids")
        rest = {key: value for key, value in data.items() if key != "ids"}
        for message in ids if isinstance(ids, list) else ():
            yield Event("MESSAGE_DELETE", {**rest, "id": message}, channel)
    elif name in OF_A_THREAD or (name in _OF_A_CHANNEL and not is_only_dressed(name, data)):
        yield Event(name, data, channel)


def is_only_dressed(name: str, data: Data) -> bool:
    """Discord changes messages by itself as well: it shows what is behind a link, or pins. Nobody edited anything."""
    return name == "MESSAGE_UPDATE" and not data.get("edited_timestamp")


def backfilled(message: Data, spot: Spot) -> Event:
    """A message from a channel's history, as an event; history does not say which server it is from."""
    data = {**mended(message), "channel_id": spot.id, "backfilled": True}
    if spot.guild:
        data["guild_id"] = spot.guild
    return Event(CREATED, data, spot.id)


def unreadable(account: str, event: Event, private: bool) -> Inbound | None:
    """What people get to see of something that we failed to handle; None where nobody wrote to us in private."""
    author = event.data.get("author")
    if not private or event.name not in {CREATED, "MESSAGE_UPDATE"} or not isinstance(author, dict):
        return None
    user, message = text_of(author, "id"), text_of(event.data, "id")
    if author.get("bot") or not user or not message:
        return None
    remote, edited = places.remote(event.channel, message), text_of(event.data, "edited_timestamp")
    is_edit = event.name == "MESSAGE_UPDATE" and edited
    return Inbound(
        places.person(account, user),
        f"{remote}:{edited}" if is_edit else remote,
        text=text_of(event.data, "content"),
        name=text_of(author, "global_name") or text_of(author, "username") or None,
        unreadable=True,
        remotes=(remote,),
        account_since=places.account_since(user),
    )


def text_of(data: Data, name: str) -> str:
    """The text under this name; empty for anything that is none."""
    value = data.get(name)
    return value if isinstance(value, str) else ""
