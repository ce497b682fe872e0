"""Direct messages with the bot on Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.capabilities import DISCORD
from adapters.discord.places import person
from tests.adapters.discord.reader import shown
from tests.adapters.discord.scene import Scene, scene
from tests.contracts.channels.surface import Hands, Mishap, Shown
from tests.kit.discord import Fault, Interaction, Message, Person

SENDING = "POST /channels/*/messages"


@dataclass(kw_only=True)
class Discord(Hands):
    """Ada's telephone."""

    stage: Scene
    ada: Person

    async def says(self, text: str) -> str:
        """A message."""
        self.ada.writes(text)
        await self.stage.hear()
        return ""

    async def repeats(self) -> None:
        """As when history is read."""
        await self.stage.hear_again()

    async def chooses(self, label: str) -> str:
        """A button, or an option of a list."""
        message = next(one for one in reversed(self._ours()) if label in (*one.labels, *one.options))
        pressed = self.ada.selects(message, label) if label in message.options else self.ada.presses(message, label)
        self._last = (message, str(pressed.data["custom_id"]))
        return await self._heard(pressed)

    async def chooses_again(self) -> str:
        """The button is gone by now; the app may not know that yet."""
        return await self._heard(self.ada.presses_id(*self._last))

    async def _heard(self, pressed: Interaction) -> str:
        await self.stage.hear()
        assert pressed.acknowledged_after is not None
        return "\n".join(shown(text).text for text in pressed.texts)

    async def attaches(self, name: str, content: bytes, text: str) -> None:
        """An attachment."""
        self.ada.writes(text, files=[(name, "text/plain", content)])
        await self.stage.hear()

    async def edits(self, text: str) -> None:
        """What was written last."""
        self.ada.edits(self._mine(), text)
        await self.stage.hear()

    async def deletes(self) -> None:
        """What was written last."""
        self.ada.deletes(self._mine())
        await self.stage.hear()

    async def reacts(self, emoji: str) -> None:
        """Below the bot's last message."""
        self.ada.reacts(self._ours()[-1], emoji)
        await self.stage.hear()

    async def shown(self) -> list[Shown]:
        """The bot's messages."""
        return [_shown(message) for message in self._ours()]

    def _ours(self) -> list[Message]:
        return [message for message in self.ada.dm.from_bot if not message.thinking]

    async def marks(self) -> list[str]:
        """The bot's reactions."""
        bot = self.stage.discord.bot
        return [emoji for emoji, who in self._mine().reactions.items() if bot in who]

    def _mine(self) -> Message:
        return [message for message in self.ada.dm.messages if message.author is self.ada][-1]

    def mishap(self, kind: Mishap) -> None:
        """As Discord does it."""
        match kind:
            case "limit":
                self.stage.discord.fault(SENDING, Fault.too_many(120))
            case "silence":
                self.stage.discord.fault(SENDING, Fault.reset_after(), times=9)
            case "gone":
                self.ada.closes_dms()
            case "token":
                self.stage.discord.revoke_token()
            case "unreachable":
                self.stage.discord.stop()

    async def rest(self) -> None:
        """Nothing is under way."""
        await self.stage.users.rest()


def _shown(message: Message) -> Shown:
    read = shown(message.text)
    bold = tuple(look.words for look in read.looks if look.style == "bold")
    files = tuple((file.name, file.content) for file in message.files)
    labels = (*message.labels, *message.options)
    pictures = sum("image" in embed for embed in message.embeds)
    return Shown(read.text, bold, labels, files, len(message.text), len(message.pings) + message.everyone, pictures)


@asynccontextmanager
async def discord(faq: Path, languages: tuple[str, ...] | None = None) -> AsyncIterator[Discord]:
    """Ada, who shares a server with the bot and is about to write for the first time."""
    async with scene(faq=(faq,), media=faq.parent, languages=languages) as stage:
        ada, users = stage.member("Ada"), stage.users
        channel = users.built.courier._carriers[users.front.carrier]
        yield Discord(
            users.built, channel, person(users.api.account, ada.id), DISCORD,
            frozenset({"attach", "open", "edit", "delete", "react", "reread", "recall"}),
            frozenset({"limit", "silence", "gone", "token", "unreachable"}), stage=stage, ada=ada,
        )  # fmt: skip
