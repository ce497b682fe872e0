"""Who calls the team when it is back: of those who came while it was away, one speaks for all."""

from __future__ import annotations

from collections.abc import Iterable

from handoff import queue
from handoff.hours import Hours
from handoff.model import Priority, Ticket


def heads(hours: Hours, tickets: Iterable[Ticket], ticket: Ticket, since: int) -> bool:
    """Whether nobody is before this one, its team's `since` (epoch ms), who waited for the same opening of the team.

    What is urgent does not wait for an opening. Where people were there, nobody did.
    """
    opening = hours.next_opening(since)
    if opening is None:
        return True
    same = (other for other in tickets if other.team == ticket.team and other.priority is not Priority.URGENT)
    return not any(hours.next_opening(other.since) == opening for other in same if queue.precedes(other, ticket))
