"""The order of the queue, a place in it, and how long that usually takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from math import ceil
from statistics import median

from handoff.model import Priority, Ticket

ENOUGH_HISTORY = 5
"""Waits that must be known before one is foretold: fewer say nothing."""
ENOUGH_FOR_NINE_OF_TEN = 10
"""Waits that must be known before it is said how long nine of ten take at most."""

_RANK = {priority: rank for rank, priority in enumerate(Priority)}


def order(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Who is next, first: by priority, then by how long they wait."""
    return sorted(tickets, key=_key)


def position(tickets: Iterable[Ticket], ticket: Ticket) -> int:
    """The place of this ticket, from 1, whether it is among `tickets` already or would join them."""
    mine = _key(ticket)
    return 1 + sum(1 for other in tickets if other.number != ticket.number and _key(other) < mine)


def precedes(other: Ticket, ticket: Ticket) -> bool:
    """Whether the other one is next before this one."""
    return other.number != ticket.number and _key(other) < _key(ticket)


def places(waiting: Mapping[Priority, int]) -> tuple[int, ...]:
    """The place, from 1, of somebody who joins now, for each priority in its order; `waiting` has how many wait."""
    return tuple(1 + before for before in accumulate(waiting.get(priority, 0) for priority in Priority))


def rank(priority: Priority) -> int:
    """Which place it has among the priorities, from 0."""
    return _RANK[priority]


def expected_wait(recent_waits: Sequence[int]) -> int | None:
    """The usual wait in seconds, from the last waits (seconds); None while there are too few to say."""
    return round(median(recent_waits)) if len(recent_waits) >= ENOUGH_HISTORY else None


def longest_wait(recent_waits: Sequence[int]) -> int | None:
    """How long nine of ten waited at most (seconds): a wait that really was. None while there are too few to say."""
    if len(recent_waits) < ENOUGH_FOR_NINE_OF_TEN:
        return None
    return sorted(recent_waits)[ceil(0.9 * len(recent_waits)) - 1]


def _key(ticket: Ticket) -> tuple[int, int, int]:
    return (_RANK[ticket.priority], ticket.since, ticket.number)
