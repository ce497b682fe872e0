"""The double's thread: one port for REST, the gateway, attachments and the page."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import socket
import struct
import threading
import time
import traceback
from collections.abc import Awaitable, Callable
from hashlib import md5
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from tests.kit.discord.bodies import Upload
from tests.kit.discord.errors import Refusal, too_many, unauthorized
from tests.kit.discord.faults import Fault, Limit, fits
from tests.kit.discord.gateway import Gateway
from tests.kit.discord.parts import Attachment
from tests.kit.discord.routes import application, channels, interactions, messages
from tests.kit.discord.routes.table import Ask, Route, find
from tests.kit.discord.world import Call, World

API = re.compile(r"/api(/v\d+)?(?P<path>/.+)")
FILE = re.compile(r"/attachments/(?P<channel>\d+)/(?P<file>\d+)/(?P<name>[^/]+)")
MAJOR = re.compile(r"/(?:channels|guilds|webhooks)/[^/]+")
GENEROUS = Limit()
LARGEST_BODY = 64 * 1024 * 1024
"""Bytes; several files of one message may be large."""
Pages = Callable[[web.BaseRequest], Awaitable[web.Response | None]]
MODULES = (application, channels, interactions, messages)
"""Imported for their routes."""


class Server:
    """Serves a world on a port of loopback until it is stopped."""

    def __init__(self, world: World, port: int = 0) -> None:
        self._world = world
        # Only a socket that says it is TCP gets TCP_NODELAY from asyncio; without, every answer takes 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen(128)
        self.pages: Pages | None = None
        """Answers what is nothing of Discord's."""
        self.port: int = self._socket.getsockname()[1]
        world.cdn = f"http://127.0.0.1:{self.port}"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="discord", daemon=True)

    def start(self) -> None:
        """Returns when it serves."""
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        """Returns when every connection is closed; may be called twice."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._closed.set)
        self._thread.join(30)
        self._socket.close()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closed = asyncio.Event()
        server = web.Server(self._answer, access_log=None, logger=logging.getLogger("tests.kit.discord"))
        runner = web.ServerRunner(server, shutdown_timeout=0.05)
        await runner.setup()
        await web.SockSite(runner, self._socket).start()
        self._ready.set()
        await self._closed.wait()
        with self._world.change():
            self._world.sessions.drop(resume=True, how="cut")
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        assert isinstance(request, web.BaseRequest)
        try:
            return await self._respond(request)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the test shall fail with it
            with self._world.change():
                self._world.mistakes.append(traceback.format_exc())
            return web.Response(status=500, text="the double is broken")

    async def _respond(self, request: Any) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            if self._world.sessions.refusing:
                return _cut(request)
            return await Gateway(self._world, request).serve()
        found = API.fullmatch(request.path)
        if found is not None:
            raw = request.raw_path.partition("?")[0]
            path = raw[raw.index(found["path"][:4]) :] if "%" in raw else found["path"]
            return await Exchange(self._world, request, path).answer()
        if FILE.fullmatch(request.path):
            return await Exchange(self._world, request, request.path).file()
        page = await self.pages(request) if self.pages else None
        return page or json_response(404, {"message": "404: Not Found", "code": 0})


class Exchange:
    """One request and its answer."""

    def __init__(self, world: World, request: web.Request, path: str) -> None:
        self._world = world
        self._request = request.clone(client_max_size=LARGEST_BODY)
        self._path = path
        self._headers: dict[str, str] = {"Via": "1.1 google"}

    async def answer(self) -> web.StreamResponse:
        """A call of the REST interface."""
        body, uploads = await self._read()
        files = [Attachment(one.number, one.name, one.mime, one.content) for one in uploads]
        with self._world.change():
            call = Call(
                len(self._world.calls), self._request.method, unquote(self._path), time.monotonic(), body, files,
                dict(self._request.query),
            )  # fmt: skip
            self._world.calls.append(call)
            fault = self._world.faults.take(f"{call.method} {call.path}")
            call.fault = fault is not None
        if fault is not None and not fault.after:
            return await self._spoiled(call, fault, b"")
        status, answer = self._handled(call, body, uploads)
        if fault is not None:
            return await self._spoiled(call, fault, json.dumps(answer).encode())
        with self._world.change():
            call.status, call.result = status, answer
        return json_response(status, answer, self._headers)

    async def _read(self) -> tuple[Any, list[Upload]]:
        if self._request.content_type == "multipart/form-data":
            body: Any = {}
            uploads: list[Upload] = []
            async for part in await self._request.multipart():
                if not isinstance(part, BodyPartReader):
                    continue
                content, name = bytes(await part.read()), str(part.name or "")
                if name == "payload_json":
                    body = json.loads(content)
                elif name.startswith("files["):
                    mime = str(part.headers.get("Content-Type", "application/octet-stream"))
                    uploads.append(Upload(name[6:-1], str(part.filename or "file"), mime, content))
            return body, uploads
        raw = await self._request.read()
        if not raw:
            return None, []
        try:
            return json.loads(raw), []
        except ValueError:
            return raw.decode(errors="replace"), []

    def _handled(self, call: Call, body: Any, uploads: list[Upload]) -> tuple[int, Any]:
        """Status and JSON."""
        with self._world.change():
            try:
                route, ids = find(call.method, self._path)
                self._admit(route)
                self._spend(call, route)
                result = route.handler(Ask(self._world, ids, dict(self._request.query), body, uploads))
            except Refusal as refusal:
                call.code = refusal.code
                self._trouble(refusal)
                return refusal.status, refusal.body()
        return (204, None) if result is None else (200, result)

    def _admit(self, route: Route) -> None:
        given = self._request.headers.get("Authorization", "")
        if self._world.revoked or (route.token and given != f"Bot {self._world.token}"):
            raise unauthorized()

    def _spend(self, call: Call, route: Route) -> None:
        """The rate limit, told in headers on every answer."""
        limit = next((one for one in self._world.limits if fits(one.what, f"{call.method} {call.path}")), GENEROUS)
        major = MAJOR.match(call.path)
        where = major.group() if major else ""
        left, after = limit.spend(f"{route.method} {where} {route.template}") if limit is not GENEROUS else (999, 1.0)
        self._headers |= {
            "X-RateLimit-Limit": str(limit.count),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": md5(f"{route.method} {route.template}".encode()).hexdigest(),
        }
        if left < 0:
            raise too_many(round(after, 3))

    def _trouble(self, refusal: Refusal) -> None:
        """The headers of a 429."""
        if refusal.status == 429:
            whole = bool(refusal.more.get("global"))
            self._headers |= {
                "Retry-After": str(max(1, round(refusal.more["retry_after"]))),
                "X-RateLimit-Scope": "global" if whole else "user",
            } | ({"X-RateLimit-Global": "true"} if whole else {})

    async def _spoiled(self, call: Call, fault: Fault, answer: bytes) -> web.StreamResponse:
        """The answer of a request that goes wrong on order."""
        refusal = fault.refusal
        with self._world.change():
            call.status, call.code = (refusal.status, refusal.code) if refusal else (None, 0)
        if refusal is not None and fault.raw is not None:
            return web.Response(status=refusal.status, body=fault.raw, content_type="text/html")
        if refusal is not None:
            self._trouble(refusal)
            return json_response(refusal.status, refusal.body(), self._headers)
        if fault.cut == "half":
            await self._half(answer)
        if fault.cut == "hang":
            await _until_gone(self._request)
        return _cut(self._request)

    async def _half(self, answer: bytes) -> None:
        """The beginning of an answer that promises more."""
        response = web.StreamResponse(
            headers={"Content-Type": "application/json", "Content-Length": str(len(answer) + 9)}
        )
        await response.prepare(self._request)
        await response.write(answer[: len(answer) // 2])

    async def file(self) -> web.StreamResponse:
        """A download."""
        world = self._world
        found = FILE.fullmatch(self._path)
        assert found is not None
        with world.change():
            call = Call(len(world.calls), "GET", self._path, time.monotonic(), query=dict(self._request.query))
            world.calls.append(call)
            fault = world.faults.take(f"GET {self._path}")
            file = self._stored(found["channel"], found["file"])
            call.status = 200 if file else 404
        if fault is not None:
            return await self._spoiled(call, fault, file.content if file else b"")
        if file is None:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=file.content, content_type=file.mime.partition(";")[0] or "application/octet-stream")

    def _stored(self, channel: str, number: str) -> Attachment | None:
        """The file, if the link is still good."""
        place = self._world.channels.get(channel)
        lines = list(place.history) if place else []
        lines += [message for one in self._world.interactions.values() for message in one.responses]
        for message in lines:
            for file in message.files:
                if file.id == number and not message.deleted:
                    seal = self._world.link(message, file).partition("hm=")[2].rstrip("&")
                    return file if self._request.query.get("hm") == seal else None
        return None


def json_response(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    """JSON in which the Content-Type says no more than that."""
    if status == 204:
        return web.Response(status=204, headers=headers)
    content = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(status=status, body=content, headers={"Content-Type": "application/json", **(headers or {})})


async def _until_gone(request: web.Request) -> None:
    """Waits until the client gives up."""
    while request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(0.02)


def _cut(request: web.BaseRequest) -> web.StreamResponse:
    """Resets the connection."""
    transport = request.transport
    line = transport.get_extra_info("socket") if transport else None
    if transport is not None and line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    raise ConnectionResetError("the line was cut on order")
