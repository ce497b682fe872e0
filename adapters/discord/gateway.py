"""One connection to Discord's gateway after another, over discord.py's websocket.

The library shakes hands, unpacks, beats the heart and resumes. Its own loop around that would wait for up to seventeen
minutes after an outage, begin sessions without counting them, and end at the first event that it cannot parse: so the
loop is ours, each message is handed on before the library reads it, and the library parses no events at all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from adapters.discord.api import TROUBLE

HANDSHAKE = 30
"""Seconds for connecting and being greeted."""
PARTING = 0.5
"""Seconds that the other side has to say goodbye."""
GOODBYE, RESUMABLE = 1000, 4000
"""Close codes: the session is over, or may be resumed."""

Hear = Callable[[str], object]
"""Takes each message of the gateway as it came, in order, and must neither wait nor raise."""


class Dismissed(Exception):
    """Discord closed the connection for a reason that connecting again does not mend."""

    def __init__(self, code: int) -> None:
        super().__init__(f"close code {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Session:
    """What Discord keeps for us for a few minutes after a connection broke."""

    id: str
    sequence: int
    url: yarl.URL


class Gateway:
    """`session` outlives a connection: with one, the next connection goes on where the last one ended.

    `begins` is told of every new session (IDENTIFY) just before it is asked for.
    """

    def __init__(self, token: str, hear: Hear, begins: Callable[[], None] = lambda: None) -> None:
        self.session: Session | None = None
        self._token = token
        self._hear = hear
        self._begins = begins
        self._wire: _Wire | None = None
        _hush()

    async def listen(self, url: str, *, content: bool) -> None:
        """Connects and listens until the connection ends in a way after which one connects again.

        `content` asks for the words of messages, which an administrator must have allowed. Raises Dismissed, one of
        TROUBLE, or what only a defect can raise; then the session is lost but for TROUBLE.
        """
        socket: DiscordWebSocket | None = None
        try:
            async with asyncio.timeout(HANDSHAKE):
                socket = await self._connected(url, content)
            while True:
                await socket.poll_event()
        except ReconnectWebSocket as end:
            if not end.resume:
                self.session = None
            elif socket is not None:
                self._keep(socket)
        except discord.ConnectionClosed as end:
            self.session = None
            raise Dismissed(end.code) from None
        except TROUBLE:
            await self._leave(socket, RESUMABLE)
            raise
        except BaseException:
            self.session = None
            await self._leave(socket, GOODBYE)
            raise

    async def _connected(self, url: str, content: bool) -> DiscordWebSocket:
        wire, session = await self._ready(content), self.session
        socket = await DiscordWebSocket.from_client(
            wire,
            initial=True,
            gateway=yarl.URL(url),
            session=session.id if session else None,
            sequence=session.sequence if session else None,
            resume=session is not None,
        )
        socket._discord_parsers = {}  # noqa: SLF001 # see the top: nothing of ours needs the library's objects
        return socket

    async def _ready(self, content: bool) -> _Wire:
        """The client that connects: a fresh one at first, and after anything that may have spoilt it."""
        if self._wire is not None and self._wire.intents != _intents(content):
            await self.close()
        if self._wire is None:
            self._wire = _Wire(self._hear, self._begins, _intents(content))
            await self._wire.__aenter__()
            await self._wire.http.static_login(self._token)
        return self._wire

    def _keep(self, socket: DiscordWebSocket) -> None:
        known = socket.session_id is not None and socket.sequence is not None
        self.session = Session(str(socket.session_id), int(socket.sequence or 0), socket.gateway) if known else None

    async def _leave(self, socket: DiscordWebSocket | None, code: int) -> None:
        if socket is not None:
            if code == RESUMABLE:
                self._keep(socket)
            with suppress(*TROUBLE):
                async with asyncio.timeout(PARTING):
                    await socket.close(code)
        await self.close()

    async def close(self) -> None:
        """Lets go of the client; the next connection makes a fresh one."""
        wire, self._wire = self._wire, None
        if wire is not None:
            with suppress(*TROUBLE):
                await wire.close()


class _Wire(discord.Client):
    """Never logs in by itself and keeps no objects; `dispatch` is called before anything is parsed."""

    def __init__(self, hear: Hear, begins: Callable[[], None], intents: discord.Intents) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            enable_debug_events=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._hear = hear
        self._begins = begins

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the library's pause: ours is in front of the connection."""
        self._begins()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """At once and in order, where the library would begin a task for each."""
        if event == "socket_raw_receive":
            self._hear(args[0])


def _intents(content: bool) -> discord.Intents:
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        dm_messages=True,
        guild_reactions=True,
        dm_reactions=True,
        message_content=content,
    )


def _hush() -> None:
    """What the library logs of a connection holds payloads and stack traces; what is to be known of it we say."""
    for name in ("discord.client", "discord.gateway", "discord.state"):
        logging.getLogger(name).addFilter(_in_one_line)


def _in_one_line(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[0] is not None:
        record.msg = f"{record.msg} (%s)"
        record.args = (*(record.args if isinstance(record.args, tuple) else ()), record.exc_info[0].__name__)
        record.exc_info = None
    return record.levelno >= logging.WARNING
