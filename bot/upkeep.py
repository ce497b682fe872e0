"""What is done once a day: forgetting what nobody needs any more."""

from __future__ import annotations

import logging

from conversation.ports import Clock, StorageError, Store

log = logging.getLogger(__name__)

EVERY = 24 * 3_600_000
"""Milliseconds between two rounds; the first is at the start."""


async def upkeep(store: Store, clock: Clock) -> None:
    """Prunes for ever; a database that cannot be written now is tried again at the next round."""
    while True:
        try:
            await store.prune(clock.now())
        except StorageError:
            log.exception("old entries could not be pruned")
        await clock.until(clock.now() + EVERY)
