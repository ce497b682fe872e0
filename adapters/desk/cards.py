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
from typing import Protocol

from adapters.desk.card import Card, Shown, behind, card
from adapters.desk.hand import SOUND, Bell
from adapters.desk.lines import Reading
from adapters.desk.topics import Case, Topics
from adapters.desk.troubles import PAUSE
from conversation.model import Waiting
from conversation.ports import Clock, Feed, Reader, StorageError
from conversation.texts import Texts
from conversation.views import Thread

log = logging.getLogger(__name__)

MOST_LOOKED_AT = 1_000
"""Conversations of a stage whose topics are looked at when we start."""
LOOK_EVERY = 3_000
"""Milliseconds between two looks at how far behind the topics are."""


class PlaceGone(Exception):
    """Somebody deleted the topic."""


class Board(Protocol):
    """What a platform does for cards. Its coroutines raise PlaceGone where the topic is gone, or one of `troubles`."""

    @property
    def troubles(self) -> tuple[type[Exception], ...]:
        """What the network and the platform can raise."""

    async def turn(self) -> None:
        """The platform's pace: returns when it takes one more call. Waited for before every other call."""

    async def put(self, thread: Thread, card: Card, bell: Bell) -> str:
        """A new card, by its id; it rings while somebody waits, and then calls whom the bell names if it can."""

    async def dress(self, thread: Thread, card_id: str) -> None:
        """Pins a new card where that is done. One that cannot be pinned is a card all the same: raises nothing."""

    async def edit(self, thread: Thread, card: Card) -> bool:
        """The card of this topic (`thread.card`) reads like this now; False where somebody deleted it."""

    async def show(self, thread: Thread, stage: str) -> None:
        """The icon or the tag of this stage, where there is one."""

    async def close(self, thread: Thread) -> None:
        """Closed, so that it is out of the way; fine if it is already. We can still write there."""

    async def reopen(self, thread: Thread) -> None:
        """Open again, whoever closed it; fine if it is already."""

    def hush(self, error: Exception, now: int) -> int:
        """How long to wait after one of `troubles`, in ms; `now` is epoch ms."""


