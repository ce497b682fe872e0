"""Short answers to operators in their topic. They go at the chat's pace and nobody waits for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import ReplyParameters
from telegram.error import RetryAfter

from adapters.desk.told import Told
from adapters.errands import Errands
from adapters.markup import Styled, split
from adapters.telegram.room import Room
from conversation.ports import Clock

LONGEST = 4_000


class Hints:
    """What the bot tells the operators of one desk chat beside the conversations."""

    def __init__(self, room: Room, clock: Clock, errands: Errands) -> None:
        self._room = room
        self._clock = clock
        self._errands = errands
        self.told = Told(clock)

    def say(self, sentence: str, topic: int | None = None, reply_to: int | None = None) -> None:
        """A message in a topic, or in the general one."""
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None

        async def send() -> None:
            await self._room.api.bot.send_message(
                self._room.id,
                split(Styled(sentence, ()), LONGEST)[0].text,
                message_thread_id=topic,
                reply_parameters=reply,
                disable_notification=True,
            )

        self.soon(send)

    def soon(self, call: Callable[[], Awaitable[object]]) -> None:
        """One call when the chat takes it; a second try when Telegram asked to wait."""
        self._errands.run(self._paced(call))

    def at_once(self, call: Awaitable[object]) -> None:
        """A call that counts against no limit, such as the answer to a press."""

        async def wait() -> None:
            await call

        self._errands.run(wait())

    async def _paced(self, call: Callable[[], Awaitable[object]]) -> None:
        await self._room.turn()
        try:
            await call()
        except RetryAfter as error:
            self._room.hush(error, self._clock.now())
            await self._room.turn()
            await call()
