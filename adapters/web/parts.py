"""What the chat needs from the rest of the house."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from adapters.web.listeners import Listeners
from conversation.model import Address
from conversation.ports import Files, Intake, Reader
from conversation.views import State

Standing = Callable[[Address], Awaitable[State]]
"""Where the person at this address stands just now."""

Admit = Callable[[str], int | None]
"""Given a client's network address: None to go on, or how many seconds it should wait."""


def everybody(_client: str) -> int | None:
    """Lets all clients in: the limits are off."""
    return None


@dataclass(frozen=True, slots=True)
class ChatParts:
    """The chat's ports and settings.

    `key` signs visitors' tokens; `languages` are ours, the first is the fallback; `heartbeat` is in seconds; `stopping`
    is set when the process ends, so that streams do not hold it up.
    """

    intake: Intake
    reader: Reader
    files: Files
    listeners: Listeners
    standing: Standing
    key: bytes
    languages: tuple[str, ...]
    product: str
    demo: bool = True
    admit: Admit = everybody
    heartbeat: float = 15.0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
