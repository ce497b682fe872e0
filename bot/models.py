"""Fitted models, kept in a folder beside the database: an edit of the questions costs a fit, a restart does not.

`python -m bot.models FOLDER FAQ…` fits and keeps one; the serving process fits that way, since a fit takes a hundred
megabytes that a process of its own gives back, and seconds in which answers would wait.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from intents.faq import parse_many
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
        return fit(faq)
    found = _kept(faq, folder)
    if found is None:
        found = fit(faq)
        _keep(found, _path(faq, folder))
    return found


def load_model_apart(faq: Faq, paths: Sequence[Path], folder: Path | None) -> Model:
    """As `load_model`, but a fit of the files at `paths` happens in a process of its own, where that is possible."""
    if folder is not None and _kept(faq, folder) is None:
        command = [sys.executable, "-P", "-m", "bot.models", str(folder.absolute()), *map(str, paths)]
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603 # ours
    return load_model(faq, folder)


def _path(faq: Faq, folder: Path) -> Path:
    return folder / f"{fingerprint(faq)}.model"


def _kept(faq: Faq, folder: Path) -> Model | None:
    try:
        return Model.from_bytes(_path(faq, folder).read_bytes())
    except (OSError, ValueError):
        return None


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


def _main(folder: str, *paths: str) -> None:
    load_model(parse_many([(path, Path(path).read_bytes()) for path in paths]), Path(folder))


if __name__ == "__main__":
    _main(*sys.argv[1:])
