"""In the queue: nobody has the floor, people are on their way."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide import answers, common, moves
from conversation.decide.turn import Turn
from conversation.events import (
    Event,
    OperatorActed,
    TimerFired,
    Unprocessable,
    UserAskedForHuman,
    UserChose,
    UserCommanded,
    UserRated,
    UserSaid,
)
from conversation.model import Waiting
from handoff.model import Priority
from intents.model import Entry
from intents.verdict import Answer, judge


def handle(turn: Turn, event: Event, stage: Waiting) -> None:
    """What `event` does while the conversation waits."""
    match event:
        case UserSaid():
            turn.relay_to_desk(event.text, event.files)
            _meanwhile(turn, event, stage)
        case UserChose(choice=choice):
            _chose(turn, choice)
        case UserAskedForHuman() | UserCommanded():
            common.status(turn)
        case Unprocessable(text=text):
            turn.relay_to_desk(text)
            common.status(turn)
        case UserRated():
            turn.refuse("rating_early", to_user=True)
        case OperatorActed():
            moves.act_on_free(turn, event)
        case TimerFired():
            pass  # we owe the user something; their silence means nothing


def _meanwhile(turn: Turn, event: UserSaid, stage: Waiting) -> None:
    """The FAQ may still know it; else, now and then, a word that the message arrived."""
    entry = _sure(turn, event)
    if entry is not None:
        turn.say("from_faq")
        answers.answer(turn, entry.id)
        _raise(turn, entry, stage)
    elif turn.event.at - stage.acknowledged_at >= turn.policy.acknowledge_every:
        turn.enter(replace(stage, acknowledged_at=turn.event.at))
        turn.say("acknowledged")


def _sure(turn: Turn, event: UserSaid) -> Entry | None:
    """The entry that answers, small talk left aside: a greeting to the queue needs no FAQ."""
    for part in event.understanding.parts:
        verdict = judge(part, turn.policy.thresholds)
        if isinstance(verdict, Answer):
            entry = turn.policy.faq.entry(verdict.entry)
            if entry is not None and entry.handoff != "never":
                return entry
    return None


def _raise(turn: Turn, entry: Entry, stage: Waiting) -> None:
    """What turns out to be urgent moves ahead, and the desks ring once more."""
    if entry.priority == "urgent" and stage.priority != Priority.URGENT:
        urgent = replace(stage, priority=Priority.URGENT, team=entry.team or stage.team)
        turn.enter(urgent)
        turn.alert("urgent", urgent)


def _chose(turn: Turn, choice: str) -> None:
    match choice.partition(":"):
        case ("entry", _, entry):
            turn.say("from_faq")
            answers.answer(turn, entry)
        case ("rate", _, _):
            turn.refuse("rating_early", to_user=True)
        case _:
            common.status(turn)
