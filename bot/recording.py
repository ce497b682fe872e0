"""What one event led to, as the one change that is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot import outgoing
from bot.outgoing import Carriers
from conversation import codec
from conversation.change import Change, Cursor, JournalEntry, Link, Message, Seen
from conversation.decide import Decision
from conversation.effects import Join, Learn, OfferCode, Part, Say, Wake
from conversation.events import Event, OperatorActed, TimerFired, Undelivered, UserCommanded
from conversation.facts import facts
from conversation.model import Address, Conversation
from conversation.ports import Origin
from conversation.texts import Texts
from conversation.transcript import messages, revisions


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, the conversation as it was read, and what was decided.

    `moved`: the person wrote from elsewhere than before; `stands` is as in `outgoing.rows`.
    """

    before: Conversation
    event: Event
    decision: Decision
    moved: bool = False
    stands: Mapping[str, Address] = field(default_factory=dict)


def change_of(
    happened: Happened,
    seen: Seen,
    carriers: Carriers,
    texts: Texts,
    *,
    origin: Origin | None = None,
    cursor: Cursor | None = None,
) -> Change:
    """All of it, to be kept at once."""
    before, event, decision = happened.before, happened.event, happened.decision
    effects, now = decision.effects, decision.conversation
    desk = event.desk if isinstance(event, OperatorActed) else ""
    lines = messages(before, event, decision)
    told_at = tuple(effect.at for effect in effects if isinstance(effect, Say) and effect.at is not None)
    return Change(
        seen=seen,
        conversation=now,
        journal=JournalEntry(kind_of(event), event.at, _who(event), codec.dump(_without_code(event))),
        facts=facts(before, event, decision),
        messages=lines,
        revisions=revisions(before, event, decision, texts=texts),
        links=_links(origin, lines),
        outbox=outgoing.rows(effects, now, carriers, event.at, desk, texts=texts, stands=happened.stands),
        timers=tuple(effect for effect in effects if isinstance(effect, Wake)),
        lessons=tuple(effect for effect in effects if isinstance(effect, Learn)),
        visits=(*told_at, before.address) if happened.moved else told_at,
        linking=tuple(effect for effect in effects if isinstance(effect, OfferCode | Join | Part)),
        left=before.contact.id,
        cursor=cursor,
    )


def kind_of(event: Event) -> str:
    """What the history and the metrics call it: an operator's command by its name, everything else by the event's."""
    name = type(event.command if isinstance(event, OperatorActed) else event).__name__
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _links(origin: Origin | None, lines: Sequence[Message]) -> tuple[Link, ...]:
    """Where the writer's own line stands on the platform; an order such as `/claim` made no line."""
    if origin is None or not lines or lines[0].author == "bot":
        return ()
    return tuple(Link(origin.carrier, remote, lines[0].key) for remote in origin.remotes)


def _without_code(event: Event) -> Event:
    """A code that is still good is in no history: who reads that one later must not be able to use it."""
    return replace(event, code="") if isinstance(event, UserCommanded) and not event.argument else event


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
