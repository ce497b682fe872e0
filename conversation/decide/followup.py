"""What the user makes of an answer: it was not what they meant, it did not help, or it did and they say thanks."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide import answers, moves, steps
from conversation.decide.turn import Turn
from conversation.events import UserSaid
from intents.followup import read
from intents.model import Entry, Understanding
from intents.verdict import Answer, Clarify, judge

HELPED = "help:yes"


def closes(turn: Turn, event: UserSaid) -> bool:
    """Ends it where only thanks, a yes or a goodbye is said, below an answer and with nothing else open."""
    if event.removed or event.files or not _below_an_answer(turn) or not turn.policy.texts.means_helped(event.text):
        return False
    moves.resolve(turn, "user", sentence="solved")
    return True


def remarks(turn: Turn, event: UserSaid) -> bool:
    """Takes a remark on the answer as what it is, a miss; False for all else, which is judged as usual.

    The second miss brings a person, as always. A guide asks its step once more before it hears that it did not help.
    """
    understanding, last = event.understanding, _answered(turn)
    if last is None or event.removed:
        return False
    guided = steps.open_step(turn) is not None
    match understanding.remark:
        case "corrects" if guided or _below_an_answer(turn):
            _miss(turn, understanding, last)
        case "insists" if not guided or (turn.conversation.guide and turn.conversation.guide.again):
            _miss(turn, understanding, last)
        case _:
            return False
    return True


def repeats(turn: Turn, event: UserSaid) -> bool:
    """Says that it knows no more, where a follow-up could only be answered with what was answered last.

    The second time in a row that is a miss. A new language is worth saying it again.
    """
    last = _answered(turn)
    if last is None or event.removed or not only_repeats(turn, event):
        return False
    near = answers.related(turn, last)
    if turn.conversation.offered == (*near, turn.choice("human", "choice_human")):
        answers.miss(turn, "still_not_helped", near)
    else:
        answers.admit(turn, "known_above", near)
    return True


def only_repeats(turn: Turn, event: UserSaid) -> bool:
    """Whether these words go on from the last answer, and surely mean nothing but that."""
    meant = [entry.id for entry in answers.sure(turn, event.understanding)]
    same_language = turn.conversation.language == turn.before.language
    return same_language and meant == [turn.conversation.last_entry] and read(event.text).form == "follows"


def _miss(turn: Turn, understanding: Understanding, last: Entry) -> None:
    """What else was said is judged as usual, except that a message never counts twice and nothing is said twice."""
    if not answers.counted(turn):
        return
    verdicts = [judge(part, turn.policy.thresholds) for part in understanding.parts]
    others = [
        part
        for part, verdict in zip(understanding.parts, verdicts, strict=True)
        if not isinstance(verdict, Answer) or verdict.entry != last.id
    ]
    if others and answers.answer_sure(turn, replace(understanding, parts=tuple(others))):
        return
    if understanding.remark == "insists" or len(others) < len(verdicts):
        answers.admit(turn, "still_not_helped", answers.related(turn, last))
    elif isinstance(verdicts[0], Clarify):
        answers.clarify(turn, understanding.parts[0], len(verdicts[0].entries))
    else:
        answers.admit(turn, "not_helped")


def _answered(turn: Turn) -> Entry | None:
    """The entry that was answered last; small talk is no answer."""
    last = turn.conversation.last_entry
    entry = turn.policy.faq.entry(last) if last else None
    return None if entry is None or entry.handoff == "never" else entry


def _below_an_answer(turn: Turn) -> bool:
    """Whether the newest message that offered anything was an answer."""
    return _answered(turn) is not None and any(choice.id == HELPED for choice in turn.conversation.offered)
