"""Rates: how much a platform takes from us, and how much we take from one person.

A platform counts by bot and by chat. All carriers of one bot share one `Limiter`, whoever sends asks it for a place,
and who has to wait stands in line: nobody is passed over because of the moment at which somebody else woke up.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush, heapreplace
from itertools import count

from conversation.ports import Clock

KEYS_REMEMBERED = 10_000
ROWS_BETWEEN = 3
"""While rows of the outbox wait for a chat, so many of them go before the next send that is none."""
CHAT_PARTS = 3
"""An address key begins with channel, account and chat; the member of a group behind them has no rate of their own."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` in any `per` milliseconds."""

    count: int
    per: int


class Window:
    """Counts events by key in a sliding window. Memory is bounded: the keys used longest ago are forgotten first."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self._times: OrderedDict[str, deque[int]] = OrderedDict()

    def free_at(self, key: str, now: int) -> int:
        """When the next event is allowed (epoch ms); `now` if at once."""
        times = self._times.get(key)
        if times is None:
            return now
        while times and times[0] <= now - self.rate.per:
            times.popleft()
        return now if len(times) < self.rate.count else times[0] + self.rate.per

    def take(self, key: str, now: int) -> None:
        """Count one event."""
        self._times.setdefault(key, deque()).append(now)
        self._times.move_to_end(key)
        while len(self._times) > KEYS_REMEMBERED:
            self._times.popitem(last=False)

    def give_back(self, key: str) -> None:
        """The event that was counted last did not happen."""
        times = self._times.get(key)
        if times:
            times.pop()


class Windows:
    """All that one send must pass together: the windows of the whole bot, those of its chat, and the chat's pauses."""

    def __init__(self, whole: Iterable[Rate], rates: Callable[[str], Iterable[Rate]]) -> None:
        self._whole = [Window(rate) for rate in whole]
        self._rates = rates
        self._by_rate: dict[Rate, Window] = {}
        self._paused: dict[str, int] = {}

    def whole_free_at(self, now: int) -> int:
        """When the bot may send again (epoch ms), wherever to."""
        return max((window.free_at("", now) for window in self._whole), default=now)

    def chat_free_at(self, chat: str, now: int) -> int:
        """When this chat takes something again (epoch ms)."""
        waits = [window.free_at(chat, now) for window in self._of(chat)]
        return max([now, self._paused.get(chat, now), *waits])

    def take(self, chat: str, now: int) -> None:
        """Counts one send."""
        for window in self._whole:
            window.take("", now)
        for window in self._of(chat):
            window.take(chat, now)

    def give_back(self, chat: str) -> None:
        """The send that was counted last does not happen."""
        for window in self._whole:
            window.give_back("")
        for window in self._of(chat):
            window.give_back(chat)

    def pause(self, chat: str, until: int, now: int) -> None:
        """Nothing to this chat until then (epoch ms); pauses that are over are forgotten on the way."""
        self._paused = {key: end for key, end in self._paused.items() if end > now}
        self._paused[chat] = max(until, self._paused.get(chat, until))

    def resume(self, chat: str) -> None:
        """What the pause was for is over."""
        self._paused.pop(chat, None)

    def _of(self, chat: str) -> list[Window]:
        return [self._window(rate) for rate in self._rates(chat)]

    def _window(self, rate: Rate) -> Window:
        window = self._by_rate.get(rate)
        if window is None:
            window = self._by_rate[rate] = Window(rate)
        return window


@dataclass(slots=True)
class _Line:
    """Who waits for one chat.

    `entry` is its one place in the order of all lines, `passed` how many rows went since the last send that was none.
    """

    rows: deque[asyncio.Future[None]] = field(default_factory=deque)
    others: deque[asyncio.Future[None]] = field(default_factory=deque)
    entry: int = 0
    passed: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.others)

    def next(self) -> asyncio.Future[None]:
        """Whose turn it is, out of the line."""
        if self.others and (not self.rows or self.passed >= ROWS_BETWEEN):
            self.passed = 0
            return self.others.popleft()
        self.passed += 1
        return self.rows.popleft()


