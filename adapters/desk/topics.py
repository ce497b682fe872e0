"""Where a conversation stands on a desk: its topic, opened once, found again, opened anew when somebody deleted it.

To open one is not idempotent. So that a crash or a lost answer leaves no second topic behind, it is written down what
was asked for before it is asked; one that we asked for and did not know of is adopted or, if there is another one
already, removed. "Topic" is whatever the platform has: a forum topic, a thread, a post.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from adapters.markup import utf16
from conversation.ports import Clock, Threads
from conversation.views import Thread


@dataclass(frozen=True, slots=True)
class Case:
    """The conversation that a topic is for."""

    id: str
    number: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A topic that stands, by its id; `card` is its first message, where the platform demands one to begin with."""

    id: str
    card: str = ""


class Opener(Protocol):
    """Makes topics on one desk of a platform. Its coroutines may raise one of `troubles`."""

    @property
    def carrier(self) -> str:
        """The desk's name, as in `Thread.desk`."""

    @property
    def longest_title(self) -> int:
        """UTF-16 units that a title may have."""

    @property
    def troubles(self) -> tuple[type[Exception], ...]:
        """What the network and the platform can raise."""

    async def create(self, wanted: Thread) -> Place:
        """A new topic with this title, which shows the stage `waiting`."""

    async def look(self, wanted: Thread) -> Place | None:
        """The topic that was asked for before, when the answer never reached us; None where there is none.

        It may as well lead to `Topics.adopt` before it returns.
        """

    async def remove(self, place: str) -> None:
        """Deletes a topic that was opened twice, as far as rights allow; what raises is tried again later."""

    def unclear(self, error: Exception) -> bool:
        """Whether a topic may have been made although `create` failed with this."""


class Topics:
    """The topics of one desk. Methods that call the platform raise its troubles, and those that write StorageError."""

    def __init__(self, opener: Opener, threads: Threads, clock: Clock) -> None:
        self._opener = opener
        self._threads = threads
        self._clock = clock
        self._working = _Locks()
        self._writing = _Locks()
        self._orphans: list[str] = []

    @asynccontextmanager
    async def alone(self, conversation: str) -> AsyncIterator[None]:
        """Whoever opens a topic or changes its card, icon or state does it alone."""
        async with self._working.of(conversation):
            yield

    async def of(self, conversation: str) -> Thread | None:
        """Its topic, if it has one by now."""
        thread = await self._threads.of(self._opener.carrier, conversation)
        return thread if thread is not None and thread.place else None

    async def every(self) -> tuple[Thread, ...]:
        """Those that are open."""
        return tuple(thread for thread in await self._threads.every(self._opener.carrier) if thread.place)

    async def standing(self, case: Case) -> Thread:
        """Its topic, opened if there is none."""
        async with self.alone(case.id):
            return await self.found_or_opened(case)

    async def found_or_opened(self, case: Case) -> Thread:
        """As `standing`, for one who is alone already."""
        wanted = await self._threads.of(self._opener.carrier, case.id)
        if wanted is None:
            return await self._opened(case)
        if wanted.place:
            return wanted
        found = await self._opener.look(wanted)
        if found is not None:
            return await self._taken(case.id, wanted, found)
        return await self.of(case.id) or await self._opened(case)

    async def _opened(self, case: Case) -> Thread:
        name = title(case.number, case.name, self._opener.longest_title)
        wanted = Thread(self._opener.carrier, case.id, case.number, "opening", name, self._clock.now())
        async with self._writing.of(case.id):
            await self._threads.keep(wanted)
        try:
            place = await self._opener.create(wanted)
        except self._opener.troubles as error:
            if not self._opener.unclear(error):
                await self.forget(wanted)  # it was surely not opened, so there is nothing to wait for next time
            raise
        return await self._taken(case.id, wanted, place)

    async def _taken(self, conversation: str, wanted: Thread, place: Place) -> Thread:
        """The topic that we got, unless another was adopted meanwhile; then this one is too many."""
        async with self._writing.of(conversation):
            known = await self._threads.of(self._opener.carrier, conversation)
            if known is None or not known.place:
                known = replace(wanted, state="open", place=place.id, card=place.card)
                await self._threads.keep(known)
        if known.place != place.id:
            await self._remove(place.id)
        return known

    async def adopt(self, conversation: str, place: Place) -> None:
        """A topic for this conversation was made in our name: it is the one that we asked for, or one too many."""
        async with self._writing.of(conversation):
            thread = await self._threads.of(self._opener.carrier, conversation)
            if thread is not None and not thread.place:
                thread = replace(thread, state="open", place=place.id, card=place.card)
                await self._threads.keep(thread)
        if thread is None or thread.place != place.id:
            await self._remove(place.id)

    async def keep(self, thread: Thread) -> None:
        """Notes what its card and its state are now, unless the topic was given up meanwhile."""
        async with self._writing.of(thread.conversation):
            known = await self._threads.of(self._opener.carrier, thread.conversation)
            if known is not None and known.place == thread.place:
                await self._threads.keep(thread)

    async def forget(self, thread: Thread) -> None:
        """The topic is not there: somebody deleted it, or it was never opened."""
        async with self._writing.of(thread.conversation):
            known = await self._threads.of(self._opener.carrier, thread.conversation)
            if known is not None and known.place == thread.place:
                await self._threads.forget(self._opener.carrier, thread.conversation)

    async def sweep(self) -> None:
        """Tries again to remove topics that nobody needs and that could not be removed."""
        orphans, self._orphans = self._orphans, []
        for place in orphans:
            await self._remove(place)

    async def _remove(self, place: str) -> None:
        try:
            await self._opener.remove(place)
        except self._opener.troubles:
            self._orphans.append(place)


def title(number: int, name: str | None, longest: int) -> str:
    """`#1042 Mia`, on one line and of at most `longest` UTF-16 units."""
    words = " ".join(f"#{number} {name or ''}".split())
    while utf16(words) > longest:
        words = words[:-2].rstrip() + "…"
    return words


class _Locks:
    """One lock a conversation, there only while somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, conversation: str) -> AsyncIterator[None]:
        lock, inside = self._locks.get(conversation, (asyncio.Lock(), 0))
        self._locks[conversation] = (lock, inside + 1)
        try:
            async with lock:
                yield
        finally:
            lock, inside = self._locks[conversation]
            if inside == 1:
                del self._locks[conversation]
            else:
                self._locks[conversation] = (lock, inside - 1)
