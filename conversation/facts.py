"""(before, event, decision) -> facts: what the metrics count. A metric is computed from these and from nothing else.

==============  ==========================================================================
fact            value
==============  ==========================================================================
opened          --
answered        -- (entry: which)
clarified       --
missed          --
handed_off      -- (team: for whom)
warned          seconds that it waited when its answer was nearly due (team: whose)
breached        seconds that it waited when its answer was late (team: whose)
escalated       -- (team: who got it)
claimed         seconds since it entered the queue, if it waited (operator: who)
first_reply     seconds from entering the queue to the first words of a person
next_reply      seconds from the user's first unanswered words to a person's reply
replied         --
resolved        seconds since it was opened (operator: who, if a person did)
merged          --
reopened        seconds since it was resolved (operator: who, if a person did)
rated           1 to 5
commented       --
==============  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator

from conversation.change import Fact, FactName
from conversation.decide import Decision
from conversation.effects import Alert, Relay, Say
from conversation.events import Event, OperatorActed, TimerFired, UserChose, UserRated
from conversation.model import Conversation, Resolved, Stage, Waiting, WithBot, WithOperator
from handoff.model import Reason


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
            case Alert(tier="warn"):
                yield _late("warned", before.stage, event.at)
            case Alert(tier="breach"):
                yield _late("breached", before.stage, event.at)
            case Relay(to="user", by="mention"):
                pass  # a word in public that somebody should come
            case Relay(to="user", sender=sender, message=again):
                yield from _replied(before, event.at, _operator(event) or sender, again=again is not None)
            case _:
                pass
    if _misses(decision.conversation) > _misses(before) or _gave_up(decision):
        yield Fact("missed", event.at)


def _late(name: FactName, stage: Stage, at: int) -> Fact:
    """The team is the one that should have answered, whoever gets it now."""
    waited = (at - stage.since) / 1000 if isinstance(stage, Waiting) else None
    return Fact(name, at, waited, team=_team(stage))


def _replied(before: Conversation, at: int, who: str, *, again: bool) -> Iterator[Fact]:
    """A line that goes out `again` was counted before, but may be the first that reaches somebody who waited.

    Who takes the floor owes something from then on, but that is no wait for words that nobody answered.
    """
    stage = before.stage
    match stage:
        case Waiting(since=waited) | WithOperator(waited_from=int(waited)):
            yield Fact("first_reply", at, (at - waited) / 1000, operator=who, team=stage.team)
        case WithOperator(owes_since=int(owed), since=taken) if owed != taken:
            yield Fact("next_reply", at, (at - owed) / 1000, operator=who, team=stage.team)
        case _:
            pass
    if not again:
        yield Fact("replied", at, operator=who)


def _moved(before: Conversation, event: Event, decision: Decision) -> Iterator[Fact]:
    old, new, at = before.stage, decision.conversation.stage, event.at
    if isinstance(old, Resolved):
        yield from _after_the_end(old, new, event)
    elif _says_why(old, new):
        yield Fact("commented", at)
    match new:
        case Waiting(entry=entry, team=team) if not isinstance(old, Waiting) or old.entry != entry:
            yield Fact("handed_off", at, team=team)
        case Waiting(team=team) if isinstance(event, TimerFired) and isinstance(old, Waiting) and old.team != team:
            yield Fact("escalated", at, team=team)
        case WithOperator(operator=who) if not isinstance(old, WithOperator) or old.operator != who:
            waited = (at - old.since) / 1000 if isinstance(old, Waiting) else None
            yield Fact("claimed", at, waited, operator=who, team=new.team)
        case Resolved(by="merge") if not isinstance(old, Resolved):
            yield Fact("merged", at)
        case Resolved(operator=who) if not isinstance(old, Resolved):
            yield Fact("resolved", at, (at - before.opened_at) / 1000, operator=who, team=_team(old))
        case _:
            pass


def _after_the_end(old: Resolved, new: Stage, event: Event) -> Iterator[Fact]:
    """What was rated, also where the rating itself brings it back to people."""
    match new:
        case Resolved(rating=int(score), rated_at=rated):
            if rated != old.rated_at:
                yield Fact("rated", event.at, float(score), operator=old.operator)
        case Waiting(reason=Reason.RATED) if (given := _score(event)) is not None:
            yield Fact("rated", event.at, float(given), operator=old.operator)
        case _:
            pass
    if isinstance(new, Resolved):
        if new.commented and not old.commented:
            yield Fact("commented", event.at, operator=old.operator)
    else:
        yield Fact("reopened", event.at, (event.at - old.since) / 1000, operator=_operator(event))


def _says_why(old: Stage, new: Stage) -> bool:
    """Whether these were the words after a poor rating: `afterwards.comments` marks the stage with the thanks."""
    if not isinstance(old, Waiting) or not isinstance(new, Waiting):
        return False
    return old.reason == new.reason == Reason.RATED and not old.acknowledged_at and new.acknowledged_at > 0


def _score(event: Event) -> int | None:
    """What the user gave, by a button or otherwise."""
    match event:
        case UserRated(score=score):
            return score
        case UserChose(choice=choice) if choice.startswith("rate:"):
            return int(choice.removeprefix("rate:"))
        case _:
            return None


def _operator(event: Event) -> str | None:
    """Who acts, by the name that colleagues know."""
    return event.actor.name if isinstance(event, OperatorActed) else None


def _team(stage: Stage) -> str | None:
    return stage.team if isinstance(stage, Waiting | WithOperator) else None


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
