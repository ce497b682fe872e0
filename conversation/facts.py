"""(before, event, decision) -> facts: what the metrics count. A metric is computed from these and from nothing else.

==============  ==========================================================================
fact            value
==============  ==========================================================================
opened          --
answered        -- (entry: which)
clarified       --
missed          --
handed_off      -- (team: for whom)
claimed         seconds since it entered the queue, if it waited (operator: who)
first_reply     seconds from entering the queue to the first words of a person
replied         --
resolved        seconds since it was opened (operator: who, if a person did)
reopened        seconds since it was resolved
rated           1 to 5
commented       --
==============  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator

from conversation.change import Fact
from conversation.decide import Decision
from conversation.effects import Relay, Say
from conversation.events import Event
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator


def facts(before: Conversation, event: Event, decision: Decision) -> tuple[Fact, ...]:
    """What happened here, in the order of the table."""
    if before.version == 0:
        return (Fact("opened", event.at), *_spoken(before, event, decision), *_moved(before, event, decision))
    return (*_spoken(before, event, decision), *_moved(before, event, decision))


def _spoken(before: Conversation, event: Event, decision: Decision) -> Iterator[Fact]:
    for effect in decision.effects:
        match effect:
            case Say(kind="answer", entry=entry):
                yield Fact("answered", event.at, entry=entry)
            case Say(kind="clarify"):
                yield Fact("clarified", event.at)
            case Relay(to="user", by="mention"):
                pass  # a word in public that somebody should come
            case Relay(to="user", sender=sender, message=again):
                yield from _replied(before, event.at, sender, again=again is not None)
            case _:
                pass
    if _misses(decision.conversation) > _misses(before) or _gave_up(decision):
        yield Fact("missed", event.at)


def _replied(before: Conversation, at: int, sender: str, *, again: bool) -> Iterator[Fact]:
    """A line that goes out `again` was counted before, but may be the first that reaches somebody who waited."""
    stage = before.stage
    match stage:
        case Waiting(since=waited) | WithOperator(waited_from=int(waited)):
            yield Fact("first_reply", at, (at - waited) / 1000, operator=sender, team=stage.team)
        case _:
            pass
    if not again:
        yield Fact("replied", at, operator=sender)


def _moved(before: Conversation, event: Event, decision: Decision) -> Iterator[Fact]:
    old, new, at = before.stage, decision.conversation.stage, event.at
    if isinstance(old, Resolved) and not isinstance(new, Resolved):
        yield Fact("reopened", at, (at - old.since) / 1000)
    match new:
        case Waiting(entry=entry, team=team) if not isinstance(old, Waiting) or old.entry != entry:
            yield Fact("handed_off", at, team=team)
        case WithOperator(operator=who) if not isinstance(old, WithOperator) or old.operator != who:
            waited = (at - old.since) / 1000 if isinstance(old, Waiting) else None
            yield Fact("claimed", at, waited, operator=who, team=new.team)
        case Resolved(operator=who) if not isinstance(old, Resolved):
            yield Fact("resolved", at, (at - before.opened_at) / 1000, operator=who)
        case Resolved(rating=int(score), rated_at=rated, commented=commented) if isinstance(old, Resolved):
            if rated != old.rated_at:
                yield Fact("rated", at, float(score), operator=new.operator)
            if commented and not old.commented:
                yield Fact("commented", at, operator=new.operator)
        case _:
            pass


def _misses(conversation: Conversation) -> int:
    return conversation.stage.misses if isinstance(conversation.stage, WithBot) else 0


def _gave_up(decision: Decision) -> bool:
    """The miss that handed over is counted too, though the stage that counts misses is left with it."""
    stage = decision.conversation.stage
    return (
        isinstance(stage, Waiting)
        and stage.reason == "misses"
        and any(effect.key.startswith(stage.entry) for effect in decision.effects)
    )
