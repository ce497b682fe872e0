"""In the queue: nobody has the floor, people are on their way."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide import answers, common, followup, menu, moves
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
from conversation.model import Waiting
from conversation.starts import entry_for
from handoff.model import Priority
from intents.model import Entry


def handle(turn: Turn, event: Event, stage: Waiting) -> None:
    """What `event` does while the conversation waits."""
    match event:
        case UserSaid():
            turn.relay_to_desk(event.text, event.files, event.reply_to)
            _meanwhile(turn, event, stage)
        case UserEdited(message=message, text=text):
            turn.edit_at_desk(message, text)
        case UserDeleted(message=message):
            common.take_back(turn, message)
        case UserReacted(message=message, emoji=emoji):
            turn.mark_at_desk(message, emoji)
        case UserChose(choice=choice):
            _chose(turn, choice, stage)
        case UserAskedForHuman():
            moves.hand_on(turn)
            common.status(turn)
        case UserCommanded(argument=argument):
            _from_faq(turn, entry_for(argument, turn.policy.faq), stage)
        case Unprocessable(text=text):
            turn.relay_to_desk(text)
            common.status(turn)
        case UserRated():
            turn.refuse("rating_early", to_user=True)
        case OperatorActed():
            moves.act_on_free(turn, event)
        case Undelivered():
            common.tell_undelivered(turn, event)
        case TimerFired():
            pass  # we owe the user something; their silence means nothing


def _meanwhile(turn: Turn, event: UserSaid, stage: Waiting) -> None:
    """The FAQ may still know it; else, now and then, a word that the message arrived.

    Small talk is left aside, since a greeting to the queue needs no FAQ, and so is what was answered just now.
    """
    entry = next((entry for entry in answers.sure(turn, event.understanding) if entry.handoff != "never"), None)
    if entry is not None and not followup.only_repeats(turn, event):
        _from_faq(turn, entry, stage)
    elif turn.event.at - stage.acknowledged_at >= turn.policy.acknowledge_every:
        turn.enter(replace(stage, acknowledged_at=turn.event.at))
        turn.say("acknowledged")


def _from_faq(turn: Turn, entry: Entry | None, stage: Waiting) -> None:
    """An answer that does not end the waiting; for an entry that is gone, where the request stands."""
    if entry is None:
        common.status(turn)
        return
    turn.say("from_faq")
    answers.answer(turn, entry)
    _raise(turn, entry, stage)


def _raise(turn: Turn, entry: Entry, stage: Waiting) -> None:
    """What turns out to be urgent moves ahead, and the desks ring once more."""
    if entry.priority == "urgent" and stage.priority != Priority.URGENT:
        urgent = replace(stage, priority=Priority.URGENT, team=entry.team or stage.team)
        turn.enter(urgent)
        turn.alert("urgent", urgent)


def _chose(turn: Turn, choice: str, stage: Waiting) -> None:
    match choice.partition(":"):
        case ("entry", _, name):
            _from_faq(turn, turn.policy.faq.entry(name), stage)
        case ("tag", _, tag):
            menu.topic(turn, tag)
        case ("rate", _, _):
            turn.refuse("rating_early", to_user=True)
        case _:
            common.status(turn)
