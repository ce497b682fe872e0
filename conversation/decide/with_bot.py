"""The bot has the floor."""

from __future__ import annotations

from conversation.decide import answers, followup, guide, menu, moves
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
from conversation.model import WithBot
from conversation.starts import entry_for
from intents.normalize import normalize
from intents.verdict import Fallback, judge


def handle(turn: Turn, event: Event) -> None:
    """What `event` does while the bot has the floor."""
    match event:
        case UserSaid():
            said(turn, event)
        case UserEdited():
            answers.correct(turn, event.understanding)
        case UserChose():
            chose(turn, event.choice)
        case UserAskedForHuman():
            moves.ask_for_human(turn)
        case Unprocessable():
            moves.hand_over_unreadable(turn)
        case UserRated():
            turn.refuse("rating_early", to_user=True)
        case TimerFired():
            if event.timer == "silence" and event.since == turn.conversation.quiet_since:
                moves.resolve(turn, "silence")
        case OperatorActed():
            moves.act_on_free(turn, event)
        case UserCommanded():
            started(turn, event)
        case UserReacted() | UserDeleted() | Undelivered():
            return  # nobody is there to see an emoji, to miss a line, or to send something again
    if isinstance(turn.conversation.stage, WithBot) and not isinstance(event, OperatorActed | TimerFired):
        turn.count_silence(turn.policy.bot_silence)


def said(turn: Turn, event: UserSaid) -> None:
    """Words: an answer, a question back, or a miss."""
    if (
        _picks(turn, event.text)
        or guide.named(turn, event.text)
        or followup.closes(turn, event)
        or followup.remarks(turn, event)
    ):
        return
    if guide.asks_again(turn, event) or followup.repeats(turn, event):
        return
    if event.files and not event.text.strip():
        answers.miss(turn, "file_seen")
    else:
        answers.respond(turn, event.understanding, quiet_miss=_is_warned(turn, event))


def _picks(turn: Turn, text: str) -> bool:
    """Takes the choice of a question back that these words read like, or count; buttons are not for everybody."""
    offered, words = turn.conversation.offered, normalize(text)
    is_asked_back = any(choice.id == "none" for choice in offered)
    counted = enumerate(offered, 1)
    picked = [choice.id for n, choice in counted if words and words in (normalize(choice.label), str(n))]
    if is_asked_back and picked:
        chose(turn, picked[0])
    return is_asked_back and bool(picked)


def _is_warned(turn: Turn, event: UserSaid) -> bool:
    """Whether what was said of a secret is response enough; where one was only masked, a question back is better."""
    part = event.understanding.parts[0]
    return bool(event.removed) or (bool(event.masked) and isinstance(judge(part, turn.policy.thresholds), Fallback))


def started(turn: Turn, event: UserCommanded) -> None:
    """A link began the chat with a question: `common` has seen that its entry is there."""
    entry = entry_for(event.argument, turn.policy.faq)
    assert entry is not None
    answers.answer(turn, entry)


def chose(turn: Turn, choice: str) -> None:
    """A button below one of the bot's messages."""
    match choice.partition(":"):
        case ("human", _, _):
            moves.ask_for_human(turn)
        case ("help", _, "yes"):
            moves.resolve(turn, "user", sentence="solved")
        case ("step", _, _):
            guide.chosen(turn, choice)
        case ("entry", _, name):
            answers.chosen(turn, name)
        case ("tag", _, tag):
            menu.topic(turn, tag)
        case ("rate", _, _):
            turn.refuse("rating_early", to_user=True)
        case _:
            answers.miss(turn, "not_helped")
