"""The bot's own turn: an answer, a question back, or the admission that it does not know."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide import moves, needs, newcomers, queue, steps
from conversation.decide.turn import Turn
from conversation.effects import Suggestion
from conversation.events import UserSaid
from conversation.model import Choice, Waiting, WithBot
from handoff.model import Priority, Reason
from intents.model import Entry, Part, Understanding
from intents.normalize import normalize
from intents.segment import is_courtesy
from intents.verdict import Answer, Clarify, Fallback, Verdict, judge

MISSES_BEFORE_A_PERSON = 2
RELATED_MOST = 3
SUGGESTED_FROM = 0.3
"""Confidence from which on an entry is worth the eyes of the people who answer."""
SUGGESTED_MOST = 3
GUESSED_BELOW, GUESSED_APART = 0.5, 0.05
"""Confidence of the best, and how far the third is behind it, below which the three are as good as each other."""
QUOTED = 120
"""Characters of a question that are repeated to whoever asked it."""


def respond(turn: Turn, understanding: Understanding, *, quiet_miss: bool = False) -> None:
    """The bot's turn: answers what it is sure of, else asks back, else admits it.

    Of a message with several questions every sure part is answered, and what is said of the others is no miss.
    `quiet_miss` is for a message that was already responded to otherwise, such as by a warning.
    """
    if answer_sure(turn, understanding):
        return
    match judge(understanding.parts[0], turn.policy.thresholds):
        case Clarify(names) if not quiet_miss:
            clarify(turn, understanding.parts[0], len(names))
        case Fallback() | Clarify() | Answer():
            if not quiet_miss:
                miss(turn, "fallback")


def answer_sure(turn: Turn, understanding: Understanding) -> bool:
    """Answers every part that surely means an entry, and says once which questions are left; False if none does."""
    entries = sorted(sure(turn, understanding), key=lambda entry: bool(entry.steps))  # what we ask stands last
    for entry in entries:
        answer(turn, entry, guided=entry is entries[-1])
    unknown = [part.text for part in understanding.parts if not isinstance(_verdict(turn, part), Answer)]
    if entries and unknown and isinstance(turn.conversation.stage, WithBot):
        person = () if steps.open_step(turn) or _helped(turn, entries[-1]) else (turn.choice("human", "choice_human"),)
        turn.say("rest_unknown", choices=person, rest=" ".join(unknown)[:QUOTED])
    return bool(entries)


def correct(turn: Turn, understanding: Understanding) -> None:
    """What an edit asks that was not answered just now. It is never a miss: nobody is handed off by mending a typo."""
    for entry in sure(turn, understanding):
        if entry.id != turn.before.last_entry and entry.handoff != "never":
            answer(turn, entry)


def sure(turn: Turn, understanding: Understanding) -> tuple[Entry, ...]:
    """The entries that the parts of a message surely mean, each once; those that are gone by now left out."""
    verdicts = (_verdict(turn, part) for part in understanding.parts)
    names = dict.fromkeys(verdict.entry for verdict in verdicts if isinstance(verdict, Answer))
    found = (turn.policy.faq.entry(name) for name in names)
    return tuple(entry for entry in found if entry is not None)


def calls_for_people(turn: Turn, understanding: Understanding) -> bool:
    """Whether a part surely means an entry that always wants people, such as a theft."""
    return any(entry.handoff == "always" for entry in sure(turn, understanding))


def suggest(turn: Turn, event: UserSaid) -> tuple[Suggestion, ...]:
    """The entries that may answer a user's words, the likeliest first, for the people who read them.

    None where the words ask nothing, and where three are as good as each other: that is a guess, no suggestion.
    """
    asks = any(character.isalpha() for character in event.text) and not turn.policy.texts.is_closing(event.text)
    if not asks or needs.takes(turn, event):
        return ()
    known: dict[str, float] = {}
    for part in event.understanding.parts:
        for candidate in part.ranking:
            entry = turn.policy.faq.entry(candidate.entry)
            if entry is not None and entry.handoff != "never" and candidate.confidence >= SUGGESTED_FROM:
                known[entry.id] = max(candidate.confidence, known.get(entry.id, 0.0))
    best = sorted(known.items(), key=lambda item: -item[1])[:SUGGESTED_MOST]
    if len(best) == SUGGESTED_MOST and best[0][1] < GUESSED_BELOW and best[0][1] - best[-1][1] < GUESSED_APART:
        return ()
    return tuple(Suggestion(name, confidence, turn.policy.faq.version) for name, confidence in best)


def answer(turn: Turn, entry: Entry, *, guided: bool = True) -> None:
    """Says what the FAQ says, and asks whether it helped, or the first of its steps; it may want a person at once."""
    if guided and steps.guides(turn, entry):
        steps.begin(turn, entry)
        return
    waits = isinstance(turn.conversation.stage, Waiting)
    turn.say_entry(entry, _helped(turn, entry))
    if entry.handoff == "always" and not waits:
        _call_people(turn, entry)


def _call_people(turn: Turn, entry: Entry) -> None:
    priority = Priority(entry.priority or Priority.NORMAL)
    if not newcomers.turned_away(turn, priority):
        queue.enqueue(turn, Reason.ENTRY, priority=priority, team=entry.team)
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
    return (
        turn.choice("help:yes", "choice_yes"),
        turn.choice("help:no", "choice_no"),
        turn.choice("human", "choice_human"),
        *related(turn, entry),
    )


def related(turn: Turn, entry: Entry) -> tuple[Choice, ...]:
    """The first of the entry's related ones, to choose from."""
    found = (turn.policy.faq.entry(name) for name in entry.related[:RELATED_MOST])
    return tuple(Choice(f"entry:{one.id}", title(turn, one)) for one in found if one)


