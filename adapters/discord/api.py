"""All calls of one bot, on a client of discord.py that keeps Discord's limits and never connects to the gateway.

The library would repeat a call that met a server error five times, for up to 25 seconds, and say nothing of it. Whether
a message is sent again is the outbox's decision, so such an answer ends the call at once.
"""

from __future__ import annotations

import asyncio
import base64
import json as codec
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import discord
from discord.http import HTTPClient, Route

Json = Mapping[str, Any]

LONGEST_WAIT = 30.0
"""Seconds that a call waits for Discord's limits; a longer wait is told to whoever asked (the library's least)."""
QUICK = aiohttp.ClientTimeout(total=30, sock_connect=10)
UPLOAD = aiohttp.ClientTimeout(total=120, sock_connect=10)
"""For a call with files: 10 MB over a slow line."""
_TOKENS = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/?\s]+")


class ServerTrouble(discord.DiscordException):
    """Discord's side failed in the middle of a call: it may have been done or not."""


class Unreadable(discord.DiscordException):
    """The call went through and its answer is nothing that Discord documents."""


class Closed(discord.DiscordException):
    """We are going down: nothing was asked."""


TROUBLE: tuple[type[Exception], ...] = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""All that the network and the library can raise."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes along with a message. Names are brought into the form that Discord keeps."""

    name: str
    mime: str
    content: bytes


def account_of(token: str) -> str:
    """The bot's id, which is the part of the token that is no secret. Raises ValueError if there is none."""
    first = token.strip().partition(".")[0]
    try:
        account = base64.b64decode(first + "=" * (-len(first) % 4), validate=True).decode("ascii")
    except ValueError:
        account = ""
    if not (account.isdecimal() and len(account) <= 20):
        raise ValueError("the Discord token is not one of a bot; copy it anew from the developer portal (Bot → Token)")
    return account


def _without_secrets(record: logging.LogRecord) -> bool:
    """The library logs payloads at DEBUG, and addresses, which may hold an interaction's token, above it."""
    if isinstance(record.args, tuple):
        record.args = tuple(_TOKENS.sub(r"\1…", arg) if isinstance(arg, str) else arg for arg in record.args)
    return record.levelno >= logging.WARNING


async def _at_once(response: aiohttp.ClientResponse) -> None:
    if response.status >= 500:
        response.release()
        raise ServerTrouble(f"status {response.status}")


class _Wire(HTTPClient):
    """The library's requests with our time limits; a server error is raised instead of being tried again."""

    async def request(self, route: Route, *, files: Any = None, form: Any = None, **kwargs: Any) -> Any:
        kwargs.setdefault("timeout", QUICK)
        return await super().request(route, files=files, form=form, raise_for_status=_at_once, **kwargs)


class Api:
    """All calls of one bot; raises ValueError for a token that names none. `me` is known after `start`.

    `application` is the id under which commands are kept; it equals `account` except for very old bots.
    """

    def __init__(self, token: str, api_base: str = "https://discord.com/api/v10") -> None:
        logging.getLogger("discord.http").addFilter(_without_secrets)
        self.account = self.application = account_of(token)
        self.carrier = f"discord:{self.account}"
        self.base = api_base.rstrip("/")
        self.me: Json | None = None
        # The library keeps the address in the class, for itself and for the clients of the gateway alike: one process
        # speaks to one Discord.
        Route.BASE = self.base
        self._token = token.strip()
        self._login = asyncio.Lock()
        self._wire: _Wire | None = None
        self._links: aiohttp.ClientSession | None = None
        self._closed = False

    def __repr__(self) -> str:
        return f"Api({self.account})"

    async def start(self) -> Json:
        """Logs in once, however many ask; returns what Discord says about the bot. Raises one of TROUBLE."""
        await self._connected()
        assert self.me is not None
        return self.me

    async def _connected(self) -> _Wire:
        if self._wire is not None:
            return self._wire
        async with self._login:
            if self._closed:
                raise Closed
            if self._wire is None:
                self._wire = await self._logged_in()
        return self._wire

    async def _logged_in(self) -> _Wire:
        wire = _Wire(asyncio.get_running_loop(), max_ratelimit_timeout=LONGEST_WAIT)
        try:
            me: Any = await wire.static_login(self._token)
            if not isinstance(me, dict) or "id" not in me:
                raise Unreadable("users/@me")
            self.application = await _application(wire) or self.account
        except BaseException:
            await wire.close()
            raise
        self.me = me
        return wire

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        files: Sequence[Upload] = (),
        query: Json | None = None,
        **ids: str,
    ) -> Any:
        """The answer's JSON, or an empty text where there is none. Raises one of TROUBLE.

        `path` is as Discord documents it, with `{channel_id}` and the like, which are given in `ids`: limits are kept
        by them.
        """
        wire = await self._connected()
        if self._closed:
            raise Closed
        given: dict[str, Any] = {"params": dict(query)} if query else {}
        if files:
            given |= {"form": _form(json, files), "timeout": UPLOAD}
        elif json is not None:
            given["json"] = json
        return await wire.request(Route(method, path, **ids), **given)

    async def download(self, url: str, most: int) -> bytes:
        """What lies there; ValueError above `most` bytes or for an address that is not Discord's; or one of TROUBLE."""
        address = urlsplit(url)
        if address.scheme != "https" and address.netloc != urlsplit(self.base).netloc:
            raise ValueError("an attachment lies behind https")
        if self._closed:
            raise Closed
        if self._links is None:
            self._links = aiohttp.ClientSession(timeout=UPLOAD, cookie_jar=aiohttp.DummyCookieJar())
        async with self._links.get(url, allow_redirects=False) as response:
            if response.status != 200:
                raise ServerTrouble(f"status {response.status} for an attachment")
            content = bytearray()
            async for chunk in response.content.iter_chunked(65_536):
                content += chunk
                if len(content) > most:
                    raise ValueError("the attachment is too large")
        return bytes(content)

    async def close(self) -> None:
        """Closes the connections; nothing can be asked any more."""
        self._closed = True
        if self._wire is not None:
            await self._wire.close()
        if self._links is not None:
            await self._links.close()


async def _application(wire: _Wire) -> str | None:
    try:
        found: Any = await wire.request(Route("GET", "/applications/@me"))
    except discord.HTTPException:
        return None
    return str(found["id"]) if isinstance(found, dict) and found.get("id") else None


def _form(body: object, files: Sequence[Upload]) -> list[Json]:
    return [
        {"name": "payload_json", "value": codec.dumps(body or {})},
        *(_Field(f"files[{number}]", file) for number, file in enumerate(files)),
    ]


class _Field(Mapping[str, Any]):
    """One file of a form, with a stream of its own each time it is read: the library sends again after a limit.

    As plain bytes a large one would be handed to the socket at once, and everybody would wait.
    """

    def __init__(self, name: str, file: Upload) -> None:
        self._content = file.content
        self._rest = {"name": name, "filename": file.name, "content_type": file.mime}

    def __getitem__(self, key: str) -> Any:
        return BytesIO(self._content) if key == "value" else self._rest[key]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._rest, "value"))

    def __len__(self) -> int:
        return len(self._rest) + 1
