"""What the user thinks of it: the rating, its comment, one reminder, and back to people where it was poor.

The timer "rating" follows from the conversation alone: `arm` sets and cancels it after every decision.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from conversation.decide import newcomers, queue
from conversation.decide.turn import Turn
from conversation.events import TimerFired
from conversation.model import Choice, Conversation, Resolved, Waiting
from handoff.model import Priority, Reason

PREFIX = "rate:"
RATINGS = tuple(Choice(f"{PREFIX}{score}", score) for score in ("1", "2", "3", "4", "5"))
_SCORE = re.compile(r"([1-5]) ?(?:/ ?5|out of 5|stars?|points?|分|星)?[.!。]?", re.IGNORECASE)
_LONGEST_SCORE = 20
POOR = 2
"""With this score or a lower one, a lead looks into it."""


def typed_score(conversation: Conversation, text: str) -> str | None:
    """The choice that is meant by a score in words such as "4", "4/5" or "4分", while a rating is what we asked for."""
    asked = isinstance(conversation.stage, Resolved) and conversation.offered == RATINGS
    found = _SCORE.fullmatch(unicodedata.normalize("NFKC", text[:_LONGEST_SCORE]).strip()) if asked else None
    return f"{PREFIX}{found[1]}" if found else None


def rate(turn: Turn, stage: Resolved, score: int) -> None:
    """A good rating is kept and thanked for; a poor one goes to a lead, and the words that follow with it."""
    if score > POOR or newcomers.must_wait(turn):
        turn.enter(replace(stage, rating=score, rated_at=turn.event.at, commented=False))
        turn.say("rated")
        if score <= POOR:
            newcomers.turned_away(turn)
        return
    queue.enqueue(turn, Reason.RATED, priority=Priority.HIGH, notice="rated_poor", for_lead=True)
    if isinstance(turn.conversation.stage, Waiting):
        turn.enter(replace(turn.conversation.stage, acknowledged_at=0))


def comments(turn: Turn, stage: Waiting) -> bool:
    """Thanks for the words that follow a poor rating, once."""
    if stage.reason != Reason.RATED or stage.acknowledged_at:
        return False
    turn.enter(replace(stage, acknowledged_at=turn.event.at))
    turn.say("commented")
    return True


def fired(turn: Turn, event: TimerFired, stage: Resolved) -> None:
    """The user is asked once more, unless they have said it already."""
    if event.timer == "rating" and event.since == _asked(turn, turn.conversation):
        turn.enter(replace(stage, reminded=True))
        turn.say("rate_again", choices=RATINGS)


def arm(turn: Turn) -> None:
    """Sets the timer where the user was asked for a rating, and cancels it where that is of no concern any more."""
    before, now = _asked(turn, turn.before), _asked(turn, turn.conversation)
    ran_down = isinstance(turn.event, TimerFired) and turn.event.timer == "rating"
    if before != now or ran_down:
        at = None if now is None else now + turn.policy.rules.remind_rating
        turn.wake("rating", at, turn.event.at if now is None else now)


def _asked(turn: Turn, conversation: Conversation) -> int | None:
    """Since when (epoch ms) a rating is waited for that may be asked for once more."""
    stage = conversation.stage
    if not isinstance(stage, Resolved) or stage.rating is not None or stage.reminded or conversation.blocked:
        return None
    asked = any(choice.id.startswith(PREFIX) for choice in conversation.offered)
    in_time = 0 < turn.policy.rules.remind_rating <= turn.policy.reopen_within  # after that, no button of it counts
    return stage.since if asked and in_time else None
