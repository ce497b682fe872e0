"""The webhook: Telegram brings each update itself, and brings it again until the answer is 200."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from adapters.mending import mended
from adapters.telegram.polling import SECOND, Deliver
from adapters.telegram.updates import Json, album_of, lane_of, together
from conversation.ports import Clock, StorageError, TryLater

LARGEST_BODY = 1_048_576
"""Bytes; an update has a few kilobytes."""
ALBUMS_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram is to bring updates, and what it says to prove that it is Telegram."""

    url: str
    secret: str = field(repr=False)


@dataclass(slots=True)
class _Album:
    done: asyncio.Future[None]
    parts: dict[int, Json] = field(default_factory=dict)


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


class Door:
    """Takes one update after another. Returns HTTP statuses, never raises."""

    def __init__(self, secret: str, clock: Clock, deliver: Deliver) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self._deliver = deliver
        self._albums: dict[str, _Album] = {}
        self._piecemeal: OrderedDict[str, None] = OrderedDict()
        self._turns: dict[str, _Turn] = {}

    async def take(self, body: bytes, secret: str | None) -> int:
        """200 once it is durable, 503 when it has to be brought again, 401, 413 and 400 for what is no update."""
        if not self._secret or not hmac.compare_digest((secret or "").encode(), self._secret):
            return 401
        if len(body) > LARGEST_BODY:
            return 413
        update = _update(body)
        if update is None:
            return 400
        try:
            await self._taken(update)
        except (StorageError, TryLater):
            return 503
        return 200

    async def _taken(self, update: Json) -> None:
        """An album's parts may come side by side: the first one waits a moment and takes the others along.

        Telegram itself brings what is one chat's one by one, the next when this one is answered; an album whose first
        part was alone is therefore not waited for again.
        """
        key = album_of(update)
        if not key or key in self._piecemeal:
            return await self._deliver_in_turn([update])
        album = self._albums.get(key)
        if album is not None:
            album.parts[update["update_id"]] = update
            return await asyncio.shield(album.done)
        album = self._albums[key] = _Album(asyncio.get_running_loop().create_future(), {update["update_id"]: update})
        try:
            await self._grown(album)
            del self._albums[key]
            if len(album.parts) == 1:
                self._remember(key)
            await self._deliver_in_turn([album.parts[number] for number in sorted(album.parts)])
        except BaseException as error:
            album.done.set_exception(error if isinstance(error, Exception) else StorageError("interrupted"))
            album.done.exception()  # whoever waits for it has it; nobody may be waiting
            raise
        finally:
            if self._albums.get(key) is album:
                del self._albums[key]
        album.done.set_result(None)
        return None

    async def _grown(self, album: _Album) -> None:
        """Returns once no part was added for a second."""
        known = 0
        while known < len(album.parts):
            known = len(album.parts)
            await self._clock.until(self._clock.now() + SECOND)

    def _remember(self, key: str) -> None:
        self._piecemeal[key] = None
        while len(self._piecemeal) > ALBUMS_REMEMBERED:
            self._piecemeal.popitem(last=False)

    async def _deliver_in_turn(self, updates: list[Json]) -> None:
        async with self._turn(lane_of(updates[0])):
            for parcel in together(updates):
                await self._deliver(parcel)

    @asynccontextmanager
    async def _turn(self, lane: str) -> AsyncIterator[None]:
        """One at a time in a chat."""
        turn = self._turns.setdefault(lane, _Turn())
        turn.inside += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.inside -= 1
            if not turn.inside:
                del self._turns[lane]


def _update(body: bytes) -> Json | None:
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return mended(found) if isinstance(found, dict) and isinstance(found.get("update_id"), int) else None
