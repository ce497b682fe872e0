"""The bot's own turn: an answer, a question back, or the admission that it does not know."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide import moves
from conversation.decide.turn import Turn
from conversation.model import Choice, Waiting, WithBot
from handoff.model import Priority, Reason
from intents.model import Entry, Understanding
from intents.verdict import Answer, Clarify, Fallback, judge

MISSES_BEFORE_A_PERSON = 2
RELATED_MOST = 3


def respond(turn: Turn, understanding: Understanding, *, quiet_miss: bool = False) -> None:
    """The bot's turn: answers what it is sure of, else asks back, else admits it.

    Of a message with several questions every sure part is answered, the rest left alone. `quiet_miss` is for a message
    that was already responded to otherwise, such as by a warning.
    """
    entries = sure(turn, understanding)
    if entries:
        for entry in entries:
            answer(turn, entry)
        return
    match judge(understanding.parts[0], turn.policy.thresholds):
        case Clarify(names) if not quiet_miss:
            clarify(turn, names)
        case Fallback() | Clarify() | Answer():
            if not quiet_miss:
                miss(turn, "fallback")


def correct(turn: Turn, understanding: Understanding) -> None:
    """What an edit asks that was not answered just now. It is never a miss: nobody is handed off by mending a typo."""
    for entry in sure(turn, understanding):
        if entry.id != turn.before.last_entry:
            answer(turn, entry)


def sure(turn: Turn, understanding: Understanding) -> tuple[Entry, ...]:
    """The entries that the parts of a message surely mean, each once; those that are gone by now left out."""
    verdicts = (judge(part, turn.policy.thresholds) for part in understanding.parts)
    names = dict.fromkeys(verdict.entry for verdict in verdicts if isinstance(verdict, Answer))
    found = (turn.policy.faq.entry(name) for name in names)
    return tuple(entry for entry in found if entry is not None)


def calls_for_people(turn: Turn, understanding: Understanding) -> bool:
    """Whether a part surely means an entry that always wants people, such as a theft."""
    return any(entry.handoff == "always" for entry in sure(turn, understanding))


def answer(turn: Turn, entry: Entry) -> None:
    """Says what the FAQ says, and asks whether it helped; an entry may want a person at once."""
    waits = isinstance(turn.conversation.stage, Waiting)
    turn.say_entry(entry, _helped(turn, entry))
    if entry.handoff == "always" and not waits:
        priority = Priority(entry.priority or Priority.NORMAL)
        moves.enqueue(turn, Reason.ENTRY, priority=priority, team=entry.team)
        moves.hand_on(turn)


def chosen(turn: Turn, name: str) -> None:
    """The answer behind a button; one that left the FAQ meanwhile is a miss."""
    entry = turn.policy.faq.entry(name)
    if entry is None:
        miss(turn, "fallback")
    else:
        answer(turn, entry)


def title(turn: Turn, entry: Entry) -> str:
    """What a button for this entry reads."""
    return turn.policy.texts.render(entry.title_in(turn.conversation.language))


def _helped(turn: Turn, entry: Entry) -> tuple[Choice, ...]:
    if entry.handoff != "offer" or not isinstance(turn.conversation.stage, WithBot):
        return ()
    related = (turn.policy.faq.entry(name) for name in entry.related[:RELATED_MOST])
    return (
        turn.choice("help:yes", "choice_yes"),
        turn.choice("help:no", "choice_no"),
        turn.choice("human", "choice_human"),
        *(Choice(f"entry:{found.id}", title(turn, found)) for found in related if found),
    )


def clarify(turn: Turn, names: tuple[str, ...]) -> None:
    """Asks which of these entries was meant."""
    found = (turn.policy.faq.entry(name) for name in names)
    choices = tuple(Choice(f"entry:{entry.id}", title(turn, entry)) for entry in found if entry)
    ends = (turn.choice("none", "choice_none"), turn.choice("human", "choice_human"))
    turn.say("clarify", kind="clarify", choices=choices + ends)


def miss(turn: Turn, sentence: str) -> None:
    """The bot did not help: it says so once, the second time a person takes over."""
    stage = turn.conversation.stage
    assert isinstance(stage, WithBot)
    missed = replace(stage, misses=stage.misses + 1)
    turn.enter(missed)
    if missed.misses >= MISSES_BEFORE_A_PERSON and turn.surroundings.open_number is None:
        moves.enqueue(turn, Reason.MISSES)
        moves.hand_on(turn)
    else:
        turn.say(sentence, kind="fallback", choices=(turn.choice("human", "choice_human"),))
