"""Reads, decides, commits: the one way in which a conversation changes, whoever caused it.

Everything for one address runs in order in its lane; should another process have changed the conversation in between,
the commit is `Stale` and all of it is read and decided again. Only what is durable is handed to the courier.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from bot import outgoing
from bot.courier import Courier
from bot.lanes import Lanes
from bot.metrics import Figures
from bot.orders import Orders
from bot.outgoing import Carriers
from conversation import codec
from conversation.change import (
    AlreadySeen,
    Change,
    Committed,
    Cursor,
    JournalEntry,
    Link,
    Message,
    OutboxRow,
    Seen,
    Timer,
)
from conversation.decide import Decision, decide
from conversation.effects import Wake
from conversation.events import Actor, Event, OperatorActed, Surroundings, TimerFired, Undelivered
from conversation.facts import facts
from conversation.model import Conversation, Waiting
from conversation.policy import Policy
from conversation.ports import Clock, NotThere, Origin, Reader, Refused, Stale, StorageError, Store
from conversation.transcript import messages, revisions
from handoff import queue
from handoff.model import Command, Detour, Priority, Ticket
from intents.model import Understanding

log = logging.getLogger(__name__)

ATTEMPTS = 20
"""Decisions that may be overtaken before we give up: each time somebody else got through."""
WAITS_CONSIDERED = 50

Find = Callable[[], Awaitable[Conversation]]
Make = Callable[[Conversation, Surroundings], Event]


@dataclass(frozen=True, slots=True)
class House:
    """What the engine is built from. `policy` is asked anew for each decision, since the FAQ may change at any time.

    `recognize` reads an operator's words for an entry of the FAQ, in a language.
    """

    store: Store
    reader: Reader
    clock: Clock
    policy: Callable[[], Policy]
    courier: Courier
    carriers: Carriers
    recognize: Callable[[str, str], Understanding]
    figures: Figures = field(default_factory=Figures)
    woken: Callable[[], None] = lambda: None


class Engine:
    """Every change of every conversation."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._orders = Orders(house.reader, house.policy, house.recognize)
        self.lanes = Lanes()

    async def happen(
        self, seen: Seen, find: Find, make: Make, *, origin: Origin | None = None, cursor: Cursor | None = None
    ) -> Committed | AlreadySeen:
        """One event, durable on return; call it within the lane of the address.

        Raises Refused (nothing changed) and StorageError. An event that came before is AlreadySeen, even if it would
        be refused by now.
        """
        for _ in range(ATTEMPTS):
            conversation = await find()
            event = make(conversation, await self.surroundings(conversation))
            decision = decide(conversation, event, self._house.policy())
            if decision.refusal is not None:
                return await self._refuse(seen, decision.refusal)
            try:
                return await self._commit(self._change(seen, conversation, event, decision, origin, cursor))
            except Stale:
                continue
        raise StorageError("the conversation changed faster than we could follow; please try again")

    async def act(
        self, number: int, actor: Actor, command: Command, external_id: str, origin: Origin | None = None
    ) -> None:
        """An operator's command. Secrets in the operator's own words are removed as well."""
        known = await self._house.reader.by_number(number)
        if known is None:
            raise NotThere(f"there is no conversation #{number}")
        seen = Seen(f"desk:{actor.name}", external_id)
        ready = await self._orders.ready(command, known)
        desk = origin.carrier if origin else ""

        async def find() -> Conversation:
            return await self._house.reader.by_number(number) or known

        def make(conversation: Conversation, around: Surroundings) -> Event:
            return OperatorActed(_event_id(seen), self._house.clock.now(), actor, ready, around, desk)

        async with self.lanes.lane(known.address.key):
            await self.happen(seen, find, make, origin=origin)

    async def ring(self, timer: Timer) -> None:
        """A timer ran down. One whose conversation is gone is dropped."""
        known = await self._house.reader.by_id(timer.conversation)
        if known is None:
            return
        seen = Seen("timer", f"{timer.conversation}:{timer.timer}:{timer.at}")

        def make(conversation: Conversation, around: Surroundings) -> Event:
            return TimerFired(_event_id(seen), self._house.clock.now(), timer.timer, timer.since)

        await self._befall(known, seen, make)

    async def undelivered(self, row: OutboxRow, refused: bool) -> None:
        """A line was given up on its way to the user: whoever looks after them hears why.

        Where it was `refused`, so that it surely did not arrive, they may try the other ways that the channel has.
        """
        known = await self._house.reader.by_id(row.conversation)
        line = row.message_key or str(row.payload.get("message", ""))
        if known is None or not line or row.target != known.address.key:
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
        now = self._house.clock.now()
        tickets = await self._house.reader.tickets()
        waits = await self._house.reader.recent_waits(WAITS_CONSIDERED)
        return Surroundings(
            position=queue.position(tickets, _ticket(conversation, now)),
            expected_wait=queue.expected_wait(waits),
            waiting=len(tickets),
        )

    def next_opening(self, team: str | None) -> int | None:
        """When people of this team are back (epoch ms); None while they are there."""
        return self._house.policy().rules.hours_of(team).next_opening(self._house.clock.now())

    async def _refuse(self, seen: Seen, sentence: str) -> AlreadySeen:
        before = await self._house.reader.seen(seen)
        if before is None:
            self._house.figures.refused["operator" if seen.account.startswith("desk:") else "user"] += 1
            raise Refused(sentence)
        return AlreadySeen(before)

    def _change(  # noqa: PLR0917 # all that one event is made of
        self,
        seen: Seen,
        before: Conversation,
        event: Event,
        decision: Decision,
        origin: Origin | None,
        cursor: Cursor | None,
    ) -> Change:
        house = self._house
        desk = event.desk if isinstance(event, OperatorActed) else ""
        lines, texts = messages(before, event, decision), house.policy().texts
        return Change(
            seen=seen,
            conversation=decision.conversation,
            journal=JournalEntry(_kind(event), event.at, _who(event), codec.dump(event)),
            facts=facts(before, event, decision),
            messages=lines,
            revisions=revisions(before, event, decision, texts=texts),
            links=_links(origin, lines),
            outbox=outgoing.rows(decision.effects, decision.conversation, house.carriers, event.at, desk, texts=texts),
            timers=tuple(effect for effect in decision.effects if isinstance(effect, Wake)),
            cursor=cursor,
        )

    async def _commit(self, change: Change) -> Committed | AlreadySeen:
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
        if change.timers:
            house.woken()
        return result


def _links(origin: Origin | None, lines: Sequence[Message]) -> tuple[Link, ...]:
    """Where the writer's own line stands on the platform; an order such as `/claim` made no line."""
    if origin is None or not lines or lines[0].author == "bot":
        return ()
    return tuple(Link(origin.carrier, remote, lines[0].key) for remote in origin.remotes)


def _event_id(seen: Seen) -> str:
    return f"{seen.account}:{seen.external_id}"


def _kind(event: Event) -> str:
    """What the history and the metrics call it: an operator's command by its name, everything else by the event's."""
    name = type(event.command if isinstance(event, OperatorActed) else event).__name__
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _who(event: Event) -> str:
    match event:
        case OperatorActed(actor=actor):
            return actor.name
        case TimerFired():
            return "clock"
        case Undelivered():
            return "courier"
        case _:
            return "user"


def _ticket(conversation: Conversation, now: int) -> Ticket:
    stage = conversation.stage
    if isinstance(stage, Waiting):
        return Ticket(conversation.number, stage.since, stage.priority)
    return Ticket(conversation.number, now, Priority.NORMAL)