def _verdict(turn: Turn, part: Part) -> Verdict:
    return judge(part, turn.policy.thresholds)


def clarify(turn: Turn, part: Part, most: int) -> None:
    """Asks which of its likeliest entries was meant; nobody is asked about a greeting, unless there is nothing else."""
    found = [entry for entry in (turn.policy.faq.entry(candidate.entry) for candidate in part.ranking) if entry]
    serious = [entry for entry in found if not _is_small_talk(entry)] or found
    choices = tuple(Choice(f"entry:{entry.id}", title(turn, entry)) for entry in serious[:most])
    ends = (turn.choice("none", "choice_none"), turn.choice("human", "choice_human"))
    words = "\n\n".join(filter(None, (turn.pages(), turn.words("clarify"))))
    turn.say_text(words, kind="clarify", choices=choices + ends)


def _is_small_talk(entry: Entry) -> bool:
    questions = (question for asked in entry.questions.values() for question in asked)
    return entry.handoff == "never" and any(is_courtesy(normalize(question)) for question in questions)


def miss(turn: Turn, sentence: str, choices: tuple[Choice, ...] = ()) -> None:
    """The bot did not help: it says so once, the second time a person takes over."""
    if counted(turn):
        admit(turn, sentence, choices)


def admit(turn: Turn, sentence: str, choices: tuple[Choice, ...] = ()) -> None:
    """Says that it did not help, and what could be done now; a person always can, be it later."""
    later = newcomers.until_when(turn) if _is_time_for_people(turn) and newcomers.must_wait(turn) else ""
    words = "\n\n".join(filter(None, (turn.words(sentence), turn.pages(), later)))
    turn.say_text(words, kind="fallback", choices=(*choices, turn.choice("human", "choice_human")))


def counted(turn: Turn) -> bool:
    """Counts that the bot did not help; False when it was the second time and a person takes over."""
    stage = turn.conversation.stage
    assert isinstance(stage, WithBot)
    missed = replace(stage, misses=stage.misses + 1)
    turn.enter(missed)
    if _is_time_for_people(turn) and not newcomers.must_wait(turn):
        queue.enqueue(turn, Reason.MISSES)
        moves.hand_on(turn)
        return False
    return True


def _is_time_for_people(turn: Turn) -> bool:
    """Whether it did not help so often that a person should, if none does already."""
    stage = turn.conversation.stage
    often = isinstance(stage, WithBot) and stage.misses >= MISSES_BEFORE_A_PERSON
    return often and turn.surroundings.open_number is None
