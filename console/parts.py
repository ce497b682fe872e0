"""What the console needs from the rest of the house."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from console.tries import Tries
from conversation.explorers import Explorer
from conversation.ports import Bench, Clock, Feed, Files, Reader, Staff
from conversation.texts import Texts


@dataclass(frozen=True, slots=True)
class ConsoleParts:
    """The console's ports and settings.

    `key` signs CSRF tokens; `texts` gives the sentences in force; `explorers` are by chain; `public_url` is how
    browsers reach us, empty where they come directly; `heartbeat` is in seconds; `stopping` is set when the process
    ends; `hashing` limits how many passwords are hashed at once, since each takes 19 MB while it lasts.
    """

    bench: Bench
    reader: Reader
    feed: Feed
    files: Files
    staff: Staff
    clock: Clock
    key: bytes
    product: str
    languages: tuple[str, ...]
    texts: Callable[[], Texts] = Texts
    explorers: Mapping[str, Explorer] = field(default_factory=dict)
    public_url: str = ""
    heartbeat: float = 15.0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    tries: Tries = field(default_factory=Tries)
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))


async def console_parts(request: Request) -> ConsoleParts:
    """The parts that the app was built with."""
    return cast(ConsoleParts, request.app.state.console)


Console = Annotated[ConsoleParts, Depends(console_parts)]
