"""Nothing that a model's code does stops an answer; nothing wrong is ever fitted on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from encoders.steady import Steady, Unfit
from intents.encoder import Floats, Scope
from tests.kit.encoder import WIDTH, Counting


class Odd:
    """An encoder that does what it is told to, after some good answers."""

    scope: Scope = "any"
    name = "odd 1"

    def __init__(self, does: Callable[[Sequence[str]], Floats], good: int = 0) -> None:
        self._does, self._good = does, good

    def encode(self, texts: Sequence[str]) -> Floats:
        self._good -= 1
        return Counting().encode(texts) if self._good >= 0 else self._does(texts)


def fails(texts: Sequence[str]) -> Floats:
    raise RuntimeError(f"cannot read {texts}")


class PanicException(BaseException):  # as libraries in Rust call it
    """No Exception."""


def panics(texts: Sequence[str]) -> Floats:
    raise PanicException("index out of bounds")


def gives(*shape: int, value: float = 0.5) -> Callable[[Sequence[str]], Floats]:
    return lambda texts: np.full(tuple(len(texts) if size < 0 else size for size in shape), value, np.float32)


WRONG = [fails, panics, gives(-1), gives(1, WIDTH), gives(-1, WIDTH, 2), gives(-1, WIDTH, value=float("nan"))]


@pytest.mark.parametrize("does", [*WRONG, gives(-1, WIDTH), gives(-1, WIDTH, value=0)])
def test_an_encoder_that_does_not_do_what_it_must_is_refused_at_once(does: Callable[[Sequence[str]], Floats]) -> None:
    with pytest.raises((Unfit, RuntimeError)):
        Steady(Odd(does))


@pytest.mark.parametrize("does", [*WRONG, gives(-1, WIDTH + 1)])
def test_one_that_breaks_later_gives_zeros_and_is_told_about_once(
    does: Callable[[Sequence[str]], Floats], caplog: pytest.LogCaptureFixture
) -> None:
    encoder = Steady(Odd(does, good=1))
    for _ in range(3):
        assert not encoder.encode(["my words", "others"]).any()
    assert encoder.encode(["my words", "others"]).shape == (2, WIDTH)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "odd 1" in record.getMessage()
    assert "my words" not in record.getMessage()


@pytest.mark.parametrize("does", [*WRONG, gives(-1, WIDTH + 1)])
def test_a_fit_hears_of_every_failure(does: Callable[[Sequence[str]], Floats]) -> None:
    encoder = Steady(Odd(does, good=1))
    with pytest.raises((Unfit, RuntimeError)):
        encoder.strict.encode(["a", "b"])


def test_one_that_works_again_is_used_again() -> None:
    odd = Odd(fails, good=1)
    encoder = Steady(odd)
    assert not encoder.encode(["a"]).any()
    odd._good = 9
    assert encoder.encode(["a"]).any()
