"""The gateway's memory: who is connected, what each was told, and what is told again after a cut line."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.kit.discord.parts import Json

GUILDS, MEMBERS, GUILD_MESSAGES, GUILD_REACTIONS = 1 << 0, 1 << 1, 1 << 9, 1 << 10
DM_MESSAGES, DM_REACTIONS, CONTENT = 1 << 12, 1 << 13, 1 << 15


@dataclass(frozen=True, slots=True)
class Close:
    """The line ends with this code; without one it is cut."""

    code: int | None


class Line:
    """One websocket. What is put on it from any thread goes out in order."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: asyncio.Queue[str | Close] = asyncio.Queue()
        self.closing = False

    def put(self, item: str | Close) -> None:
        """To be sent, or the end."""
        if self.closing:
            return
        self.closing = isinstance(item, Close)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._waiting.put_nowait, item)

    async def next(self) -> str | Close:
        """What goes out next."""
        return await self._waiting.get()


@dataclass(eq=False)
class Session:
    """What READY began. It outlives its line, so that a RESUME finds what was missed."""

    id: str
    intents: int
    log: list[tuple[int, str, str]] = field(default_factory=list)
    """Number, name and the whole frame of every event."""
    line: Line | None = None
    seq: int = 0

    def tell(self, name: str, data: Any) -> None:
        """An event, now or after the next RESUME."""
        self.seq += 1
        frame = json.dumps({"op": 0, "t": name, "s": self.seq, "d": data}, ensure_ascii=False)
        self.log.append((self.seq, name, frame))
        if self.line is not None:
            self.line.put(frame)

    def again(self, after: int) -> None:
        """Tells everything after this number once more."""
        assert self.line is not None
        for seq, _, frame in list(self.log):
            if seq > after:
                self.line.put(frame)


@dataclass(frozen=True, slots=True)
class Identify:
    """Somebody logged in to the gateway, or tried to; `code`: how it was refused."""

    at: float
    intents: int
    session: str = ""
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Somebody came back to a session; `replayed`: how many events were told again, None if it was refused."""

    at: float
    session: str
    seq: int
    replayed: int | None


@dataclass(eq=False)
class Sessions:
    """All sessions and lines."""

    alive: dict[str, Session] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    identifies: list[Identify] = field(default_factory=list)
    resumes: list[Resume] = field(default_factory=list)
    told: list[tuple[str, Any]] = field(default_factory=list)
    """Every event that was made, whether somebody listened or not."""
    refusing: bool = False
    """Whether new connections are cut at once."""
    hello_interval: int = 41_250
    total: int = 1000
    left: int = 1000
    reset_after: int = 86_400_000

    def new(self, intents: int) -> Session:
        """A session after a good IDENTIFY."""
        session = Session(secrets.token_hex(16), intents)
        self.alive[session.id] = session
        self.left -= 1
        self.identifies.append(Identify(time.monotonic(), intents, session.id))
        return session

    def drop(self, *, resume: bool, how: Literal["close", "ask", "cut"]) -> int:
        """Ends every line; how many there were."""
        code = {"close": 4000 if resume else 4009, "ask": 4000, "cut": None}[how]
        lines = [line for line in self.lines if not line.closing]
        if not resume:
            self.alive.clear()
        for session in self.alive.values():
            session.line = None
        for line in lines:
            if how == "ask":
                line.put(json.dumps({"op": 7, "d": None} if resume else {"op": 9, "d": False}))
            line.put(Close(code))
        self.lines.clear()
        return len(lines)


def wants(session: Session, name: str, data: Json, *, private: bool) -> bool:
    """Whether a session's intents ask for an event."""
    if name.startswith("MESSAGE_REACTION"):
        return bool(session.intents & (DM_REACTIONS if private else GUILD_REACTIONS))
    if name.startswith("MESSAGE_"):
        return bool(session.intents & (DM_MESSAGES if private else GUILD_MESSAGES))
    if name.startswith("GUILD_MEMBER_"):
        return bool(session.intents & MEMBERS)
    if name.startswith(("THREAD_", "CHANNEL_", "GUILD_")):
        return private or bool(session.intents & GUILDS)
    return True
