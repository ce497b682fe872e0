"""A channel and a desk at the edge of the house: they keep what was sent, and fail as a test tells them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from conversation.change import OutboxRow
from conversation.delivery import NotSent, Outcome, Sent
from conversation.ports import Capabilities

SILENT = frozenset({"open", "mark", "erase"})
"""Kinds of rows that bring no words."""

EVERYTHING = Capabilities(
    longest=4096, choices=100, media=True, files=True, edits=True, deletions=True, reactions=True
)  # fmt: skip
"""A platform that can show whatever there is."""


@dataclass
class FakeChannel:
    """The far end of a push channel, or of a desk.

    `outcomes` are given out first, then everything is sent, or nothing while it is `away`. `joins` makes one message of
    relayed lines that wait together. `attempts` and `sent` are rows; `messages` are the rows of each message that
    arrived. The message that arrived as the nth has the remote id "chat:n".
    """

    carrier: str = "fake:main"
    deduplicates: bool = False
    capabilities: Capabilities = EVERYTHING
    limit: int = 4096
    joins: bool = False
    place: str = ""
    away: bool = False
    outcomes: deque[Outcome] = field(default_factory=deque)
    attempts: list[OutboxRow] = field(default_factory=list)
    sent: list[OutboxRow] = field(default_factory=list)
    messages: list[tuple[OutboxRow, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.place = self.place or f"{self.carrier.replace(':', '|')}|room|"

    def split(self, text: str) -> tuple[str, ...]:
        """Pieces of at most `limit` characters."""
        return tuple(text[at : at + self.limit] for at in range(0, len(text), self.limit)) or ("",)

    def gather(self, rows: Sequence[OutboxRow]) -> int:
        """All the relayed lines at the front, if it joins at all; else one row."""
        relayed = next((n for n, row in enumerate(rows) if row.kind != "relay"), len(rows))
        return max(1, relayed) if self.joins else 1

    async def send(self, rows: Sequence[OutboxRow]) -> Outcome:
        """Keeps the rows."""
        self.attempts += rows
        outcome = self.outcomes.popleft() if self.outcomes else self._sent(rows[0])
        if isinstance(outcome, Sent):
            self.sent += rows
            self.messages.append(tuple(rows))
        return outcome

    def _sent(self, row: OutboxRow) -> Outcome:
        if self.away:
            return NotSent("no connection")
        chat = [*row.target.split("|"), "", "", ""][2] or row.target
        return Sent((f"{chat}:{len(self.messages) + 1}",))

    @property
    def texts(self) -> list[str]:
        """The words that arrived, in order."""
        return [_words(row) for row in self.sent if row.kind not in SILENT]

    @property
    def joined(self) -> list[str]:
        """The words of each message that arrived."""
        return [" + ".join(_words(row) for row in rows) for rows in self.messages if rows[0].kind not in SILENT]


def _words(row: OutboxRow) -> str:
    return str(row.payload.get("text", row.payload.get("tier")))
