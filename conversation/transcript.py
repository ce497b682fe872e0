"""(before, event, decision) -> the lines that people can read afterwards, and those that read differently now."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from conversation.change import Message, Revision
from conversation.decide import Decision
from conversation.effects import Relay, Say
from conversation.events import (
    Event,
    OperatorActed,
    TimerFired,
    Undelivered,
    Unprocessable,
    UserAskedForHuman,
    UserChose,
    UserCommanded,
    UserDeleted,
    UserEdited,
    UserRated,
    UserReacted,
    UserSaid,
    is_own_line,
    own_line,
)
from conversation.model import Conversation
from conversation.texts import Texts
from handoff.model import Amend, Delete, Note

_SHIPPED = Texts()
_ABOUT_A_PLACE = frozenset({"link", "unlink"})
"""What is said on these is for the place where it was typed: at another one it would name codes that nobody typed."""


def messages(before: Conversation, event: Event, decision: Decision) -> tuple[Message, ...]:
    """The user's line or the operator's note first, then what was said and relayed to the user."""
    if isinstance(event, UserSaid) and event.heard == "overheard" and not decision.effects:
        return ()  # people talked to each other in public; their words are not ours to keep
    own = _with_suggestions(_own(before, event), decision)
    said = [_said(effect, event.at) for effect in decision.effects if isinstance(effect, Say | Relay)]
    lines = tuple(line for line in (own, *said) if line is not None)
    if isinstance(event, UserCommanded) and event.command in _ABOUT_A_PLACE:
        here = decision.conversation.address
        return tuple(replace(line, place=line.place or here) for line in lines)
    return lines


def revisions(before: Conversation, event: Event, decision: Decision, texts: Texts = _SHIPPED) -> tuple[Revision, ...]:
    """The earlier lines that read differently now. What is deleted at the user's keeps its words as a version."""
    if decision.refusal is not None:
        return ()
    match event:
        case UserEdited(_, at, message, text) | OperatorActed(_, at, command=Amend(message, text)):
            return (Revision(message, text, at),)
        case UserDeleted(_, at, message) if is_own_line(message):
            return (Revision(message, texts.text("line_deleted", texts.languages[0]), at),)
        case OperatorActed(_, at, actor, Delete(message)):
            return (Revision(message, texts.text("deleted_by", before.language, operator=actor.shown), at),)
        case _:
            return ()


def _with_suggestions(own: Message | None, decision: Decision) -> Message | None:
    """The user's line with what the desks were told may answer it, so that everybody finds it there later."""
    if own is None:
        return None
    relayed = (effect for effect in decision.effects if isinstance(effect, Relay) and effect.to == "desk")
    found = next((effect.suggested for effect in relayed if effect.line == own.key), ())
    return replace(own, suggested=found) if found else own


def _said(effect: Say | Relay, at: int) -> Message | None:
    match effect:
        case Say(key, text, _, choices, entry, at=place):
            return Message(key, "bot", text, at, choices=choices, entry=entry, place=place)
        case Relay(key, "user", sender, text, files, message=None):
            return Message(key, "operator", text, at, name=sender, files=files)
        case _:
            return None  # words for the desk are the user's own line, and what goes out again is there already


def _own(before: Conversation, event: Event) -> Message | None:
    key, name = own_line(event), before.contact.name
    match event:
        case UserSaid(_, at, text, files=files) | UserAskedForHuman(_, at, text, files=files):
            return Message(key, "user", text, at, name=name, files=files)
        case UserCommanded(_, at, _, _, text) | Unprocessable(_, at, text):
            return Message(key, "user", text, at, name=name)
        case UserChose(_, at, choice):
            label = next((offered.label for offered in before.offered if offered.id == choice), choice)
            return Message(key, "user", label, at, name=name)
        case UserRated(_, at, score):
            return Message(key, "user", str(score), at, name=name)
        case OperatorActed(_, at, actor, Note(text)):
            return Message(key, "note", text, at, name=actor.name)
        case OperatorActed() | TimerFired() | UserEdited() | UserDeleted() | UserReacted() | Undelivered():
            return None
        case _:
            assert_never(event)
