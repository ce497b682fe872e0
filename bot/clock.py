"""Wall-clock time."""

from __future__ import annotations

import asyncio
import time

LONGEST_NAP = 60.0
"""Seconds; so that a clock that was set is noticed within a minute."""


class SystemClock:
    """The machine's own clock, in epoch milliseconds."""

    def now(self) -> int:
        """Epoch milliseconds."""
        return time.time_ns() // 1_000_000

    async def until(self, at: int) -> None:
        """Returns once `now()` has reached `at`."""
        while (rest := at - self.now()) > 0:  # noqa: ASYNC110 # a wall clock can be set; there is no event for that
            await asyncio.sleep(min(rest / 1000, LONGEST_NAP))
