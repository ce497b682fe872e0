"""The figures of the desk as of now, for whoever asks: the console, its API, the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from conversation.ports import Clock
from handoff.rules import Rules
from insights.model import Records, Stats
from insights.period import begin
from insights.stats import LOOK_BACK, summarise
from storage.records import SqlRecords

KEPT_FOR = 10_000
"""How old figures may be, in ms: a page that many have open costs no more than one."""


class Reports:
    """Computes one at a time: with many conversations it takes seconds, and there are other readers."""

    def __init__(self, records: SqlRecords, rules: Callable[[], Rules], clock: Clock) -> None:
        self._records = records
        self._rules = rules
        self._clock = clock
        self._turn = asyncio.Lock()
        self._kept: dict[str, tuple[int, Stats]] = {}

    async def __call__(self, since: str) -> Stats:
        """From `since` (such as `30d`) until now or just before. Raises ValueError (the remedy) and StorageError."""
        begin(since, self._clock.now(), self._rules().hours.zone)  # what is wrong with it is said at once
        async with self._turn:
            now = self._clock.now()
            self._kept = {key: kept for key, kept in self._kept.items() if 0 <= now - kept[0] < KEPT_FOR}
            if since not in self._kept:
                stats = await self._computed(since, now)
                self._kept[since] = (self._clock.now(), stats)
            return self._kept[since][1]

    async def _computed(self, since: str, until: int) -> Stats:
        rules = self._rules()
        first = begin(since, until, rules.hours.zone)
        return await self._records.read(first - LOOK_BACK, partial(_made, rules, first, until))


def _made(rules: Rules, since: int, until: int, records: Records) -> Stats:
    return summarise(records, rules, since, until)
