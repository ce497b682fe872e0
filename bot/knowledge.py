"""Serves the FAQ, follows its edits, keeps fitted models beside the database.

Answers live from the moment a changed file parses; changed questions once the refit ends, the old weights serving
meanwhile. A broken file leaves the last good one in place and is told about once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from conversation.ports import Clock
from intents.faq import FaqError, parse_many
from intents.fit import fingerprint, fit
from intents.fitted import Model
from intents.match import Recognizer
from intents.model import Context, Faq, Thresholds, Understanding

log = logging.getLogger(__name__)

LOOK_EVERY = 500
"""How often the files are looked at, in ms: an edit shows within a second."""
MODELS_KEPT = 5

State = Literal["serving", "refitting", "broken"]
Stamp = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Overrides:
    """Thresholds that the configuration sets; None leaves the fitted one."""

    answer_above: float | None = None
    clarify_above: float | None = None

    def over(self, fitted: Thresholds) -> Thresholds:
        """The thresholds in force."""
        return Thresholds(
            fitted.answer_above if self.answer_above is None else self.answer_above,
            fitted.clarify_above if self.clarify_above is None else self.clarify_above,
        )


def read_faq(paths: Sequence[Path]) -> Faq:
    """Parses the files as one FAQ. Raises FaqError with all mistakes, OSError when a file cannot be read."""
    return parse_many([(str(path), path.read_bytes().decode("utf-8", errors="surrogateescape")) for path in paths])


def load_model(faq: Faq, cache: Path | None) -> Model:
    """The model fitted to these questions: from the cache folder, or fitted now and kept there."""
    if cache is None:
        return fit(faq)
    kept = cache / f"{fingerprint(faq)}.model"
    try:
        return Model.from_bytes(kept.read_bytes())
    except (OSError, ValueError):
        model = fit(faq)
        _keep(model, kept)
        return model


def _keep(model: Model, path: Path) -> None:
    """Atomically, and only the newest few; a folder that cannot be written costs time at the next start, no more."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(model.to_bytes())
        fresh.replace(path)
        newest_first = sorted(path.parent.glob("*.model"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in newest_first[MODELS_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("the fitted model could not be kept: %s", error)


@dataclass(frozen=True, slots=True)
class _Serving:
    """What answers just now; swapped as one reference."""

    faq: Faq
    recognizer: Recognizer
    thresholds: Thresholds


class Knowledge:
    """Implements `conversation.ports.Knowledge`; `follow` until cancelled."""

    def __init__(
        self, paths: Sequence[Path], cache: Path | None, clock: Clock, overrides: Overrides | None = None
    ) -> None:
        self._paths = tuple(paths)
        self._cache = cache
        self._clock = clock
        self._overrides = overrides or Overrides()
        self._stamp = self._stamped()
        faq = read_faq(self._paths)
        self._serving = self._fitted(faq)
        self.state: State = "serving"

    @property
    def faq(self) -> Faq:
        """The FAQ that answers."""
        return self._serving.faq

    @property
    def thresholds(self) -> Thresholds:
        """From which confidence on the bot answers, or asks back."""
        return self._serving.thresholds

    def recognize(self, text: str, context: Context) -> Understanding:
        """Never raises."""
        return self._serving.recognizer.recognize(text, context)

    async def follow(self) -> None:
        """Looks at the files for ever and takes up what changed."""
        while True:
            await self._clock.until(self._clock.now() + LOOK_EVERY)
            await self.refresh()

    async def refresh(self) -> None:
        """Takes up what changed since the last look; a broken file is reported once and left aside."""
        stamp = self._stamped()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            faq = await asyncio.to_thread(read_faq, self._paths)
        except (FaqError, OSError) as error:
            self.state = "broken"
            log.error("the FAQ has mistakes, so the last good one goes on serving:\n%s", error)
            return
        self.state = "refitting"
        self._serving = replace(self._serving, faq=faq)
        self._serving = await asyncio.to_thread(self._fitted, faq)
        self.state = "serving"
        log.info("the FAQ was reloaded", extra={"version": faq.version, "entries": len(faq.entries)})

    def _fitted(self, faq: Faq) -> _Serving:
        model = load_model(faq, self._cache)
        return _Serving(faq, Recognizer(model), self._overrides.over(model.thresholds))

    def _stamped(self) -> Stamp:
        """Changes whenever one of the files does; a missing file counts as empty."""
        return tuple(_stat(path) for path in self._paths)


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
