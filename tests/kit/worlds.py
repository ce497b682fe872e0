"""Small worlds for the kernel: a FAQ of five entries, one with steps, a policy, and short ways to say what happened."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TypeVar

from conversation.decide import Decision, decide
from conversation.effects import Alert, Effect, Relay, Say, Wake
from conversation.events import (
    Actor,
    CommandName,
    Event,
    OperatorActed,
    Surroundings,
    UserAskedForHuman,
    UserChose,
    UserCommanded,
    UserDeleted,
    UserEdited,
    UserReacted,
    UserSaid,
)
from conversation.model import Address, Contact, Conversation, Stage, WithBot
from conversation.policy import Policy
from conversation.texts import Texts
from handoff.model import Command, Role
from intents.model import Candidate, Entry, Faq, Media, Part, Step, StepChoice, Thresholds, Understanding

NOON = 1_767_268_800_000  # 2026-01-01 12:00 UTC
AROUND = Surroundings()

FOLDER = Step(
    "folder",
    {"en": "Is it in the spam folder of {product}?", "zh": "垃圾邮件里有吗？"},
    (
        StepChoice({"en": "Found it", "zh": "找到了"}, then="solved"),
        StepChoice({"en": "Not there", "zh": "没有"}, {"en": "Ask for a **new** code.", "zh": "请重新发送验证码。"}),
        StepChoice({"en": "What does it cost?"}, {"en": "Nothing."}, "fees"),
        StepChoice({"en": "It was not me"}, then="hacked"),
    ),
)
ANEW = Step(
    "",
    {"en": "Did the new code come?", "zh": "新的验证码收到了吗？"},
    (
        StepChoice({"en": "Yes", "zh": "收到了"}, {"en": "It is good for ten minutes."}, "solved"),
        StepChoice({"en": "No", "zh": "没收到"}),
        StepChoice({"en": "Where do I look?", "zh": "在哪里看？"}, then="folder"),
        StepChoice({"en": "I give up", "zh": "算了"}, {"en": "We will look."}, "handoff"),
    ),
)

FAQ = Faq(
    version="test",
    languages=("en", "zh"),
    entries=(
        Entry(
            "backup",
            {"en": "Back up your wallet", "zh": "备份钱包"},
            {"en": ("how do i back up",), "zh": ("怎么备份",)},
            {"en": "Open **Settings → Backup** in {product}.", "zh": "打开 **设置 → 备份**。"},
            related=("fees",),
            tags=("security",),
            media=(Media(image="backup.png", alt={"en": "The backup page"}),),
        ),
        Entry(
            "fees",
            {"en": "Fees"},
            {"en": ("why are fees so high",)},
            {"en": "Miners are paid by you."},
            tags=("network-fees",),
        ),
        Entry("hello", {"en": "Hello"}, {"en": ("hello",)}, {"en": "Hello there!"}, handoff="never"),
        Entry(
            "hacked",
            {"en": "I may have been hacked"},
            {"en": ("i was hacked",)},
            {"en": "Move what is left to a new wallet now."},
            handoff="always",
            priority="urgent",
            team="security",
            tags=("security",),
        ),
        Entry(
            "mail",
            {"en": "No code arrives", "zh": "收不到验证码"},
            {"en": ("the code does not come",), "zh": ("收不到验证码",)},
            {"en": "Codes of {product} come by mail.", "zh": "验证码通过邮件发送。"},
            related=("fees",),
            team="accounts",
            priority="high",
            steps=(FOLDER, ANEW),
        ),
    ),
)

POLICY = Policy(
    faq=FAQ,
    thresholds=Thresholds(answer_above=0.8, clarify_above=0.4),
    texts=Texts(("en", "zh"), variables={"product": "Example Wallet"}),
    snippets={"hello": {"en": "Hello {name}!", "zh": "{name}您好！"}},
)

_ids = count(1)


def fresh(stage: Stage | None = None, **fields: object) -> Conversation:
    """A conversation that was stored once, in this stage."""
    base = Conversation(
        id="c1",
        number=1042,
        contact=Contact("p1", "Ada"),
        address=Address("fake", "main", "chat1"),
        language="en",
        stage=stage or WithBot(NOON),
        opened_at=NOON,
        version=1,
    )
    return replace(base, **fields)  # type: ignore[arg-type] # replace checks the names


def understood(entry: str = "backup", confidence: float = 0.95, language: str = "en") -> Understanding:
    """One part that means this entry, the others far behind."""
    rest = [candidate.id for candidate in FAQ.entries if candidate.id != entry]
    others = tuple(Candidate(name, (1 - confidence) / len(rest) / (n + 1)) for n, name in enumerate(rest))
    return Understanding((Part("", language, (Candidate(entry, confidence), *others)),))


UNSURE = understood(confidence=0.26)
TORN = understood(confidence=0.5)


def said(
    text: str = "how do i back up", meaning: Understanding | None = None, at: int = NOON, **more: object
) -> UserSaid:
    """The user wrote."""
    event = UserSaid(f"e{next(_ids)}", at, text, meaning or understood(), AROUND)
    return replace(event, **more)  # type: ignore[arg-type] # replace checks the names


def chose(choice: str, at: int = NOON, around: Surroundings = AROUND) -> UserChose:
    """The user pressed a button."""
    return UserChose(f"e{next(_ids)}", at, choice, around)


def asked(at: int = NOON, around: Surroundings = AROUND) -> UserAskedForHuman:
    """The user typed /human."""
    return UserAskedForHuman(f"e{next(_ids)}", at, "/human", around)


def edited(
    text: str = "how do i back up", meaning: Understanding | None = None, at: int = NOON, **more: object
) -> UserEdited:
    """The user changed what they had written before."""
    event = UserEdited(f"e{next(_ids)}", at, "e0:own", text, meaning or understood(), AROUND)
    return replace(event, **more)  # type: ignore[arg-type] # replace checks the names


def deleted(message: str = "e0:own", at: int = NOON) -> UserDeleted:
    """The user took back a line."""
    return UserDeleted(f"e{next(_ids)}", at, message)


def reacted(emoji: str = "👍", message: str = "e0:1", at: int = NOON) -> UserReacted:
    """The user put an emoji below a line."""
    return UserReacted(f"e{next(_ids)}", at, message, emoji)


def commanded(command: CommandName, argument: str = "", at: int = NOON, **more: object) -> UserCommanded:
    """The user typed a command."""
    event = UserCommanded(f"e{next(_ids)}", at, command, argument, f"/{command} {argument}".strip(), AROUND)
    return replace(event, **more)  # type: ignore[arg-type] # replace checks the names


def acted(command: Command, who: str = "op1", role: Role = "operator", at: int = NOON) -> OperatorActed:
    """An operator gave a command."""
    return OperatorActed(f"e{next(_ids)}", at, Actor(who, role), command, AROUND)


def after(conversation: Conversation, *events: Event, policy: Policy = POLICY) -> Decision:
    """The last decision of this history; every one before it must have been accepted."""
    decision = Decision(conversation)
    for event in events:
        assert decision.refusal is None, decision.refusal
        decision = decide(decision.conversation, event, policy)
    return decision


Kind = TypeVar("Kind", bound=Effect)


def only(decision: Decision, kind: type[Kind]) -> list[Kind]:
    """The effects of this kind."""
    return [effect for effect in decision.effects if isinstance(effect, kind)]


def says(decision: Decision) -> list[Say]:
    """What the bot says."""
    return only(decision, Say)


def relays(decision: Decision) -> list[Relay]:
    """What people say to each other."""
    return only(decision, Relay)


def alerts(decision: Decision) -> list[Alert]:
    """How the desks ring."""
    return only(decision, Alert)


def wakes(decision: Decision) -> list[Wake]:
    """Which timers are set."""
    return only(decision, Wake)
