"""Is this really our staff? `/verify` tells by the conversation's code, or by the name that users see."""

from __future__ import annotations

from conversation.decide.turn import Turn
from conversation.model import WithOperator
from safety.codes import same_code

QUOTED = 60
"""Characters of what was asked about that are repeated."""


def verify(turn: Turn, asked: str) -> None:
    """A code is ours if it is this conversation's, a name if somebody of the desk has it; all else is a warning."""
    words = asked.strip()
    if not words:
        turn.say("verify_ask")
    elif same_code(words, turn.policy.code(turn.conversation.id)):
        turn.say("verify_code_ours")
    elif name := _ours(turn, words):
        turn.say("verify_name_ours", name=name)
    else:
        turn.say("verify_unknown", kind="warning", asked=words[:QUOTED])


def _ours(turn: Turn, words: str) -> str:
    """What users call whoever of the desk has this name; empty if nobody has.

    Whoever looks after them keeps the name that they heard at the start, also where it was changed since.
    """
    roster, stage = turn.policy.roster, turn.conversation.stage
    if (colleague := roster.known_as(words)) is not None:
        return colleague.alias or colleague.name
    if not isinstance(stage, WithOperator) or roster.named(stage.operator) is None:
        return ""
    return stage.shown if words.removeprefix("@").casefold() == stage.shown.casefold() else ""
