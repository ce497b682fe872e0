"""One person at several addresses: `/link` gives a code, `/link CODE` elsewhere uses it, `/unlink` takes it back.

From then on they have one open conversation, whichever address they write from, and answers go where they wrote last.
Whoever made a code is told at once that it was used, and how to undo it: somebody else may have talked them out of it.
"""

from __future__ import annotations

from dataclasses import replace

from conversation.decide.turn import Turn
from conversation.events import Holder, UserCommanded
from conversation.model import Address, Resolved, WithBot

CODE_LASTS = 10 * 60_000
"""Milliseconds for which a code can be used."""
_PLACES = frozenset({"web", "telegram", "discord", "mail", "terminal"})


def handle(turn: Turn, event: UserCommanded) -> None:
    """`/link` and `/unlink`, in every stage."""
    if event.command == "unlink":
        _part(turn, event)
    elif event.argument.strip():
        _join(turn, event)
    else:
        turn.offer_code(event.code, event.at + CODE_LASTS)
        turn.say("link_code", code=event.code)


def burn(turn: Turn, event: UserCommanded) -> None:
    """A code that others could read along is used up, and goes out of their sight."""
    if event.code:
        turn.offer_code(event.code, event.at)
    if not event.removed:  # which takes it away as well
        turn.erase(turn.own)


def _join(turn: Turn, event: UserCommanded) -> None:
    holder = event.joins
    if event.barred:
        turn.say("link_slowly")
    elif holder is None:
        turn.say("link_unknown")
    elif holder.contact.id == turn.conversation.contact.id:
        turn.say("link_same")
    else:
        _joined(turn, event, holder)


def _joined(turn: Turn, event: UserCommanded, holder: Holder) -> None:
    """Where the person has an open request elsewhere, this one ends in it, unless people look after this one too."""
    turn.join(holder.contact.id, event.code)
    address = turn.conversation.address
    here = _place(turn, address, holder.address, holder.language)
    turn.say_at(holder.address, turn.policy.texts.text("link_used", holder.language, channel=here))
    stage, channel = turn.conversation.stage, _place(turn, holder.address, address, turn.conversation.language)
    if holder.number is not None and isinstance(stage, WithBot | Resolved):
        turn.stop_counting()
        turn.set(offered=())
        turn.enter(Resolved(event.at, "merge", into=holder.number))
        turn.say("link_joined", channel=channel, number=holder.number)
    else:
        turn.say("link_done", channel=channel)


def _part(turn: Turn, event: UserCommanded) -> None:
    if event.parts is None:
        turn.say("unlink_nothing")
        return
    stage = turn.conversation.stage
    if isinstance(stage, Resolved):
        turn.enter(replace(stage, into=None))
    turn.part(event.parts.id)
    turn.say("unlinked")


def _place(turn: Turn, place: Address, reader: Address, language: str) -> str:
    """What a place is called where `reader` is: by its channel, as another one where both have the same."""
    channel, words = place.channel, turn.policy.texts.text
    if channel == reader.channel == "web":
        return words("place_other_web", language)
    name = words(f"place_{channel}", language) if channel in _PLACES else channel.capitalize()
    return words("place_other", language, channel=name) if channel == reader.channel else name
