"""What the queue and the desk look like to a conversation just now, so that the kernel need not ask."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conversation.change import Change
from conversation.events import Surroundings
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator
from conversation.policy import MINUTE, Policy
from conversation.ports import Clock, Reader
from handoff import opening, queue
from handoff.model import Priority, Ticket

WAITS_CONSIDERED = 50
KEPT_FOR = 1_000
"""How old, in ms, what is read for everybody may be: what another process changes is seen that soon."""
CALMS_AFTER = 10 * MINUTE
"""For how long after the last rush whoever came with it is still one of the crowd: many write first and ask later."""
COUNTED_MOST = 10_000
"""Newcomers of one minute that are counted at most."""


class Newcomers:
    """Notices when many people come within a minute. Kept in memory: after a restart it begins anew."""

    def __init__(self) -> None:
        self._came: deque[tuple[str, int]] = deque(maxlen=COUNTED_MOST)
        self._known: set[str] = set()
        self._began = self._ends = 0

    def came(self, conversation: str, at: int, many: int) -> None:
        """A conversation began (epoch ms), told once or again; with `many` of them in a minute it is a crowd."""
        while self._came and (self._came[0][1] <= at - MINUTE or len(self._came) == COUNTED_MOST):
            self._known.discard(self._came.popleft()[0])
        if conversation not in self._known:
            self._came.append((conversation, at))
            self._known.add(conversation)
        if 0 < many <= len(self._came):
            if at > self._ends:
                self._began = self._came[0][1]
            self._ends = at + CALMS_AFTER

    def are_a_crowd(self, opened_at: int, now: int) -> bool:
        """Whether whoever came then is one of many."""
        return self._began <= opened_at and now <= self._ends


@dataclass(frozen=True, slots=True)
class Glance:
    """What is the same for everybody: how many wait by priority, and the last waits (seconds), as read at a moment."""

    read_at: int
    waiting: Mapping[Priority, int]
    waits: tuple[int, ...]


class Lookout:
    """`desk_down` tells whether no desk can be reached.

    What is the same for everybody is kept for a moment, since most who write do not wait; their messages read nothing
    of the queue. It is read again once this process has changed it, see `changed`.
    """

    def __init__(
        self, reader: Reader, clock: Clock, policy: Callable[[], Policy], desk_down: Callable[[], bool]
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._policy = policy
        self._desk_down = desk_down
        self._newcomers = Newcomers()
        self._glance: Glance | None = None
        self._changes = 0

    async def around(self, conversation: Conversation) -> Surroundings:
        """As of some recent commit; raises StorageError."""
        now, free = self._clock.now(), isinstance(conversation.stage, WithBot | Resolved)
        seen = await self._seen(now)
        places = queue.places(seen.waiting)
        position = places[queue.rank(Priority.NORMAL)] if free else await self._position(_ticket(conversation, now))
        return Surroundings(
            position=position,
            expected_wait=queue.expected_wait(seen.waits),
            longest_wait=queue.longest_wait(seen.waits),
            waiting=sum(seen.waiting.values()),
            open_number=await self._elsewhere(conversation),
            crowded=await self._crowded(conversation, now),
            desk_down=self._desk_down(),
            places=places if free else (),
        )

    def changed(self, before: Conversation, change: Change) -> None:
        """This was committed: what was read before may hold no longer."""
        if _waits(before) != _waits(change.conversation) or any(fact.name == "first_reply" for fact in change.facts):
            self._changes += 1
            self._glance = None

    async def heads(self, conversation: Conversation) -> bool:
        """Whether nobody is before this one who waits for the same opening of the team; raises StorageError."""
        stage = conversation.stage
        if not isinstance(stage, Waiting):
            return True
        hours, since = self._policy().rules.hours_of(stage.team), stage.team_since or stage.since
        opens = hours.next_opening(since)
        if opens is None:
            return True
        ticket = _ticket(conversation, stage.since)
        return opening.heads(hours, await self._reader.last_before(ticket, opens), ticket, since)

    async def _seen(self, now: int) -> Glance:
        """Clocks may be set back: a glance from the future is as old as can be."""
        glance, changes = self._glance, self._changes
        if glance is None or not 0 <= now - glance.read_at < KEPT_FOR:
            waits = await self._reader.recent_waits(WAITS_CONSIDERED)
            glance = Glance(now, await self._reader.waiting(), waits)
            if changes == self._changes:
                self._glance = glance
        return glance

    async def _position(self, ticket: Ticket) -> int:
        return 1 + await self._reader.before(ticket)

    async def _elsewhere(self, conversation: Conversation) -> int | None:
        """Another open conversation of the same person; of no concern while people look after this one."""
        if isinstance(conversation.stage, Waiting | WithOperator):
            return None
        return await self._reader.open_of(conversation.contact.id, conversation.number)

    async def _crowded(self, conversation: Conversation, now: int) -> bool:
        """Whether this is one of many newcomers: a person's first conversation, begun when many began theirs.

        In public places many begin at any time, and nobody waits there.
        """
        if conversation.address.user:
            return False
        if conversation.version == 0:
            self._newcomers.came(conversation.id, conversation.opened_at, self._policy().rules.crowd)
        if not self._newcomers.are_a_crowd(conversation.opened_at, now):
            return False
        known = await self._reader.contact(conversation.contact.id)
        return known is None or all(row.number == conversation.number for row in known.conversations)


def _ticket(conversation: Conversation, now: int) -> Ticket:
    """What it has in the queue, or would have there again."""
    match conversation.stage:
        case Waiting(since=since, priority=priority, team=team):
            return Ticket(conversation.number, since, priority, team)
        case WithOperator(priority=priority) as stage:
            since = now if stage.waits_since is None else stage.waits_since
            return Ticket(conversation.number, since, priority)
        case WithBot() | Resolved():
            return Ticket(conversation.number, now, Priority.NORMAL)


def _waits(conversation: Conversation) -> Ticket | None:
    """What it has in the queue, if anything."""
    stage = conversation.stage
    return _ticket(conversation, stage.since) if isinstance(stage, Waiting) else None
