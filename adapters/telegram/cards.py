"""Keeps topics true: card, icon, open or closed are what they should be, whatever happened and whoever did it.

It looks at how things are, not at what happened: a change that was missed, a crash in the middle or a card that
somebody deleted is mended the next time that it looks. `Thread.shown` remembers what stands there, so nothing is sent
twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from telegram.error import BadRequest, TelegramError

from adapters.telegram.api import is_message_gone, is_not_modified, is_rights, is_thread_missing
from adapters.telegram.card import Card, Keys, Shown, behind, card
from adapters.telegram.lines import Reading
from adapters.telegram.room import PAUSE, Room
from adapters.telegram.sending import NO_PREVIEW, caption
from adapters.telegram.topics import Case, Topics
from conversation.model import Waiting
from conversation.ports import Clock, Feed, Reader, StorageError
from conversation.views import Thread

log = logging.getLogger(__name__)

MOST_LOOKED_AT = 1_000
"""Conversations of a stage whose topics are looked at when we start."""
LOOK_EVERY = 3_000
"""Milliseconds between two looks at how far behind the topics are."""


@dataclass(frozen=True, slots=True)
class CardParts:
    """What cards are kept with. `lag` tells by a conversation's id how far its topic is behind, in ms."""

    room: Room
    topics: Topics
    keys: Keys
    reader: Reader
    feed: Feed
    clock: Clock
    reading: Callable[[], Reading]
    lag: Callable[[str], int]


