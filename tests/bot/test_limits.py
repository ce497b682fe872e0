"""Rates, and the line in front of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import KEYS_REMEMBERED, Limiter, Rate, Window, chat_of
from tests.kit.clock import HandClock

SECOND = (Rate(1, 1_000),)


def by_kind(chat: str) -> Iterable[Rate]:
    """Groups have a minus, as on Telegram."""
    return (Rate(18, 60_000),) if chat.split("|")[2].startswith("-") else SECOND


class Waiters:
    """Tasks that ask a limiter for turns, and the order in which they were served."""

    def __init__(self, limiter: Limiter, clock: HandClock) -> None:
        self.limiter, self.clock = limiter, clock
        self.served: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, target: str, *, row: bool = True, again: bool = False) -> None:
        """Somebody joins the line."""

        async def wait() -> None:
            await self.limiter.turn(target, row=row, again=again)
            self.served.append(name)

        self.tasks[name] = asyncio.create_task(wait())
        await self.calm()

    async def calm(self) -> None:
        """Nothing more can happen before time passes."""
        for _ in range(10):
            await asyncio.sleep(0)

    async def wind(self, milliseconds: int) -> None:
        """Time passes."""
        self.clock.wind(milliseconds)
        await self.calm()


@given(st.lists(st.integers(0, 3_000), max_size=60), st.integers(1, 5), st.integers(1, 1_000))
def test_no_window_ever_holds_more_than_its_count(pauses: list[int], count: int, per: int) -> None:
    clock, passed = HandClock(0), list[int]()
    limiter = Limiter(clock, whole=(Rate(count, per),))
    for pause in pauses:
        clock.wind(pause)
        if limiter.admit("x"):
            passed.append(clock.now())
        else:
            assert sum(clock.now() - per < earlier for earlier in passed) == count
    for at in passed:
        assert sum(at - per < other <= at for other in passed) <= count


def test_a_chat_has_the_rate_of_its_kind_and_the_bot_one_of_its_own() -> None:
    clock = HandClock(0)
    limiter = Limiter(clock, whole=(Rate(20, 1_000),), rates=by_kind)
    assert [limiter.admit("telegram|1|7|") for _ in range(2)] == [True, False]
    assert [limiter.admit("telegram|1|-7|") for _ in range(19)] == [*[True] * 18, False]
    assert [limiter.admit(f"telegram|1|{chat}|") for chat in (8, 9)] == [True, False]
    clock.wind(1_000)
    assert limiter.admit("telegram|1|7|")
    assert not limiter.admit("telegram|1|-7|")


def test_the_members_of_a_group_share_its_rate() -> None:
    limiter = Limiter(HandClock(), rates=lambda _: SECOND)
    assert limiter.admit("telegram|1|-7|ann")
    assert not limiter.admit("telegram|1|-7|bob")
    assert chat_of("telegram|1|-7|ann") == chat_of("telegram|1|-7|")
    assert chat_of("no address") == "no address"


def test_a_place_that_is_not_used_is_given_back() -> None:
    limiter = Limiter(HandClock(), rates=lambda _: SECOND)
    assert limiter.admit("a")
    limiter.give_back("a")
    assert limiter.admit("a")


def test_a_pause_holds_its_chat_only_and_is_never_shortened() -> None:
    clock = HandClock(0)
    limiter = Limiter(clock)
    limiter.pause("telegram|1|7|ann", 700)
    limiter.pause("telegram|1|7|bob", 300)
    clock.wind(699)
    assert not limiter.admit("telegram|1|7|")
    assert limiter.admit("telegram|1|8|")
    clock.wind(1)
    assert limiter.admit("telegram|1|7|")


def test_the_memory_of_a_window_is_bounded() -> None:
    window = Window(Rate(1, 10**9))
    for n in range(KEYS_REMEMBERED + 1):
        window.take(f"k{n}", 0)
    assert window.free_at("k0", 1) == 1
    assert window.free_at("k1", 1) > 1


async def test_fifty_who_wait_for_one_chat_are_served_in_order_of_arrival() -> None:
    clock = HandClock(0)
    limiter = Limiter(clock, rates=lambda _: SECOND)
    waiters = Waiters(limiter, clock)
    names = [f"{n}" for n in range(50)]
    for name in names:
        await waiters.ask(name, "chat")
    for n in range(1, 50):
        assert waiters.served == names[:n]
        assert clock.sleepers == 1, "one alarm for all"
        await waiters.wind(1_000)
    assert waiters.served == names
    assert clock.sleepers == 0


async def test_nobody_is_passed_over_by_one_who_comes_later() -> None:
    clock = HandClock(0)
    limiter = Limiter(clock, rates=lambda _: SECOND)
    waiters = Waiters(limiter, clock)
    await waiters.ask("a", "chat")
    await waiters.ask("b", "chat")
    clock.wind(1_000)
    assert not limiter.admit("chat"), "b was first, though its task has not run yet"
    await waiters.calm()
    assert waiters.served == ["a", "b"]


async def test_chats_share_the_rate_of_the_bot_in_the_order_in_which_they_could_be_served() -> None:
    clock = HandClock(0)
    waiters = Waiters(Limiter(clock, whole=(Rate(2, 1_000),), rates=lambda _: SECOND), clock)
    for name in ("a1", "a2", "b1", "c1", "d1", "e1"):
        await waiters.ask(name, name[0])
    assert waiters.served == ["a1", "b1"]
    await waiters.wind(1_000)
    assert waiters.served[2:] == ["c1", "d1"]
    await waiters.wind(1_000)
    assert waiters.served[4:] == ["e1", "a2"]


async def test_what_is_no_row_gets_every_fourth_place_while_rows_wait_and_all_else_where_none_do() -> None:
    clock = HandClock(0)
    waiters = Waiters(Limiter(clock, rates=lambda _: SECOND), clock)
    await waiters.ask("first", "chat")
    for n in range(3):
        await waiters.ask(f"card{n}", "chat", row=False)
    for n in range(7):
        await waiters.ask(f"row{n}", "chat")
    for _ in range(10):
        await waiters.wind(1_000)
    assert waiters.served == [
        "first", "row0", "row1", "row2", "card0", "row3", "row4", "row5", "card1", "row6", "card2",
    ]  # fmt: skip


async def test_who_was_turned_away_stands_at_the_head_of_the_line_when_the_pause_ends() -> None:
    clock = HandClock(0)
    limiter = Limiter(clock, rates=lambda _: SECOND)
    waiters = Waiters(limiter, clock)
    for name in ("a", "b", "c"):
        await waiters.ask(name, "chat")
    limiter.pause("chat", 5_000)
    await waiters.ask("a again", "chat", again=True)
    await waiters.wind(4_999)
    assert waiters.served == ["a"]
    for _ in range(3):
        await waiters.wind(1_000)
    assert waiters.served == ["a", "a again", "b", "c"]


async def test_who_stops_waiting_costs_the_others_nothing() -> None:
    clock = HandClock(0)
    waiters = Waiters(Limiter(clock, rates=lambda _: SECOND), clock)
    for name in ("a", "b", "c", "d"):
        await waiters.ask(name, "chat")
    waiters.tasks["b"].cancel()
    clock.wind(1_000)
    await waiters.calm()
    assert waiters.served == ["a", "c"]
    waiters.tasks["d"].cancel()
    await waiters.calm()
    assert clock.sleepers == 0


async def test_a_place_given_to_one_who_left_goes_to_the_next() -> None:
    clock = HandClock(0)
    limiter = Limiter(clock, rates=lambda _: SECOND)
    waiters = Waiters(limiter, clock)
    for name in ("a", "b", "c"):
        await waiters.ask(name, "chat")
    clock.wind(1_000)
    limiter.give_back("nobody waits there")  # b has its place now, and does not know it yet
    waiters.tasks["b"].cancel()
    await waiters.calm()
    assert waiters.served == ["a", "c"]


async def test_a_place_that_comes_back_is_used_at_once() -> None:
    clock = HandClock(0)
    limiter = Limiter(clock, rates=lambda _: SECOND)
    waiters = Waiters(limiter, clock)
    assert limiter.admit("chat")
    await waiters.ask("a", "chat")
    limiter.give_back("chat")
    await waiters.calm()
    assert waiters.served == ["a"]
    assert clock.sleepers == 0
    assert limiter.asleep == 0
