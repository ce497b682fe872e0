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
from bot.fitting import Fitted, Fitter, read_source
from conversation.ports import Clock
from encoders.opening import Tier
from intents.faq import FaqError
from intents.followup import understand
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
    tier: Tier


class Knowledge:
    """Implements `conversation.ports.Knowledge`; `follow` until cancelled.

    Making one reads and fits the FAQ of the configuration, with the models in `cache`. Raises FaqError with every
    mistake.
    """

    def __init__(self, config: Config, cache: Path | None, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._stamp = self._stamped()
        self._source = self._told = read_source(config)
        self._fitter = Fitter(config.matching, cache)
        self._serving = self._served(self._fitter.first(self._source))
        self._behind = asyncio.Event()
        self._broken = False

    @property
    def state(self) -> State:
        """`refitting` while a better recogniser, or one of newer questions, is on its way."""
        if self._broken:
            return "broken"
        return "refitting" if self._behind.is_set() else "serving"

    @property
    def tier(self) -> Tier:
        """What answers just now."""
        return self._serving.tier

    @property
    def faq(self) -> Faq:
        """The FAQ that answers."""
        return self._serving.faq

    @property
    def thresholds(self) -> Thresholds:
        """From which confidence on the bot answers, or asks back."""
        return self._serving.thresholds

    def recognize(self, text: str, context: Context) -> Understanding:
        """Never raises. What goes on from the last entry is read with it in mind.

        An encoder makes this 5 to 15 ms, in the event loop all the same: a thread kept the loop as busy, since Python
        runs one of them at a time, cost a fifth more and made the slowest answers three times slower.
        """
        serving = self._serving
        return understand(text, context, serving.faq, serving.thresholds, serving.recognizer.recognize)

    async def follow(self) -> None:
        """Takes up the best engine that there is, then looks at the files for ever and takes up what changed.

        The looking never waits for a fit: an answer that is edited meanwhile is live within a second all the same.
        """
        self._behind.set()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_up(), name="fitting")
            while True:
                await self._clock.until(self._clock.now() + LOOK_EVERY)
                await self._look()

    async def refresh(self) -> None:
        """Takes up what changed since the last look, its questions too; a broken file is told once and left aside."""
        await self._look()
        if self._behind.is_set():
            await self._refit()

    async def _look(self) -> None:
        stamp = self._stamped()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._source = await asyncio.to_thread(read_source, self._config)
        except FaqError as error:
            self._broken = True
            log.error("the FAQ has mistakes, so the last good one goes on serving:\n%s", error)
            return
        self._broken = False
        self._serving = replace(self._serving, faq=self._source.faq)
        self._behind.set()

    async def _keep_up(self) -> None:
        while True:
            await self._behind.wait()
            await self._refit()

    async def _refit(self) -> None:
        """Until what serves knows the newest questions: they may change again while a fit is under way."""
        while self._behind.is_set():
            source, before = self._source, self._serving
            try:
                fitted = await self._fitter.best(source)
            except Exception as error:  # noqa: BLE001 # what serves goes on serving, whatever a fit comes to
                log.error("the questions could not be learned (%s); those before go on serving", type(error).__name__)
            else:
                self._serving = self._served(fitted)
            if source is self._source:
                self._behind.clear()
            if self.tier != before.tier:
                log.info("answers come from tier %s now", self.tier)
        if self._source is not self._told:
            self._told = self._source
            log.info("the FAQ was reloaded", extra={"version": self.faq.version, "entries": len(self.faq.entries)})

    def _served(self, fitted: Fitted) -> _Serving:
        """The newest answers with this recogniser, which may still be of older questions."""
        thresholds = in_force(self._config.matching, fitted.recognizer.model.thresholds)
        return _Serving(self._source.faq, fitted.recognizer, thresholds, fitted.tier)

    def _stamped(self) -> Stamp:
        """Changes whenever one of the files does; a missing file counts as empty."""
        return tuple(_stat(path) for path in self._config.faq)


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
