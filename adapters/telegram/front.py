"""What the users' side of Telegram needs of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from telegram.error import BadRequest, TelegramError

from adapters.buttons import Buttons
from adapters.errands import Errands
from adapters.telegram.api import Api
from adapters.telegram.places import CHANNEL, Whereabouts
from adapters.words import Words
from conversation.change import Seen
from conversation.model import Address
from conversation.ports import Clock, Pace, Reader
from conversation.texts import Texts

LONGEST_TOAST = 200
"""Characters that the answer to a pressed button may have."""


@dataclass(frozen=True, slots=True)
class Front:
    """The parts that all of the users' side shares. `texts` is asked anew each time, as the engine's policy is."""

    api: Api
    reader: Reader
    clock: Clock
    pace: Pace
    buttons: Buttons
    texts: Callable[[], Texts]
    whereabouts: Whereabouts = field(default_factory=Whereabouts)
    errands: Errands = field(default_factory=lambda: Errands((TelegramError,)))

    @property
    def account(self) -> str:
        """The bot's id."""
        return self.api.account

    @property
    def carrier(self) -> str:
        """The channel account's name, in rows and links."""
        return f"{CHANNEL}:{self.account}"

    def address(self, chat: int, user: str = "") -> Address:
        """Where a person is reached; a group that moved keeps the address that it had."""
        return Address(CHANNEL, self.account, str(self.api.known_as(chat)), user)

    def words(self, language: str | None) -> Words:
        """The sentences in this language, else in the first one."""
        texts = self.texts()

        def words(key: str, **values: object) -> str:
            return texts.text(key, language or texts.languages[0], **values)

        return words

    async def came_before(self, external_id: str) -> bool:
        """Whether this was accepted already: after a crash Telegram shows it again."""
        return await self.reader.seen(Seen(self.carrier, external_id)) is not None

    async def username(self) -> str:
        """The bot's own @name, without the sign."""
        me = self.api.me or await self.api.start()
        return me.username or ""

    def toast(self, query: str, sentence: str = "") -> None:
        """Ends the waiting sign on a pressed button; one that waited for too long has given up by itself."""
        self.errands.run(self._answer(query, sentence[:LONGEST_TOAST]))

    async def _answer(self, query: str, sentence: str) -> None:
        try:
            await self.api.bot.answer_callback_query(query, sentence or None)
        except BadRequest:
            return
