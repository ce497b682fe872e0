"""Rates: how much a platform takes from us, and how much we take from one person."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass

KEYS_REMEMBERED = 10_000


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


class Limiter:
    """Several windows that one send must pass together, such as per token and per chat."""

    def __init__(self, whole: Iterable[Rate] = (), per_target: Iterable[Rate] = ()) -> None:
        self._whole = [Window(rate) for rate in whole]
        self._per_target = [Window(rate) for rate in per_target]
        self._paused_until = 0

    def pause(self, until: int) -> None:
        """The platform asked for silence until then (epoch ms)."""
        self._paused_until = max(self._paused_until, until)

    def free_at(self, target: str, now: int) -> int:
        """When a send to this target is allowed (epoch ms)."""
        waits = [window.free_at("", now) for window in self._whole]
        waits += [window.free_at(target, now) for window in self._per_target]
        return max([now, self._paused_until, *waits])

    def admit(self, target: str, now: int) -> bool:
        """Takes a place for one send if there is one at once."""
        if self.free_at(target, now) > now:
            return False
        for window in self._whole:
            window.take("", now)
        for window in self._per_target:
            window.take(target, now)
        return True

    def give_back(self, target: str) -> None:
        """A place that was taken is not used."""
        for window in self._whole:
            window.give_back("")
        for window in self._per_target:
            window.give_back(target)
