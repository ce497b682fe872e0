"""In the queue: nobody has the floor, people are on their way."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide import afterwards, answers, common, followup, menu, moves, needs, promises
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
from conversation.model import Goal, Waiting
from conversation.starts import entry_for
from handoff.model import Claim, Priority, Reply, Resend, Resolve, SendEntry, SendSnippet
from intents.model import Entry


def handle(turn: Turn, event: Event, stage: Waiting) -> None:
    """What `event` does while the conversation waits."""
    match event:
        case UserSaid():
            turn.relay_to_desk(event.text, event.files, event.reply_to, answers.suggest(turn, event))
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
            _operator(turn, event)
        case Undelivered():
            common.tell_undelivered(turn, event)
        case TimerFired():
            promises.fired(turn, event, stage)  # their silence means nothing: we owe them something


def _meanwhile(turn: Turn, event: UserSaid, stage: Waiting) -> None:
    """The FAQ may still know it, or it answers what we asked; else, now and then, a word that the message arrived.

    Small talk is left aside, since a greeting to the queue needs no FAQ, and so is what was answered just now; but who
    asks again hears at least that it arrived, and what we asked.
    """
    if not answers.calls_for_people(turn, event.understanding) and afterwards.comments(turn, stage):
        return
    if needs.heard(turn, event):
        return
    entry = next((entry for entry in answers.sure(turn, event.understanding) if entry.handoff != "never"), None)
    if entry is not None and not followup.only_repeats(turn, event):
        _from_faq(turn, entry, stage)
        if needs.has_a_form(stage):
            needs.ask_again(turn)
        return
    asks = entry is not None or (bool(stage.needs) and needs.is_question(event.text))
    if asks and not (event.removed or event.masked):
        if needs.ask_again(turn):
            return
        stage = replace(stage, acknowledged_at=0)
    if turn.event.at - stage.acknowledged_at >= turn.policy.acknowledge_every:
        promises.heard(turn, replace(stage, acknowledged_at=turn.event.at))
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
    """What turns out to be urgent moves ahead, and the desks ring once more.

    The promise is that of the new priority; a team that had it before in this entry has promised already.
    """
    if entry.priority == "urgent" and stage.priority != Priority.URGENT:
        urgent = replace(stage, priority=Priority.URGENT)
        if entry.team not in (None, stage.team):
            goal: Goal = "breached" if entry.team in stage.tried else ""
            had = promises.had_by(stage)
            urgent = replace(urgent, team=entry.team, wanted=None, team_since=turn.event.at, tried=had, goal=goal)
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
        case ("need", _, _) if stage.needs:
            needs.skip(turn, stage)
        case _:
            common.status(turn)


def _operator(turn: Turn, event: OperatorActed) -> None:
    """Whoever comes first may take or end it, whomever it was meant for; but what is for a lead waits for a lead."""
    takes = isinstance(event.command, Claim | Reply | SendEntry | SendSnippet | Resend | Resolve)
    if takes and moves.is_for_lead(turn):
        turn.refuse("refuse_for_lead")
    else:
        moves.act_on_free(turn, event)
