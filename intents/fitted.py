"""A fitted model: everything that recognising needs, and its form as bytes.

The bytes are a checksum and an uncompressed archive of arrays and JSON; nothing in it is executed on reading.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from intents.encoder import Floats, Scope
from intents.lexicon import Lexicon
from intents.meaning import USUAL, Blend, Meaning
from intents.model import Language, Thresholds

RECIPE = 6
"""Counts up whenever features, training or calibration change, so that no cached model outlives its code."""


_DIGEST = 32  # bytes of SHA-256 in front, so that a damaged cache is never taken for a model


@dataclass(frozen=True, slots=True)
class Calibration:
    """confidence = 1 / (1 + exp(−(slope · logit(probability) + intercept)))."""

    slope: float
    intercept: float


@dataclass(frozen=True, slots=True)
class Model:
    """What `fit` makes of a FAQ. Valid only for the FAQ and encoder of its `fingerprint`."""

    fingerprint: str
    languages: tuple[Language, ...]
    entries: tuple[str, ...]
    exact: Mapping[str, tuple[int, ...]]
    """Normalised question → the entries in which it stands."""
    courtesies: frozenset[int]
    """Entries that only greet or thank."""
    words: Mapping[str, int]
    """Word → in how many questions."""
    usual_length: int
    """Half as much again as nine of ten questions, as `features.length` measures: beyond it, a text tells a story."""
    lexicon: Lexicon
    weights: Floats
    """float32[features, entries]."""
    bias: Floats
    """float32[entries]; counts as far as the utterance is familiar, that is times the length of its row."""
    calibration: Calibration
    thresholds: Thresholds
    blend: Blend = USUAL
    """How words and meanings are joined."""
    meanings: tuple[Meaning, ...] = ()
    """Of each encoder that it was fitted with."""

    @property
    def encoders(self) -> tuple[str, ...]:
        """The names of the encoders that it needs, in their order."""
        return tuple(meaning.encoder for meaning in self.meanings)

    def to_bytes(self) -> bytes:
        """For a cache; `from_bytes` reads it."""
        head = {
            "recipe": RECIPE,
            "fingerprint": self.fingerprint,
            "languages": self.languages,
            "entries": self.entries,
            "exact": dict(self.exact),
            "courtesies": sorted(self.courtesies),
            "words": list(self.words),
            "counts": list(self.words.values()),
            "usual_length": self.usual_length,
            "columns": list(self.lexicon.columns),
            "calibration": [self.calibration.slope, self.calibration.intercept],
            "thresholds": [self.thresholds.answer_above, self.thresholds.clarify_above],
            "encoders": [[meaning.encoder, meaning.scope] for meaning in self.meanings],
            "blend": [self.blend.words, self.blend.bend],
        }
        arrays = {"idf": self.lexicon.idf, "weights": self.weights, "bias": self.bias}
        for at, meaning in enumerate(self.meanings):
            arrays |= {f"centre{at}": meaning.centre, f"anchors{at}": meaning.anchors, f"meaning{at}": meaning.weights}
        text = np.frombuffer(json.dumps(head).encode(), np.uint8)
        target = io.BytesIO()
        np.savez(target, allow_pickle=False, head=text, **arrays)
        raw = target.getvalue()
        return hashlib.sha256(raw).digest() + raw

    @staticmethod
    def from_bytes(raw: bytes) -> Model:
        """The model of these bytes; ValueError if they are damaged or of another recipe: then fit again."""
        digest, archived = raw[:_DIGEST], raw[_DIGEST:]
        if hashlib.sha256(archived).digest() != digest:
            raise ValueError("damaged, so not a fitted model; fit it again")
        try:
            with np.load(io.BytesIO(archived), allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            return _restore(json.loads(arrays.pop("head").tobytes()), arrays)
        except (ValueError, KeyError, TypeError, EOFError, OSError, AttributeError, zipfile.BadZipFile) as error:
            raise ValueError("not a fitted model of this recipe; fit it again") from error


def _restore(head: dict[str, object], arrays: dict[str, Floats]) -> Model:
    if head["recipe"] != RECIPE:
        raise ValueError(f"recipe {head['recipe']}")
    read = _Head(head)
    columns = {feature: at for at, feature in enumerate(read.texts("columns"))}
    entries = tuple(read.texts("entries"))
    if arrays["weights"].shape != (len(columns), len(entries)) or arrays["idf"].shape != (len(columns) + 1,):
        raise ValueError("arrays and names do not fit")
    return Model(
        fingerprint=str(head["fingerprint"]),
        languages=tuple(read.texts("languages")),
        entries=entries,
        exact={text: tuple(owners) for text, owners in read.mapping("exact").items()},
        courtesies=frozenset(int(number) for number in read.numbers("courtesies")),
        words=dict(zip(read.texts("words"), map(int, read.numbers("counts")), strict=True)),
        usual_length=int(str(head["usual_length"])),
        lexicon=Lexicon(columns, arrays["idf"]),
        weights=arrays["weights"],
        bias=arrays["bias"],
        calibration=Calibration(*read.numbers("calibration")),
        thresholds=Thresholds(*read.numbers("thresholds")),
        blend=Blend(*read.numbers("blend")),
        meanings=tuple(
            Meaning(name, scope, arrays[f"centre{at}"], arrays[f"anchors{at}"], arrays[f"meaning{at}"])
            for at, (name, scope) in enumerate(read.encoders())
        ),
    )


class _Head:
    """Typed access to the JSON part."""

    def __init__(self, head: dict[str, object]) -> None:
        self._head = head

    def texts(self, name: str) -> list[str]:
        value = self._head[name]
        assert isinstance(value, list)
        return [str(item) for item in value]

    def numbers(self, name: str) -> list[float]:
        value = self._head[name]
        assert isinstance(value, list)
        return [float(item) for item in value]

    def encoders(self) -> list[tuple[str, Scope]]:
        value = self._head["encoders"]
        assert isinstance(value, list)
        return [(str(name), "latin" if scope == "latin" else "any") for name, scope in value]

    def mapping(self, name: str) -> dict[str, list[int]]:
        value = self._head[name]
        assert isinstance(value, dict)
        return value
