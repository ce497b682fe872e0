"""What a story asks of a desk: that its operators can do there what the story says, and what they are told."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.config import Config
from bot.wiring import Assembly, Senders
from conversation.model import Address, Conversation
from conversation.texts import Texts
from handoff.model import Operator
from storage.database import Database
from tests.kit.clock import HandClock

Shown = Literal["relay", "tell"]
"""What the user said, and what the bot tells operators."""
_ACKNOWLEDGED = {
    "/mute": "desk_muted", "/unmute": "desk_unmuted", "/claim": "desk_claimed",
}  # fmt: skip
"""Orders to which a desk may say a word although all is well."""


class Inexpressible(Exception):
    """Nobody can do this at that desk."""


@dataclass(frozen=True, slots=True)
class Plot:
    """What a desk is built from. `people` are all who work there; where they are `listed`, it is so from the start."""

    settings: Config
    clock: HandClock
    database: Database
    people: tuple[Operator, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody does about a conversation; with `edits` their last line in it reads so from now on.

    `read` is the key of what the user read last of an operator, `key` makes the order unique.
    """

    who: Operator
    text: str
    conversation: Conversation
    key: str
    read: str = ""
    edits: bool = False

    @property
    def word(self) -> str:
        """`/resolve` of `/resolve 24h`; nothing where it is a reply."""
        return self.text.split(maxsplit=1)[0] if self.text.startswith("/") and not self.edits else ""

    @property
    def rest(self) -> str:
        """What stands behind the word."""
        return self.text.removeprefix(self.word).strip()


class Crew(Protocol):
    """The operators of a story, at the desk where they work."""

    home: Address
    """Where Ada writes."""
    enlists: bool
    """Whether whoever acts is on the list of operators from then on, so that they may be called by name."""

    def senders(self) -> Senders:
        """What brings them their lines, before there is a house; also when the house begins again."""

    async def join(self, house: Assembly) -> None:
        """From now on they can act."""

    async def does(self, order: Order) -> str:
        """What they are told about it, if anything. Raises Inexpressible."""

    async def shows(self, about: Conversation, kind: Shown) -> str | None:
        """All that stands at their desk about it; None where nothing of this kind ever does."""

    def away(self, *, away: bool) -> None:
        """Nothing can be brought to them, or all can again. Raises Inexpressible."""

    async def leave(self) -> None:
        """The process behind their desk ends."""


Open = Callable[[Plot], AbstractAsyncContextManager[Crew]]
"""Builds a desk with its people."""


def without_thanks(told: str, order: Order, texts: Texts) -> str:
    """What somebody was told, but for a word that all went well."""
    key = _ACKNOWLEDGED.get(order.word)
    if key is None:
        return told
    values = dict.fromkeys(("number", "until"), "\0")
    pattern = re.escape(texts.text(key, texts.languages[0], **values)).replace(re.escape("\0"), ".+")
    return "" if re.fullmatch(pattern, told) else told
