"""Whether what carries our words can be reached, told from what became of the last attempts."""

from __future__ import annotations

from collections.abc import Collection

from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected
from conversation.ports import Clock

DOWN_AFTER = 30_000
"""How long nothing may get through, in ms, before users are told: less is a hiccup."""


class Health:
    """`note` every attempt; a carrier is down once nothing got through for a while, until something does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failing: dict[str, int] = {}

    def note(self, carrier: str, outcome: Outcome, *, opens: bool) -> None:
        """What became of an attempt; `opens`: it was to make a place, without which nothing else can be shown."""
        match outcome:
            case NotSent(retry_after=None, alone=False) | Ambiguous():
                self._failing.setdefault(carrier, self._clock.now())
            case Rejected() if opens:
                self._failing.setdefault(carrier, self._clock.now())
            case NotSent():
                pass  # it asks us to slow down, or has something against this message alone
            case _:
                self._failing.pop(carrier, None)

    def all_down(self, carriers: Collection[str]) -> bool:
        """Whether none of these can be reached; of none at all nothing is expected."""
        now = self._clock.now()
        return bool(carriers) and all(now - self._failing.get(carrier, now) >= DOWN_AFTER for carrier in carriers)
