"""Our own tiers: their encoders, with embeddings remembered by text, and as methods beside the others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from encoders.opening import Tier, open_encoders
from intents.encoder import Encoder, Floats, Scope

TIERS: tuple[Tier, ...] = ("lexical", "auto", "best")


class LackingError(Exception):
    """A tier has not all of its encoders on this machine; the message says what to install."""


def encoders_of(name: str) -> tuple[Encoder, ...]:
    """The encoders of a tier, as they are; LackingError unless all are there."""
    [tier] = [tier for tier in TIERS if tier == name]
    opened = open_encoders(tier)
    if opened.lacking:
        raise LackingError("; ".join(opened.lacking))
    return opened.encoders


def remembering(names: Sequence[str], folder: Path) -> dict[str, tuple[Remembering, ...]]:
    """The encoders of tiers, remembering what they encoded; an encoder of two tiers remembers for both."""
    known: dict[str, Remembering] = {}
    found: dict[str, tuple[Remembering, ...]] = {}
    for name in names:
        encoders = encoders_of(name)
        known |= {each.name: Remembering(each, folder) for each in encoders if each.name not in known}
        found[name] = tuple(known[each.name] for each in encoders)
    return found


class Remembering:
    """An encoder that encodes no text twice; `keep` writes what it knows into a folder for the next run.

    Only for figures that are about being right: whoever measures time takes the encoder itself.
    """

    def __init__(self, inner: Encoder, folder: Path) -> None:
        self._inner = inner
        self._path = folder / f"{hashlib.sha256(inner.name.encode()).hexdigest()[:16]}.npz"
        self._known: dict[str, Floats] = {}
        self._fresh = False
        if self._path.exists():
            with np.load(self._path, allow_pickle=False) as archive:
                texts = archive["texts"].tobytes().decode("utf-8", "surrogatepass").split("\x00")
                self._known = dict(zip(texts, archive["vectors"], strict=True))

    @property
    def name(self) -> str:
        """That of the encoder, so that models fit."""
        return self._inner.name

    @property
    def scope(self) -> Scope:
        """That of the encoder."""
        return self._inner.scope

    def encode(self, texts: Sequence[str]) -> Floats:
        """As the encoder does, once a text."""
        unknown = [text for text in dict.fromkeys(texts) if text not in self._known]
        if unknown:
            self._fresh = True
            self._known.update(zip(unknown, self._inner.encode(unknown), strict=True))
        return np.stack([self._known[text] for text in texts])

    def keep(self) -> None:
        """Write down what is new."""
        texts = [text for text in self._known if "\x00" not in text]
        if self._fresh and texts:
            joined = np.frombuffer("\x00".join(texts).encode("utf-8", "surrogatepass"), np.uint8)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self._path, texts=joined, vectors=np.stack([self._known[text] for text in texts]))
            self._fresh = False
