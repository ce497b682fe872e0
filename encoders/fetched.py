"""Encoders by name through fastembed, which fetches them once: for machines with internet."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from encoders.reading import all_readable
from intents.encoder import Floats, Scope

os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # read at import: a log is no place for bars,
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # and who asks what is nobody else's business

from fastembed import TextEmbedding  # after the two lines above
from loguru import logger

logger.disable("fastembed")  # it raises what it cannot do as well, which is told in one line with what to do
warnings.filterwarnings("ignore", "Cannot enable progress bars")

_BATCH = 16


class FetchedEncoder:
    """A model that fastembed knows. Its files are fetched into `cache` at the first use, or are there in `folder`."""

    scope: Scope = "any"

    def __init__(self, model: str, cache: Path | None = None, folder: Path | None = None) -> None:
        self.name = f"fastembed {version('fastembed')} {model}"
        where = None if folder is None else str(folder)
        self._model = TextEmbedding(
            model, cache_dir=None if cache is None else str(cache), threads=1, specific_model_path=where
        )

    def encode(self, texts: Sequence[str]) -> Floats:
        """float32[n, d], pooled as the model was trained."""
        found: Floats = np.stack(list(self._model.embed(all_readable(texts), batch_size=_BATCH))).astype(np.float32)
        return found
