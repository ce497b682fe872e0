"""Random histories: everything that can happen, in any order, in private and in public."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from hypothesis import strategies as st

from conversation.decide import Decision, decide
from conversation.effects import Wake
from conversation.events import (
    Actor,
    Event,
    Holder,
    OperatorActed,
    Surroundings,
    TimerFired,
    TimerName,
    Undelivered,
    Unprocessable,
    UserAskedForHuman,
    UserChose,
    UserCommanded,
    UserDeleted,
    UserEdited,
    UserRated,
    UserReacted,
    UserSaid,
)
from conversation.model import Address, Contact, Conversation, Resolved, Waiting, WithOperator
from handoff.hours import Hours
from handoff.model import (
    Amend,
    Block,
    Claim,
    Command,
    Delete,
    FileRef,
    Merge,
    Note,
    Priority,
    React,
    Release,
    Reopen,
    Reply,
    Resend,
    Resolve,
    SendEntry,
    SendSnippet,
    Snooze,
    Teach,
    Transfer,
    Unblock,
)
from handoff.roster import Colleague, Roster
from handoff.rules import Rules, Team
from intents.model import Understanding
from tests.kit import worlds
from tests.kit.worlds import FAQ, NOON, fresh, understood

MINUTE = 60_000
RULES = Rules(
    hours=Hours(week={day: ((time(9), time(18)),) for day in range(5)}),
    teams={
        "core": Team(("op2", "boss"), answer_within={Priority.NORMAL: 20 * MINUTE}, escalate_to="security"),
        "security": Team(("boss",), ("zh",), answer_within={Priority.URGENT: MINUTE}),
    },
    answer_within={Priority.NORMAL: 10 * MINUTE, Priority.URGENT: 2 * MINUTE},
    escalate_to="core",
    account_age=7 * 24 * 60 * MINUTE,
)
POLICY = replace(
    worlds.POLICY,
    faq=replace(FAQ, entries=tuple(replace(entry, needs=("version", "chain")) for entry in FAQ.entries)),
    rules=RULES,
    roster=Roster((Colleague("op1"), Colleague("op2", alias="Max"), Colleague("boss", "lead"))),
    snippets={"hello": {"en": "Hello {name}", "zh": "{name}您好"}, "phrase": {"": "send me your recovery phrase"}},
    code=lambda conversation: "K7QM-4XTZ",
)
"""A busy desk: goals and tiers, hours, needs, saved replies, colleagues with other names."""

IDS = [entry.id for entry in FAQ.entries] + ["gone"]
CHOICES = [
    "help:yes", "help:no", "human", "none", "lang:zh", "lang:xx", "rate:1", "rate:5", "tag:security", "tag:gone",
    "private", "solved", "nonsense", "", "need:skip", "step:mail:7:0", "step:mail:0:9", "step:gone:0:0", "step:",
    "step:mail:0:x",
    *(f"step:mail:{index}:{number}" for index in range(2) for number in range(4)),
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(["thanks", "谢谢", "", "/x", "hello", "not there", "no", "send me your recovery phrase"]),
    st.text(max_size=20),
)
LINES = st.sampled_from(["e0:own", "e0:0", "e1:own", "e1:1", ""])
WAYS = st.sampled_from(["", "thread", "mention"])
EMOJI = st.sampled_from(["👍", ""])
REMOVED = st.sampled_from([(), (), ("recovery_phrase",), ("card",)])
HEARD = st.sampled_from(["private", "asked", "overheard"])
FILES = st.sampled_from([(), (FileRef("f", "a.png", "image/png", 9),)])
ID, AT = st.just("id"), st.integers(0, 10**6) | st.integers(0, 10**9)
SPANS = st.integers(1, 10**9)
TIMERS: list[TimerName] = ["silence", "answer", "position", "opening", "owner", "snooze", "resolve", "rating"]

surroundings = st.builds(
    Surroundings,
    position=st.integers(1, 50),
    expected_wait=st.none() | st.integers(0, 10**6),
    longest_wait=st.none() | st.integers(0, 10**6),
    waiting=st.integers(0, 200),
    open_number=st.none() | st.just(7),
    crowded=st.booleans(),
    desk_down=st.booleans(),
    places=st.sampled_from([(), (1, 2, 9, 40)]),
    heads=st.booleans(),
    account_since=st.sampled_from([None, None, None, NOON, NOON + 10**9]),
)
meanings = st.builds(understood, st.sampled_from(IDS[:-1]), st.floats(0, 1), st.sampled_from(["en", "zh"]))
remarks = st.sampled_from(["asks", "asks", "corrects", "insists"])
understandings = st.one_of(
    st.builds(lambda meaning, remark: Understanding(meaning.parts, remark), meanings, remarks),
    st.builds(lambda one, other: Understanding(one.parts + other.parts), meanings, meanings),
)
orders: list[Command] = [Claim(), Claim(), Release(), Resolve(), Reopen(), Block(), Unblock()]
commands = st.one_of(
    st.sampled_from(orders),
    st.builds(Resolve, SPANS),
    st.builds(Snooze, SPANS),
    st.builds(SendSnippet, st.sampled_from(["hello", "Hello", "phrase", "gone"])),
    st.builds(Merge, st.sampled_from([1042, 1043]), st.sampled_from(["", "p1", "p2"])),
    st.builds(Teach, TEXTS, st.sampled_from(IDS), st.none() | LINES, TEXTS, st.sampled_from(["", "fees"])),
    st.builds(Reply, TEXTS, FILES, st.none() | LINES),
    st.builds(Resend, LINES, WAYS, TEXTS, FILES),
    st.builds(SendEntry, TEXTS, st.sampled_from(IDS)),
    st.builds(Amend, LINES, TEXTS),
    st.builds(Delete, LINES),
    st.builds(React, LINES, EMOJI),
    st.builds(Note, TEXTS),
    st.builds(Transfer, st.sampled_from(["core", "op2", "nobody"])),
)
actors = st.sampled_from([Actor("op1", "operator"), Actor("op2", "operator", "Max"), Actor("boss", "lead")])
words = st.sampled_from(["start", "help", "status", "language", "verify", "link", "unlink"])
holders = st.none() | st.builds(
    Holder,
    st.sampled_from([Contact("p1"), Contact("p2")]),
    st.just(Address("other", "main", "chat2")),
    st.sampled_from(["en", "zh"]),
    st.none() | st.just(1043),
)
parting = st.none() | st.just(Contact("p3"))
arguments = st.sampled_from(["", "zh", "xx", "backup", "hacked", "h_1"])

events = st.one_of(
    st.builds(
        UserSaid, ID, AT, TEXTS, understandings, surroundings, REMOVED,
        files=FILES, reply_to=st.none() | LINES, heard=HEARD,
    ),
    st.builds(UserEdited, ID, AT, LINES, TEXTS, understandings, surroundings, REMOVED),
    st.builds(UserDeleted, ID, AT, LINES),
    st.builds(UserReacted, ID, AT, LINES, EMOJI),
    st.builds(UserChose, ID, AT, st.sampled_from(CHOICES + [f"entry:{name}" for name in IDS]), surroundings),
    st.builds(UserAskedForHuman, ID, AT, TEXTS, surroundings, FILES, HEARD, REMOVED),
    st.builds(
        UserCommanded, ID, AT, words, arguments, TEXTS, surroundings, HEARD,
        code=st.just("ABC234"), joins=holders, barred=st.booleans(), parts=parting,
    ),
    st.builds(UserRated, ID, AT, st.integers(1, 5)),
    st.builds(OperatorActed, ID, AT, actors, commands, surroundings, st.sampled_from(["", "telegram:1:desk:2"])),
    *[st.builds(TimerFired, ID, AT, st.sampled_from(TIMERS), AT, surroundings)] * 4,
    st.builds(Unprocessable, ID, AT, TEXTS, surroundings),
    st.builds(Undelivered, ID, AT, LINES, TEXTS, st.sampled_from([(), ("thread", "mention")])),
)  # fmt: skip

Step = tuple[Conversation, Event, Decision]


def play(history: list[Event], *, public: bool = False) -> list[Step]:
    """The history with rising times and fresh ids; every other timer is one that runs, and has run down by then."""
    steps: list[Step] = []
    place = Address("fake", "main", "chat1", "ada" if public else "")
    conversation, now = fresh(address=place), NOON
    running: dict[TimerName, Wake] = {}
    for n, drawn in enumerate(history):
        now += drawn.at
        event = replace(drawn, id=f"e{n}", at=now)
        if isinstance(event, UserSaid | UserAskedForHuman | UserCommanded) and not public:
            event = replace(event, heard="private")
        if isinstance(event, TimerFired) and running and drawn.at % 2:
            wake = running[sorted(running)[drawn.at // 2 % len(running)]]
            now = max(now, wake.at or 0)
            event = replace(event, at=now, timer=wake.timer, since=wake.since)
        decision = decide(conversation, event, POLICY)
        steps.append((conversation, event, decision))
        set_anew = {effect.timer: effect for effect in decision.effects if isinstance(effect, Wake)}
        running = {name: wake for name, wake in (running | set_anew).items() if wake.at is not None}
        conversation = replace(decision.conversation, version=conversation.version + 1)
    return steps


def counted_from(conversation: Conversation, timer: TimerName) -> int | None:
    """The moment (epoch ms) that a timer counts from which runs just now; None if it cannot run."""
    match conversation.stage, timer:
        case _, "silence":
            return conversation.quiet_since
        case Waiting(team_since=since), "answer" | "opening":
            return since
        case Waiting(since=since), "position":
            return since
        case WithOperator(snoozed_until=int(until)), "snooze":
            return until
        case WithOperator(resolve_at=int(ends)), "resolve":
            return ends
        case WithOperator(owes_since=int(owed), since=since, snoozed_until=None, resolve_at=None), "owner":
            return max(owed, since)
        case Resolved(since=since), "rating":
            return since
        case _:
            return None


drawn_histories = st.lists(events, max_size=25)
private_histories = drawn_histories.map(play)
public_histories = drawn_histories.map(lambda history: play(history, public=True))
