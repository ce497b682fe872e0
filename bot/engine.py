"""Reads, decides, commits: the one way in which a conversation changes, whoever caused it.

Everything for one address runs in order in its lane, and what comes to one conversation from several takes turns. If
another process changed it in between, the commit is `Stale` and all of it is read and decided again. Only what
is durable is handed to the courier.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.courier import Courier
from bot.lanes import Lanes
from bot.lookout import Lookout
from bot.metrics import Figures
from bot.orders import Orders
from bot.outgoing import Carriers
from bot.recording import Happened, change_of
from bot.roster import RosterBook
from conversation.change import (
    AlreadySeen,
    Change,
    Committed,
    Cursor,
    OutboxRow,
    Seen,
    Timer,
)
from conversation.decide import Decision, decide
from conversation.effects import Edit, Erase, Mark
from conversation.events import Actor, Event, OperatorActed, Surroundings, TimerFired, Undelivered
from conversation.model import Address, Conversation
from conversation.policy import Policy
from conversation.ports import Clock, NotThere, Origin, Reader, Refused, Stale, StorageError, Store, Translator
from handoff.commands import Mute, Order
from handoff.model import Detour, Transfer
from intents.model import Understanding

log = logging.getLogger(__name__)

ATTEMPTS = 20
"""Decisions that may be overtaken before we give up: each time somebody else got through."""

Find = Callable[[], Awaitable[Conversation]]
Make = Callable[[Conversation, Surroundings], Event]


@dataclass(frozen=True, slots=True)
class House:
    """What the engine is built from. `policy` is asked anew for each decision, since the FAQ may change at any time.

    `recognize` reads an operator's words for an entry of the FAQ, in a language; `mute` keeps an operator from being
    called until then (epoch ms, 0: no more), and says whether there is one of that name.
    """

    store: Store
    reader: Reader
    clock: Clock
    policy: Callable[[], Policy]
    courier: Courier
    carriers: Carriers
    lookout: Lookout
    roster: RosterBook
    recognize: Callable[[str, str], Understanding]
    translator: Translator | None
    mute: Callable[[str, int], Awaitable[bool]]
    figures: Figures = field(default_factory=Figures)
    woken: Callable[[], None] = lambda: None


class Engine:
    """Every change of every conversation."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._orders = Orders(house.reader, house.policy, house.recognize, house.translator)
        self.lanes = Lanes()

    async def happen(
        self,
        seen: Seen,
        find: Find,
        make: Make,
        *,
        origin: Origin | None = None,
        cursor: Cursor | None = None,
        at: Address | None = None,
    ) -> Committed | AlreadySeen:
        """One event, durable on return; call it within the lane of the address.

        `at` is where the person is, and is answered from now on: a linked one may have begun elsewhere. Raises Refused
        (nothing changed) and StorageError. An event that came before is AlreadySeen, even if it would be refused by
        now.
        """
        for _ in range(ATTEMPTS):
            known = await find()
            own = f"conversation {known.id}"
            overtaken = self.lanes.busy(own)
            async with self.lanes.lane(own):
                if overtaken:
                    known = await find()
                conversation = known if at is None or known.address == at else replace(known, address=at)
                event = make(conversation, await self.surroundings(conversation))
                await self._house.roster.refresh()
                decision = decide(conversation, event, self._house.policy())
                if decision.refusal is not None:
                    return await self._refuse(seen, decision.refusal)
                stands = await self._stands(conversation, decision)
                happened = Happened(conversation, event, decision, conversation is not known, stands)
                texts = self._house.policy().texts
                change = change_of(happened, seen, self._house.carriers, texts, origin=origin, cursor=cursor)
                with suppress(Stale):
                    return await self._commit(conversation, change)
        raise StorageError("the conversation changed faster than we could follow; please try again")

    async def _stands(self, conversation: Conversation, decision: Decision) -> dict[str, Address]:
        """Where lines are read that change now, if the person has gone on elsewhere since."""
        found = {}
        for effect in decision.effects:
            if isinstance(effect, Erase) or (isinstance(effect, Edit | Mark) and effect.to == "user"):
                place = await self._house.reader.stands_at(effect.message)
                if place is not None and place != conversation.address:
                    found[effect.message] = place
        return found

    async def act(
        self, number: int, actor: Actor, command: Order, external_id: str, origin: Origin | None = None
    ) -> None:
        """An operator's order. Secrets in the operator's own words are removed as well."""
        if isinstance(command, Mute):
            await self._mute(actor, command)
            return
        known = await self._house.reader.by_number(number)
        if known is None:
            raise NotThere(f"there is no conversation #{number}")
        seen = Seen(f"desk:{actor.name}", external_id)
        try:
            ready = await self._orders.ready(command, known)
        except Refused as refused:
            await self._refuse(seen, str(refused))
            return  # it was done before, and could not be done again
        if isinstance(ready, Transfer):
            await self._house.roster.renew()
        desk = origin.carrier if origin else ""

        async def find() -> Conversation:
            return await self._house.reader.by_number(number) or known

        def make(conversation: Conversation, around: Surroundings) -> Event:
            return OperatorActed(_event_id(seen), self._house.clock.now(), actor, ready, around, desk)

        async with self.lanes.lane(known.address.key):
            await self.happen(seen, find, make, origin=origin)

    async def _mute(self, actor: Actor, command: Mute) -> None:
        """It is about whoever says it, whichever conversation it was said in."""
        until = self._house.clock.now() + command.span if command.span else 0
        if not await self._house.mute(actor.name, until):
            raise self._orders.refused("refuse_not_listed")
        await self._house.roster.renew()

    async def ring(self, timer: Timer) -> None:
        """A timer ran down. One whose conversation is gone is dropped."""
        known = await self._house.reader.by_id(timer.conversation)
        if known is None:
            return
        seen, heads = Seen("timer", f"{timer.conversation}:{timer.timer}:{timer.at}"), True

        async def find() -> Conversation:
            nonlocal heads
            found = await self._house.reader.by_id(timer.conversation) or known
            heads = timer.timer != "opening" or await self._house.lookout.heads(found)
            return found

        def make(conversation: Conversation, around: Surroundings) -> Event:
            there = replace(around, heads=heads)
            return TimerFired(_event_id(seen), self._house.clock.now(), timer.timer, timer.since, there)

        async with self.lanes.lane(known.address.key):
            await self.happen(seen, find, make)

    async def undelivered(self, row: OutboxRow, refused: bool) -> None:
        """A line was given up on its way to the user: whoever looks after them hears why.

        Where it was `refused`, so that it surely did not arrive, they may try the other ways that the channel has.
        """
        known = await self._house.reader.by_id(row.conversation)
        line = row.message_key or str(row.payload.get("message", ""))
        if known is None or not line or row.carrier not in self._house.carriers.channels:
            return
        seen = Seen("outbox", str(row.id))
        detours = self._detours(row) if refused else ()

        def make(conversation: Conversation, around: Surroundings) -> Event:
            return Undelivered(_event_id(seen), self._house.clock.now(), line, row.reason or "", detours)

        await self._befall(known, seen, make)

    def _detours(self, row: OutboxRow) -> tuple[Detour, ...]:
        """The other ways, but for the one that just failed."""
        channel = self._house.carriers.channels.get(row.carrier)
        ways = channel.capabilities.detours if channel else ()
        return tuple(way for way in ways if way != row.payload.get("by"))

    async def _befall(self, known: Conversation, seen: Seen, make: Make) -> None:
        """Something that nobody did happens to this conversation, as it is by then."""

        async def find() -> Conversation:
            return await self._house.reader.by_id(known.id) or known

        async with self.lanes.lane(known.address.key):
            await self.happen(seen, find, make)

    async def surroundings(self, conversation: Conversation) -> Surroundings:
        """The queue and the desk as they are now, for this conversation."""
        return await self._house.lookout.around(conversation)

    def next_opening(self, team: str | None) -> int | None:
        """When people of this team are back (epoch ms); None while they are there."""
        return self._house.policy().rules.hours_of(team).next_opening(self._house.clock.now())

    async def _refuse(self, seen: Seen, sentence: str) -> AlreadySeen:
        before = await self._house.reader.seen(seen)
        if before is None:
            self._house.figures.refused["operator" if seen.account.startswith("desk:") else "user"] += 1
            raise Refused(sentence)
        return AlreadySeen(before)

    async def _commit(self, before: Conversation, change: Change) -> Committed | AlreadySeen:
        house = self._house
        planned = house.courier.plan(change.outbox)
        try:
            result = await house.store.commit(replace(change, outbox=planned))
        except BaseException:
            house.courier.drop(planned)
            raise
        if isinstance(result, AlreadySeen):
            house.courier.drop(planned)
            return result
        house.figures.events[change.journal.kind] += 1
        house.courier.take(result.rows)
        house.lookout.changed(before, change)
        if change.timers:
            house.woken()
        return result


def _event_id(seen: Seen) -> str:
    return f"{seen.account}:{seen.external_id}"
