"""`frontdesk chat`: the whole desk in the terminal, in memory unless told. You are the user; `/operator` switches."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_bytes, token_hex
from tempfile import TemporaryDirectory

from adapters.desk.answers import Answers, number_to_claim
from adapters.desk.card import standing
from adapters.desk.lines import Reading
from adapters.terminal import ADDRESS, Terminal, TerminalDesk, about, translate
from bot.clock import SystemClock
from bot.commands import options as common
from bot.config import Config
from bot.knowledge import Knowledge
from bot.models import models_folder
from bot.wiring import Assembly, Senders, assemble, spoken
from conversation.events import Actor
from conversation.ports import Clock, NotThere, Refused, StorageError, TryLater
from handoff.commands import Misread, Mute, Who, parse
from handoff.model import Command, Note, Reply, SendEntry, SendSnippet, Teach
from storage.database import open_store

MEMORY = "sqlite:///:memory:"
ME = Actor("operator", "admin")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--language` and what every command takes."""
    common.add(parser, database=True, faq=True)
    parser.add_argument("--language", metavar="CODE", help="the language you start in")


def run(options: argparse.Namespace) -> int:
    """Talks until the input ends or `/quit`."""
    config = common.config(options)
    if options.database is None:
        config = replace(config, database=MEMORY)
    return asyncio.run(_session(config, options.language))


@dataclass(slots=True)
class Screen:
    """Who sits at the keyboard; `me` is who they are on the operators' side."""

    house: Assembly
    terminal: Terminal
    language: str | None
    operator: bool = False
    me: Actor = ME

    async def take(self, line: str) -> bool:
        """Does what one line says; False when it says goodbye."""
        word = line.strip().lower()
        if word in ("/quit", "/exit"):
            return False
        if word in ("/operator", "/user"):
            self.operator = word == "/operator"
            self.hint("chat_operator" if self.operator else "chat_user")
        elif word:
            try:
                await (self._as_operator(line) if self.operator else self._as_user(line))
            except (Refused, NotThere, StorageError, TryLater) as sorry:
                self.terminal.show(f"      ! {sorry}")
        await self.house.courier.idle()
        return True

    def hint(self, key: str, **values: str) -> None:
        """A word about the screen itself."""
        self.tell(self._reading().words(key, **values))

    def tell(self, sentence: str) -> None:
        """The same in words that are ready."""
        self.terminal.show("\n".join(f"      · {line}" for line in sentence.splitlines() if line))

    async def _as_user(self, line: str) -> None:
        inbound = translate(line, self.terminal.offered, token_hex(8), self.language)
        await self.house.intake.accept(inbound)
        known = await self.house.database.reader.newest(ADDRESS)
        if known is not None and known.blocked:
            self.hint("chat_blocked")

    async def _as_operator(self, line: str) -> None:
        if line.strip().lower() == "/help":
            self.hint("chat_help")
            return
        known = await self.house.database.reader.newest(ADDRESS)
        number = number_to_claim(line) or (known.number if known else None)
        if number is None:
            self.hint("chat_nobody")
            return
        answers = Answers(self.house.database.reader, self._reading, tuple(self.house.config.snippets))
        match parse(line):
            case Misread() as found:
                self.tell(answers.misread(found))
            case Who():
                self.tell(await answers.who(number))
            case Mute() as command:
                await self.house.engine.act(number, self.me, command, token_hex(8))
                self.tell(answers.muted(command))
            case command:
                await self._order(number, command)

    async def _order(self, number: int, command: Command) -> None:
        """Carries it out, and tells how the conversation stands; what was said to the user is on the screen already."""
        before = await self._standing(number)
        await self.house.engine.act(number, self.me, command, token_hex(8))
        await self.house.courier.idle()
        after = await self._standing(number)
        if isinstance(command, Note | Teach):
            after = self._reading().words("desk_done")
        if after != before or not isinstance(command, Reply | SendEntry | SendSnippet):
            self.terminal.show(about(number, after))

    async def _standing(self, number: int) -> str:
        view = await self.house.database.reader.conversation(number)
        return standing(view.row, self._reading()) if view else ""

    def _reading(self) -> Reading:
        """In the language of whoever sits here."""
        house, texts = self.house, self.house.policy().texts
        language = self.language or texts.languages[0]

        def words(key: str, **values: object) -> str:
            return texts.text(key, language, **values)

        return Reading(words, house.policy().zone, house.clock.now())


async def _session(config: Config, language: str | None) -> int:
    clock = SystemClock()
    with TemporaryDirectory() as spare:
        return await _talk(config, clock, models_folder(config.database) or Path(spare), language)


async def _talk(config: Config, clock: Clock, models: Path, language: str | None) -> int:
    async with open_store(config.database, exclusive=True, clock_now=clock.now) as database:
        knowledge = Knowledge(config, models, clock)
        terminal = Terminal(show=_show)
        senders = Senders([terminal], [TerminalDesk(_show)])
        house = assemble(config, clock, database, knowledge, senders, key=token_bytes(32))
        wanted = language if language in spoken(config, knowledge) else None
        screen = Screen(house, terminal, wanted)
        await house.courier.recover()
        screen.hint("chat_start")
        work = [asyncio.create_task(house.timers.run()), asyncio.create_task(knowledge.follow())]
        try:
            async for line in _lines():
                if not await screen.take(line):
                    break
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            await house.courier.close()
    return 0


async def _lines() -> AsyncIterator[str]:
    """Lines of the keyboard, or of a file when input is redirected (then they are shown as well)."""
    live = sys.stdin.isatty()
    while True:
        if live:
            print("  you | ", end="", flush=True)
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            return
        if not live:
            print(f"  you | {line.rstrip()}")
        yield line


def _show(text: str) -> None:
    print(text, flush=True)
