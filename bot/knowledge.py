"""Serves the FAQ and follows its edits.

Answers live from the moment a changed file parses; changed questions once the refit ends, the old weights serving
meanwhile. A broken file leaves the last good one in place and is told about once.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from bot.config import Config
from bot.config.model import Matching
from bot.faq_rules import serviceable
from bot.models import load_model_apart
from conversation.ports import Clock
from intents.faq import FaqError
from intents.match import Recognizer
from intents.model import Context, Faq, Thresholds, Understanding

log = logging.getLogger(__name__)

LOOK_EVERY = 500
"""How often the files are looked at, in ms: an edit shows within a second."""

State = Literal["serving", "refitting", "broken"]
Stamp = tuple[tuple[int, int], ...]


def in_force(matching: Matching, fitted: Thresholds) -> Thresholds:
    """The fitted thresholds, where the configuration sets none; asking back never needs more than answering."""
    answer = fitted.answer_above if matching.answer_above is None else matching.answer_above
    clarify = fitted.clarify_above if matching.clarify_above is None else matching.clarify_above
    return Thresholds(answer, min(answer, clarify))


@dataclass(frozen=True, slots=True)
class _Serving:
    """What answers just now; swapped as one reference."""

    faq: Faq
    recognizer: Recognizer
    thresholds: Thresholds


class Knowledge:
    """Implements `conversation.ports.Knowledge`; `follow` until cancelled.

    Making one reads and fits the FAQ of the configuration, with the models in `cache`. Raises FaqError with every
    mistake.
    """

    def __init__(self, config: Config, cache: Path | None, clock: Clock) -> None:
        self._config = config
        self._cache = cache
        self._clock = clock
        self._stamp = self._stamped()
        self._serving = self._fitted(serviceable(config))
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
            faq = await asyncio.to_thread(serviceable, self._config)
        except FaqError as error:
            self.state = "broken"
            log.error("the FAQ has mistakes, so the last good one goes on serving:\n%s", error)
            return
        self.state = "refitting"
        self._serving = replace(self._serving, faq=faq)
        self._serving = await asyncio.to_thread(self._fitted, faq)
        self.state = "serving"
        log.info("the FAQ was reloaded", extra={"version": faq.version, "entries": len(faq.entries)})

    def _fitted(self, faq: Faq) -> _Serving:
        model = load_model_apart(faq, self._config.faq, self._cache)
        return _Serving(faq, Recognizer(model), in_force(self._config.matching, model.thresholds))

    def _stamped(self) -> Stamp:
        """Changes whenever one of the files does; a missing file counts as empty."""
        return tuple(_stat(path) for path in self._config.faq)


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
