"""An encoder as the engine may rely on it: proved once, then never raising."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from intents.encoder import Encoder, Floats, Scope

log = logging.getLogger(__name__)

_PROOF = ("How do I reset it?", "It costs three coins.")


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Libraries in Rust, such as tokenizers, panic on some files past every `except Exception`; here it is an error."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise RuntimeError(str(error)) from None


class Unfit(ValueError):
    """This encoder does not do what one must; the message says what."""


class Proved:
    """An encoder that has encoded two sentences as it should: vectors of length one, of one width, or an error.

    Making one raises Unfit, or whatever the encoder raises.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.name: str = encoder.name
        self.scope: Scope = encoder.scope
        self._encoder = encoder
        self.width = 0
        proof = self.encode(_PROOF)
        if not proof.any(axis=1).all() or np.array_equal(proof[0], proof[1]):
            raise Unfit("the same vector for different texts")
        self.width = proof.shape[1]

    def encode(self, texts: Sequence[str]) -> Floats:
        """float32[n, width]. For fitting: on vectors that are not right, no model may be fitted."""
        with panics_as_errors():
            found = np.asarray(self._encoder.encode(texts), np.float32)
        if found.ndim != 2 or len(found) != len(texts) or found.shape[1] != (self.width or found.shape[1]):
            raise Unfit(f"vectors of the wrong form ({' x '.join(map(str, found.shape))} for {len(texts)} texts)")
        if not np.isfinite(found).all():
            raise Unfit("vectors with parts that are no numbers")
        normal: Floats = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-9))
        return normal


class Steady:
    """For answering: a text that cannot be encoded has a vector of zeros, which says nothing in the engine."""

    def __init__(self, encoder: Encoder) -> None:
        self.strict = Proved(encoder)
        self.name: str = encoder.name
        self.scope: Scope = encoder.scope
        self._failed = False

    def encode(self, texts: Sequence[str]) -> Floats:
        """float32[n, d]. Never raises; the first failure is told in the log, since the others are like it."""
        try:
            return self.strict.encode(texts)
        except Exception as error:  # noqa: BLE001 # whatever a model's code raises, words alone still answer
            if not self._failed:
                self._failed = True
                log.error("%s failed (%s); such messages are answered by words alone", self.name, type(error).__name__)
            return np.zeros((len(texts), self.strict.width), np.float32)
