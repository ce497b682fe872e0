"""Done, until somebody says otherwise."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide import afterwards, answers, common, moves, with_bot
from conversation.decide.turn import Turn
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
)
from conversation.model import Resolved
from handoff.model import (
    Amend,
    Claim,
    Delete,
    Release,
    Reopen,
    Reply,
    Resend,
    Resolve,
    SendEntry,
    SendSnippet,
    Snooze,
    Transfer,
)


def handle(turn: Turn, event: Event, stage: Resolved) -> None:
    """What `event` does after the end."""
    match event:
        case UserSaid():
            _said(turn, event, stage)
        case UserChose(choice=choice):
            _chose(turn, event, stage, choice)
        case UserAskedForHuman() | UserCommanded() | Unprocessable():
            moves.reopen_with_bot(turn)
            with_bot.handle(turn, event)
        case UserRated(score=score):
            afterwards.rate(turn, stage, score)
        case OperatorActed():
            _operator(turn, event, stage)
        case UserReacted(message=message, emoji=emoji):
            turn.mark_at_desk(message, emoji)
        case UserDeleted(message=message):
            if stage.operator is not None:
                common.take_back(turn, message)
        case Undelivered():
            if stage.operator is not None:
                common.tell_undelivered(turn, event)
        case TimerFired():
            afterwards.fired(turn, event, stage)
        case UserEdited():
            pass  # the transcript keeps the edit


def _said(turn: Turn, event: UserSaid, stage: Resolved) -> None:
    """A comment on the rating, a last thanks, or a new question."""
    if event.removed or event.files:
        pass  # a warning was said, or there is something to look at: neither is a goodbye
    elif _comments(turn, event, stage) and not answers.calls_for_people(turn, event.understanding):
        turn.enter(replace(stage, commented=True))
        turn.say("commented")
        return
    elif turn.policy.texts.is_closing(event.text):
        return
    moves.reopen_with_bot(turn)
    with_bot.handle(turn, event)


def _comments(turn: Turn, event: UserSaid, stage: Resolved) -> bool:
    """Whether it belongs to the rating: soon after it, or written into the form that asked for it."""
    rated = stage.rated_at
    if rated is None or stage.commented:
        return False
    return event.comments or event.at - rated <= turn.policy.comment_within


def _chose(turn: Turn, event: UserChose, stage: Resolved, choice: str) -> None:
    match choice.partition(":"):
        case ("rate", _, score):
            afterwards.rate(turn, stage, int(score))
        case ("help", _, "yes"):
            turn.say("status_resolved")
        case _:
            moves.reopen_with_bot(turn)
            with_bot.handle(turn, event)


def _operator(turn: Turn, event: OperatorActed, stage: Resolved) -> None:
    match event.command:
        case Reopen():
            moves.take(turn, event.actor, announce=False)
            turn.say("reopened", operator=event.actor.shown)
        case Reply() | SendEntry() | SendSnippet() | Resend() as command:
            moves.take(turn, event.actor, announce=False)
            moves.reply(turn, event.actor, command)
        case Resolve():
            pass  # it is done, again
        case Amend() | Delete() as command if stage.operator == event.actor.name:
            moves.change(turn, event.actor, command)  # a slip is often seen just after the end
        case Claim() | Release() | Transfer() | Snooze() | Amend() | Delete():
            turn.refuse("refuse_reopen_first")
