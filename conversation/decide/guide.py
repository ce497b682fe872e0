"""Guided troubleshooting: the steps of an entry, one after the other, until it is solved or a person takes over.

A guide is open while the choices of its step are: whatever offers other choices leaves it. What was answered so far
stays for the people who may see the conversation later.
"""

from __future__ import annotations

import re
from dataclasses import replace

from conversation.decide import answers, moves, newcomers, queue, steps
from conversation.decide.turn import Turn
from conversation.events import UserSaid
from conversation.model import Guide, Taken
from handoff.model import Priority, Reason
from intents.model import Entry, StepChoice
from intents.normalize import normalize
from intents.segment import without_courtesy
from intents.steps import following

ANSWERS_KEPT = 20

_LEADING = re.compile(r"(?:(?:it is|it was|by|from|via|with|the|an?) )+|(?:是的?|嗯|用|通过|我?选)+ ?")
_PAUSE = re.compile(r"[,，、;；]")
_TRAILING = re.compile(r"(?: please|的|了|啊|呢|吧|呀|哦)+$")


def chosen(turn: Turn, choice: str) -> None:
    """An answer to a step. If the FAQ has lost the step meanwhile, it is a miss; a step that changed is asked anew."""
    found = _as_it_is_now(turn, choice)
    if found is None:
        answers.miss(turn, "fallback")
        return
    entry, index, picked = found
    label = next((offered.label for offered in turn.conversation.offered if offered.id == choice), "")
    if picked is None or label not in map(turn.policy.texts.render, picked.label.values()):
        steps.ask(turn, entry, index)
    else:
        _remember(turn, entry, index, label)
        _go_on(turn, entry, index, picked)


def named(turn: Turn, text: str) -> bool:
    """Chooses what these words name, if a step is open: one of its choices reads so, or it alone begins so.

    Any language of the FAQ will do, and so does the number of the choice.
    """
    step, words = steps.open_step(turn), _plain(text)
    if step is None or not words:
        return False
    entry, index = step
    choices = entry.steps[index].choices
    read = [(choice, _readings(turn, choice)) for choice in choices]
    same = [choice for choice, labels in read if words in labels]
    bare = [choice for choice in choices if _bare(words) in _clauses(turn, choice)]
    begun = [choice for choice, labels in read if any(_begins(label, words) for label in labels)]
    counted = [choice for number, choice in enumerate(choices, 1) if words == str(number)]
    found = same[:1] or next((one for one in (bare, begun, counted) if len(one) == 1), [])
    for choice in found:
        _remember(turn, entry, index, turn.faq_words(choice.label))
        _go_on(turn, entry, index, choice)
    return bool(found)


def asks_again(turn: Turn, event: UserSaid) -> bool:
    """Whether an open step is what these words are about: it is asked once more, unless they surely mean another entry.

    The second time, what is not understood is a miss as everywhere.
    """
    step, guide = steps.open_step(turn), turn.conversation.guide
    if step is None or guide is None or guide.again:
        return False
    entry, index = step
    if any(meant.id != entry.id for meant in answers.sure(turn, event.understanding)):
        return False
    if not event.removed:  # a warning is response enough, and the choices stay open
        sentence = "guide_file" if event.files and not event.text.strip() else "guide_again"
        words = "\n\n".join(filter(None, (turn.pages(), turn.words(sentence))))
        steps.ask(turn, entry, index, words, again=True)
    return True


def _as_it_is_now(turn: Turn, choice: str) -> tuple[Entry, int, StepChoice | None] | None:
    """What an id stands for in the FAQ of today; None where the entry or the step is gone."""
    place = steps.read_id(choice)
    if place is None:
        return None
    name, index, number = place
    entry = turn.policy.faq.entry(name)
    if entry is None or not index < len(entry.steps):
        return None
    choices = entry.steps[index].choices
    return entry, index, choices[number] if number < len(choices) else None


def _readings(turn: Turn, choice: StepChoice) -> frozenset[str]:
    return frozenset(_plain(turn.policy.texts.render(label)) for label in choice.label.values())


def _clauses(turn: Turn, choice: StepChoice) -> set[str]:
    """A choice without what surrounds it, whole and by its parts: "Yes, the same" is "same" as well."""
    labels = [turn.policy.texts.render(label) for label in choice.label.values()]
    return {_bare(_plain(part)) for label in labels for part in (label, *_PAUSE.split(label)) if part.strip()}


def _plain(text: str) -> str:
    return normalize(text) or text.strip()


def _bare(words: str) -> str:
    """Without what people put around a choice when they type it: "it is by SMS, please" is "SMS"."""
    rest = without_courtesy(words)
    return _TRAILING.sub("", _LEADING.sub("", rest)) or rest


def _begins(label: str, words: str) -> bool:
    """Whether a label goes on behind these words; Chinese ones need no space between."""
    return label.startswith(words if not words[-1].isascii() else f"{words} ")


def _remember(turn: Turn, entry: Entry, index: int, label: str) -> None:
    """The answer stands last; an earlier one to the same question gives way, so that loops end."""
    taken = Taken(turn.faq_words(entry.steps[index].ask), label)
    guide = turn.conversation.guide or Guide(entry.id)
    earlier = tuple(answer for answer in guide.answers if answer.ask != taken.ask)
    turn.set(guide=replace(guide, entry=entry.id, step=index, answers=(*earlier, taken)[-ANSWERS_KEPT:], again=False))


def _go_on(turn: Turn, entry: Entry, index: int, picked: StepChoice) -> None:
    advice = turn.faq_words(picked.say)
    way = following(entry, index, picked)
    if isinstance(way, int):
        steps.ask(turn, entry, way, advice)
        return
    if advice:
        turn.say_text(advice, kind="notice")
    target = turn.policy.faq.entry(way)
    if way == "solved":
        moves.resolve(turn, "user", sentence="solved")
    elif way == "handoff":
        _hand_off(turn, entry)
    elif target is not None:
        answers.answer(turn, target)
    else:
        answers.miss(turn, "fallback")


def _hand_off(turn: Turn, entry: Entry) -> None:
    if turn.surroundings.open_number is not None:
        turn.say("already_open", number=turn.surroundings.open_number)
    elif not newcomers.turned_away(turn, priority := Priority(entry.priority or Priority.NORMAL)):
        queue.enqueue(turn, Reason.GUIDE, priority=priority, team=entry.team)
