"""A visitor's live stream: every message once and in order, and the state whenever it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from adapters.web.parts import ChatParts
from adapters.web.visitors import Visitor
from adapters.web.wire import message_json, server_event, state_json
from conversation.views import MessageView, State

PAGE = 500
"""How many messages are read at once."""
HELLO = b"retry: 2000\n\n"
HEARTBEAT = b": still here\n\n"


async def visitor_events(parts: ChatParts, visitor: Visitor, after: int) -> AsyncIterator[bytes]:
    """Server-sent events after `after` until the client leaves or the process stops."""
    told: State | None = None
    yield HELLO
    with parts.listeners.listen(visitor.address.key) as signal:
        signal.revised = after > 0  # what was edited while the visitor was away
        while not parts.stopping.is_set():
            if signal.heed():
                for message in await _edited(parts, visitor, after):
                    yield _shown(message)
            while page := await parts.reader.messages(visitor.address, after, PAGE):
                for message in page:
                    yield _shown(message)
                after = page[-1].seq
            state = await parts.standing(visitor.address)
            if state != told:
                told = state
                yield server_event("state", state_json(state), after)
            if not await _set_within(parts.heartbeat, signal.changed, parts.stopping):
                yield HEARTBEAT


async def _edited(parts: ChatParts, visitor: Visitor, until: int) -> list[MessageView]:
    """The lines up to this one that read differently than they once did: they are shown again, under the same seq."""
    found: list[MessageView] = []
    after = 0
    while page := await parts.reader.messages(visitor.address, after, PAGE):
        found += [message for message in page if message.edited and message.seq <= until]
        after = page[-1].seq
        if after >= until:
            break
    return found


def _shown(message: MessageView) -> bytes:
    return server_event("message", message_json(message), message.seq)


async def _set_within(seconds: float, *events: asyncio.Event) -> bool:
    """Whether one of the events was set in time."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        done, _ = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return bool(done)
    finally:
        for wait in waits:
            wait.cancel()
            with suppress(asyncio.CancelledError):
                await wait
