"""A person has the floor: the bot relays and keeps quiet."""

from __future__ import annotations

from dataclasses import replace

from conversation import words
from conversation.decide import answers, common, moves, owner, queue
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
from conversation.model import Choice, WithOperator
from handoff.model import (
    Amend,
    Claim,
    Delete,
    Reason,
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
from safety.access import Action, Allowed, may


def handle(turn: Turn, event: Event, stage: WithOperator) -> None:
    """What `event` does while `stage.operator` has the floor."""
    match event:
        case UserSaid():
            turn.relay_to_desk(event.text, event.files, event.reply_to, answers.suggest(turn, event))
            owner.heard(turn, stage, parting=_is_parting(turn, event))
        case UserEdited():
            _edited(turn, event, stage)
        case UserDeleted(message=message):
            common.take_back(turn, message)
        case UserReacted(message=message, emoji=emoji):
            turn.mark_at_desk(message, emoji)
        case Unprocessable(text=text):
            turn.relay_to_desk(text)
            owner.heard(turn, stage)
        case UserChose(choice=choice):
            if choice.startswith("rate:"):
                turn.refuse("rating_early", to_user=True)
            else:
                turn.relay_to_desk(_label(turn.conversation.offered, choice))
                owner.heard(turn, stage)
        case UserAskedForHuman():
            moves.hand_on(turn)
            owner.heard(turn, stage)
            common.status(turn)
        case UserCommanded():
            common.status(turn)
        case UserRated():
            turn.refuse("rating_early", to_user=True)
        case TimerFired(timer="silence"):
            if event.since == turn.conversation.quiet_since:
                _silence(turn, stage, event.since)
        case TimerFired():
            owner.fired(turn, event, stage)
        case OperatorActed():
            _operator(turn, event, stage)
        case Undelivered():
            common.tell_undelivered(turn, event)


def _is_parting(turn: Turn, event: UserSaid) -> bool:
    """Whether these are only thanks or a goodbye, which nobody has to answer."""
    return turn.policy.texts.is_closing(event.text) and not (event.files or event.removed)


def _edited(turn: Turn, event: UserEdited, stage: WithOperator) -> None:
    """The user is there, so their silence begins anew; but a mended typo is not yet an answer to the operator."""
    turn.edit_at_desk(event.message, event.text)
    if turn.conversation.quiet_since is not None:
        turn.enter(replace(stage, warned=False))
        turn.count_silence(turn.policy.warn_after)


def _label(offered: tuple[Choice, ...], choice: str) -> str:
    return next(item.label for item in offered if item.id == choice)


def _silence(turn: Turn, stage: WithOperator, since: int) -> None:
    """First a warning, then the end."""
    if stage.warned:
        moves.resolve(turn, "silence", operator=stage.operator, sentence="quiet_closed")
        return
    turn.enter(replace(stage, warned=True))
    rest = turn.policy.auto_resolve - turn.policy.warn_after
    turn.say("quiet_warning", wait=words.span(turn.policy, turn.conversation.language, rest))
    turn.count_on(since, turn.policy.auto_resolve)


def _operator(turn: Turn, event: OperatorActed, stage: WithOperator) -> None:
    """Mine, or somebody else's: `safety.access` says who may; the words say why not."""
    mine = stage.operator == event.actor.name
    actor, who = event.actor, stage.operator
    match event.command:
        case Claim():
            if not mine and _allowed(event, "claim", mine=False):
                moves.take(turn, actor, announce=True)
            elif not mine:
                turn.refuse("refuse_has_it", who=who)
        case Reply() | SendEntry() | SendSnippet() | Resend() as command:
            if _allowed(event, "reply", mine=mine):
                moves.reply(turn, actor, command)
            else:
                turn.refuse("refuse_claim_first", who=who)
        case Amend() | Delete() as command:
            if _allowed(event, "change", mine=mine):
                moves.change(turn, actor, command)
            else:
                turn.refuse("refuse_claim_first", who=who)
        case Reopen():
            turn.refuse("refuse_open")
        case _:
            _disposes(turn, event, stage, mine=mine)


def _disposes(turn: Turn, event: OperatorActed, stage: WithOperator, *, mine: bool) -> None:
    """Where it goes from here, which its owner says, or a lead."""
    match event.command:
        case Release() if _allowed(event, "release", mine=mine):
            queue.enqueue(
                turn,
                Reason.RELEASED,
                priority=stage.priority,
                team=stage.team,
                since=stage.waits_since,
                notice="released",
            )
        case Transfer(to) if _allowed(event, "transfer", mine=mine):
            moves.transfer(turn, to)
        case Resolve(after=0) if _allowed(event, "resolve", mine=mine):
            moves.resolve(turn, "operator", operator=event.actor.name, sentence="resolved")
        case Resolve(after) if _allowed(event, "resolve", mine=mine):
            moves.schedule(turn, after)
        case Snooze(span) if _allowed(event, "snooze", mine=mine):
            owner.snooze(turn, stage, span)
        case _:
            turn.refuse("refuse_has_it", who=stage.operator)


def _allowed(event: OperatorActed, action: Action, *, mine: bool) -> bool:
    return isinstance(may(event.actor.role, action, "mine" if mine else "others"), Allowed)