class Cards:
    """The cards of one desk; `run` until cancelled."""

    def __init__(self, parts: CardParts) -> None:
        self._parts = parts
        self._dirty: dict[int, None] = {}
        self._later: dict[int, int] = {}
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Looks once at all topics that are or should be open, then at what changes, and often at the delays."""
        after = await self._parts.feed.head()
        for thread in await self._parts.topics.every():
            self.look(thread.number)
        for stage in ("waiting", "with_operator"):
            for row in await self._parts.reader.rows(stage, 0, MOST_LOOKED_AT):
                self.look(row.number)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._lasting(self._work))
            tasks.create_task(self._lasting(self._watch))
            tasks.create_task(self._follow(after))

    def look(self, number: int) -> None:
        """Something about this conversation may have changed."""
        self._dirty[number] = None
        self._changed.set()

    async def renew(self, thread: Thread) -> None:
        """Writes the card again even if nothing changed: its buttons were taken for too old."""
        async with self._parts.topics.alone(thread.conversation):
            await self._parts.topics.keep(replace(thread, shown=""))
        self.look(thread.number)

    async def present(self, case: Case, *, counted: bool) -> Thread:
        """The topic of this conversation, opened and with its card if it had none. Raises TelegramError for the topic.

        `counted`: the chat's limits have a place for the card already. A card that cannot be sent just now comes later;
        what people have to read does not wait for it.
        """
        thread = await self._parts.topics.standing(case)
        if thread.card:
            return thread
        if not counted:
            await self._parts.room.turn()
        try:
            async with self._parts.topics.alone(case.id):
                return await self._put(await self._parts.topics.of(case.id) or thread)
        except TelegramError as error:
            self._postpone(case.number, error)
            return thread

    async def _lasting(self, work: Callable[[], Awaitable[None]]) -> None:
        """For ever, whatever fails."""
        while True:
            try:
                await work()
            except (StorageError, TelegramError) as error:
                log.warning("the cards of a desk are behind: %s", type(error).__name__)
            except Exception:  # a defect here must not leave the desk without cards
                log.exception("a card failed unexpectedly")
            await self._parts.clock.until(self._parts.clock.now() + PAUSE)

    async def _follow(self, after: int) -> None:
        while True:
            try:
                await self._parts.feed.wait(after)
                for change in await self._parts.feed.changes(after):
                    after = change.journal
                    self.look(change.number)
            except StorageError:
                await self._parts.clock.until(self._parts.clock.now() + PAUSE)

    async def _watch(self) -> None:
        while True:
            await self._parts.clock.until(self._parts.clock.now() + LOOK_EVERY)
            now = self._parts.clock.now()
            for number in [number for number, at in self._later.items() if at <= now]:
                del self._later[number]
                self.look(number)
            for thread in await self._parts.topics.every():
                if behind(self._parts.lag(thread.conversation)) != Shown.read(thread.shown).lag:
                    self.look(thread.number)
            await self._parts.topics.sweep()

    async def _work(self) -> None:
        while True:
            await self._changed.wait()
            if not self._dirty:
                self._changed.clear()
                continue
            number = next(iter(self._dirty))
            del self._dirty[number]
            if number in self._later:
                continue  # it failed a moment ago and is looked at again soon
            try:
                await self.tidy(number)
            except TelegramError as error:
                self._postpone(number, error)

    def _postpone(self, number: int, error: TelegramError) -> None:
        now = self._parts.clock.now()
        self._later[number] = now + self._parts.room.hush(error, now)
        log.info("the card of #%s is not up to date: %s", number, type(error).__name__)

    async def tidy(self, number: int) -> None:
        """Brings the topic of this conversation to what it should be; without a topic nothing happens."""
        known = await self._parts.reader.by_number(number)
        thread = await self._parts.topics.of(known.id) if known else None
        while thread is not None and await self._step(thread) is not None:
            await self._parts.room.turn()
            async with self._parts.topics.alone(thread.conversation):
                thread = await self._parts.topics.of(thread.conversation)
                step = await self._step(thread) if thread else None
                thread = await self._done(step) if step else thread

    async def _done(self, step: Callable[[], Awaitable[Thread]]) -> Thread | None:
        """After one call; None where the topic was deleted, which the next row for it, or we, mend."""
        try:
            return await step()
        except _Gone as gone:
            await self._parts.topics.forget(gone.thread)
            if gone.resolved:
                return None
            known = await self._parts.reader.by_id(gone.thread.conversation)
            if known is None:
                return None
            return await self._parts.topics.found_or_opened(Case(known.id, known.number, known.contact.name))

    async def _step(self, thread: Thread) -> Callable[[], Awaitable[Thread]] | None:
        """The next call that is needed; None if all is as it should be."""
        wanted = await self._wanted(thread)
        if wanted is None:
            return None
        shown, resolved = Shown.read(thread.shown), wanted.stage == "resolved"
        if thread.state == "closed" and not resolved:
            return self._guarded(thread, wanted, lambda: self._parts.topics.reopen(thread))
        if not thread.card:
            return self._guarded(thread, wanted, lambda: self._put(thread))
        if (shown.digest, shown.lag) != (wanted.digest, wanted.lag):
            return self._guarded(thread, wanted, lambda: self._edit(thread, wanted))
        if shown.icon != wanted.stage:
            return self._guarded(thread, wanted, lambda: self._show_icon(thread, wanted))
        if thread.state == "open" and resolved:
            return self._guarded(thread, wanted, lambda: self._parts.topics.close(thread))
        return None

    def _guarded(
        self, thread: Thread, wanted: Card, call: Callable[[], Awaitable[Thread]]
    ) -> Callable[[], Awaitable[Thread]]:
        async def step() -> Thread:
            try:
                done = await call()
            except BadRequest as error:
                if not is_thread_missing(error):
                    raise
                raise _Gone(thread, resolved=wanted.stage == "resolved") from None
            return done

        return step

    async def _wanted(self, thread: Thread) -> Card | None:
        view = await self._parts.reader.conversation(thread.number)
        known = await self._parts.reader.by_number(thread.number)
        if view is None or known is None:
            return None
        reason = known.stage.reason if isinstance(known.stage, Waiting) else None
        lag = self._parts.lag(thread.conversation)
        return card(view, self._parts.room.texts(), self._parts.reading(), lag, reason)

    async def _put(self, thread: Thread) -> Thread:
        """A new card, pinned; it rings while somebody waits.

        Until that is done it counts as out of date, so that a crash leaves none unpinned.
        """
        wanted = await self._wanted(thread)
        if thread.card or wanted is None:
            return thread
        room, words = self._parts.room, caption(wanted.words)
        sent = await room.api.bot.send_message(
            room.id,
            words.text,
            entities=words.entities,
            message_thread_id=int(thread.place),
            reply_markup=self._parts.keys.of(thread.number, wanted.actions),
            link_preview_options=NO_PREVIEW,
            disable_notification=wanted.stage != "waiting",
        )
        icon = Shown.read(thread.shown).icon or "waiting"
        thread = replace(thread, card=str(sent.message_id), shown=Shown(icon=icon).written())
        await self._parts.topics.keep(thread)
        await self._pin(sent.message_id)
        thread = replace(thread, shown=Shown(wanted.digest, icon, wanted.lag).written())
        await self._parts.topics.keep(thread)
        return thread

    async def _pin(self, message: int) -> None:
        """A card that cannot be pinned is a card all the same."""
        room = self._parts.room
        try:
            await room.api.bot.pin_chat_message(room.id, message, disable_notification=True)
        except TelegramError as error:
            if is_rights(error):
                room.limited(error)
            else:
                log.info("a card could not be pinned: %s", type(error).__name__)
        else:
            room.fine("pin")

    async def _edit(self, thread: Thread, wanted: Card) -> Thread:
        room, words = self._parts.room, caption(wanted.words)
        try:
            await room.api.bot.edit_message_text(
                words.text,
                room.id,
                int(thread.card),
                entities=words.entities,
                reply_markup=self._parts.keys.of(thread.number, wanted.actions),
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if is_message_gone(error):
                thread = replace(thread, card="", shown=Shown(icon=Shown.read(thread.shown).icon).written())
                await self._parts.topics.keep(thread)
                return thread
            if not is_not_modified(error):
                raise
        before = Shown.read(thread.shown)
        if not before.digest:
            await self._pin(int(thread.card))
        thread = replace(thread, shown=Shown(wanted.digest, before.icon, wanted.lag).written())
        await self._parts.topics.keep(thread)
        return thread

    async def _show_icon(self, thread: Thread, wanted: Card) -> Thread:
        await self._parts.topics.show_icon(thread, wanted.stage)
        shown = replace(Shown.read(thread.shown), icon=wanted.stage)
        thread = replace(thread, shown=shown.written())
        await self._parts.topics.keep(thread)
        return thread


class _Gone(Exception):
    """The topic was deleted."""

    def __init__(self, thread: Thread, *, resolved: bool) -> None:
        super().__init__()
        self.thread = thread
        self.resolved = resolved
