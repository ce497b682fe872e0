"""Reads, decides, commits: the one way in which a conversation changes, whoever caused it.

Everything for one address runs in order in its lane; should another process have changed the conversation in between,
the commit is `Stale` and all of it is read and decided again. Only what is durable is handed to the courier.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot import outgoing
from bot.courier import Courier
from bot.lanes import Lanes
from bot.metrics import Figures
from conversation import codec
from conversation.change import AlreadySeen, Change, Committed, Cursor, JournalEntry, Seen, Timer
from conversation.decide import Decision, decide
from conversation.effects import Wake
from conversation.events import Actor, Event, OperatorActed, Surroundings, TimerFired
from conversation.facts import facts
from conversation.model import Conversation, Waiting
from conversation.policy import Policy
from conversation.ports import Channel, Clock, Desk, NotThere, Reader, Refused, Stale, StorageError, Store
from conversation.transcript import messages
from handoff import queue
from handoff.hours import Hours
from handoff.model import Command, Note, Priority, Reply, Ticket
from safety.secrets import redact

log = logging.getLogger(__name__)

ATTEMPTS = 20
"""Decisions that may be overtaken before we give up: each time somebody else got through."""
WAITS_CONSIDERED = 50

Find = Callable[[], Awaitable[Conversation]]
Make = Callable[[Conversation, Surroundings], Event]


@dataclass(frozen=True, slots=True)
class House:
    """What the engine is built from. `policy` is asked anew for each decision, since the FAQ may change at any time.

    `channels` are those that push, by carrier; `desks` mirror what users say to people.
    """

    store: Store
    reader: Reader
    clock: Clock
    policy: Callable[[], Policy]
    courier: Courier
    hours: Hours
    channels: Mapping[str, Channel]
    desks: Sequence[Desk] = ()
    figures: Figures = field(default_factory=Figures)
    woken: Callable[[], None] = lambda: None


class Engine:
    """Every change of every conversation."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.lanes = Lanes()

    async def happen(self, seen: Seen, find: Find, make: Make, cursor: Cursor | None = None) -> Committed | AlreadySeen:
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
                return await self._commit(seen, conversation, event, decision, cursor)
            except Stale:
                continue
        raise StorageError("the conversation changed faster than we could follow; please try again")

    async def act(self, number: int, actor: Actor, command: Command, external_id: str) -> None:
        """An operator's command. Secrets in the operator's own words are removed as well."""
        known = await self._house.reader.by_number(number)
        if known is None:
            raise NotThere(f"there is no conversation #{number}")
        seen = Seen(f"desk:{actor.name}", external_id)
        clean = _clean(command, known.language)

        async def find() -> Conversation:
            return await self._house.reader.by_number(number) or known

        def make(conversation: Conversation, around: Surroundings) -> Event:
            return OperatorActed(_event_id(seen), self._house.clock.now(), actor, clean, around)

        async with self.lanes.lane(known.address.key):
            await self.happen(seen, find, make)

    async def ring(self, timer: Timer) -> None:
        """A timer ran down. One whose conversation is gone is dropped."""
        known = await self._house.reader.by_id(timer.conversation)
        if known is None:
            return
        seen = Seen("timer", f"{timer.conversation}:{timer.timer}:{timer.at}")

        async def find() -> Conversation:
            return await self._house.reader.by_id(timer.conversation) or known

        def make(conversation: Conversation, around: Surroundings) -> Event:
            return TimerFired(_event_id(seen), self._house.clock.now(), "silence", timer.since)

        async with self.lanes.lane(known.address.key):
            await self.happen(seen, find, make)

    async def surroundings(self, conversation: Conversation) -> Surroundings:
        """The queue and the desk as they are now, for this conversation."""
        now = self._house.clock.now()
        tickets = await self._house.reader.tickets()
        waits = await self._house.reader.recent_waits(WAITS_CONSIDERED)
        opening = self._house.hours.next_opening(now)
        return Surroundings(
            position=queue.position(tickets, _ticket(conversation, now)),
            expected_wait=queue.expected_wait(waits),
            next_opening=opening,
            staffed=opening is None,
        )

    async def _refuse(self, seen: Seen, sentence: str) -> AlreadySeen:
        before = await self._house.reader.seen(seen)
        if before is None:
            self._house.figures.refused["operator" if seen.account.startswith("desk:") else "user"] += 1
            raise Refused(sentence)
        return AlreadySeen(before)

    async def _commit(
        self, seen: Seen, conversation: Conversation, event: Event, decision: Decision, cursor: Cursor | None
    ) -> Committed | AlreadySeen:
        house = self._house
        fresh = outgoing.rows(decision.effects, decision.conversation, house.channels, house.desks, event.at)
        planned = house.courier.plan(fresh)
        timers = tuple(effect for effect in decision.effects if isinstance(effect, Wake))
        change = Change(
            seen=seen,
            conversation=decision.conversation,
            journal=JournalEntry(_kind(event), event.at, _who(event), codec.dump(event)),
            facts=facts(conversation, event, decision),
            messages=messages(conversation, event, decision),
            outbox=planned,
            timers=timers,
            cursor=cursor,
        )
        try:
            result = await house.store.commit(change)
        except BaseException:
            house.courier.drop(planned)
            raise
        if isinstance(result, AlreadySeen):
            house.courier.drop(planned)
            return result
        house.figures.events[change.journal.kind] += 1
        house.courier.take(result.rows)
        if timers:
            house.woken()
        return result


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
        case _:
            return "user"


def _ticket(conversation: Conversation, now: int) -> Ticket:
    stage = conversation.stage
    if isinstance(stage, Waiting):
        return Ticket(conversation.number, stage.since, stage.priority)
    return Ticket(conversation.number, now, Priority.NORMAL)


def _clean(command: Command, language: str) -> Command:
    match command:
        case Reply(text, files):
            return Reply(redact(text, language).text, files)
        case Note(text):
            return Note(redact(text, language).text)
        case _:
            return command
