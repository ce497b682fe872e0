"""Every situation of a conversation and everything that can happen in it: columns and rows of the state picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conversation.events import Event, TimerFired, TimerName, Undelivered, Unprocessable, UserRated
from conversation.model import Choice, Conversation, Resolved, Stage, Waiting, WithBot, WithOperator
from handoff.model import (
    Amend,
    Block,
    Claim,
    Command,
    Delete,
    Merge,
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
    SendSnippet,
    Snooze,
    Teach,
    Transfer,
)
from tests.kit.worlds import (
    AROUND,
    NOON,
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
HOUR = 60 * MINUTE
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
    Situation("with operator: mine, I owe an answer", WithOperator(NOON, "op1", owes_since=NOON)),
    Situation("with operator: mine, told that it goes back", WithOperator(NOON, "op1", owes_since=NOON, reminded=True)),
    Situation("with operator: mine, user warned", WithOperator(NOON, "op1", warned=True)),
    Situation("with operator: mine, snoozed", WithOperator(NOON, "op1", snoozed_until=LATER)),
    Situation("with operator: mine, it will end", WithOperator(NOON, "op1", resolve_at=LATER)),
    Situation("resolved", Resolved(NOON, "operator", "op1")),
    Situation("resolved and rated just now", Resolved(NOON, "operator", "op1", rating=5, rated_at=LATER - MINUTE)),
)


def _operator(command: Command) -> Make:
    return lambda situation: acted(command, "op1", situation.role, LATER)


def _due(timer: TimerName) -> Make:
    """The timer runs down that the conversation has by now."""
    since = LATER if timer in ("snooze", "resolve") else NOON
    return lambda _: TimerFired("e1", LATER, timer, since)


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
    Happening("/snippet", _operator(SendSnippet("hello"))),
    Happening("a line that did not arrive, once more", _operator(Resend("e0:1", text="Hello!")), "another try"),
    Happening("an operator's line changed", _operator(Amend("e0:1", "Hello again!"))),
    Happening("/delete", _operator(Delete("e0:1"))),
    Happening("an emoji of an operator", _operator(React("e0:own", "👍"))),
    Happening("release", _operator(Release())),
    Happening("transfer", _operator(Transfer("security"))),
    Happening("resolve", _operator(Resolve())),
    Happening("/resolve 24h", _operator(Resolve(24 * HOUR)), "resolve after a while"),
    Happening("/snooze 2h", _operator(Snooze(2 * HOUR)), "snooze"),
    Happening("/merge", _operator(Merge(1043, "p2")), "merge"),
    Happening("/block", _operator(Block()), "block"),
    Happening("/teach", _operator(Teach("backup", "backup", text="it is gone", wrong="fees")), "teach"),
    Happening("reopen", _operator(Reopen())),
    Happening("note", _operator(Note("a known bug"))),
    Happening("the owner left the user without an answer", _due("owner"), "the owner's silence"),
    Happening("a snooze is over", _due("snooze"), "the end of a snooze"),
    Happening("the time of a scheduled end", _due("resolve"), "a scheduled end"),
    Happening("a line did not arrive", lambda _: Undelivered("e1", LATER, "e0:1", "The user has blocked the bot.")),
)
