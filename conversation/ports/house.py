"""The clock of the house, what it knows, and who translates."""

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


class Translator(Protocol):
    """Between operators and users who share no language. None is shipped: `bot.wiring.assemble` takes yours.

    What the bot says, entries and saved replies need none: they stand in the user's language already. It gets an
    operator's words when secrets are out of them and the guard has let them pass.
    """

    async def translate(self, text: str, language: str) -> str:
        """The words in this language; the same ones where they are in it already, or where it cannot help just now."""
