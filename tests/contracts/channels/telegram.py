"""A private chat with the bot on Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.capabilities import TELEGRAM
from adapters.markup import from_entities, utf16
from adapters.markup.ranges import Entity
from conversation.model import Address
from tests.adapters.telegram.scene import Scene, scene
from tests.contracts.channels.surface import Hands, Mishap, Shown
from tests.kit.telegram import Fault, Message, Person


@dataclass(kw_only=True)
class Telegram(Hands):
    """Ada's telephone."""

    stage: Scene
    ada: Person

    async def says(self, text: str) -> str:
        """A text."""
        self.ada.writes(text)
        await self.stage.hear()
        return ""

    async def repeats(self) -> None:
        """As after a crash."""
        await self.stage.hear_again()

    async def chooses(self, label: str) -> str:
        """A button."""
        message = next(one for one in reversed(self.ada.chat.from_bot) if label in one.labels)
        data = message.button(label).data or ""
        self._last = (message, data)
        return await self._pressed(message, data)

    async def chooses_again(self) -> str:
        """The button is gone by now; the app may not know that yet."""
        return await self._pressed(*self._last)

    async def _pressed(self, message: Message, data: str) -> str:
        press = self.ada.presses_data(message, data)
        await self.stage.hear()
        assert press.answered
        return press.answer or ""

    async def attaches(self, name: str, content: bytes, text: str) -> None:
        """A document."""
        self.ada.sends_document(content, name, caption=text)
        await self.stage.hear()

    async def edits(self, text: str) -> None:
        """What was written last."""
        self.ada.edits(self._mine(), text)
        await self.stage.hear()

    async def reacts(self, emoji: str) -> None:
        """Below the bot's last message."""
        self.ada.reacts(self.ada.chat.from_bot[-1], emoji)
        await self.stage.hear()

    async def shown(self) -> list[Shown]:
        """The bot's messages."""
        return [_shown(message) for message in self.ada.chat.from_bot]

    async def marks(self) -> list[str]:
        """The bot's reactions."""
        return self._mine().reactions.get(self.stage.telegram.bot.id, [])

    def _mine(self) -> Message:
        return [message for message in self.ada.chat.messages if message.sender is self.ada][-1]

    def mishap(self, kind: Mishap) -> None:
        """As Telegram does it."""
        match kind:
            case "limit":
                self.stage.telegram.faults.next("sendMessage", Fault.too_many(7))
            case "silence":
                self.stage.telegram.faults.next("sendMessage", Fault.reset_after())
            case "gone":
                self.ada.blocks_bot()
            case "token":
                self.stage.telegram.revoke_token()
            case "unreachable":
                self.stage.telegram.stop()

    async def rest(self) -> None:
        """Nothing is under way."""
        await self.stage.rest()


def _shown(message: Message) -> Shown:
    spans = [
        Entity(str(one["type"]), int(one["offset"]), int(one["length"]), one.get("url")) for one in message.entities
    ]
    styled = from_entities(message.text, spans)
    bold = tuple(styled.text[span.start : span.end] for span in styled.spans if span.style == "bold")
    files = tuple((file.name or file.path, file.content) for file in message.files)
    pictures = int(message.kind == "photo")
    return Shown(message.text, bold, tuple(message.labels), files, utf16(message.text), pictures=pictures)


@asynccontextmanager
async def telegram(faq: Path, languages: tuple[str, ...] | None = None) -> AsyncIterator[Telegram]:
    """Ada, who is about to write for the first time."""
    async with scene(faq=(faq,), media=faq.parent, languages=languages) as stage:
        ada = stage.telegram.user("Ada", language="en")
        yield Telegram(
            stage.built, stage.chat, Address("telegram", stage.api.account, str(ada.id)), TELEGRAM,
            frozenset({"attach", "open", "edit", "react", "reread", "recall"}),
            frozenset({"limit", "silence", "gone", "token", "unreachable"}), stage=stage, ada=ada,
        )  # fmt: skip
