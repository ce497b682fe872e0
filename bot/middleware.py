"""What holds for every request before a route sees it: origin, size, headers, and a last resort for our own mistakes.

Plain ASGI, so that streams are neither buffered nor copied.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.problems import BROKEN, problem

log = logging.getLogger(__name__)

CHAT = "/api/chat/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 1024 * 1024
MAX_UPLOAD = 10 * 1024 * 1024 + 64 * 1024
"""A file of 10 MB and the multipart lines around it."""
UPLOAD = "/api/chat/files"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""blob: shows pictures of a chat, which are fetched with a token."""
CONSOLE_POLICY = PAGE_POLICY.replace(" blob:", "")
CORS = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type, last-event-id",
    "Access-Control-Max-Age": "600",
}


@dataclass(frozen=True, slots=True)
class Origins:
    """Which web pages may call us: our own, and for the chat those that are listed."""

    app: ASGIApp
    public_url: str = ""
    allowed: tuple[str, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses a foreign page, and tells the browser of a listed one that it may read the answer."""
        if scope["type"] != "http" or (origin := Headers(scope=scope).get("origin")) is None:
            return await self.app(scope, receive, send)
        own, chat = self._is_own(origin, scope), scope["path"].startswith(CHAT)
        if not own and not (chat and origin_of(origin) in map(origin_of, self.allowed)):
            if chat or scope["method"] not in SAFE_METHODS:
                return await problem(403, "This page may not do that here.")(scope, receive, send)
            return await self.app(scope, receive, send)
        if chat and not own:
            return await self._shared(origin, scope, receive, send)
        return await self.app(scope, receive, send)

    async def _shared(self, origin: str, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Expose-Headers"] = "Retry-After, Content-Disposition"
                headers.add_vary_header("Origin")
            await send(message)

        preflight = scope["method"] == "OPTIONS"
        await (Response(status_code=204, headers=CORS) if preflight else self.app)(scope, receive, send_shared)

    def _is_own(self, origin: str, scope: Scope) -> bool:
        here = f"{scope['scheme']}://{Headers(scope=scope).get('host', '')}"
        return origin_of(origin) in {origin_of(url) for url in (here, self.public_url) if url}


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL in one spelling; "null" and what cannot be read match nothing."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        return f"unknown {url}"
    return f"{parts.scheme}://{(parts.hostname or '').casefold()}:{port}"


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """Stops reading a body that is too large, whatever its Content-Length says."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 413 at once where the length is declared, else as soon as too much has come."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        limit = MAX_UPLOAD if scope["path"] == UPLOAD else MAX_BODY
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdecimal() and int(declared) > limit:
            return await _too_large(limit)(scope, receive, send)
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413, _too_large_words(limit))
            return message

        return await self.app(scope, counted, send)


def _too_large(limit: int) -> Response:
    return problem(413, _too_large_words(limit), {"Connection": "close"})


def _too_large_words(limit: int) -> str:
    return f"This is too large; at most {limit // (1024 * 1024)} MB are taken."


@dataclass(frozen=True, slots=True)
class SecurityHeaders:
    """Headers on every answer; a route that set its own policy keeps it."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds them as the answer starts."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path = scope["path"]

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin" if path.startswith("/console") else "no-referrer"
                headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
                policy = CONSOLE_POLICY if path.startswith("/console") else PAGE_POLICY
                headers.setdefault("Content-Security-Policy", policy)
                if path.startswith(("/api/", "/console")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return await self.app(scope, receive, send_with)


@dataclass(frozen=True, slots=True)
class LastResort:
    """Turns our own mistakes into a plain 500; the log has the traceback, the client has none of it."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Catches what no handler knew."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            log.exception("a request failed", extra={"method": scope.get("method")})
            if started or scope["type"] != "http":
                raise
            await problem(500, BROKEN)(scope, receive, send)
