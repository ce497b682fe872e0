"""A step of a guide: how it is asked, and which one is open."""

from __future__ import annotations

from dataclasses import replace

from conversation.decide.turn import Turn
from conversation.model import Choice, Guide, WithBot
from intents.model import Entry

PREFIX = "step:"
"""How the ids of these choices begin: `step:<entry>:<index of the step>:<index of the choice>`."""


def guides(turn: Turn, entry: Entry) -> bool:
    """Whether the answer of this entry goes on with its steps: not where people look at it anyway."""
    return bool(entry.steps) and entry.handoff != "always" and isinstance(turn.conversation.stage, WithBot)


def begin(turn: Turn, entry: Entry) -> None:
    """The answer, and below it the first step."""
    _enter(turn, entry, 0)
    turn.say_entry(entry, _choices(turn, entry, 0), below=turn.faq_words(entry.steps[0].ask))


def ask(turn: Turn, entry: Entry, index: int, first: str = "", *, again: bool = False) -> None:
    """The step with `first` above it; `again`: its question was not answered."""
    _enter(turn, entry, index, again=again)
    words = (first, turn.faq_words(entry.steps[index].ask))
    turn.say_text("\n\n".join(filter(None, words)), kind="notice", choices=_choices(turn, entry, index))


def open_step(turn: Turn) -> tuple[Entry, int] | None:
    """The step whose choices are open, as the FAQ has it now."""
    guide, offered = turn.conversation.guide, turn.conversation.offered
    entry = turn.policy.faq.entry(guide.entry) if guide else None
    if guide is None or entry is None or not guide.step < len(entry.steps):
        return None
    is_open = any(choice.id.startswith(f"{PREFIX}{entry.id}:{guide.step}:") for choice in offered)
    return (entry, guide.step) if is_open else None


def read_id(choice: str) -> tuple[str, int, int] | None:
    """The entry, the step and the number of the choice; None where it is no such id."""
    match choice.removeprefix(PREFIX).split(":"):
        case [name, index, number] if index.isdecimal() and number.isdecimal():
            return name, int(index), int(number)
        case _:
            return None


def _enter(turn: Turn, entry: Entry, index: int, *, again: bool = False) -> None:
    guide = turn.conversation.guide or Guide(entry.id)
    turn.set(guide=replace(guide, entry=entry.id, step=index, again=again))


def _choices(turn: Turn, entry: Entry, index: int) -> tuple[Choice, ...]:
    found = (
        Choice(f"{PREFIX}{entry.id}:{index}:{number}", turn.faq_words(choice.label))
        for number, choice in enumerate(entry.steps[index].choices)
    )
    return (*found, turn.choice("human", "choice_human"))
