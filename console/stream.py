"""The desk's live stream: which conversation changed. Whoever listens reads it again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from console.identity import Identity
from console.parts import ConsoleParts
from conversation.views import FeedItem

HELLO = b"retry: 2000\n\n"
HEARTBEAT = b": still here\n\n"


async def desk_events(parts: ConsoleParts, identity: Identity, after: int | None) -> AsyncIterator[bytes]:
    """Server-sent events after this journal number (None: from now on); ends when the operator's way in does."""
    head = await parts.feed.head() if after is None else after
    yield HELLO + f"id: {head}\nevent: ready\ndata: {{}}\n\n".encode()
    while not parts.stopping.is_set() and await identity.still(parts):
        while items := await parts.feed.changes(head):
            for item in items:
                yield _changed(item)
            head = items[-1].journal
        if not await _change_within(parts, head):
            yield HEARTBEAT


def _changed(item: FeedItem) -> bytes:
    data = json.dumps({"number": item.number, "kind": item.kind})
    return f"id: {item.journal}\nevent: conversation\ndata: {data}\n\n".encode()


async def _change_within(parts: ConsoleParts, head: int) -> bool:
    """Whether the feed moved, or the process stops, before the next heartbeat."""
    waits = [asyncio.create_task(parts.feed.wait(head)), asyncio.create_task(_stopped(parts))]
    try:
        done, _ = await asyncio.wait(waits, timeout=parts.heartbeat, return_when=asyncio.FIRST_COMPLETED)
        return bool(done)
    finally:
        for wait in waits:
            wait.cancel()
            with suppress(asyncio.CancelledError):
                await wait


async def _stopped(parts: ConsoleParts) -> None:
    await parts.stopping.wait()
