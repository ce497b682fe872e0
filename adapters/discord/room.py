"""The desk channel: what it is called on all sides, its sentences, and whether the bot can work there just now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.desk.troubles import MENDING, Troubles
from adapters.discord import calls
from adapters.discord.api import Api
from adapters.discord.errors import code_of, is_rights, outcome_of
from conversation.delivery import NotSent, Outcome
from conversation.ports import Clock
from conversation.texts import Texts

log = logging.getLogger(__name__)

Json = Mapping[str, Any]

BELIEVED = 5_000
"""For how long what Discord said about the channel and the server is believed, in ms, by who works out rights."""

FORUM, TEXT = 15, 0
"""Discord's numbers for the kinds of channels in which a desk can be."""
UNKNOWN_CHANNEL, NO_ACCESS, TAG_REQUIRED, LOCKED = 10003, 50001, 40067, 160005


@dataclass(slots=True)
class Room(Troubles):
    """`channel` is the desk channel's id.

    What can be wrong: channel, kind, rights, tags, content.
    """

    api: Api
    channel: str
    texts: Callable[[], Texts]
    clock: Clock
    _ground: tuple[int, Json, Json] | None = None

    @property
    def label(self) -> str:
        """How the desk is called in the log."""
        return f"discord desk {self.channel}"

    @property
    def carrier(self) -> str:
        """The name of the desk, in rows, links and threads."""
        return f"discord:{self.api.account}:desk:{self.channel}"

    @property
    def place(self) -> str:
        """The channel as an address key; Discord counts its own limits, so nothing waits for this one."""
        return f"discord|{self.api.account}|{self.channel}|"

    def words(self, key: str, **values: object) -> str:
        """A sentence in the desk's language."""
        texts = self.texts()
        return texts.text(key, texts.languages[0], **values)

    async def ground(self, *, fresh: bool = False) -> tuple[Json, Json]:
        """The channel with its overwrites and tags, and the server with its roles. Raises `api.TROUBLE`."""
        now = self.clock.now()
        if self._ground is None or fresh or now - self._ground[0] >= BELIEVED:
            channel = await calls.channel(self.api, self.channel)
            guild = await calls.guild(self.api, str(channel["guild_id"]))
            self._ground = (now, channel, guild)
        return self._ground[1], self._ground[2]

    async def shape(self) -> Json:
        """The channel, however long ago we looked. Raises `api.TROUBLE`."""
        return self._ground[1] if self._ground is not None else (await self.ground())[0]

    async def is_forum(self) -> bool:
        """Whether each conversation is a post of its own; else a thread below its card. Raises `api.TROUBLE`."""
        return int((await self.shape())["type"]) == FORUM

    async def guild(self) -> str:
        """The server's id. Raises `api.TROUBLE`."""
        return str((await self.shape())["guild_id"])

    def outcome(self, error: Exception) -> Outcome:
        """What a failed call means for a row. Whatever an administrator can mend keeps the row waiting."""
        if code_of(error) == TAG_REQUIRED:
            return NotSent(self.lacks("tags"), MENDING)
        if code_of(error) in {UNKNOWN_CHANNEL, NO_ACCESS}:
            return NotSent(self.lacks("channel"), MENDING)
        if is_rights(error) or code_of(error) == LOCKED:
            return NotSent(self.lacks("rights"), MENDING)
        return outcome_of(error, self.words)

    def hush(self, error: Exception) -> int:
        """For who sends without a row: how long to wait (ms)."""
        outcome = self.outcome(error)
        wait = outcome.retry_after if isinstance(outcome, NotSent) else None
        return wait or self.retry

    def lacks(self, what: str, names: Iterable[str] = ()) -> str:
        """Notes that this is missing: channel, kind, rights, tags or content; the sentence with the fix.

        `names` are the rights or tags in words; where they are not known, those found out last stay.
        """
        named = ", ".join(names)
        before = self.said(what)
        if not named and before is not None:
            return before
        key = f"discord_desk_no_{what}" if named or what not in _NAMED else f"discord_desk_some_{what}"
        return self.note(what, self.words(key, channel=self.channel, named=named))


_NAMED = frozenset({"rights", "tags"})
"""Troubles whose sentence names what is missing, where that is known."""
