"""The small errands that nobody waits for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)


class Errands:
    """Calls that may fail and that nothing depends on, such as showing that an answer is on its way.

    `quiet` are the failures that nobody needs to look at.
    """

    def __init__(self, quiet: tuple[type[Exception], ...]) -> None:
        self._quiet = quiet
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, errand: Coroutine[Any, Any, object]) -> None:
        """Begins it and returns at once."""
        task = asyncio.create_task(self._quietly(errand))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def busy(self) -> int:
        """How many are under way."""
        return len(self._tasks)

    async def idle(self) -> None:
        """Returns when all of them are done."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Drops what is left."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _quietly(self, errand: Coroutine[Any, Any, object]) -> None:
        try:
            await errand
        except self._quiet as error:
            log.info("a small thing was not done: %s", type(error).__name__)
