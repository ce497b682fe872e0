"""A person who writes from several places, straight into a house."""

from __future__ import annotations

import re

from bot.wiring import Assembly
from conversation.model import Address
from conversation.ports import Inbound, Receipt

WEB, PHONE = Address("fake", "main", "web1"), Address("fake", "phone", "chat7")
_CODE = re.compile(r"/link ([0-9A-Z]{6})$", re.MULTILINE)


class Person:
    """Writes from anywhere, and reads there."""

    def __init__(self, built: Assembly) -> None:
        self.built = built
        self.turns = 0

    async def says(self, text: str, at: Address = WEB, **more: object) -> Receipt:
        """Words; `more` are fields of what the adapter makes of them."""
        self.turns += 1
        return await self.built.intake.accept(Inbound(at, f"t{self.turns}", text=text, **more))  # type: ignore[arg-type] # the fields of Inbound

    async def reads(self, at: Address = WEB) -> str:
        """The last line there."""
        lines = await self.built.database.reader.messages(at, 0, 500)
        return lines[-1].text if lines else ""

    async def all(self, at: Address = WEB) -> str:
        """Every line there."""
        return "\n".join(line.text for line in await self.built.database.reader.messages(at, 0, 500))

    async def code(self, at: Address = WEB) -> str:
        """A new one."""
        await self.says("/link", at)
        found = _CODE.search(await self.reads(at))
        assert found is not None
        return found[1]

    async def links(self) -> None:
        """The phone to the web."""
        await self.says(f"/link {await self.code()}", PHONE)

    async def number(self, at: Address = WEB) -> int:
        """Of the conversation that they have there."""
        found = await self.built.database.reader.newest(at)
        assert found is not None
        return found.number
