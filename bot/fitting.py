"""From a FAQ to the best recogniser that this machine can have of it, without anybody waiting for it."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.background import in_background
from bot.config import Config
from bot.config.model import Matching
from bot.faq_rules import accepted, contents
from bot.models import Files, downloads_folder, fitting_apart, kept_model, load_model
from encoders.opening import Opened, Tier, open_encoders
from encoders.steady import Steady
from encoders.whole import remove_torn
from intents.fit import fingerprint
from intents.language import prepare
from intents.match import Recognizer
from intents.model import Faq

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """A FAQ and the files that it was read from, as they were."""

    files: Files
    faq: Faq


@dataclass(frozen=True, slots=True)
class Fitted:
    """A recogniser and the tier that it is of."""

    recognizer: Recognizer
    tier: Tier


def read_source(config: Config) -> Source:
    """The FAQ of this configuration. Raises FaqError with every mistake that forbids to serve it."""
    files = contents(config.faq)
    return Source(files, accepted(config, files))


def wanted(matching: Matching) -> Tier:
    """The tier that the configuration asks for."""
    return "lexical" if matching.semantic == "off" else matching.semantic


class Failed(Exception):
    """The process that fits could not; the message says why in a word."""


class Fitter:
    """Fits in processes of its own where there is a folder to hand models over; reads the encoders once."""

    def __init__(self, matching: Matching, folder: Path | None) -> None:
        self._wanted = wanted(matching)
        self._choice = matching.encoder
        self._folder = folder
        self._opened: Opened | None = None
        self._last: Fitted | None = None

    def first(self, source: Source) -> Fitted:
        """What can serve soonest: words and spelling. Blocks for the time of a fit, unless one was kept."""
        if self._folder is not None:
            remove_torn(self._folder, time.time())
        if self._folder is not None and kept_model(source.faq, self._folder) is None:
            log.info("learning the questions of %d entries, once; then the desk opens", len(source.faq.entries))
            command, files = fitting_apart(self._folder, "lexical", "", source.files)
            subprocess.run(  # noqa: S603 # our own module
                command, check=False, input=files, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        self._last = self._loaded(source, "lexical", ())
        return self._last

    async def best(self, source: Source) -> Fitted:
        """What serves best: the tier that is wanted, or the best that there is. Why it is less is told in the log."""
        await in_background(lambda: prepare(source.faq.languages))
        opened = await self._encoders()
        if opened.encoders:
            try:
                return await self._fitted(source, opened.tier, opened.encoders)
            except Exception as error:  # noqa: BLE001 # whatever an encoder raises, words alone still answer
                reason = error if isinstance(error, Failed) else type(error).__name__
                log.error("nothing could be fitted with tier %s (%s); going on with words alone", opened.tier, reason)
        return await self._fitted(source, "lexical", ())

    async def _encoders(self) -> Opened:
        if self._opened is None:
            place = downloads_folder(self._folder)
            self._opened = await in_background(lambda: open_encoders(self._wanted, self._choice, place))
            if self._opened.lacking:
                log.warning("%s", self._opened.instead)
        return self._opened

    async def _fitted(self, source: Source, tier: Tier, encoders: Sequence[Steady]) -> Fitted:
        if self._last is None or self._last.recognizer.model.fingerprint != fingerprint(source.faq, encoders):
            if not await in_background(lambda: self._is_kept(source, encoders)):
                await self._apart(source, encoders)
            self._last = await in_background(lambda: self._loaded(source, tier, encoders))
        return self._last

    def _is_kept(self, source: Source, encoders: Sequence[Steady]) -> bool:
        return kept_model(source.faq, self._folder, encoders) is not None

    def _loaded(self, source: Source, tier: Tier, encoders: Sequence[Steady]) -> Fitted:
        """Fits here only what could not be handed over."""
        return Fitted(Recognizer(load_model(source.faq, self._folder, encoders), encoders), tier)

    async def _apart(self, source: Source, encoders: Sequence[Steady]) -> None:
        """Fits in a process of its own, which ends with us, and not with Ctrl-C. Raises Failed.

        It is asked for the wanted tier, so that it opens the same encoders, whichever of them are missing.
        """
        if self._folder is None:
            return
        tier: Tier = self._wanted if encoders else "lexical"
        command, files = fitting_apart(self._folder, tier, self._choice, source.files)
        pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        alone = {"OPENBLAS_NUM_THREADS": "1", **os.environ}  # the other processor answers people
        process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, stderr=nowhere, start_new_session=True, env=alone
        )
        try:
            said, _ = await process.communicate(files)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            raise Failed(said.decode(errors="replace").strip() or f"it ended with {process.returncode}")
