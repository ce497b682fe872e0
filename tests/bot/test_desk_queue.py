"""The queue through the whole house: many at once, a race for one, a desk that is away."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

from bot.config import Config
from conversation.codec import stage_name
from conversation.delivery import NotSent
from conversation.events import Actor
from conversation.model import Address, Detail, Waiting
from conversation.ports import Inbound, Refused
from handoff.model import Claim, Operator, Reply
from handoff.rules import Rules
from tests.kit.channels import EVERYTHING, FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import FAQ, config, house, settle

CHAT = Address("fake", "main", "chat1")


def chat(n: int) -> Address:
    return Address("fake", "main", f"chat{n}")


def settings(**rules: object) -> Config:
    handoff = config().handoff
    made: Rules = replace(handoff.rules, **rules)  # type: ignore[arg-type] # replace checks the names
    return config(handoff=replace(handoff, rules=made))


async def test_of_a_hundred_newcomers_each_rings_once_and_only_those_before_the_crowd_get_a_place() -> None:
    clock, desk = HandClock(), FakeChannel(carrier="fake:desk")
    async with house(settings(crowd=20), clock, desks=(desk,)) as built:
        for n in range(100):
            await built.intake.accept(Inbound(chat(n), f"h{n}", text="/human"))
        await settle(built, clock)
        alerts = [row for row in desk.sent if row.kind == "alert"]
        assert Counter(row.conversation for row in alerts).most_common(1)[0][1] == 1
        assert [row.payload["crowd"] for row in alerts].count(True) == 81
        assert sum(row.kind == "open" for row in desk.sent) == 19
        assert {stage_name((await built.database.reader.newest(chat(n))).stage) for n in (0, 99)} == {"waiting"}  # type: ignore[union-attr]


async def test_a_hundred_newcomers_who_write_first_and_ask_later_open_no_place_at_all() -> None:
    clock, desk = HandClock(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, desks=(desk,)) as built:
        for n in range(100):
            await built.intake.accept(Inbound(chat(n), f"w{n}", text="switch off my lamp"))
        clock.wind(120_000)
        for n in range(100):
            await built.intake.accept(Inbound(chat(n), f"h{n}", text="/human"))
            await built.intake.accept(Inbound(chat(n), f"m{n}", text="it says error 7"))
        await settle(built, clock)
        assert [row.kind for row in desk.sent] == ["alert"] * 100
        assert {bool(row.payload["rings"]) for row in desk.sent} == {False}
        await built.engine.act(1050, Actor("op1", "operator"), Claim(), "c")
        await built.intake.accept(Inbound(chat(49), "last", text="are you there?"))
        await settle(built, clock)
        assert [(row.kind, row.payload["number"]) for row in desk.sent[100:]] == [("open", 1050), ("relay", 1050)]


async def test_whoever_was_here_before_is_no_newcomer_in_a_crowd() -> None:
    clock, desk = HandClock(), FakeChannel(carrier="fake:desk")
    async with house(clock=clock, desks=(desk,)) as built:
        await built.intake.accept(Inbound(CHAT, "0", text="how do i back up my wallet"))
        clock.wind(30 * 24 * 3_600_000)
        await built.timers.fire_due()
        clock.wind(30 * 24 * 3_600_000)
        for n in range(2, 40):
            await built.intake.accept(Inbound(chat(n), f"w{n}", text="switch off my lamp"))
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        known = await built.database.reader.newest(CHAT)
        assert known is not None
        assert isinstance(known.stage, Waiting)
        assert (known.number, known.stage.crowd) == (1040, False)


async def test_of_fifty_operators_who_claim_at_once_one_has_it_and_the_others_are_told_who() -> None:
    clock, channel = HandClock(), FakeChannel()
    desks = tuple(FakeChannel(carrier=f"fake:desk{n}") for n in range(3))
    async with house(clock=clock, channels=(channel,), desks=desks) as built:
        for n in range(50):
            await built.database.staff.add(Operator(f"op{n}"))
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))

        async def claim(n: int) -> str:
            command = Claim() if n % 2 else Reply(f"op{n} here")
            try:
                await built.engine.act(1001, Actor(f"op{n}", "operator"), command, f"k{n}")
            except Refused as refused:
                return str(refused)
            return "mine"

        outcomes = Counter(await asyncio.gather(*(claim(n) for n in range(50))))
        view = await built.database.reader.conversation(1001)
        assert view is not None
        owner = view.row.owner
        assert outcomes.pop("mine") == 1
        assert sum(outcomes.values()) == 49
        assert set(outcomes) <= {f"{owner} has it.", f"{owner} has it. Claim it first to answer."}
        await settle(built, clock)
        assert len([row for row in channel.sent if str(owner) in str(row.payload)]) == 1


async def test_a_desk_that_cannot_be_reached_is_said_in_a_sentence_until_it_can() -> None:
    clock, channel, desk = HandClock(), FakeChannel(), FakeChannel(carrier="fake:desk")
    desk.outcomes.extend([NotSent("no connection")] * 3)
    async with house(clock=clock, channels=(channel,), desks=(desk,)) as built:
        await built.intake.accept(Inbound(chat(1), "1", text="/human"))
        await settle(built, clock)
        for _ in range(2):
            clock.wind(15_000)
            await settle(built, clock)
        await built.intake.accept(Inbound(chat(2), "2", text="/human"))
        clock.wind(60_000)
        await settle(built, clock)
        await built.intake.accept(Inbound(chat(3), "3", text="/human"))
        await settle(built, clock)
        assert ["cannot reach our desk" in text for text in channel.texts] == [False, True, False]


async def test_with_many_waiting_the_last_ones_hear_that_it_takes_longer() -> None:
    clock, channel = HandClock(), FakeChannel()
    async with house(settings(busy_above=3, crowd=0), clock, channels=(channel,)) as built:
        for n in range(6):
            await built.intake.accept(Inbound(chat(n), f"{n}", text="/human"))
        await settle(built, clock)
        assert ["longer than usual" in text for text in channel.texts] == [False] * 4 + [True] * 2


async def test_the_state_of_whoever_waits_has_the_wait_as_the_history_tells_it() -> None:
    clock = HandClock()
    async with house(settings(crowd=0), clock) as built:
        for n in range(10):
            await built.intake.accept(Inbound(chat(n), f"h{n}", text="/human"))
            clock.wind((n + 1) * 60_000)
            await built.engine.act(1001 + n, Actor("op1", "operator"), Reply("hello"), f"r{n}")
        await built.intake.accept(Inbound(chat(99), "x", text="/human"))
        state = await built.standing(chat(99))
        assert (state.position, state.expected_wait_seconds, state.longest_wait_seconds) == (1, 330, 540)


async def test_where_there_are_no_buttons_a_question_can_be_skipped_by_its_number(tmp_path: Path) -> None:
    own = tmp_path / "faq.yaml"
    own.write_text(
        "version: 1\nentries:\n- id: lamp\n  questions: [how do i fix my lamp]\n"
        "  answer: Turn it.\n  needs: [version, chain]\n"
    )
    clock, channel = HandClock(), FakeChannel(capabilities=replace(EVERYTHING, choices=0))
    async with house(config(faq=(FAQ, own)), clock, channels=(channel,)) as built:
        for n, text in enumerate(("how do i fix my lamp", "/human", "1", "2.3", "1")):
            await built.intake.accept(Inbound(CHAT, f"{n}", text=text))
        await settle(built, clock)
        assert channel.texts[2].endswith("Which version of Example Wallet do you use?\n\n1. Skip")
        assert channel.texts[3:] == [
            "Which network or chain is it about?\n\n1. Skip",
            "Thank you, that is all we need for now.",
        ]
        known = await built.database.reader.newest(CHAT)
        assert known is not None
        assert known.details == (Detail("chain", "2.3"),)
