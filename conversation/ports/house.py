"""The clock of the house, and what it knows."""

from __future__ import annotations

from typing import Protocol

from intents.model import Context, Faq, Thresholds, Understanding


class Clock(Protocol):
    """Wall-clock time, so that tests can wind it by hand."""

    def now(self) -> int:
        """Epoch milliseconds."""

    async def until(self, at: int) -> None:
        """Returns once `now()` has reached `at` (epoch ms)."""


class Knowledge(Protocol):
    """What is known just now: the FAQ that serves and the recogniser fitted to it."""

    @property
    def faq(self) -> Faq:
        """The FAQ that answers."""

    @property
    def thresholds(self) -> Thresholds:
        """From which confidence on the bot answers, or asks back."""

    def recognize(self, text: str, context: Context) -> Understanding:
        """Never raises."""
