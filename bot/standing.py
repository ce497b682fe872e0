"""Where a person stands, read afresh: stage, number, position, expected wait, next opening."""

from __future__ import annotations

from bot.engine import Engine
from conversation.codec import stage_name
from conversation.model import Address, Waiting
from conversation.ports import Reader
from conversation.views import State


class Standing:
    """Answers for any address, whether it ever wrote or not."""

    def __init__(self, reader: Reader, engine: Engine) -> None:
        self._reader = reader
        self._engine = engine

    async def __call__(self, address: Address) -> State:
        """The state as its owner may see it."""
        conversation = await self._reader.newest(address)
        if conversation is None:
            return State("with_bot")
        name = stage_name(conversation.stage)
        stage = conversation.stage
        if not isinstance(stage, Waiting):
            return State(name, conversation.number)
        around = await self._engine.surroundings(conversation)
        opening = self._engine.next_opening(stage.team)
        expected, longest = (around.expected_wait, around.longest_wait) if opening is None else (None, None)
        return State(name, conversation.number, around.position, expected, opening, longest)
