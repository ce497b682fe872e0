"""Fitted models, kept in a folder beside the database: an edit of the questions costs a fit, a restart does not.

`python -m bot.models FOLDER TIER ENCODER` fits the FAQ on its stdin and keeps the model. The serving process fits that
way, since a fit takes a hundred megabytes, which a process of its own gives back, and seconds in which answers wait.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from encoders.opening import Tier, open_encoders
from encoders.remembered import Remembered
from encoders.steady import Steady
from encoders.whole import write_whole
from intents.faq import parse_many
from intents.fit import fingerprint, fit
from intents.fitted import Model
from intents.model import Faq

log = logging.getLogger(__name__)

KEPT = 5
"""Models of earlier FAQs that stay, so that going back to one is quick."""

Files = Sequence[tuple[str, bytes]]
"""Name and content of each file of a FAQ."""


def models_folder(database: str) -> Path | None:
    """Beside the database file; nowhere for one in memory."""
    scheme, _, path = database.partition(":///")
    if scheme != "sqlite" or path == ":memory:":
        return None
    return Path(f"{path}.models")


def downloads_folder(folder: Path | None) -> Path | None:
    """Where models that are fetched by name stay."""
    return None if folder is None else folder / "fetched"


def load_model(faq: Faq, folder: Path | None, encoders: Sequence[Steady] = ()) -> Model:
    """The model fitted to these questions: from the folder, or fitted now and kept there.

    Raises what an encoder raises: on vectors that are not right, no model may be fitted.
    """
    found = kept_model(faq, folder, encoders)
    if found is not None:
        return found
    if folder is None:
        return fit(faq, [encoder.strict for encoder in encoders])
    remembered = [Remembered(encoder.strict, folder) for encoder in encoders]
    found = fit(faq, remembered)
    _keep(found, folder / f"{found.fingerprint}.model", remembered)
    return found


def kept_model(faq: Faq, folder: Path | None, encoders: Sequence[Steady] = ()) -> Model | None:
    """The model that an earlier fit kept; None where there is none, or a damaged one."""
    if folder is None:
        return None
    try:
        return Model.from_bytes((folder / f"{fingerprint(faq, encoders)}.model").read_bytes())
    except (OSError, ValueError):
        return None


def fitting_apart(folder: Path, tier: Tier, choice: str, files: Files) -> tuple[list[str], bytes]:
    """The command line of a process that fits, and what it reads: the files as they were parsed, whatever they are now.

    It ends with 0 unless it could not fit; then stdout has the name of the error.
    """
    command = [sys.executable, "-P", "-m", "bot.models", str(folder.absolute()), tier, choice]
    return command, json.dumps([(name, raw.decode("latin-1")) for name, raw in files]).encode()


def _keep(model: Model, path: Path, remembered: Sequence[Remembered]) -> None:
    """Atomically, and only the newest few; a folder that cannot be written costs time at the next start, no more."""
    try:
        for encoder in remembered:
            encoder.keep()
        write_whole(path, model.to_bytes())
        newest_first = sorted(path.parent.glob("*.model"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in newest_first[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("the fitted model could not be kept: %s", error)


def _main(folder: str, tier: Tier, choice: str) -> int:
    """1 and the name of an error where no model can be fitted. What a tier lacks was told by whoever started us."""
    if tier != "lexical":
        with suppress(OSError):
            os.nice(10)  # somebody is being answered meanwhile
    files = [(name, text.encode("latin-1")) for name, text in json.load(sys.stdin)]
    place = Path(folder)
    try:
        load_model(parse_many(files), place, open_encoders(tier, choice, downloads_folder(place)).encoders)
    except Exception as error:  # noqa: BLE001 # whatever an encoder raises
        sys.stdout.write(type(error).__name__)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))  # type: ignore[arg-type] # written by `fitting_apart`
