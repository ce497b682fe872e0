"""The state picture: what the kernel does with every kind of event in every situation, tried out rather than told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from conversation.codec import stage_name
from conversation.decide import Decision, decide
from conversation.effects import Alert, Edit, Effect, Erase, Mark, OpenDesk, Relay, Say, Tell, Wake
from conversation.events import Event, TimerFired, Undelivered, Unprocessable, UserRated
from conversation.model import Choice, Conversation, Resolved, Stage, Waiting, WithBot, WithOperator
from handoff.model import (
    Amend,
    Claim,
    Command,
    Delete,
    Note,
    React,
    Reason,
    Release,
    Reopen,
    Reply,
    Resend,
    Resolve,
    Role,
    SendEntry,
    Transfer,
)
from tests.kit.worlds import (
    AROUND,
    NOON,
    POLICY,
    TORN,
    UNSURE,
    acted,
    asked,
    chose,
    commanded,
    deleted,
    edited,
    fresh,
    reacted,
    said,
    understood,
)

MINUTE = 60_000
LATER = NOON + 30 * MINUTE
LEAD = " by a lead"
STEPS = (Choice("step:mail:0:1", "Not there"), Choice("step:mail:1:1", "No"))
OFFERED = STEPS + tuple(
    Choice(name, name) for name in ("help:yes", "help:no", "human", "entry:backup", "tag:security", "rate:5")
)


@dataclass(frozen=True, slots=True)
class Situation:
    """A column of the table: where the conversation stands, and the role of the operator `op1` who acts."""

    title: str
    stage: Stage
    role: Role = "operator"

    def conversation(self) -> Conversation:
        """As it is before the event."""
        return fresh(self.stage, offered=OFFERED, quiet_since=NOON)


Make = Callable[[Situation], Event]


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the table; `short` is what it is called in the picture."""

    title: str
    make: Make
    short: str = ""

    @property
    def cause(self) -> str:
        """Its name beside an arrow."""
        return self.short or self.title


SITUATIONS = (
    Situation("with bot", WithBot(NOON)),
    Situation("with bot, one miss", WithBot(NOON, misses=1)),
    Situation("waiting", Waiting(NOON, "e0:0", Reason.ASKED)),
    Situation("with operator: mine", WithOperator(NOON, "op1")),
    Situation("with operator: op2's", WithOperator(NOON, "op2")),
    Situation("with operator: op2's, and I am a lead", WithOperator(NOON, "op2"), "lead"),
    Situation("with operator: mine, user warned", WithOperator(NOON, "op1", warned=True)),
    Situation("resolved", Resolved(NOON, "operator", "op1")),
    Situation("resolved and rated just now", Resolved(NOON, "operator", "op1", rating=5, rated_at=LATER - MINUTE)),
)


def _operator(command: Command) -> Make:
    return lambda situation: acted(command, "op1", situation.role, LATER)


HAPPENINGS = (
    Happening("text, the bot is sure", lambda _: said(at=LATER), "text"),
    Happening("text, the bot is nearly sure", lambda _: said("fees or backup", TORN, LATER), "text"),
    Happening("text, the bot is not sure", lambda _: said("dim the lights", UNSURE, LATER), "text"),
    Happening(
        "text, its entry always calls a person",
        lambda _: said("i was hacked", understood("hacked"), at=LATER),
        "text whose entry calls a person",
    ),
    Happening("text with a secret in it", lambda _: said("[…]", UNSURE, LATER, removed=("recovery_phrase",)), "text"),
    Happening("thanks or goodbye, and no entry for it", lambda _: said("thanks", UNSURE, LATER), "text"),
    Happening("edit, the bot is sure now", lambda _: edited(at=LATER), "edit"),
    Happening("edit, the bot is not sure", lambda _: edited("dim the lamps", UNSURE, LATER), "edit"),
    Happening(
        "edit that puts a secret in", lambda _: edited("[…]", UNSURE, LATER, removed=("recovery_phrase",)), "edit"
    ),
    Happening("a line that the user takes back", lambda _: deleted(at=LATER)),
    Happening("an emoji of the user", lambda _: reacted(at=LATER)),
    Happening("/human, or a button that says so", lambda _: asked(LATER), "/human"),
    Happening("“that helped”", lambda _: chose("help:yes", LATER), "that helped"),
    Happening("“no”, it did not help", lambda _: chose("help:no", LATER), "no help"),
    Happening("a suggested question", lambda _: chose("entry:backup", LATER)),
    Happening("an answer to a step of a guide", lambda _: chose("step:mail:0:1", LATER)),
    Happening("one that leads to a person", lambda _: chose("step:mail:1:1", LATER), "the end of a guide"),
    Happening("a choice that is gone", lambda _: chose("entry:gone", LATER)),
    Happening("a topic of the menu", lambda _: chose("tag:security", LATER)),
    Happening("/start", lambda _: commanded("start", at=LATER)),
    Happening(
        "/start with the name of an entry", lambda _: commanded("start", "backup", LATER), "/start with an entry"
    ),
    Happening("/status", lambda _: commanded("status", at=LATER)),
    Happening("/language zh", lambda _: commanded("language", "zh", LATER)),
    Happening("a rating", lambda _: UserRated("e1", LATER, 5)),
    Happening("unreadable input", lambda _: Unprocessable("e1", LATER, "", AROUND)),
    Happening("silence", lambda _: TimerFired("e1", LATER, "silence", NOON)),
    Happening("claim", _operator(Claim())),
    Happening("reply", _operator(Reply("Hello!"))),
    Happening("/faq", _operator(SendEntry("backup", "backup"))),
    Happening("a line that did not arrive, once more", _operator(Resend("e0:1", text="Hello!")), "another try"),
    Happening("an operator's line changed", _operator(Amend("e0:1", "Hello again!"))),
    Happening("/delete", _operator(Delete("e0:1"))),
    Happening("an emoji of an operator", _operator(React("e0:own", "👍"))),
    Happening("release", _operator(Release())),
    Happening("transfer", _operator(Transfer("security"))),
    Happening("resolve", _operator(Resolve())),
    Happening("reopen", _operator(Reopen())),
    Happening("note", _operator(Note("a known bug"))),
    Happening("a line did not arrive", lambda _: Undelivered("e1", LATER, "e0:1", "The user has blocked the bot.")),
)


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
resolve opens a **new** conversation with a number of its own. And a person who has another open conversation is told
its number instead of entering the queue twice; this rule sleeps until one person can have several addresses.

## In public

In groups and public channels nothing of the above holds (`conversation/decide/public.py`). The bot answers what it
surely knows and passes over everything else; asking for a person, every command and a secret lead to a private chat.
Nobody enters the queue there, and operators can only send an entry of the FAQ, leave a note or resolve.
"""
