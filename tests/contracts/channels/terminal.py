"""The screen of `frontdesk chat`: what is typed and the lines that appear."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from adapters.capabilities import TERMINAL
from adapters.terminal import ADDRESS, Terminal, TerminalDesk
from bot.commands.chat import Screen
from bot.config import Config
from bot.knowledge import Knowledge
from bot.wiring import Senders, assemble
from conversation.ports import Inbound, Intake, Receipt
from storage.database import open_store
from tests.contracts.channels.surface import Hands, Shown
from tests.kit.clock import HandClock
from tests.kit.house import MEMORY, MODELS, config

_LINE = re.compile(r" *(\S.*?) \| (.*)", re.DOTALL)
_CHOICE = re.compile(r"\s+\d+\) (.*)")
_FILE = re.compile(r"\s+\[file\] (.*)")
_PICTURE = re.compile(r"\s+\[(.+)\] \S+\.png")
_MARK = re.compile(r"\s+\((\S+)\)")


@dataclass
class Remembering:
    """An intake that keeps what came, so that it can come again."""

    intake: Intake
    came: list[Inbound] = field(default_factory=list)

    async def accept(self, inbound: Inbound) -> Receipt:
        """Passes it on."""
        self.came.append(inbound)
        return await self.intake.accept(inbound)


@dataclass(kw_only=True)
class Keyboard(Hands):
    """Whoever sits there; `lines` is the screen, `desk` what its other half shows."""

    screen: Screen
    memory: Remembering
    lines: list[str]
    desk: list[str]

    async def says(self, text: str) -> str:
        """A line."""
        before = len(self.lines)
        await self.screen.take(text)
        return "\n".join(line for line in self.lines[before:] if re.match(r" {6}[!·] ", line))

    async def repeats(self) -> None:
        """The same input once more."""
        for inbound in list(self.memory.came):
            await self.memory.intake.accept(inbound)
        await self.rest()

    async def chooses(self, label: str) -> str:
        """Its number."""
        labels = [choice["label"] for choice in self.screen.terminal.offered]
        self.taken = [str(labels.index(label) + 1)]
        return await self.chooses_again()

    async def chooses_again(self) -> str:
        """The number is still on the screen."""
        return await self.says(self.taken[-1])

    async def attaches(self, name: str, content: bytes, text: str) -> None:
        """Nobody can attach anything here; its name can be typed."""
        await self.says(f"{text} {name}")

    async def shown(self) -> list[Shown]:
        """What others said."""
        return [_shown(line) for line in self.lines if _LINE.match(line)]

    async def marks(self) -> list[str]:
        """They stand below what was said last."""
        return [found[1] for line in self.lines if (found := _MARK.fullmatch(line))]

    async def rest(self) -> None:
        """Nothing is under way."""
        await self.built.courier.idle()


def _shown(line: str) -> Shown:
    found = _LINE.match(line)
    assert found is not None
    first, *rest = found[2].split("\n")
    labels = [choice[1] for row in rest if (choice := _CHOICE.fullmatch(row))]
    files = [(file[1], b"") for row in rest if (file := _FILE.fullmatch(row))]
    pictures = [row for row in rest if _PICTURE.fullmatch(row)]
    words = [row.removeprefix(" " * 8) for row in rest if not (_CHOICE.fullmatch(row) or _FILE.fullmatch(row))]
    words = [word for word in words if f"{' ' * 8}{word}" not in pictures]
    return Shown("\n".join([first, *words]), (), tuple(labels), tuple(files), len(line), pictures=len(pictures))


@asynccontextmanager
async def terminal(
    faq: Path, languages: tuple[str, ...] | None = None, settings: Config | None = None
) -> AsyncIterator[Keyboard]:
    """Both halves of one screen, the operators' half on a screen of its own."""
    settings, clock = settings or config(faq=(faq,), languages=languages), HandClock()
    lines: list[str] = []
    desk: list[str] = []
    async with open_store(MEMORY, exclusive=True, clock_now=clock.now) as database:
        channel = Terminal(lines.append)
        knowledge = Knowledge(settings, MODELS, clock)
        built = assemble(settings, clock, database, knowledge, Senders((channel,), (TerminalDesk(desk.append),)))
        memory = Remembering(built.intake)
        screen = Screen(replace(built, intake=memory), channel, None)  # type: ignore[arg-type] # the port's Protocol
        try:
            yield Keyboard(built, channel, ADDRESS, TERMINAL, screen=screen, memory=memory, lines=lines, desk=desk)
        finally:
            await built.courier.close()
