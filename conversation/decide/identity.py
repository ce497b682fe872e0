"""Is this really our staff? `/verify` tells by the conversation's code, or by the name that users see."""

from __future__ import annotations

from conversation.decide.turn import Turn
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
    elif (colleague := turn.policy.roster.known_as(words)) is not None:
        turn.say("verify_name_ours", name=colleague.alias or colleague.name)
    else:
        turn.say("verify_unknown", kind="warning", asked=words[:QUOTED])
