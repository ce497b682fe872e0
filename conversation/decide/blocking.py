"""What the desk does about a person in whatever stage: merge, block and unblock, and learn from what was said."""

from __future__ import annotations

from conversation.decide import moves
from conversation.decide.turn import Turn
from conversation.events import Event, OperatorActed, TimerFired, Undelivered
from conversation.model import Resolved, WithOperator
from handoff.model import Block, Merge, Teach, Unblock
from safety.access import Action, Denied, may, ownership


def handle(turn: Turn, event: Event) -> bool:
    """Does what is the same in every stage; True when that was all there is to do."""
    match event:
        case OperatorActed(command=Teach() as command):
            learn(turn, event, command)
        case OperatorActed(command=Merge() as command):
            if _may(turn, event, "merge"):
                _merge(turn, event, command)
        case OperatorActed(command=Block()):
            if moves.is_for_lead(turn):
                turn.refuse("refuse_for_lead")
            elif _may(turn, event, "block"):
                _block(turn, event)
        case OperatorActed(command=Unblock()):
            if _may(turn, event, "block"):
                _unblock(turn)
        case OperatorActed() | TimerFired() | Undelivered():
            return False
        case _:
            return turn.conversation.blocked  # nothing is taken from them
    return True


def learn(turn: Turn, event: OperatorActed, command: Teach) -> None:
    """The user's words with the entry that should have answered; whoever looked them up has filled them in."""
    if turn.policy.faq.entry(command.entry) is None:
        turn.refuse("refuse_no_entry", words=command.words)
    elif not command.text:
        turn.refuse("refuse_nothing_said")
    else:
        turn.learn(command, event.actor.name)


def _may(turn: Turn, event: OperatorActed, action: Action) -> bool:
    stage = turn.conversation.stage
    owner = stage.operator if isinstance(stage, WithOperator) else None
    answer = may(event.actor.role, action, ownership(owner, event.actor.name))
    if not isinstance(answer, Denied):
        return True
    turn.refuse("refuse_needs_lead" if answer.reason == "needs_lead" else "refuse_has_it", who=owner or "")
    return False


def _merge(turn: Turn, event: OperatorActed, command: Merge) -> None:
    """This one ends, and whoever wrote it is helped in the other one."""
    known = turn.conversation
    if isinstance(known.stage, Resolved):
        turn.refuse("refuse_reopen_first")
    elif command.number == known.number or not command.contact:
        turn.refuse("refuse_merge", number=command.number)
    else:
        moves.resolve(turn, "merge", operator=event.actor.name, into=command.number)
        turn.set(offered=())
        if command.contact != known.contact.id:
            turn.join(command.contact)
        turn.say("merged", number=command.number)


def _block(turn: Turn, event: OperatorActed) -> None:
    """The end, without a rating, said once."""
    if turn.conversation.blocked:
        return
    if not isinstance(turn.conversation.stage, Resolved):
        moves.resolve(turn, "operator", operator=event.actor.name)
    turn.set(blocked=True, offered=())
    turn.say("blocked")


def _unblock(turn: Turn) -> None:
    if turn.conversation.blocked:
        turn.set(blocked=False)
        turn.say("unblocked")