class Limiter:
    """The places that a platform has for one bot, given out in order of arrival per chat.

    `whole` holds for all sends together, `rates` names those of a chat by its key (channel|account|chat). Between
    chats that could both be served, the one that could be so first is. Implements `conversation.ports.Pace`.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        whole: Iterable[Rate] = (),
        rates: Callable[[str], Iterable[Rate]] = lambda _: (),
    ) -> None:
        self._clock = clock
        self._windows = Windows(whole, rates)
        self._lines: dict[str, _Line] = {}
        self._order: list[tuple[int, int, str]] = []
        self._entries = count(1)
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = 0

    def admit(self, target: str) -> bool:
        """Takes a place for one send if there is one at once and nobody waits for it."""
        self._serve()
        chat, now = chat_of(target), self._clock.now()
        if chat in self._lines or max(self._windows.chat_free_at(chat, now), self._windows.whole_free_at(now)) > now:
            return False
        self._windows.take(chat, now)
        return True

    async def turn(self, target: str, *, row: bool = False, again: bool = False) -> None:
        """Returns when one send may go there, and takes its place.

        A `row` of the outbox goes before what is none, but for one in every `ROWS_BETWEEN` and one. `again` is for who
        had a place and was turned away: it waits at the head of the line.
        """
        if self.admit(target):
            return
        chat = chat_of(target)
        line = self._lines.setdefault(chat, _Line())
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = line.rows if row else line.others
        if again:
            waiting.appendleft(waiter)
        else:
            waiting.append(waiter)
        if not line.entry:
            self._enter(chat)
        self._serve()
        try:
            await waiter
        except asyncio.CancelledError:
            self._leave(chat, waiter)
            raise

    def give_back(self, target: str) -> None:
        """A place that was taken is not used."""
        chat = chat_of(target)
        self._windows.give_back(chat)
        if chat in self._lines:
            self._enter(chat)
        self._serve()

    def pause(self, target: str, until: int) -> None:
        """The platform asked for silence in this chat until then (epoch ms); the others go on."""
        self._windows.pause(chat_of(target), until, self._clock.now())
        self._serve()

    def resume(self, target: str) -> None:
        """The pause of this chat is over before its time."""
        chat = chat_of(target)
        self._windows.resume(chat)
        if chat in self._lines:
            self._enter(chat)
        self._serve()

    @property
    def asleep(self) -> int:
        """Rows in line, less the alarm that sleeps for all of them: who counts sleepers sees the alarm only."""
        return sum(len(line.rows) for line in self._lines.values()) - (self._alarm is not None)

    def _enter(self, chat: str) -> None:
        """Puts the line where it belongs in the order; an earlier entry of it is void from then on."""
        entry = next(self._entries)
        self._lines[chat].entry = entry
        heappush(self._order, (self._windows.chat_free_at(chat, self._clock.now()), entry, chat))

    def _leave(self, chat: str, waiter: asyncio.Future[None]) -> None:
        """Somebody stopped waiting; a place that was given already goes to the next."""
        if not waiter.cancelled():
            self.give_back(chat)
            return
        line = self._lines.get(chat)
        if line is not None:
            for waiting in (line.rows, line.others):
                if waiter in waiting:
                    waiting.remove(waiter)
            if not line:
                del self._lines[chat]
        self._serve()

    def _serve(self) -> None:
        """Gives out every place that there is now, and sets the alarm for the next one."""
        now = self._clock.now()
        at = self._next_at(now)
        while at is not None and at <= now:
            self._grant(heappop(self._order)[2], now)
            at = self._next_at(now)
        self._set_alarm(at)

    def _next_at(self, now: int) -> int | None:
        """When the line at the head of the order can be served; None if nobody waits."""
        while self._order:
            at, entry, chat = self._order[0]
            line = self._lines.get(chat)
            if line is None or line.entry != entry:
                heappop(self._order)
                continue
            free = self._windows.chat_free_at(chat, now)
            if free <= max(at, now):
                return max(at, self._windows.whole_free_at(now))
            heapreplace(self._order, (free, entry, chat))
        return None

    def _grant(self, chat: str, now: int) -> None:
        """The place goes to the first of this chat's line; who went away meanwhile takes none."""
        line = self._lines[chat]
        waiter = line.next()
        if not waiter.done():
            waiter.set_result(None)
            self._windows.take(chat, now)
        if line:
            self._enter(chat)
        else:
            del self._lines[chat]

    def _set_alarm(self, at: int | None) -> None:
        if self._alarm is not None:
            if self._alarm_at == at:
                return
            self._alarm.cancel()
            self._alarm = None
        if at is not None:
            self._alarm_at = at
            self._alarm = asyncio.create_task(self._ring(at), name="limiter")

    async def _ring(self, at: int) -> None:
        await self._clock.until(at)
        self._alarm = None
        self._serve()


def chat_of(target: str) -> str:
    """The chat of an address key, which is what platforms count by."""
    return "|".join(target.split("|")[:CHAT_PARTS])
