"""What is wrong where operators work: said once, told to others, and forgotten when somebody has mended it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

PAUSE = 5_000
"""Milliseconds until something that failed is tried again."""
MENDING = 30_000
"""The same where nothing gets through until an administrator has mended something; such rows are never given up."""


@dataclass(slots=True, kw_only=True)
class Troubles:
    """What is wrong in one desk just now.

    `troubled` is told of every change of `trouble`, with an empty sentence when all is well again; `mended` whenever
    something is right again, so that what had to wait for it can be tried.
    """

    troubled: Callable[[str], None] = lambda words: None
    mended: Callable[[], None] = lambda: None
    _troubles: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How the desk is called in the log."""
        raise NotImplementedError

    @property
    def trouble(self) -> str:
        """Why operators cannot be reached there as they should, with what to do; empty while all is well."""
        return " ".join(self._troubles.values())

    @property
    def missing(self) -> frozenset[str]:
        """What is wrong, each by its name."""
        return frozenset(self._troubles)

    @property
    def retry(self) -> int:
        """How long to wait before another try (ms): longer while an administrator has to do something first."""
        return MENDING if self._troubles else PAUSE

    def said(self, what: str) -> str | None:
        """The sentence for this, if it is wrong just now."""
        return self._troubles.get(what)

    def note(self, what: str, sentence: str) -> str:
        """This is wrong, and the sentence says what to do about it."""
        if self._troubles.get(what) != sentence:
            log.error("%s: %s", self.label, sentence)
            self._troubles[what] = sentence
            self.troubled(self.trouble)
        return sentence

    def fine(self, *what: str) -> None:
        """These are not wrong any more."""
        mended = [one for one in what if self._troubles.pop(one, None) is not None]
        if mended:
            log.warning("%s: mended: %s", self.label, ", ".join(mended))
            self.troubled(self.trouble)
            self.mended()
