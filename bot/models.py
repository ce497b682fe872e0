"""Fitted models, kept in a folder beside the database: an edit of the questions costs a fit, a restart does not."""

from __future__ import annotations

import ctypes
import logging
import os
from contextlib import suppress
from pathlib import Path

from intents.fit import fingerprint, fit
from intents.fitted import Model
from intents.model import Faq

log = logging.getLogger(__name__)

KEPT = 5
"""Models of earlier FAQs that stay, so that going back to one is quick."""


def models_folder(database: str) -> Path | None:
    """Beside the database file; nowhere for one in memory."""
    scheme, _, path = database.partition(":///")
    if scheme != "sqlite" or path == ":memory:":
        return None
    return Path(f"{path}.models")


def load_model(faq: Faq, folder: Path | None) -> Model:
    """The model fitted to these questions: from the folder, or fitted now and kept there."""
    if folder is None:
        return _fitted(faq)
    kept = folder / f"{fingerprint(faq)}.model"
    try:
        return Model.from_bytes(kept.read_bytes())
    except (OSError, ValueError):
        model = _fitted(faq)
        _keep(model, kept)
        return model


def _fitted(faq: Faq) -> Model:
    """Fits, and gives the memory that only fitting needs back to the system: a third of the process would stay."""
    model = fit(faq)
    with suppress(OSError, AttributeError):  # only glibc keeps it and only glibc can be asked
        ctypes.CDLL(None).malloc_trim(0)
    return model


def _keep(model: Model, path: Path) -> None:
    """Atomically, and only the newest few; a folder that cannot be written costs time at the next start, no more."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(model.to_bytes())
        fresh.replace(path)
        newest_first = sorted(path.parent.glob("*.model"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in newest_first[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("the fitted model could not be kept: %s", error)
