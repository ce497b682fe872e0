"""Work that takes seconds, beside the event loop, and that nobody waits for when the process ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def in_background(work: Callable[[], T]) -> T:
    """What `work` returns or raises, from a thread of its own.

    Not `asyncio.to_thread`, whose threads are joined at the end: reading or fetching a model may take longer than
    people wait after Ctrl-C.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: Callable[[], None]) -> None:
        if not done.done():  # cancelled meanwhile
            result()

    def tell(result: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result)

    def run() -> None:
        try:
            found = work()
        except Exception as error:  # noqa: BLE001 # whoever awaits it gets it
            failed = error
            tell(lambda: done.set_exception(failed))
        else:
            tell(lambda: done.set_result(found))

    threading.Thread(target=run, name="background", daemon=True).start()
    return await done
