"""In groups and public channels: the bot says what it surely knows, and everything else belongs into private.

Nobody enters the queue here, no number is told, and "I did not understand" is never said: what is not for the bot is
passed over. Whoever asks for a person, or shows a secret, is led to a private chat, with a word about false staff.
"""

from __future__ import annotations

from conversation.decide import answers, blocking, common, linking, moves
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
from conversation.model import Choice, Conversation, Resolved, WithBot
from handoff.model import Note, Resolve, SendEntry, Teach
from intents.model import Entry


def concerns(conversation: Conversation, event: Event) -> bool:
    """Whether this happens where others read along. A member of a public place has an address of their own there."""
    heard = event.heard if isinstance(event, UserSaid | UserAskedForHuman | UserCommanded) else "private"
    return conversation.address.user != "" or heard != "private"


def handle(turn: Turn, event: Event) -> None:
    """What `event` does in public, whatever the stage."""
    match event:
        case UserSaid():
            _said(turn, event)
        case UserAskedForHuman():
            _lead_away(turn, "public_human", event.removed)
        case UserCommanded():
            if event.command == "link" and event.argument:
                linking.burn(turn, event)
            _lead_away(turn, "public_pointer", event.removed)
        case UserEdited(message=message, removed=removed):
            if removed:
                _secret(turn, message)
        case Unprocessable(removed=removed):
            if removed:
                _secret(turn, turn.own)
        case UserChose(choice="solved") if _is_offered(turn, "solved"):
            if isinstance(turn.conversation.stage, WithBot):
                moves.resolve(turn, "user")
        case UserChose(choice="solved"):
            turn.refuse("choice_gone", to_user=True)
        case UserChose():
            turn.refuse("public_choice", to_user=True)
        case UserRated():
            turn.refuse("rating_early", to_user=True)
        case OperatorActed():
            _operator(turn, event)
        case TimerFired():
            counted = event.timer == "silence" and event.since == turn.conversation.quiet_since
            if counted and isinstance(turn.conversation.stage, WithBot):
                moves.resolve(turn, "silence")
        case UserReacted() | UserDeleted() | Undelivered():
            pass


def _said(turn: Turn, event: UserSaid) -> None:
    entries = answers.sure(turn, event.understanding)
    if event.removed:
        common.follow(turn, event.understanding.parts[0].language, event.text)
        _secret(turn, turn.own)
    elif entries:
        common.follow(turn, event.understanding.parts[0].language, event.text)
        if isinstance(turn.conversation.stage, Resolved):
            moves.reopen_with_bot(turn)
        people = any(entry.handoff == "always" for entry in entries)
        ends = () if people else _ends(turn, entries)
        for entry in entries:
            turn.say_entry(entry, ends if entry is entries[-1] else (), reply_to=turn.own)
        if people:
            _point(turn, "public_human")
    elif event.heard == "overheard":
        return  # people talk to each other
    _count(turn)


def _ends(turn: Turn, entries: tuple[Entry, ...]) -> tuple[Choice, ...]:
    """What stands below an answer; a guide goes on in private."""
    solved, private = turn.choice("solved", "choice_solved"), turn.choice("private", "choice_private")
    return (solved, private) if any(entry.steps for entry in entries) else (solved,)


def _is_offered(turn: Turn, choice: str) -> bool:
    return choice in {offered.id for offered in turn.conversation.offered}


def _lead_away(turn: Turn, sentence: str, removed: tuple[str, ...]) -> None:
    if removed:
        _secret(turn, turn.own)
    else:
        _point(turn, sentence, reply_to=turn.own)
    _count(turn)


def _secret(turn: Turn, message: str) -> None:
    """Gone first, then one sentence that says nothing of what it was: others read along."""
    turn.erase(message)
    turn.say("public_secret", kind="warning", choices=(turn.choice("private", "choice_private"),))


def _point(turn: Turn, sentence: str, reply_to: str | None = None) -> None:
    turn.say(sentence, choices=(turn.choice("private", "choice_private"),), reply_to=reply_to)


def _count(turn: Turn) -> None:
    if isinstance(turn.conversation.stage, WithBot):
        turn.count_silence(turn.policy.bot_silence)


def _operator(turn: Turn, event: OperatorActed) -> None:
    """Words of the FAQ may be said in public; a talk with a person may not."""
    match event.command:
        case Note():
            pass
        case Teach() as command:
            blocking.learn(turn, event, command)
        case SendEntry(entry=name) as command:
            entry = turn.policy.faq.entry(name)
            if not common.refuses(turn, command) and entry is not None:
                turn.say_entry(entry)
        case Resolve(after=0):
            if not isinstance(turn.conversation.stage, Resolved):
                moves.resolve(turn, "operator", operator=event.actor.name)
        case _:
            turn.refuse("refuse_public")
