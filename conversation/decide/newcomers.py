"""Accounts that are too new for the queue: a desk may ask for an age, where the platform tells it.

The bot goes on helping them and says from when on people can be asked. What is urgent passes, and so does whoever was
with people before: of them the house does not tell the age.
"""

from __future__ import annotations

from conversation import words
from conversation.decide.turn import Turn
from conversation.effects import Say
from conversation.policy import MINUTE
from handoff.model import Priority


def turned_away(turn: Turn, priority: Priority = Priority.NORMAL) -> bool:
    """Whether this must wait until the account is older; then the user is told so, once in a turn."""
    if not must_wait(turn, priority):
        return False
    sentence = until_when(turn)
    if not any(isinstance(effect, Say) and effect.text == sentence for effect in turn.decision().effects):
        turn.say_text(sentence, kind="notice")
    return True


def must_wait(turn: Turn, priority: Priority = Priority.NORMAL) -> bool:
    """Whether the account is too new to call people."""
    return priority is not Priority.URGENT and turn.event.at < _old_enough(turn)


def until_when(turn: Turn) -> str:
    """The sentence that says it; the moment is that of the full minute, lest somebody is a few seconds too early."""
    at = -(-_old_enough(turn) // MINUTE) * MINUTE
    opening = words.moment(turn.policy, turn.conversation.language, at, turn.event.at, within="account_young")
    return turn.words("account_young", opening=opening)


def _old_enough(turn: Turn) -> int:
    """When the account is as old as the desk asks for (epoch ms); 0 where that is of no concern."""
    made, age = turn.surroundings.account_since, turn.policy.rules.account_age
    return 0 if made is None or not age else made + age
