"""What is known of channels and threads: what kind they are, what they are below, how far they go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api, Json
from adapters.discord.errors import is_gone, is_rights

Kind = Literal["dm", "text", "forum", "thread", "private_thread", "other"]

_KINDS: Mapping[int, Kind] = {
    0: "text",
    1: "dm",
    5: "text",  # announcements
    10: "thread",
    11: "thread",
    12: "private_thread",
    15: "forum",
    16: "forum",  # pictures
}
MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel, thread or DM. `parent` is the channel that a thread is below, `last` its newest message's id."""

    id: str
    kind: Kind
    guild: str = ""
    parent: str = ""
    name: str = ""
    owner: str = ""
    last: str = ""
    archived: bool = False


class Directory:
    """Learns from events, and asks Discord for the rest."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._spots: OrderedDict[str, Spot] = OrderedDict()

    def learn(self, channel: Json, guild: str = "") -> Spot:
        """From Discord's object of a channel; `guild` where that does not say it. Raises KeyError without an id."""
        before = self._spots.get(str(channel["id"]))
        details = channel.get("thread_metadata")
        spot = Spot(
            str(channel["id"]),
            _KINDS.get(channel.get("type", -1), before.kind if before else "other"),
            _word(channel, "guild_id") or guild or (before.guild if before else ""),
            _word(channel, "parent_id") or (before.parent if before else ""),
            _word(channel, "name") or (before.name if before else ""),
            _word(channel, "owner_id") or (before.owner if before else ""),
            _word(channel, "last_message_id") or (before.last if before else ""),
            bool(details.get("archived")) if isinstance(details, Mapping) else bool(before and before.archived),
        )
        self._spots[spot.id] = spot
        self._spots.move_to_end(spot.id)
        while len(self._spots) > MOST_REMEMBERED:
            self._spots.popitem(last=False)
        return spot

    def learn_dm(self, channel: str) -> Spot:
        """A message without a server was written in a DM."""
        return self._spots.get(channel) or self.learn({"id": channel, "type": 1})

    def forget(self, channel: str) -> None:
        """It was deleted."""
        self._spots.pop(channel, None)

    def known(self, channel: str) -> Spot | None:
        """From memory."""
        return self._spots.get(channel)

    async def of(self, channel: str) -> Spot | None:
        """From memory, else Discord is asked; None where it is not there for us. Raises one of TROUBLE."""
        known = self._spots.get(channel)
        if known is not None:
            return known
        try:
            return self.learn(await calls.channel(self._api, channel))
        except TROUBLE as error:
            if is_gone(error) or is_rights(error):
                return None
            raise

    def threads_below(self, parent: str) -> tuple[Spot, ...]:
        """Those that are known."""
        return tuple(spot for spot in self._spots.values() if spot.parent == parent and spot.kind in _THREADS)


_THREADS = frozenset({"thread", "private_thread"})


def _word(channel: Mapping[str, Any], name: str) -> str:
    value = channel.get(name)
    return str(value) if isinstance(value, str | int) else ""
