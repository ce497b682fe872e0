"""What the kernel must know of the house to decide: knowledge, sentences, and how long is long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from conversation.explorers import Explorer
from conversation.texts import Texts
from handoff.roster import Roster
from handoff.rules import Rules
from intents.model import Faq, Thresholds

MINUTE = 60_000
HOUR = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Policy:
    """The house's settings as the kernel sees them. All spans are in milliseconds.

    `reopen_within`: how long a new message reopens a resolved conversation; `bot_silence`: when a conversation with the
    bot counts as solved; `auto_resolve`: silence of the user after which one with an operator is closed, with a warning
    after five sixths of it; `acknowledge_every`: how often a waiting user is told that a message arrived;
    `comment_within`: how long after a rating a text is its comment. `explorers` are the block explorers by chain.
    `rules` are how the desk works and `roster` who is there; `snippets` are the saved replies, by name and language
    (empty: the first one); `code` gives the code of a conversation by its id.
    """

    faq: Faq
    thresholds: Thresholds
    texts: Texts = field(default_factory=Texts)
    zone: tzinfo = UTC
    zone_name: str = "UTC"
    reopen_within: int = 72 * HOUR
    bot_silence: int = 24 * HOUR
    auto_resolve: int = 24 * HOUR
    acknowledge_every: int = 10 * MINUTE
    comment_within: int = 10 * MINUTE
    explorers: Mapping[str, Explorer] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    roster: Roster = field(default_factory=Roster)
    snippets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    code: Callable[[str], str] = lambda conversation: ""

    @property
    def warn_after(self) -> int:
        """Silence after which the user is warned that the conversation will be closed."""
        return self.auto_resolve * 5 // 6
