"""What was written while we did not listen. Discord does not repeat it: it is read from the channels' histories.

After a new session every tracked channel owes us what came after its bookmark, before its next live event. A channel
without a bookmark owes all that came since we were first at work: what was accepted before is known by its id.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api, Json
from adapters.discord.bookmarks import Bookmarks
from adapters.discord.directory import Directory, Spot
from adapters.discord.errors import is_gone, is_rights
from adapters.discord.events import Event, backfilled
from adapters.discord.lanes import Page
from conversation.ports import Clock, TryLater

log = logging.getLogger(__name__)

AT_ONCE = 5
"""Histories that are asked for at the same time."""
AGAIN = 5
"""Seconds until a history that could not be read is asked for again."""
DAY = 86_400_000
LIVELY, REMEMBERED = DAY, 30 * DAY
"""Milliseconds: channels with a younger message are swept every few minutes, and after a new session."""
MOST_LIVELY, MOST_REMEMBERED = 100, 10_000

Tracked = Callable[[], Awaitable[Iterable[str]]]
"""Ids of channels that others want read, such as the threads of the desk."""


async def nothing() -> Iterable[str]:
    """Nobody wants any."""
    return ()


class CatchUp:
    """Which channels owe us something, and what."""

    def __init__(
        self,
        api: Api,
        clock: Clock,
        directory: Directory,
        bookmarks: Bookmarks,
        *,
        parents: Iterable[str] = (),
        tracked: Tracked = nothing,
    ) -> None:
        """`parents` are the channels that are tracked with all that is below them: help channels, and the desk's."""
        self._api = api
        self._clock = clock
        self._directory = directory
        self._bookmarks = bookmarks
        self._parents = frozenset(parents)
        self._tracked = tracked
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._settled: set[str] = set()
        self._surveyed: set[str] = set()
        self._blind: set[str] = set()
        self._wanted: set[str] = set()

    def anew(self) -> None:
        """A new session has begun: what happened since the last one was not heard."""
        self._settled.clear()
        self._surveyed.clear()

    def tracks(self, channel: str) -> bool:
        """Whether nothing that is written there may be missed."""
        spot = self._directory.known(channel)
        if spot is None:
            return False
        return spot.kind in {"dm", "private_thread"} or bool(self._parents & {spot.id, spot.parent})

    def due(self, event: Event) -> bool:
        """Whether its channel has to catch up before this event; true once in a session."""
        channel = event.channel
        if channel in self._settled or not self.tracks(channel):
            return False
        self._settled.add(channel)
        if event.name == "THREAD_CREATE" and event.data.get("newly_created"):
            self._bookmarks.begin(channel, int(channel) - 1)
            return False
        self._begin(channel)
        return True

    def survey(self, guild: Json) -> list[str]:
        """The channels of this server, which has just been shown to us, in which something was missed."""
        number = str(guild["id"])
        channels = [self._directory.learn(channel, number) for channel in guild.get("channels") or ()]
        threads = [self._directory.learn(thread, number) for thread in guild.get("threads") or ()]
        fresh = {spot.id for spot in channels if spot.id in self._parents and self._bookmarks.at(spot.id) is None}
        for spot in (*channels, *threads):
            if fresh & {spot.id, spot.parent}:  # nobody is answered about last year's messages
                self._bookmarks.begin(spot.id, int(spot.last or int(spot.id) - 1))
        wanted = [spot for spot in (*channels, *threads) if spot.kind != "forum" and self.tracks(spot.id)]
        return [spot.id for spot in wanted if self._owes(spot)]

    def _owes(self, spot: Spot) -> bool:
        self._settled.add(spot.id)
        self._surveyed.add(spot.id)
        self._begin(spot.id)
        return int(spot.last or 0) > (self._bookmarks.at(spot.id) or 0)

    def _begin(self, channel: str) -> None:
        self._bookmarks.begin(channel, self._bookmarks.beginning)

    async def others(self) -> list[str]:
        """The channels that no server has shown: direct messages, and threads that are archived by now."""
        kept = self._bookmarks.since(self._clock.now() - REMEMBERED)
        self._wanted = set(await self._tracked())
        found = dict.fromkeys((*sorted(self._wanted), *kept))
        owed = [channel for channel in found if channel.isdecimal() and channel not in self._surveyed]
        owed = [channel for channel in owed if not self._is_forum(channel)]
        if len(owed) > MOST_REMEMBERED:
            log.warning("only the newest %d of %d channels are looked at", MOST_REMEMBERED, len(owed))
        for channel in owed[:MOST_REMEMBERED]:
            self._settled.add(channel)
            self._begin(channel)
        return owed[:MOST_REMEMBERED]

    def lively(self) -> list[str]:
        """The channels that are looked at every few minutes, in case that Discord forgot to tell us something."""
        found = self._bookmarks.since(self._clock.now() - LIVELY)
        return [channel for channel in found if not self._is_forum(channel)][:MOST_LIVELY]

    def _is_forum(self, channel: str) -> bool:
        spot = self._directory.known(channel)
        return spot is not None and spot.kind == "forum"

    async def page(self, channel: str) -> Page:
        """As `lanes.Missed`. A channel that is gone, or hidden from us, owes nothing."""
        mark = self._bookmarks.at(channel)
        if mark is None:
            return Page()
        try:
            async with self._turn:
                found: list[Any] = await calls.history(self._api, channel, after=str(mark))
            spot = await self._directory.of(channel) if found else None
        except TROUBLE as error:
            if not (is_gone(error) or is_rights(error)):
                raise TryLater(AGAIN) from error
            if is_rights(error) and channel not in self._blind:
                self._blind.add(channel)
                log.warning(
                    "the bot may not read the history of channel %s, so what is written while it is away is lost; "
                    "give it the right Read Message History there", channel,
                )  # fmt: skip
            return Page()
        if spot is None or not (self.tracks(channel) or channel in self._wanted):
            return Page()
        newer = [message for message in found if int(message["id"]) > mark]
        return Page([backfilled(message, spot) for message in newer], len(found) == calls.MOST_HISTORY and bool(newer))
