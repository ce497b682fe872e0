"""The state picture: what the kernel does with every kind of event in every situation, tried out rather than told."""

from __future__ import annotations

from collections.abc import Iterator

from conversation.codec import stage_name
from conversation.decide import Decision, decide
from conversation.effects import (
    Alert,
    Edit,
    Effect,
    Erase,
    Join,
    Learn,
    Mark,
    OfferCode,
    OpenDesk,
    Part,
    Relay,
    Say,
    Tell,
    Wake,
)
from conversation.model import Stage, WithBot, WithOperator
from tests.kit.situations import HAPPENINGS, LEAD, SITUATIONS, Happening, Situation
from tests.kit.worlds import POLICY


def page() -> str:
    """`docs/states.md`, whole."""
    head = ["event", *(situation.title for situation in SITUATIONS)]
    rows = [[happening.title, *(_cell(situation, happening) for situation in SITUATIONS)] for happening in HAPPENINGS]
    return _PAGE.format(diagram="\n".join(_diagram()), table="\n".join(table([head, *rows])))


def table(rows: list[list[str]]) -> Iterator[str]:
    """A Markdown table; the first row is its head."""
    for n, row in enumerate(rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
        if n == 0:
            yield "|" + "---|" * len(row)


def _tried(situation: Situation, happening: Happening) -> Decision:
    return decide(situation.conversation(), happening.make(situation), POLICY)


def _cell(situation: Situation, happening: Happening) -> str:
    decision = _tried(situation, happening)
    if decision.refusal is not None:
        return f"*refused:* {decision.refusal}"
    done = ", ".join(dict.fromkeys(word for effect in decision.effects if (word := _word(effect))))
    return _place(situation.stage, decision.conversation.stage) + (f": {done}" if done else "")


def _place(before: Stage, after: Stage) -> str:
    """Where the conversation is afterwards, or that it stays."""
    if _moved(before, after):
        return f"**→ {_named(after)}**"
    return "stays"


def _moved(before: Stage, after: Stage) -> bool:
    return type(before) is not type(after) or _owner(before) != _owner(after)


def _owner(stage: Stage) -> str | None:
    return stage.operator if isinstance(stage, WithOperator) else None


def _named(stage: Stage) -> str:
    return stage_name(stage).replace("_", " ")


def _word(effect: Effect) -> str:
    """What an effect is for those who are there; timers are left out, since nobody sees them."""
    match effect:
        case Say(kind=kind):
            return _SAID[kind]
        case Relay(to=to):
            return "relays to the user" if to == "user" else "relays to the desk"
        case Edit(to=to):
            return "changes it at the user's" if to == "user" else "shows the edit to the desk"
        case Mark(to=to):
            return "shows it to the user" if to == "user" else "shows it to the desk"
        case Erase():
            return "erases it in the chat"
        case OpenDesk():
            return "opens the desk"
        case Tell():
            return "tells the desk"
        case Alert():
            return "the desk rings"
        case OfferCode() | Join() | Part():
            return "links addresses"
        case Learn():
            return "keeps it to learn from"
        case Wake():
            return ""


_SAID = {
    "answer": "answers",
    "clarify": "asks back",
    "fallback": "admits it",
    "warning": "warns",
    "notice": "tells the user",
}


def _diagram() -> Iterator[str]:
    """Every change of stage that was seen, with the events that caused it."""
    causes: dict[tuple[str, str], dict[str, None]] = {}
    for situation in SITUATIONS:
        for happening in HAPPENINGS:
            decision = _tried(situation, happening)
            stage = decision.conversation.stage
            if decision.refusal is None and _moved(situation.stage, stage):
                key = (type(situation.stage).__name__, type(stage).__name__)
                causes.setdefault(key, {})[_cause(situation, happening)] = None
    yield "stateDiagram-v2"
    yield "    [*] --> WithBot : first message"
    for (before, after), events in causes.items():
        told = [event for event in events if not (event.endswith(LEAD) and event.removesuffix(LEAD) in events)]
        yield f"    {before} --> {after} : {', '.join(told)}"


def _cause(situation: Situation, happening: Happening) -> str:
    """The event, or the circumstance without which it would not have done this."""
    first = SITUATIONS[0]
    if isinstance(situation.stage, WithBot) and not _moved(first.stage, _tried(first, happening).conversation.stage):
        return "second miss"
    return happening.cause if situation.role == "operator" else f"{happening.cause}{LEAD}"


_PAGE = """# The stages of a conversation

This page is made from the code (`make docs`, see `tests/kit/states.py`): each cell is what the kernel really did when
it was tried. CI compares it with the code. Edit the rules in `conversation/decide/`, never this file.

## The picture

Every arrow is a change of stage that was seen; its words name the events that cause it.

```mermaid
{diagram}
```

## The table

`op1` acts. **→** names the new stage; *stays* means that the stage is the same; after the colon stands what people
see of it. A refusal changes nothing and is shown to whoever asked. All of it happens half an hour after the
conversation began.

{table}

Two more rules stand outside this table. A message that comes later than `handoff.reopen_within` (72 hours) after a
resolve opens a **new** conversation with a number of its own. And a person who has another open conversation, at an
address that was linked, is told its number instead of entering the queue twice.

## In public

In groups and public channels nothing of the above holds (`conversation/decide/public.py`). The bot answers what it
surely knows and passes over everything else; asking for a person, every command and a secret lead to a private chat.
Nobody enters the queue there, and operators can only send an entry of the FAQ, leave a note or resolve.
"""
