"""What is done by the clock, whoever writes or not: forgetting what nobody needs, and leaving nobody alone."""

from __future__ import annotations

import logging

from bot.engine import Engine
from conversation.events import Actor
from conversation.ports import Clock, NotThere, Reader, Refused, Staff, StorageError, Store, TryLater
from handoff.model import Release

log = logging.getLogger(__name__)

ORPHANS_EVERY = 30_000
"""Milliseconds between two looks for conversations whose operator was removed."""
PRUNE_EVERY = 24 * 3_600_000
PAGE = 500


async def prune(store: Store, clock: Clock) -> None:
    """For ever; a database that cannot be written now is tried again at the next round."""
    while True:
        try:
            await store.prune(clock.now())
        except StorageError:
            log.exception("old entries could not be pruned")
        await clock.until(clock.now() + PRUNE_EVERY)


async def mind_orphans(reader: Reader, staff: Staff, engine: Engine, clock: Clock) -> None:
    """For ever: whoever was talking to an operator that is no longer there goes back into the queue."""
    while True:
        try:
            await release_orphans(reader, staff, engine)
        except (StorageError, TryLater):
            log.exception("conversations of removed operators could not be released")
        await clock.until(clock.now() + ORPHANS_EVERY)


async def release_orphans(reader: Reader, staff: Staff, engine: Engine) -> int:
    """Back into the queue, in the name of the one who left; how many that were."""
    there = {operator.name for operator in await staff.all()}
    held = await reader.rows("with_operator", 0, PAGE)
    left = [row for row in held if row.owner is not None and row.owner not in there]
    for row in left:
        try:
            await engine.act(
                row.number, Actor(str(row.owner), "operator"), Release(), f"gone:{row.number}:{row.last_at}"
            )
        except (Refused, NotThere):
            continue  # somebody took it meanwhile
    return len(left)
