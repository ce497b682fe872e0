"""One attempt to send the first rows of a lane together, and the writing down of what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from conversation.change import OutboxRow, Settlement
from conversation.delivery import HARMLESS_TWICE, Ambiguous, NotSent, Outcome, Rejected, RowState, Sent, after
from conversation.ports import Channel, Clock, StorageError, Store, TryLater

log = logging.getLogger(__name__)

STORAGE_PAUSE = 1_000
"""How long to wait, in ms, when the database cannot note an outcome."""

Undelivered = Callable[[OutboxRow, bool], Awaitable[None]]
"""Told of a DEAD row that carried a line to the user, before that is noted; after a crash it may be told again.

True if the platform refused it, so that it surely did not arrive."""


@dataclass(slots=True)
class Parcel:
    """An unfinished row on its way. `since` is when it began to wait (epoch ms), `remote` what the platform calls it.

    `doubtful`: some attempt got no answer, so it is repeated with the very rows it had then. `turned_away`: the
    platform took no more just then, so the row keeps its place in the chat's line. `refused`: it surely did not arrive,
    and never will this way.
    """

    row: OutboxRow
    since: int
    remote: tuple[str, ...] = ()
    doubtful: bool = False
    turned_away: bool = False
    refused: bool = False

    def depart(self) -> None:
        """It is being sent, once more."""
        self.doubtful |= self.row.state is RowState.UNKNOWN
        self.turned_away = False
        self.row = replace(self.row, state=RowState.SENDING, attempts=self.row.attempts + 1)


class Attempts:
    """What the courier does with rows whose turn has come. All rows of a group share one outcome."""

    def __init__(
        self, store: Store, clock: Clock, carriers: Mapping[str, Channel], undelivered: Undelivered | None
    ) -> None:
        self._store = store
        self._clock = clock
        self._carriers = carriers
        self._undelivered = undelivered

    def together(self, rows: Sequence[OutboxRow]) -> int:
        """How many of these, from the first on, their carrier sends as one message."""
        if len(rows) == 1:
            return 1
        carrier = rows[0].carrier
        try:
            return max(1, min(len(rows), self._carriers[carrier].gather(rows)))
        except Exception:  # a defect in one adapter must not stop the others; each row goes alone
            log.exception("joining failed unexpectedly", extra={"carrier": carrier, "row": rows[0].id})
            return 1

    async def claim(self, group: Sequence[Parcel]) -> None:
        """Marks them SENDING, in one transaction."""
        now = self._clock.now()
        await self._written(lambda: asyncio.gather(*(self._store.claim(parcel.row.id, now) for parcel in group)))
        for parcel in group:
            parcel.depart()

    async def send(self, group: Sequence[Parcel]) -> Outcome | None:
        """One attempt, concluded; None for a row that was given up already, which is left as it is."""
        rows = [parcel.row for parcel in group]
        if rows[0].state is RowState.DEAD:
            return None
        try:
            outcome = await self._carriers[rows[0].carrier].send(rows)
        except Exception:  # as in `together`; the rows are tried again
            log.exception("sending failed unexpectedly", extra={"carrier": rows[0].carrier, "row": rows[0].id})
            outcome = Ambiguous("sending failed unexpectedly")
        self.conclude(group, outcome)
        return outcome

    def conclude(self, group: Sequence[Parcel], outcome: Outcome) -> None:
        """What the outcome makes of the rows; the one that was tried most often decides for all."""
        rows = [parcel.row for parcel in group]
        deduplicates = self._carriers[rows[0].carrier].deduplicates
        to_desk = all(row.message_key is None for row in rows)  # nobody could be asked whether it arrived
        verdict = after(
            outcome,
            attempts=max(row.attempts for row in rows),
            now=self._clock.now(),
            deduplicates=deduplicates,
            harmless=all(row.kind in HARMLESS_TWICE or (to_desk and not deduplicates) for row in rows),
        )
        if verdict.state is RowState.DEAD:
            log.warning("undelivered: %s", verdict.reason, extra={"carrier": rows[0].carrier, "row": rows[0].id})
        for parcel, row in zip(group, rows, strict=True):
            waits = RowState.UNKNOWN if parcel.doubtful else RowState.READY
            state = waits if verdict.state is RowState.READY else verdict.state
            attempts = row.attempts if verdict.counted else row.attempts - 1
            parcel.row = replace(row, state=state, due=verdict.due, attempts=attempts, reason=verdict.reason)
            parcel.remote = outcome.remote if isinstance(outcome, Sent) else ()
            parcel.refused = isinstance(outcome, Rejected) and not parcel.doubtful
            match outcome:
                case NotSent(retry_after=int(), alone=False):
                    parcel.turned_away = True
                case _:
                    parcel.turned_away = False

    async def report(self, group: Sequence[Parcel]) -> None:
        """Tells of the lines that were given up; whatever goes wrong there, the outcome is noted all the same."""
        if self._undelivered is None:
            return
        for parcel in group:
            row = parcel.row
            if row.state is RowState.DEAD and _is_for_user(row):
                try:
                    await self._written(partial(self._undelivered, row, parcel.refused))
                except Exception:  # a defect in what is told must not keep the lane
                    log.exception("nobody could be told of a failed delivery", extra={"row": row.id})

    async def settle(self, group: Sequence[Parcel]) -> None:
        """Notes how the rows stand now, in one transaction."""
        settlements = [
            Settlement(row.id, row.state, row.due, row.attempts, row.reason, parcel.remote)
            for parcel in group
            for row in (parcel.row,)
        ]
        await self._written(lambda: self._store.settle(settlements))

    async def _written(self, write: Callable[[], Awaitable[object]]) -> None:
        """Writes, again and again while the database cannot: an outcome that is not noted would be sent twice."""
        while True:
            try:
                await write()
            except StorageError:
                log.exception("the database cannot note a delivery; trying again")
                await self._clock.until(self._clock.now() + STORAGE_PAUSE)
            except TryLater as later:
                await self._clock.until(self._clock.now() + later.seconds * 1_000)
            else:
                return


def _is_for_user(row: OutboxRow) -> bool:
    """Whether it brings a line to the user, changes one there, or asks them in public to come for one."""
    return row.message_key is not None or row.kind == "edit" or "by" in row.payload
