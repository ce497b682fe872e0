"""Rates."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import KEYS_REMEMBERED, Limiter, Rate, Window


@given(st.lists(st.integers(0, 3_000), max_size=60), st.integers(1, 5), st.integers(1, 1_000))
def test_no_window_ever_holds_more_than_its_count(pauses: list[int], count: int, per: int) -> None:
    limiter, now, passed = Limiter(whole=(Rate(count, per),)), 0, list[int]()
    for pause in pauses:
        now += pause
        free = limiter.free_at("x", now)
        assert limiter.admit("x", now) == (free <= now)
        if free <= now:
            passed.append(now)
    for at in passed:
        assert sum(at - per < other <= at for other in passed) <= count


def test_a_promise_of_the_limiter_is_kept() -> None:
    limiter = Limiter(whole=(Rate(3, 1_000),), per_target=(Rate(1, 500),))
    assert limiter.admit("a", 0)
    assert not limiter.admit("a", 100)
    assert limiter.admit("b", 100)
    assert limiter.free_at("a", 100) == 500
    assert limiter.admit("a", 500)
    assert limiter.free_at("c", 500) == 1_000


def test_a_place_that_is_not_used_is_given_back() -> None:
    limiter = Limiter(per_target=(Rate(1, 500),))
    assert limiter.admit("a", 0)
    limiter.give_back("a")
    assert limiter.admit("a", 0)


def test_a_pause_holds_everybody() -> None:
    limiter = Limiter()
    limiter.pause(700)
    assert not limiter.admit("a", 699)
    assert limiter.admit("a", 700)


def test_the_memory_of_a_window_is_bounded() -> None:
    window = Window(Rate(1, 10**9))
    for n in range(KEYS_REMEMBERED + 1):
        window.take(f"k{n}", 0)
    assert window.free_at("k0", 1) == 1
    assert window.free_at("k1", 1) > 1
