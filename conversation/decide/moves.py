"""Steps that several stages share: into the queue, to a person, to the end."""

from __future__ import annotations

from dataclasses import replace

from conversation import words
from conversation.decide import steps
from conversation.decide.turn import Turn
from conversation.events import Actor, OperatorActed, UserAskedForHuman, UserChose, UserSaid
from conversation.model import Choice, Closer, Resolved, Waiting, WithBot, WithOperator
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
    Transfer,
)

RATINGS = ("1", "2", "3", "4", "5")


def enqueue(
    turn: Turn,
    reason: Reason,
    *,
    priority: Priority = Priority.NORMAL,
    team: str | None = None,
    wanted: str | None = None,
    since: int | None = None,
    notice: str = "queued",
) -> None:
    """Into the queue, with exactly one ring; the user is told the place and when people are there."""
    waiting = Waiting(
        since=turn.event.at if since is None else since,
        entry=turn.event.id,
        reason=reason,
        priority=priority,
        team=team,
        wanted=wanted,
        acknowledged_at=turn.event.at,
    )
    turn.enter(waiting)
    turn.stop_counting()
    turn.say_text(_queue_words(turn, notice, team), kind="notice")
    turn.alert("new", waiting)


def _queue_words(turn: Turn, notice: str, team: str | None) -> str:
    around, language = turn.surroundings, turn.conversation.language
    sentences = [turn.words(notice)]
    next_opening = turn.policy.rules.hours_of(team).next_opening(turn.event.at)
    if next_opening is not None:
        opening = words.moment(turn.policy, language, next_opening)
        sentences.append(turn.words("queued_closed", opening=opening))
    elif around.expected_wait is not None:
        wait = words.span(turn.policy, language, around.expected_wait * 1000)
        sentences.append(turn.words("queued_wait", wait=wait))
    sentences.append(turn.words("never_first"))
    return "\n".join(sentences)


def ask_for_human(turn: Turn) -> None:
    """What `/human` does while the bot has the floor."""
    if turn.surroundings.open_number is not None:
        turn.say("already_open", number=turn.surroundings.open_number)
        return
    enqueue(turn, Reason.ASKED)
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
    turn.say("unreadable", kind="warning")
    enqueue(turn, Reason.UNPROCESSABLE)


def take(turn: Turn, actor: Actor, *, announce: bool) -> None:
    """This operator has the floor from now on."""
    stage = turn.conversation.stage
    match stage:
        case Waiting():
            mine = WithOperator(turn.event.at, actor.name, stage.priority, stage.team, waited_from=stage.since)
        case WithOperator():
            mine = replace(stage, since=turn.event.at, operator=actor.name, warned=False)
        case WithBot() | Resolved():
            mine = WithOperator(turn.event.at, actor.name)
    turn.enter(mine)
    turn.stop_counting()
    if announce:
        turn.say("taken", operator=actor.name)


def reply(turn: Turn, actor: Actor, command: Reply | SendEntry | Resend) -> None:
    """The owner's words reach the user, or those of the FAQ in the owner's name; then we wait for theirs."""
    stage = turn.conversation.stage
    assert isinstance(stage, WithOperator)
    beckons = isinstance(command, Resend) and command.by == "mention"  # which is nobody's first word
    turn.enter(replace(stage, waited_from=stage.waited_from if beckons else None, warned=False))
    match command:
        case Reply(text, files, reply_to):
            turn.relay_to_user(actor.name, text, files, reply_to)
        case Resend():
            turn.resend_to_user(actor.name, command)
        case SendEntry(entry=name):
            entry = turn.policy.faq.entry(name)
            assert entry is not None  # `common` refuses an entry that is not there
            turn.set(last_entry=entry.id)
            turn.relay_to_user(actor.name, turn.entry_words(entry), media=entry.media)
    turn.count_silence(turn.policy.warn_after)


def change(turn: Turn, actor: Actor, command: Amend | Delete) -> None:
    """What an operator said reads differently at the user's now, or is gone there."""
    match command:
        case Amend(message, text):
            turn.edit_at_user(message, actor.name, text)
        case Delete(message):
            turn.erase(message)


def transfer(turn: Turn, to: str) -> None:
    """Back into the queue for somebody else, keeping the place."""
    stage = turn.conversation.stage
    since = stage.since if isinstance(stage, Waiting) else None
    priority = stage.priority if isinstance(stage, Waiting | WithOperator) else Priority.NORMAL
    enqueue(turn, Reason.TRANSFERRED, priority=priority, team=to, wanted=to, since=since, notice="transferred")


def resolve(turn: Turn, by: Closer, *, operator: str | None = None, sentence: str | None = None) -> None:
    """Done; with a `sentence` the user hears it and is asked for a rating."""
    turn.enter(Resolved(turn.event.at, by, operator))
    turn.stop_counting()
    if sentence is not None:
        turn.say(sentence, choices=tuple(Choice(f"rate:{score}", score) for score in RATINGS))


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
        case Reply() | SendEntry() | Resend() as command:
            take(turn, event.actor, announce=False)
            reply(turn, event.actor, command)
        case Transfer(to):
            transfer(turn, to)
        case Resolve():
            resolve(turn, "operator", operator=event.actor.name, sentence="resolved")
        case Release():
            turn.refuse("refuse_nobody")
        case Reopen():
            turn.refuse("refuse_open")
        case Amend() | Delete():
            turn.refuse("refuse_claim_to_change")
