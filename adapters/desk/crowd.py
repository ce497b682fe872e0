"""Many newcomers at once: one card for all of them, changed in place, instead of a place for each.

Whoever is claimed gets a place of their own and leaves the card. What stands on it is kept like a place, without one,
so that a restart goes on with the same card.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from adapters.desk.hand import QUIET, Bell
from adapters.desk.lines import Reading, payload_of
from adapters.desk.troubles import PAUSE
from adapters.markup import Span, Styled
from conversation.change import OutboxRow
from conversation.model import Waiting
from conversation.ports import Clock, Feed, Reader, StorageError, Threads
from conversation.views import Thread

log = logging.getLogger(__name__)

CROWD = "crowd"
"""Stands for a conversation where the card is kept."""
MOST_RUNS = 8
"""So many runs of numbers stand on the card."""
_LATE = "late"
_OPENED = "opened"
_LATE_TIERS = frozenset({"breach", "urgent"})


class Hall(Protocol):
    """Where a desk has what belongs to no conversation. Its coroutines raise one of `troubles`."""

    @property
    def carrier(self) -> str:
        """The desk's name."""

    @property
    def troubles(self) -> tuple[type[Exception], ...]:
        """What the network and the platform can raise."""

    async def turn(self) -> None:
        """The platform's pace, before a call for which no row has a place."""

    async def post(self, words: Styled, bell: Bell, key: str) -> str:
        """A new card, by its id; `key` names this attempt to those who throw a second one away."""

    async def change(self, card: str, words: Styled) -> bool:
        """The card reads like this now; False where somebody deleted it."""

    async def say(self, card: str, words: Styled, bell: Bell) -> None:
        """A message below the card."""


@dataclass(frozen=True, slots=True)
class CrowdParts:
    """What the card is kept with."""

    hall: Hall
    threads: Threads
    reader: Reader
    feed: Feed
    clock: Clock
    reading: Callable[[], Reading]


class Crowd:
    """The card of one desk; `run` until cancelled."""

    def __init__(self, parts: CrowdParts) -> None:
        self._parts = parts
        self._hall = parts.hall
        self._writing = asyncio.Lock()

    async def bring(self, rows: Sequence[OutboxRow]) -> tuple[str, ...]:
        """These came as well, wait too long by now, or the team is back; the card's id.

        Raises the platform's troubles.
        """
        payloads = [payload_of(row) for row in rows]
        names = dict.fromkeys(name for payload in payloads for name in payload["rings"])
        bell = Bell(tuple(names), quiet=not any(payload["loud"] for payload in payloads))
        async with self._writing:
            kept = await self._kept()
            known = await self._waiting({*_numbers(kept), *(int(payload["number"]) for payload in payloads)})
            if not known:
                await self._shown(kept, known)
                return ()
            late = any(payload["tier"] in _LATE_TIERS for payload in payloads) and kept.title != _LATE
            opened = any(payload["tier"] == _OPENED and payload["loud"] for payload in payloads) and not kept.title
            kept = await self._shown(kept, known, bell, rows[0].key)
            if late or opened:
                await self._hall.turn()
                mark, head = "🚨" if late else "🔔", self._words(known).text.partition("\n")[0]
                await self._hall.say(kept.card, Styled(f"{mark} {head}", ()), bell)
                await self._parts.threads.keep(replace(kept, title=_LATE if late else _OPENED))
            return (kept.card,)

    async def run(self) -> None:
        """For ever: whoever leaves the crowd leaves the card."""
        failures: tuple[type[Exception], ...] = (StorageError, *self._hall.troubles)
        after = await self._parts.feed.head()
        stale = True
        while True:
            try:
                if stale:
                    await self.tidy()
                    stale = False
                await self._parts.feed.wait(after)
                changed = await self._parts.feed.changes(after)
                after = max([after, *(change.journal for change in changed)])
                stale = not {change.number for change in changed}.isdisjoint(_numbers(await self._kept()))
            except failures as error:
                log.info("the card of the newcomers is not up to date: %s", type(error).__name__)
                await self._parts.clock.until(self._parts.clock.now() + PAUSE)

    async def tidy(self) -> None:
        """Brings the card to what it should be. Raises the platform's troubles."""
        async with self._writing:
            kept = await self._kept()
            known = await self._waiting(_numbers(kept))
            if known != _numbers(kept):
                await self._hall.turn()
                await self._shown(kept, known)

    async def _shown(self, kept: Thread, known: list[int], bell: Bell = QUIET, key: str = "") -> Thread:
        """These stand on the card now: the same card while somebody from before still waits, else a new one."""
        if known == _numbers(kept):
            return kept
        words, shown = self._words(known), " ".join(map(str, known))
        there = bool(_numbers(kept)) and await self._hall.change(kept.card, words)
        if there:
            kept = replace(kept, shown=shown)
        elif known:
            card = await self._hall.post(words, bell, key)
            kept = replace(kept, card=card, shown=shown, at=self._parts.clock.now(), title="")
        else:
            kept = replace(kept, shown="")
        await self._parts.threads.keep(kept)
        return kept

    async def _kept(self) -> Thread:
        known = await self._parts.threads.of(self._hall.carrier, CROWD)
        return known or Thread(self._hall.carrier, CROWD, 0, "closed", "", self._parts.clock.now())

    async def _waiting(self, numbers: Iterable[int]) -> list[int]:
        """Those of them that wait in the crowd just now."""
        found = [await self._parts.reader.by_number(number) for number in sorted(numbers)]
        return [one.number for one in found if one and isinstance(one.stage, Waiting) and one.stage.crowd]

    def _words(self, known: Sequence[int]) -> Styled:
        words = self._parts.reading().words
        if not known:
            return Styled(words("desk_crowd_over"), ())
        key, command = "desk_crowd_one" if len(known) == 1 else "desk_crowd", f"/claim {known[0]}"
        head = words(key, count=len(known), numbers=runs(known))
        following = words("desk_crowd_next", command=command)
        at = following.find(command)
        spans = (Span(len(head) + 1 + at, len(head) + 1 + at + len(command), "code"),) if at >= 0 else ()
        return Styled(f"{head}\n{following}", (Span(0, len(head), "bold"), *spans))


def runs(numbers: Sequence[int]) -> str:
    """`#1042–#1080, #1082`: rising numbers, those without a gap together."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    named = [f"#{first}" if first == last else f"#{first}–#{last}" for first, last in found[:MOST_RUNS]]
    return ", ".join(named) + (" …" if len(found) > MOST_RUNS else "")


def _numbers(kept: Thread) -> list[int]:
    return [int(number) for number in kept.shown.split()]
