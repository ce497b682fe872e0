"""What the console needs from the rest of the house."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from console.tries import Tries
from conversation.policy import Policy
from conversation.ports import Bench, Clock, Feed, Files, Knowledge, Reader, Staff
from insights.model import Stats


@dataclass(frozen=True, slots=True)
class ConsoleParts:
    """The console's ports and settings.

    `policy` gives the settings in force, and `knowledge` reads words for an entry of the FAQ;
    `reports` computes the figures since a moment such as `30d` (ValueError where it is none); `key` signs CSRF tokens;
    `public_url` is how browsers reach us, empty where they come directly; `heartbeat` is in seconds; `stopping` is set
    when the process ends; `hashing` limits how many passwords are hashed at once: each takes 19 MB while it lasts.
    """

    bench: Bench
    reader: Reader
    feed: Feed
    files: Files
    staff: Staff
    clock: Clock
    policy: Callable[[], Policy]
    knowledge: Knowledge
    reports: Callable[[str], Awaitable[Stats]]
    key: bytes
    product: str
    languages: tuple[str, ...]
    public_url: str = ""
    heartbeat: float = 15.0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    tries: Tries = field(default_factory=Tries)
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    def title(self, entry: str, language: str) -> str:
        """What an entry of the FAQ is called in this language; its id where it is not there any more."""
        found = self.policy().faq.entry(entry)
        return found.title_in(language) if found else entry


async def console_parts(request: Request) -> ConsoleParts:
    """The parts that the app was built with."""
    return cast(ConsoleParts, request.app.state.console)


Console = Annotated[ConsoleParts, Depends(console_parts)]
