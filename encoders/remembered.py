"""Vectors of texts that were encoded before, in a file an encoder: an edit of one question costs only its own lines.

A file is a checksum and an uncompressed archive of two arrays; nothing in it is executed on reading. One that is
damaged counts as none.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from encoders.steady import Proved
from encoders.whole import write_whole
from intents.encoder import Floats, Scope

KEPT = 4
"""Encoders whose vectors stay in a folder."""

SPARE = 2000
"""Vectors of earlier texts that stay at least: of an edit that is taken back, of another FAQ beside this one. A larger
FAQ keeps as many of them as it has texts."""

_DIGEST, _KEY = 32, 16  # bytes of a checksum, and of what stands for a text
_Halves = NDArray[np.float16]


class Remembered:
    """An encoder for fitting, with its file in `folder`; raises as the encoder does.

    Vectors are rounded to 16 bits, kept or new, so that what is fitted does not depend on what was kept.
    """

    def __init__(self, encoder: Proved, folder: Path) -> None:
        self.name: str = encoder.name
        self.scope: Scope = encoder.scope
        self._encoder = encoder
        self._path = folder / f"{hashlib.sha256(self.name.encode()).hexdigest()[:16]}.vectors"
        self._known = _read(self._path)
        self._asked: dict[bytes, None] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """float32[n, d] of length one; only texts that were never seen reach the encoder."""
        keys = [_key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, self._encoder.encode(list(new.values())).astype(np.float16), strict=True))
        self._asked.update(dict.fromkeys(keys))
        return np.stack([self._known[key] for key in keys]).astype(np.float32)

    def keep(self) -> None:
        """Writes the file, atomically: what this fit asked for, then of the rest what may stay. Raises OSError."""
        rest = [key for key in self._known if key not in self._asked]
        kept = [*self._asked, *rest[: max(SPARE, len(self._asked))]]
        if not kept:
            return
        write_whole(self._path, _to_bytes(kept, np.stack([self._known[key] for key in kept])))
        newest_first = sorted(self._path.parent.glob("*.vectors"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in newest_first[KEPT:]:
            old.unlink(missing_ok=True)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY).digest()


def _to_bytes(keys: Sequence[bytes], vectors: _Halves) -> bytes:
    target = io.BytesIO()
    np.savez(target, allow_pickle=False, keys=np.frombuffer(b"".join(keys), np.uint8), vectors=vectors)
    raw = target.getvalue()
    return hashlib.sha256(raw).digest() + raw


def _read(path: Path) -> dict[bytes, NDArray[Any]]:
    """Key → float16[d]; nothing where there is no file or a damaged one."""
    try:
        raw = path.read_bytes()
        if hashlib.sha256(raw[_DIGEST:]).digest() != raw[:_DIGEST]:
            return {}
        with np.load(io.BytesIO(raw[_DIGEST:]), allow_pickle=False) as archive:
            keys, vectors = archive["keys"].tobytes(), archive["vectors"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
    return {keys[at * _KEY : (at + 1) * _KEY]: vector for at, vector in enumerate(vectors)}
