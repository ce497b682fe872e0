"""What an entry wants to know before a person takes over, asked one at a time; every question can be skipped."""

from __future__ import annotations

import re
from dataclasses import replace

from conversation.decide.turn import Turn
from conversation.events import UserEdited, UserSaid
from conversation.model import Detail, Waiting
from conversation.texts import shipped
from intents.model import Entry
from intents.verdict import Answer, judge

ASKED_MOST = 4
LONGEST_VALUE = 200
"""Characters of an answer that are kept beside the request; the whole line stands in the transcript anyway."""
SKIP = "need:skip"

_ID = r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])[0-9A-Za-z]"
_FORMS = {
    "email": re.compile(r"[^\s@]+@[^\s@.]+\.[^\s@]{2,}"),
    "address": re.compile(_ID + r"{25,}|\w\.eth\b"),
    "tx": re.compile(_ID + "{43,}"),
}
"""What an answer that has a form looks like, loosely: mistyped, or of a chain we do not know."""
_LOOKED_AT = 500
_ASKS_BACK = re.compile(
    r"[?？吗嗎]$|^(?:why|how|who)\b|^what (?:is|are|do|does|did|should|can|for|exactly)\b|^what'?s\b|^what$"
    r"|^(?:为什么|為什麼|怎么|怎麼|什么|什麼)",
    re.IGNORECASE,
)


def open_ones(turn: Turn, *, asks: bool) -> tuple[str, ...]:
    """What is still to be asked: of the entry that was answered last, or, unless it `asks`, what was asked already."""
    stage = turn.conversation.stage
    if not asks:
        return stage.needs if isinstance(stage, Waiting) else ()
    entry = turn.policy.faq.entry(turn.conversation.last_entry or "")
    known = {detail.name for detail in turn.conversation.details}
    return tuple(name for name in dict.fromkeys(entry.needs) if name not in known)[:ASKED_MOST] if entry else ()


def ask(turn: Turn, *, first: bool = False) -> None:
    """The question that is open now, if there is one."""
    stage = turn.conversation.stage
    if not isinstance(stage, Waiting) or not stage.needs:
        return
    name = stage.needs[0]
    key = f"need_{name}"
    question = turn.words(key) if key in shipped()["en"] else turn.words("need_other", need=name)
    words = "\n".join((turn.words("needs_first"), question)) if first else question
    turn.say_text(words, kind="notice", choices=(turn.choice(SKIP, "choice_skip"),))


def ask_again(turn: Turn) -> bool:
    """The same question once more, for somebody who said something else; False where that was done, or none is open."""
    stage = turn.conversation.stage
    if not isinstance(stage, Waiting) or not stage.needs or stage.asked_again:
        return False
    turn.enter(replace(stage, asked_again=True))
    ask(turn)
    return True


def takes(turn: Turn, event: UserSaid | UserEdited) -> bool:
    """Whether these words answer what is open, or skip it; they are data then, and ask nothing.

    A question, thanks and what the FAQ surely knows are no answers, unless they hold the very thing that was asked for.
    """
    stage = turn.conversation.stage
    if not isinstance(stage, Waiting) or not stage.needs or not event.text.strip() or event.removed or event.masked:
        return False
    if not isinstance(event, UserSaid) or turn.policy.texts.means_skip(event.text):
        return isinstance(event, UserSaid)
    meant = _sure_of_others(turn, event)
    if has_a_form(stage) and _FORMS[stage.needs[0]].search(event.text[:_LOOKED_AT]):
        return not any(entry.handoff == "always" for entry in meant)
    return not (meant or is_question(event.text) or turn.policy.texts.is_closing(event.text))


def heard(turn: Turn, event: UserSaid) -> bool:
    """Takes these words as the answer to what is open; False where nothing is, or they are none."""
    stage = turn.conversation.stage
    if not isinstance(stage, Waiting) or not takes(turn, event):
        return False
    if not turn.policy.texts.means_skip(event.text):
        value = " ".join(event.text.split())[:LONGEST_VALUE]
        kept = tuple(detail for detail in turn.conversation.details if detail.name != stage.needs[0])
        turn.set(details=(*kept, Detail(stage.needs[0], value)))
    skip(turn, stage)
    return True


def has_a_form(stage: Waiting) -> bool:
    """Whether what is open can be told from other words by its form."""
    return bool(stage.needs) and stage.needs[0] in _FORMS


def is_question(text: str) -> bool:
    """Whether the words ask something back rather than tell what they were asked for."""
    return _ASKS_BACK.search(text.strip()) is not None


def skip(turn: Turn, stage: Waiting) -> None:
    """On to the next question, or to a word of thanks."""
    turn.enter(replace(stage, needs=stage.needs[1:], asked_again=False))
    if stage.needs[1:]:
        ask(turn)
    else:
        turn.say("needs_thanks")
        turn.set(offered=())


def _sure_of_others(turn: Turn, event: UserSaid) -> list[Entry]:
    """What the FAQ surely reads in it; the entry that asks is none: a short answer is read with that in mind."""
    verdicts = (judge(part, turn.policy.thresholds) for part in event.understanding.parts)
    names = {verdict.entry for verdict in verdicts if isinstance(verdict, Answer)} - {turn.conversation.last_entry}
    return [entry for entry in map(turn.policy.faq.entry, names) if entry is not None]
