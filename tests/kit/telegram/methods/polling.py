"""`getUpdates`: the long poll."""

from __future__ import annotations

import asyncio
import time

from tests.kit.telegram.errors import WEBHOOK_ACTIVE
from tests.kit.telegram.methods.webhooks import ask_for
from tests.kit.telegram.model import Json
from tests.kit.telegram.params import Params
from tests.kit.telegram.pulse import Pulse
from tests.kit.telegram.world import World

LONGEST_POLL = 50
"""Seconds; Telegram waits no longer, whatever is asked for."""


async def get_updates(world: World, params: Params, pulse: Pulse, gone: asyncio.Task[None]) -> list[Json]:
    """Confirms what is older than the offset, then waits until there is something or the time is over."""
    with world.change():
        if world.queue.webhook.url:
            raise WEBHOOK_ACTIVE
        poller = world.queue.enter()
        ask_for(world, params)
        world.queue.confirm(params.integer("offset") or 0)
    limit = min(max(params.integer("limit") or 100, 1), 100)
    until = time.monotonic() + min(max(params.integer("timeout") or 0, 0), LONGEST_POLL)
    while True:
        change = pulse.next
        with world.lock:
            world.queue.check(poller)
            found = list(world.queue.pending[:limit])
        left = until - time.monotonic()
        if found or left <= 0 or gone.done() or pulse.closed:
            return found
        await pulse.closed_or(gone, event=change, seconds=left)
