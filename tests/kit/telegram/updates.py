"""The queue of updates: numbered, filtered when they are made, kept until they are confirmed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.kit.telegram.errors import OTHER_POLLER, Refusal
from tests.kit.telegram.model import Json

ONLY_WHEN_ASKED_FOR = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(eq=False)
class Webhook:
    """Where updates are posted to; `url` is empty while there is none."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    errors: list[tuple[int, str]] = field(default_factory=list)
    """When a delivery failed (epoch seconds), and how."""


class UpdateQueue:
    """What the bot has to learn. Everything here happens under the world's lock."""

    def __init__(self) -> None:
        self.pending: list[Json] = []
        self.made: list[Json] = []
        self.allowed: frozenset[str] | None = None
        self.webhook = Webhook()
        self._next = random.randrange(10_000_000, 900_000_000)
        self._poller = 0
        self._ended: dict[int, Refusal] = {}

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind, or did not ask and it is one of the usual kinds."""
        return kind in self.allowed if self.allowed is not None else kind not in ONLY_WHEN_ASKED_FOR

    def ask_for(self, kinds: Iterable[str]) -> None:
        """From now on only these; nothing means the usual kinds."""
        self.allowed = frozenset(kinds) or None

    def push(self, kind: str, content: Json) -> int | None:
        """A new update; its id, unless the bot does not want the kind."""
        return self.inject({kind: content}) if self.wants(kind) else None

    def inject(self, content: Json) -> int:
        """An update as it is given, whatever it holds; an id is added unless it brings one."""
        update = content if "update_id" in content else {"update_id": self._next, **content}
        self._next += 1
        self.pending.append(update)
        self.made.append(update)
        return int(update["update_id"])

    def confirm(self, offset: int) -> None:
        """Forgets what is older than this; a negative offset counts from the end."""
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    def drop(self, update: Json) -> None:
        """Forgets this one."""
        self.pending = [kept for kept in self.pending if kept is not update]

    def enter(self) -> int:
        """A poll begins; one that still waits is ended. The number of the new one."""
        self.end_poll(OTHER_POLLER)
        self._poller += 1
        return self._poller

    def end_poll(self, why: Refusal) -> None:
        """Ends the poll that waits, if one does."""
        self._ended[self._poller] = why

    def check(self, poller: int) -> None:
        """Raises what ended this poll."""
        if poller in self._ended:
            raise self._ended[poller]
