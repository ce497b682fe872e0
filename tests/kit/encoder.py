"""Small encoders: the two files of an ONNX folder, written by hand, and one that counts what reaches it."""

from __future__ import annotations

import string
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split

from intents.encoder import Floats, Scope

WIDTH = 24
_LETTERS = ("[PAD]", "[UNK]", *string.ascii_lowercase, *string.digits, " ", *"钱包备份怎么助记词在哪里手续费")
_INT64, _FLOAT = 7, 1


class Counting:
    """An encoder by the letters of a text, in plain numpy; `texts` are all that it was asked for."""

    scope: Scope = "any"

    def __init__(self, name: str = "counting 1") -> None:
        self.name = name
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Floats:
        self.texts += texts
        found = np.zeros((len(texts), WIDTH), np.float32)
        for row, text in zip(found, texts, strict=True):
            for letter in text.encode("utf-8", "replace"):
                row[letter % WIDTH] += 1
        return found


def write_folder(
    folder: Path, *, whole: bool = False, inputs: Sequence[str] = ("input_ids",), widths: int = WIDTH
) -> Path:
    """A folder with a model that knows letters; with `whole` it gives a vector of the text, else one of each token."""
    folder.mkdir(parents=True, exist_ok=True)
    table = np.random.default_rng(7).normal(size=(len(_LETTERS), widths)).astype(np.float32)
    (folder / "model.onnx").write_bytes(_model(table, whole, inputs))
    tokenizer = Tokenizer(WordLevel({letter: at for at, letter in enumerate(_LETTERS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def _model(table: Floats, whole: bool, inputs: Sequence[str]) -> bytes:
    """ONNX in the wire format of protocol buffers: a table of vectors, and a mean where one is asked for."""
    states = "last_hidden_state"
    nodes = [_field(1, _node("Gather", ["table", "input_ids"], states))]
    output = _value(states, _FLOAT, ["batch", "sequence", table.shape[1]])
    if whole:
        axis = _field(1, "axes") + _field(8, 1) + _field(20, 7)
        keep = _field(1, "keepdims") + _field(3, 0) + _field(20, 2)
        nodes.append(_field(1, _node("ReduceMean", [states], "sentence_embedding", axis, keep)))
        output = _value("sentence_embedding", _FLOAT, ["batch", table.shape[1]])
    weights = b"".join(_field(1, size) for size in table.shape) + _field(2, _FLOAT) + _field(8, "table")
    graph = b"".join(nodes) + _field(2, "letters") + _field(5, weights + _field(9, table.tobytes()))
    graph += b"".join(_field(11, _value(name, _INT64, ["batch", "sequence"])) for name in inputs)
    graph += _field(12, output)
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 13))


def _node(kind: str, inputs: Sequence[str], output: str, *attributes: bytes) -> bytes:
    found = b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(4, kind)
    return found + b"".join(_field(5, attribute) for attribute in attributes)


def _value(name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    sizes = b"".join(_field(1, _field(1 if isinstance(size, int) else 2, size)) for size in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, sizes)))


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
