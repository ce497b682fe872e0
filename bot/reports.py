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


class Reports:
    """Computes one at a time: with many conversations it takes a second or two, and there are other readers."""

    def __init__(self, records: SqlRecords, rules: Callable[[], Rules], clock: Clock) -> None:
        self._records = records
        self._rules = rules
        self._clock = clock
        self._turn = asyncio.Lock()

    async def __call__(self, since: str) -> Stats:
        """From `since` (such as `30d`) until now. Raises ValueError with the remedy, and StorageError."""
        rules, until = self._rules(), self._clock.now()
        first = begin(since, until, rules.hours.zone)
        async with self._turn:
            return await self._records.read(first - LOOK_BACK, partial(_made, rules, first, until))


def _made(rules: Rules, since: int, until: int, records: Records) -> Stats:
    return summarise(records, rules, since, until)
