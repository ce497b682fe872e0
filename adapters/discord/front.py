"""What the users' side of Discord needs of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adapters.buttons import Buttons
from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api
from adapters.discord.errors import is_gone, is_rights
from adapters.discord.people import People
from adapters.errands import Errands
from adapters.words import Words
from conversation.change import Seen
from conversation.ports import Clock, Files, Reader
from conversation.texts import Texts

__all__ = ["Front", "Words"]

_TEXT, _THREADS = 0, {10, 11, 12}  # the kinds of channels as Discord numbers them


@dataclass(frozen=True, slots=True)
class Front:
    """The parts that all of the users' side shares. `texts` is asked anew each time, as the engine's policy is.

    `help_channels` are those of the settings, in which the bot answers in public.
    """

    api: Api
    reader: Reader
    files: Files
    clock: Clock
    texts: Callable[[], Texts]
    buttons: Buttons
    people: People
    errands: Errands
    help_channels: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        """The bot's id."""
        return self.api.account

    @property
    def carrier(self) -> str:
        """The channel account's name, in rows and links."""
        return self.api.carrier

    def words(self, language: str | None) -> Words:
        """The sentences in this language, else in the first one."""
        texts = self.texts()

        def words(key: str, **values: object) -> str:
            return texts.text(key, language or texts.languages[0], **values)

        return words

    async def came_before(self, external_id: str) -> bool:
        """Whether this was accepted already: history shows everything again."""
        return await self.reader.seen(Seen(self.carrier, external_id)) is not None

    async def public_place(self, user: str) -> str | None:
        """The text channel in which a private thread for this person can be made; None if there is none.

        Where they wrote in public last, else the first help channel that is a text channel. Raises one of TROUBLE.
        """
        met = self.people.met_at(user)
        for channel in (met, *self.help_channels) if met else self.help_channels:
            found = await self._text_channel(channel)
            if found is not None:
                return found
        return None

    async def _text_channel(self, channel: str) -> str | None:
        """The channel itself or the one that the thread belongs to; forums have no private threads."""
        try:
            found = await calls.channel(self.api, channel)
            if found.get("type") in _THREADS:
                found = await calls.channel(self.api, str(found["parent_id"]))
        except TROUBLE as error:
            if is_gone(error) or is_rights(error):
                return None
            raise
        return str(found["id"]) if found.get("type") == _TEXT else None
