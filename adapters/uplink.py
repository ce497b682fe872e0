"""How the line to a platform does: up or down and why, told once, and how long to wait before another attempt."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, field
from typing import Literal

from conversation.ports import Clock

log = logging.getLogger(__name__)

State = Literal["starting", "up", "down"]

SECOND = 1_000
ADMIN_PAUSE = 60 * SECOND
"""Between attempts while only an admin can help, in ms."""
UNEXPECTED = "receiving failed unexpectedly; see the log"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing comes in, ending with what to do, and how long to wait before another attempt (ms)."""

    why: str
    pause: int


@dataclass(slots=True)
class Uplink:
    """`platform` is what people call it; between attempts pass 1, 2, 4 … seconds, never more than `longest` ms."""

    platform: str
    account: str
    clock: Clock
    longest: int
    state: State = "starting"
    why: str | None = None
    failures: int = 0
    _down_since: int = field(default=0, repr=False)

    def doubled(self) -> int:
        """The pause after so many failures in a row (ms)."""
        return min(SECOND << min(self.failures, 10), self.longest)

    def fell(self, trouble: Trouble) -> int:
        """Notes it, logs a new reason once, and says how long to wait (ms)."""
        if self.state != "down":
            self._down_since = self.clock.now()
        if self.why != trouble.why:
            log.error("%s is down: %s", self.platform, trouble.why, extra={"account": self.account})
        self.state, self.why = "down", trouble.why
        self.failures += 1
        return trouble.pause

    def broke(self, error: Exception) -> int:
        """The same after a defect of ours, which is logged without its words: another try may do."""
        log.error("receiving failed unexpectedly: %s", where(error))
        return self.fell(Trouble(UNEXPECTED, self.doubled()))

    def rose(self) -> bool:
        """It works; whether it did not before."""
        if self.state == "down":
            seconds = (self.clock.now() - self._down_since) // SECOND
            log.warning("%s is back after %d s", self.platform, seconds, extra={"account": self.account})
        rises = self.state != "up"
        self.state, self.why, self.failures = "up", None, 0
        return rises


def where(error: BaseException) -> str:
    """What it was and in which line, without its message, which may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
