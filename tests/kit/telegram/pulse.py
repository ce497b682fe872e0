"""How coroutines of the server wait: for a change of the world, for a client that leaves, for the end."""

from __future__ import annotations

import asyncio
from types import TracebackType

from starlette.requests import Request


class Pulse:
    """Beats at every change; may be rung from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._closed = asyncio.Event()
        self.next = asyncio.Event()
        """Set at the next change. Take it, look at the world, then wait for it: nothing is missed in between."""

    def ring(self) -> None:
        """Something changed."""
        self._loop.call_soon_threadsafe(self._beat)

    def close(self) -> None:
        """The server ends; whoever waits is let go."""
        self._loop.call_soon_threadsafe(self._closed.set)

    def _beat(self) -> None:
        self.next.set()
        self.next = asyncio.Event()

    @property
    def closed(self) -> bool:
        """Whether the server is about to end."""
        return self._closed.is_set()

    async def closed_or(
        self, *others: asyncio.Task[None], event: asyncio.Event | None = None, seconds: float | None = None
    ) -> None:
        """Waits for the end or any of the others, at most so long."""
        waits = [asyncio.create_task(self._wait(self._closed))]
        if event is not None:
            waits.append(asyncio.create_task(self._wait(event)))
        try:
            await asyncio.wait([*waits, *others], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()

    async def _wait(self, event: asyncio.Event) -> None:
        await event.wait()


class Gone:
    """`async with Gone(request) as gone`: a task that ends when the client has left."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def __aenter__(self) -> asyncio.Task[None]:
        self._task = asyncio.create_task(self._watch())
        return self._task

    async def __aexit__(
        self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None
    ) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
