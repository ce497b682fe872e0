"""Steps that several stages share: into the queue, to a person, to the end."""

from __future__ import annotations

from dataclasses import replace

from conversation import words
from conversation.decide import afterwards, newcomers, queue, saved, steps
from conversation.decide.turn import Turn
from conversation.events import Actor, OperatorActed, UserAskedForHuman, UserChose, UserSaid
from conversation.model import Closer, Resolved, Stage, Waiting, WithBot, WithOperator
from handoff import routing
from handoff.model import (
    Amend,
    Claim,
    Delete,
    Priority,
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

Said = Reply | SendEntry | SendSnippet | Resend
"""What an operator says to the user."""


def ask_for_human(turn: Turn) -> None:
    """What `/human` does while the bot has the floor."""
    if turn.surroundings.open_number is not None:
        turn.say("already_open", number=turn.surroundings.open_number)
    elif not newcomers.turned_away(turn):
        queue.enqueue(turn, Reason.ASKED)
        hand_on(turn)


def hand_on(turn: Turn) -> None:
    """What came along with the wish for a person, such as a file or a question, is for that person to see."""
    match turn.event:
        case UserAskedForHuman(text=text, files=files) if files or _says_more(turn, text):
            turn.relay_to_desk(_beside_the_wish(text), files)
        case UserSaid(text=text, files=files) if files:
            turn.relay_to_desk(text, files)
        case _:
            pass


def _says_more(turn: Turn, text: str) -> bool:
    """Whether these words are more than the wish itself."""
    return bool(_beside_the_wish(text)) and not turn.policy.texts.means_human(text)


def _beside_the_wish(text: str) -> str:
    """What stands behind `/human`, or the whole of what is no command."""
    return text.partition(" ")[2].strip() if text.startswith("/") else text


def hand_over_unreadable(turn: Turn) -> None:
    """Input that we could not read goes to people."""
    if newcomers.must_wait(turn):
        turn.say("unreadable_only", kind="warning")
        newcomers.turned_away(turn)
        return
    turn.say("unreadable", kind="warning")
    queue.enqueue(turn, Reason.UNPROCESSABLE)


def take(turn: Turn, actor: Actor, *, announce: bool) -> None:
    """This operator has the floor from now on, and owes the user a word."""
    stage = turn.conversation.stage
    mine = WithOperator(turn.event.at, actor.name, shown=actor.shown, owes_since=turn.event.at)
    match stage:
        case Waiting():
            mine = replace(mine, priority=stage.priority, team=stage.team, waited_from=stage.since)
        case WithOperator():
            owed = mine.owes_since if stage.owes_since is None else stage.owes_since
            mine = replace(mine, priority=stage.priority, team=stage.team, waited_from=stage.waited_from)
            mine = replace(mine, owes_since=owed)
        case WithBot() | Resolved():
            pass
    turn.enter(mine)
    turn.stop_counting()
    if announce:
        turn.say("taken", operator=actor.shown)


def reply(turn: Turn, actor: Actor, command: Said) -> None:
    """The owner's words reach the user, or saved ones in the owner's name; then we wait for theirs.

    Where an end is scheduled, it says itself how long we wait.
    """
    stage = turn.conversation.stage
    assert isinstance(stage, WithOperator)
    beckons = isinstance(command, Resend) and command.by == "mention"  # which is nobody's first word
    answered = replace(stage, warned=False, owes_since=None, reminded=False, snoozed_until=None)
    turn.enter(replace(answered, waited_from=stage.waited_from if beckons else None))
    match command:
        case Reply(text, files, reply_to):
            turn.relay_to_user(actor, text, files, reply_to)
        case Resend():
            turn.resend_to_user(actor, command)
        case SendSnippet(name):
            turn.relay_to_user(actor, saved.worded(turn, name, actor))  # `common` refuses one that is not there
        case SendEntry(entry=name):
            entry = turn.policy.faq.entry(name)
            assert entry is not None  # `common` refuses an entry that is not there
            turn.set(last_entry=entry.id)
            turn.relay_to_user(actor, turn.entry_words(entry), media=entry.media)
    if stage.resolve_at is None:
        turn.count_silence(turn.policy.warn_after)


def change(turn: Turn, actor: Actor, command: Amend | Delete) -> None:
    """What an operator said reads differently at the user's now, or is gone there."""
    match command:
        case Amend(message, text):
            turn.edit_at_user(message, actor, text)
        case Delete(message):
            turn.erase(message)


def transfer(turn: Turn, to: str) -> None:
    """Back into the queue for a team or a colleague, keeping the place; what is for a lead, an operator keeps so."""
    stage, policy = turn.conversation.stage, turn.policy
    target = routing.target(policy.rules, policy.roster, to)
    if target is None:
        near = routing.near(policy.rules, policy.roster, to)
        turn.refuse("refuse_nobody_named", words=to, near=", ".join(near))
        return
    since = _waits_since(stage)
    priority = stage.priority if isinstance(stage, Waiting | WithOperator) else Priority.NORMAL
    queue.enqueue(
        turn,
        Reason.TRANSFERRED,
        priority=priority,
        team=target.team,
        wanted=target.wanted,
        since=since,
        notice="transferred",
        for_lead=is_for_lead(turn),
    )


def is_for_lead(turn: Turn) -> bool:
    """Whether it waits for a lead and an operator acts: whoever complains of one is not in the hands of another."""
    stage, event = turn.conversation.stage, turn.event
    lead = isinstance(event, OperatorActed) and event.actor.role in routing.LEADS
    return isinstance(stage, Waiting) and stage.for_lead and not lead


def _waits_since(stage: Stage) -> int | None:
    match stage:
        case Waiting(since=since):
            return since
        case WithOperator():
            return stage.waits_since
        case WithBot() | Resolved():
            return None


def schedule(turn: Turn, after: int) -> None:
    """It ends in `after` ms, unless the user writes before."""
    stage = turn.conversation.stage
    assert isinstance(stage, WithOperator)
    ending = replace(stage, resolve_at=turn.event.at + after, snoozed_until=None, warned=False)
    turn.enter(replace(ending, owes_since=None, reminded=False))
    turn.stop_counting()
    turn.say("resolve_soon", wait=words.span(turn.policy, turn.conversation.language, after))


def resolve(
    turn: Turn, by: Closer, *, operator: str | None = None, sentence: str | None = None, into: int | None = None
) -> None:
    """Done; with a `sentence` the user hears it and is asked for a rating. `into` is what it was merged with."""
    turn.enter(Resolved(turn.event.at, by, operator, into=into))
    turn.stop_counting()
    if sentence is not None:
        turn.say(sentence, choices=afterwards.RATINGS)


def reopen_with_bot(turn: Turn) -> None:
    """The user came back: the bot has the floor again. A guide begins anew, unless it goes on where it was left."""
    turn.enter(WithBot(turn.event.at))
    if not (isinstance(turn.event, UserChose) and turn.event.choice.startswith(steps.PREFIX)):
        turn.set(guide=None)


def act_on_free(turn: Turn, event: OperatorActed) -> None:
    """What an operator's command does while nobody has the floor: the bot is talking, or the user waits."""
    match event.command:
        case Claim():
            take(turn, event.actor, announce=True)
        case Reply() | SendEntry() | SendSnippet() | Resend() as command:
            take(turn, event.actor, announce=False)
            reply(turn, event.actor, command)
        case Transfer(to):
            transfer(turn, to)
        case Resolve(after=0):
            resolve(turn, "operator", operator=event.actor.name, sentence="resolved")
        case Resolve(after):
            take(turn, event.actor, announce=True)
            schedule(turn, after)
        case Release():
            turn.refuse("refuse_nobody")
        case Reopen():
            turn.refuse("refuse_open")
        case Amend() | Delete():
            turn.refuse("refuse_claim_to_change")
        case Snooze():
            turn.refuse("refuse_claim_to_snooze")
