"""Where a conversation stands in the forum: its topic, opened once, found again, opened anew when somebody deleted it.

`createForumTopic` is not idempotent. So that a crash or a lost answer leaves no second topic behind, it is written down
what was asked for before it is asked; the service message of a topic that we did not know of adopts it or, if there is
another one already, has it removed.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from telegram.error import BadRequest, TelegramError

from adapters.markup import utf16
from adapters.telegram.api import is_not_modified, is_thread_missing, outcome_of
from adapters.telegram.room import Room
from conversation.delivery import Ambiguous
from conversation.ports import Clock, Reader, Threads
from conversation.views import Thread

log = logging.getLogger(__name__)

LONGEST_TITLE = 128
"""UTF-16 units; Telegram cuts longer ones."""
ICONS = {"with_bot": "🤖", "waiting": "❓", "with_operator": "💬", "resolved": "✅"}
"""What the icon of a topic shows, by stage; Telegram allows only its own choice of emoji."""
_NUMBER = re.compile(r"#(\d+)(?:\s|$)")
_VARIATION = "\ufe0f"


@dataclass(frozen=True, slots=True)
class Case:
    """The conversation that a topic is for."""

    id: str
    number: int
    name: str | None


class Topics:
    """The topics of one desk. `caught_up()` returns once everything that Telegram knew when it was called is handled.

    Methods that call Telegram raise its errors, and those that write StorageError.
    """

    def __init__(
        self, room: Room, threads: Threads, reader: Reader, clock: Clock, caught_up: Callable[[], Awaitable[object]]
    ) -> None:
        self._room = room
        self._threads = threads
        self._reader = reader
        self._clock = clock
        self._caught_up = caught_up
        self._icons: dict[str, str] | None = None
        self._working = _Locks()
        self._writing = _Locks()
        self._orphans: list[int] = []

    @asynccontextmanager
    async def alone(self, conversation: str) -> AsyncIterator[None]:
        """Whoever opens a topic or changes its card, icon or state does it alone."""
        async with self._working.of(conversation):
            yield

    async def of(self, conversation: str) -> Thread | None:
        """Its topic, if it has one by now."""
        thread = await self._threads.of(self._room.carrier, conversation)
        return thread if thread is not None and thread.place else None

    async def every(self) -> tuple[Thread, ...]:
        """Those that are open."""
        return tuple(thread for thread in await self._threads.every(self._room.carrier) if thread.place)

    async def standing(self, case: Case) -> Thread:
        """Its topic, opened if there is none."""
        async with self.alone(case.id):
            return await self.found_or_opened(case)

    async def found_or_opened(self, case: Case) -> Thread:
        """As `standing`, for one who is alone already."""
        thread = await self._threads.of(self._room.carrier, case.id)
        if thread is not None and not thread.place:  # asked for before, and the answer never reached us
            await self._caught_up()
            thread = await self._threads.of(self._room.carrier, case.id)
        if thread is not None and thread.place:
            return thread
        return await self._opened(case)

    async def _opened(self, case: Case) -> Thread:
        wanted = Thread(
            self._room.carrier, case.id, case.number, "opening", title(case.number, case.name), self._clock.now()
        )
        async with self._writing.of(case.id):
            await self._threads.keep(wanted)
        icon = await self.icon("waiting")
        try:
            topic = await self._room.api.bot.create_forum_topic(
                self._room.id, wanted.title, icon_custom_emoji_id=icon or None
            )
        except TelegramError as error:
            if not isinstance(outcome_of(error, self._room.words), Ambiguous):
                await self.forget(wanted)  # it was surely not opened, so there is nothing to wait for next time
            raise
        self._room.fine("member", "admin", "forum", "topics")
        return await self._taken(case.id, wanted, str(topic.message_thread_id))

    async def _taken(self, conversation: str, wanted: Thread, place: str) -> Thread:
        """The topic that we got, unless another was adopted meanwhile; then this one is too many."""
        async with self._writing.of(conversation):
            known = await self._threads.of(self._room.carrier, conversation)
            if known is None or not known.place:
                known = replace(wanted, state="open", place=place)
                await self._threads.keep(known)
        if known.place != place:
            await self._remove(int(place))
        return known

    async def adopt(self, name: str, place: int) -> None:
        """A topic with this name was made in our name: it is the one that we asked for, or one too many."""
        number = _NUMBER.match(name)
        known = await self._reader.by_number(int(number[1])) if number else None
        if known is None:
            return
        async with self._writing.of(known.id):
            thread = await self._threads.of(self._room.carrier, known.id)
            if thread is not None and not thread.place:
                thread = replace(thread, state="open", place=str(place))
                await self._threads.keep(thread)
        if thread is None or thread.place != str(place):
            await self._remove(place)

    async def keep(self, thread: Thread) -> None:
        """Notes what its card and its state are now, unless the topic was given up meanwhile."""
        async with self._writing.of(thread.conversation):
            known = await self._threads.of(self._room.carrier, thread.conversation)
            if known is not None and known.place == thread.place:
                await self._threads.keep(thread)

    async def forget(self, thread: Thread) -> None:
        """The topic is not there: somebody deleted it, or it was never opened."""
        async with self._writing.of(thread.conversation):
            known = await self._threads.of(self._room.carrier, thread.conversation)
            if known is not None and known.place == thread.place:
                await self._threads.forget(self._room.carrier, thread.conversation)

    async def reopen(self, thread: Thread) -> Thread:
        """Open again, whoever closed it."""
        return await self._now("open", thread, self._room.api.bot.reopen_forum_topic)

    async def close(self, thread: Thread) -> Thread:
        """Closed; those who manage topics can still write there, and so can we."""
        return await self._now("closed", thread, self._room.api.bot.close_forum_topic)

    async def _now(self, state: str, thread: Thread, call: Callable[[int, int], Awaitable[bool]]) -> Thread:
        try:
            await call(self._room.id, int(thread.place))
        except BadRequest as error:
            if not is_not_modified(error):
                raise
        thread = replace(thread, state="closed" if state == "closed" else "open")
        await self.keep(thread)
        return thread

    async def show_icon(self, thread: Thread, stage: str) -> None:
        """The icon of this stage, where Telegram has one."""
        icon = await self.icon(stage)
        if not icon:
            return
        try:
            await self._room.api.bot.edit_forum_topic(self._room.id, int(thread.place), icon_custom_emoji_id=icon)
        except BadRequest as error:
            if not is_not_modified(error):
                raise

    async def icon(self, stage: str) -> str:
        """The id of the icon, empty where Telegram has none; asked for once. A topic does not wait for it."""
        if self._icons is None:
            try:
                stickers = await self._room.api.bot.get_forum_topic_icon_stickers()
            except (TelegramError, TypeError, KeyError):  # the latter where an answer lacks what the library insists on
                return ""
            self._icons = {
                (sticker.emoji or "").replace(_VARIATION, ""): sticker.custom_emoji_id or "" for sticker in stickers
            }
        return self._icons.get(ICONS[stage], "")

    async def sweep(self) -> None:
        """Tries again to remove topics that nobody needs and that could not be removed."""
        orphans, self._orphans = self._orphans, []
        for place in orphans:
            await self._remove(place)

    async def _remove(self, place: int) -> None:
        room = self._room
        try:
            try:
                await room.api.bot.delete_forum_topic(room.id, place)
            except BadRequest as error:
                if is_thread_missing(error):
                    return
                await room.api.bot.close_forum_topic(room.id, place)  # without the right to delete
        except BadRequest as error:
            log.warning("a topic that was opened twice could not be removed: %s", error.message)
        except TelegramError:
            self._orphans.append(place)
        else:
            log.info("a topic that was opened twice was removed")


def title(number: int, name: str | None) -> str:
    """`#1042 Mia`, on one line and within Telegram's limit."""
    words = " ".join(f"#{number} {name or ''}".split())
    while utf16(words) > LONGEST_TITLE:
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
