"""What an entry wants to know before a person takes over, asked one at a time; every question can be skipped."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide.turn import Turn
from conversation.model import Detail, Waiting
from conversation.texts import shipped
from intents.normalize import normalize

ASKED_MOST = 4
LONGEST_VALUE = 200
"""Characters of an answer that are kept beside the request; the whole line stands in the transcript anyway."""
SKIP = "need:skip"


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


def heard(turn: Turn, stage: Waiting, text: str) -> bool:
    """Takes these words as the answer to what is open; False where nothing is, or they are none."""
    value = " ".join(text.split())[:LONGEST_VALUE]
    if not stage.needs or not value:
        return False
    if not _skips(turn, value):
        kept = tuple(detail for detail in turn.conversation.details if detail.name != stage.needs[0])
        turn.set(details=(*kept, Detail(stage.needs[0], value)))
    skip(turn, stage)
    return True


def skip(turn: Turn, stage: Waiting) -> None:
    """On to the next question, or to a word of thanks."""
    turn.enter(replace(stage, needs=stage.needs[1:]))
    if stage.needs[1:]:
        ask(turn)
    else:
        turn.say("needs_thanks")
        turn.set(offered=())


def _skips(turn: Turn, value: str) -> bool:
    """Whether the words are those of the button, typed."""
    texts = turn.policy.texts
    return normalize(value) in {normalize(texts.text("choice_skip", language)) for language in texts.languages}
