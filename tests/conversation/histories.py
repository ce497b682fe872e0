"""Random histories: everything that can happen, in any order, in private and in public."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from conversation.decide import Decision, decide
from conversation.events import (
    Actor,
    Event,
    OperatorActed,
    Surroundings,
    TimerFired,
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
from conversation.model import Address, Conversation
from handoff.model import (
    Amend,
    Claim,
    Delete,
    FileRef,
    Note,
    React,
    Release,
    Reopen,
    Reply,
    Resend,
    Resolve,
    SendEntry,
    Transfer,
)
from intents.model import Understanding
from tests.kit.worlds import FAQ, NOON, POLICY, fresh, understood

IDS = [entry.id for entry in FAQ.entries] + ["gone"]
CHOICES = [
    "help:yes", "help:no", "human", "none", "lang:zh", "lang:xx", "rate:1", "rate:5", "tag:security", "tag:gone",
    "private", "solved", "nonsense", "", "step:mail:7:0", "step:mail:0:9", "step:gone:0:0", "step:", "step:mail:0:x",
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
ID, AT = st.just("id"), st.integers(0, 10**9)

surroundings = st.builds(
    Surroundings,
    position=st.integers(1, 50),
    expected_wait=st.none() | st.integers(0, 10**6),
    longest_wait=st.none() | st.integers(0, 10**6),
    waiting=st.integers(0, 200),
    open_number=st.none() | st.just(7),
    crowded=st.booleans(),
    desk_down=st.booleans(),
)
meanings = st.builds(understood, st.sampled_from(IDS[:-1]), st.floats(0, 1), st.sampled_from(["en", "zh"]))
remarks = st.sampled_from(["asks", "asks", "corrects", "insists"])
understandings = st.one_of(
    st.builds(lambda meaning, remark: Understanding(meaning.parts, remark), meanings, remarks),
    st.builds(lambda one, other: Understanding(one.parts + other.parts), meanings, meanings),
)
commands = st.one_of(
    st.sampled_from([Claim(), Release(), Resolve(), Reopen()]),
    st.builds(Reply, TEXTS, FILES, st.none() | LINES),
    st.builds(Resend, LINES, WAYS, TEXTS, FILES),
    st.builds(SendEntry, TEXTS, st.sampled_from(IDS)),
    st.builds(Amend, LINES, TEXTS),
    st.builds(Delete, LINES),
    st.builds(React, LINES, EMOJI),
    st.builds(Note, TEXTS),
    st.builds(Transfer, st.sampled_from(["core", "op2"])),
)
actors = st.sampled_from([Actor("op1", "operator"), Actor("op2", "operator"), Actor("boss", "lead")])
words = st.sampled_from(["start", "help", "status", "language"])
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
    st.builds(UserCommanded, ID, AT, words, arguments, TEXTS, surroundings, HEARD),
    st.builds(UserRated, ID, AT, st.integers(1, 5)),
    st.builds(OperatorActed, ID, AT, actors, commands, surroundings, st.sampled_from(["", "telegram:1:desk:2"])),
    st.builds(TimerFired, ID, AT, st.just("silence"), AT),
    st.builds(Unprocessable, ID, AT, TEXTS, surroundings),
    st.builds(Undelivered, ID, AT, LINES, TEXTS, st.sampled_from([(), ("thread", "mention")])),
)  # fmt: skip

Step = tuple[Conversation, Event, Decision]


def play(history: list[Event], *, public: bool = False) -> list[Step]:
    """The history with rising times and fresh ids; timers count from where the conversation counts."""
    steps: list[Step] = []
    place = Address("fake", "main", "chat1", "ada" if public else "")
    conversation, now = fresh(address=place), NOON
    for n, drawn in enumerate(history):
        now += drawn.at
        event = replace(drawn, id=f"e{n}", at=now)
        if isinstance(event, UserSaid | UserAskedForHuman | UserCommanded) and not public:
            event = replace(event, heard="private")
        if isinstance(event, TimerFired) and drawn.at % 2:
            event = replace(event, since=conversation.quiet_since or 0)
        decision = decide(conversation, event, POLICY)
        steps.append((conversation, event, decision))
        conversation = replace(decision.conversation, version=conversation.version + 1)
    return steps


drawn_histories = st.lists(events, max_size=25)
private_histories = drawn_histories.map(play)
public_histories = drawn_histories.map(lambda history: play(history, public=True))