@dataclass(frozen=True, slots=True)
class CardParts:
    """What cards are kept with. `lag` tells by a conversation's id how far its topic is behind, in ms.

    `longest` is what a card may have in UTF-16 units.
    """

    board: Board
    topics: Topics
    reader: Reader
    feed: Feed
    clock: Clock
    texts: Callable[[], Texts]
    reading: Callable[[], Reading]
    lag: Callable[[str], int]
    longest: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One call that is needed. A topic that proves to be gone is opened anew where it is `lasting`."""

    call: Callable[[], Awaitable[Thread]]
    lasting: bool


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

    async def present(self, case: Case, *, counted: bool, bell: Bell = SOUND) -> Thread:
        """The topic of this conversation, opened and with its card if it had none. Raises the troubles of opening it.

        `counted`: the chat's limits have a place for the card already. A card that cannot be sent just now comes later;
        what people have to read does not wait for it.
        """
        thread = await self._parts.topics.standing(case)
        if thread.card:
            if not thread.shown:  # the topic came with a first message, which is no card yet
                self.look(case.number)
            return thread
        if not counted:
            await self._parts.board.turn()
        failures: tuple[type[Exception], ...] = (PlaceGone, *self._parts.board.troubles)
        try:
            async with self._parts.topics.alone(case.id):
                return await self._put(await self._parts.topics.of(case.id) or thread, bell)
        except failures as error:
            self._postpone(case.number, error)
            return thread

    async def reopen(self, thread: Thread) -> Thread:
        """Open again, whoever closed it. Raises PlaceGone and the platform's troubles."""
        await self._parts.board.reopen(thread)
        return await self._kept(replace(thread, state="open"))

    async def close(self, thread: Thread) -> Thread:
        """Closed. Raises PlaceGone and the platform's troubles."""
        await self._parts.board.close(thread)
        return await self._kept(replace(thread, state="closed"))

    async def _lasting(self, work: Callable[[], Awaitable[None]]) -> None:
        """For ever, whatever fails."""
        failures: tuple[type[Exception], ...] = (StorageError, *self._parts.board.troubles)
        while True:
            try:
                await work()
            except failures as error:
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
            except self._parts.board.troubles as error:
                self._postpone(number, error)

    def _postpone(self, number: int, error: Exception) -> None:
        now = self._parts.clock.now()
        self._later[number] = now + (PAUSE if isinstance(error, PlaceGone) else self._parts.board.hush(error, now))
        log.info("the card of #%s is not up to date: %s", number, type(error).__name__)

    async def tidy(self, number: int) -> None:
        """Brings the topic of this conversation to what it should be; without a topic nothing happens."""
        known = await self._parts.reader.by_number(number)
        thread = await self._parts.topics.of(known.id) if known else None
        while thread is not None and await self._step(thread) is not None:
            await self._parts.board.turn()
            async with self._parts.topics.alone(thread.conversation):
                thread = await self._parts.topics.of(thread.conversation)
                step = await self._step(thread) if thread else None
                thread = await self._done(thread, step) if thread and step else thread

    async def _done(self, thread: Thread, step: _Step) -> Thread | None:
        """After one call; None where the topic was deleted, which the next row for it, or we, mend."""
        try:
            return await step.call()
        except PlaceGone:
            await self._parts.topics.forget(thread)
            known = await self._parts.reader.by_id(thread.conversation) if step.lasting else None
            if known is None:
                return None
            return await self._parts.topics.found_or_opened(Case(known.id, known.number, known.contact.name))

    async def _step(self, thread: Thread) -> _Step | None:
        """The next call that is needed; None if all is as it should be."""
        wanted = await self._wanted(thread)
        if wanted is None:
            return None
        call = self._call(thread, wanted)
        return _Step(call, lasting=wanted.stage != "resolved") if call else None

    def _call(self, thread: Thread, wanted: Card) -> Callable[[], Awaitable[Thread]] | None:
        shown, resolved = Shown.read(thread.shown), wanted.stage == "resolved"
        if thread.state == "closed" and not resolved:
            return lambda: self.reopen(thread)
        if not thread.card:
            return lambda: self._put(thread)
        if (shown.digest, shown.lag) != (wanted.digest, wanted.lag):
            return lambda: self._edit(thread, wanted)
        if shown.icon != wanted.stage:
            return lambda: self._show(thread, wanted)
        if thread.state == "open" and resolved:
            return lambda: self.close(thread)
        return None

    async def _wanted(self, thread: Thread) -> Card | None:
        view = await self._parts.reader.conversation(thread.number)
        known = await self._parts.reader.by_number(thread.number)
        if view is None or known is None:
            return None
        reason = known.stage.reason if isinstance(known.stage, Waiting) else None
        lag = self._parts.lag(thread.conversation)
        return card(view, self._parts.texts(), self._parts.reading(), lag, reason, longest=self._parts.longest)

    async def _put(self, thread: Thread, bell: Bell = SOUND) -> Thread:
        """A new card, pinned. Until that is done it counts as out of date, so that a crash leaves none unpinned."""
        wanted = await self._wanted(thread)
        if thread.card or wanted is None:
            return thread
        sent = await self._parts.board.put(thread, wanted, bell)
        icon = Shown.read(thread.shown).icon or "waiting"
        thread = await self._kept(replace(thread, card=sent, shown=Shown(icon=icon).written()))
        await self._parts.board.dress(thread, sent)
        return await self._kept(replace(thread, shown=Shown(wanted.digest, icon, wanted.lag).written()))

    async def _edit(self, thread: Thread, wanted: Card) -> Thread:
        before = Shown.read(thread.shown)
        if not await self._parts.board.edit(thread, wanted):
            return await self._kept(replace(thread, card="", shown=Shown(icon=before.icon).written()))
        if not before.digest:
            await self._parts.board.dress(thread, thread.card)
        return await self._kept(replace(thread, shown=Shown(wanted.digest, before.icon, wanted.lag).written()))

    async def _show(self, thread: Thread, wanted: Card) -> Thread:
        await self._parts.board.show(thread, wanted.stage)
        return await self._kept(replace(thread, shown=replace(Shown.read(thread.shown), icon=wanted.stage).written()))

    async def _kept(self, thread: Thread) -> Thread:
        await self._parts.topics.keep(thread)
        return thread
