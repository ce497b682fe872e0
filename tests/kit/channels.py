"""A channel and a desk at the edge of the house: they keep what was sent, and fail as a test tells them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from conversation.change import OutboxRow
from conversation.delivery import Outcome, Sent


@dataclass
class FakeChannel:
    """The far end of a push channel. `outcomes` are given out first, then everything is sent."""

    carrier: str = "fake:main"
    deduplicates: bool = False
    limit: int = 4096
    outcomes: deque[Outcome] = field(default_factory=deque)
    attempts: list[OutboxRow] = field(default_factory=list)
    sent: list[OutboxRow] = field(default_factory=list)

    def split(self, text: str) -> tuple[str, ...]:
        """Pieces of at most `limit` characters."""
        return tuple(text[at : at + self.limit] for at in range(0, len(text), self.limit)) or ("",)

    async def send(self, row: OutboxRow) -> Outcome:
        """Keeps the row."""
        self.attempts.append(row)
        outcome = self.outcomes.popleft() if self.outcomes else Sent()
        if isinstance(outcome, Sent):
            self.sent.append(row)
        return outcome

    @property
    def texts(self) -> list[str]:
        """What arrived, in order."""
        return [str(row.payload.get("text", row.payload.get("tier"))) for row in self.sent]
