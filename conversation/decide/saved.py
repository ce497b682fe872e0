"""Saved replies as they go out: in the user's language, with what is known of them filled in."""

from __future__ import annotations

from conversation.decide.turn import Turn
from conversation.events import Actor
from handoff import snippets


def worded(turn: Turn, name: str, actor: Actor) -> str:
    """What the saved reply of this name says; empty if there is none."""
    policy, known = turn.policy, turn.conversation
    texts = snippets.named(policy.snippets, name)
    if texts is None:
        return ""
    values = {"name": known.contact.name or "", "number": known.number, "operator": actor.shown}
    values |= {"code": policy.code(known.id)}
    text = snippets.worded(texts, (known.language, *policy.texts.languages))
    return snippets.fill(text, {**policy.texts.variables, **values})
