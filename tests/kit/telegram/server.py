"""The HTTP side: a server in a thread of its own that answers `/bot<TOKEN>/<method>` and `/file/bot<TOKEN>/<path>`."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import threading
import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.kit.telegram.delivery import deliver_for_ever
from tests.kit.telegram.errors import LINE_CUT, NOT_FOUND, UNAUTHORIZED, Refusal
from tests.kit.telegram.faults import Fault, counts
from tests.kit.telegram.methods.polling import get_updates
from tests.kit.telegram.methods.table import BY_LOWER_NAME, TABLE
from tests.kit.telegram.params import Params
from tests.kit.telegram.pulse import Gone, Pulse
from tests.kit.telegram.world import Call, World

PATH = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)")
Pages = Callable[[Request], Awaitable[Response | None]]


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
        """Answers what is not a call."""
        self.port: int = self._socket.getsockname()[1]
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="telegram", daemon=True)

    def start(self) -> None:
        """Returns when it serves."""
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        """Returns when every connection is closed; may be called twice."""
        if not self._thread.is_alive():
            return
        self._pulse.close()
        self._thread.join(30)
        self._socket.close()

    async def _serve(self) -> None:
        self._pulse = Pulse(asyncio.get_running_loop())
        self._world.ring = self._pulse.ring
        config = uvicorn.Config(
            self._app, log_config=None, log_level="critical", lifespan="off", access_log=False, ws="none",
            interface="asgi3", loop="asyncio", http="h11", timeout_keep_alive=60,
        )  # fmt: skip
        hook = asyncio.create_task(deliver_for_ever(self._world, self._pulse, execute))
        self._ready.set()
        try:
            await Quick(config, self._pulse).serve(sockets=[self._socket])
        finally:
            self._world.ring = lambda: None
            hook.cancel()
            await asyncio.gather(hook, return_exceptions=True)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._respond(scope, receive, send)
        except Exception:
            with self._world.change():
                self._world.mistakes.append(traceback.format_exc())
            raise

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        found = PATH.fullmatch(request.url.path)
        if found is None:
            answer = await self.pages(request) if self.pages else None
            await (answer or _json(404, NOT_FOUND.body()))(scope, receive, send)
            return
        exchange = Exchange(self._world, self._pulse, request)
        if found["file"]:
            reply = await exchange.file(found["token"], found["rest"])
        else:
            reply = await exchange.method(found["token"], found["rest"])
        if reply is not None:
            await reply(scope, receive, send)


class Quick(uvicorn.Server):
    """Ends at once when it shall, not at the next tenth of a second."""

    def __init__(self, config: uvicorn.Config, pulse: Pulse) -> None:
        super().__init__(config)
        self._pulse = pulse

    async def main_loop(self) -> None:
        """Until the end."""
        await self.on_tick(0)
        await self._pulse.closed_or()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets what was accepted become connections first; asyncio leaves it open if the server closes before."""
        loop = asyncio.get_running_loop()
        for listening in (one for server in self.servers for one in server.sockets):
            loop.remove_reader(listening.fileno())
        for _ in range(3):  # turns of the loop: the line's task, its connection, and ours
            await asyncio.sleep(0)
        await super().shutdown(sockets)


class Exchange:
    """One request and its answer; without an answer the line was cut."""

    def __init__(self, world: World, pulse: Pulse, request: Request) -> None:
        self._world = world
        self._pulse = pulse
        self._request = request

    async def method(self, token: str, name: str) -> Response | None:
        """A call."""
        wrong = _wrong_token(self._world, token)
        if wrong is not None:
            return self._locked_out(BY_LOWER_NAME.get(name.lower(), name), wrong)
        try:
            params = await Params.of(self._request)
        except Refusal as refusal:
            return _json(refusal.status, refusal.body())
        except ClientDisconnect:  # it was killed in the middle of its sentence
            return None
        call = self._log(BY_LOWER_NAME.get(name.lower(), name), params)
        fault = self._fault(call)
        if fault is not None and not fault.after:
            return await self._spoiled(call, fault, b"")
        status, body = await self._answered(call, params)
        if status is None:
            return None
        with self._world.change():
            call.status, call.result, call.error = status, body.get("result"), str(body.get("description", ""))
        if fault is not None:
            return await self._spoiled(call, fault, json.dumps(body).encode())
        return _json(status, body)

    async def file(self, token: str, path: str) -> Response | None:
        """A download."""
        wrong = _wrong_token(self._world, token)
        if wrong is not None:
            return self._locked_out("file", wrong)
        call = self._log("file", Params({"path": path}))
        found = self._world.files.at(path)
        fault = self._fault(call)
        if fault is not None:
            return await self._spoiled(call, fault, found.content if found else b"")
        with self._world.change():
            call.status = 200 if found else 404
        return Response(found.content, media_type="application/octet-stream") if found else _json(404, NOT_FOUND.body())

    def _locked_out(self, name: str, wrong: Refusal) -> Response:
        """The answer to a wrong token; nobody reads what else came."""
        call = self._log(name, Params({}))
        with self._world.change():
            call.status, call.error = wrong.status, wrong.description
        return _json(wrong.status, wrong.body())

    def _log(self, name: str, params: Params) -> Call:
        given = str(params.values.get("chat_id", ""))
        chat = int(given) if re.fullmatch(r"-?\d+", given) else None
        with self._world.change():
            call = Call(len(self._world.calls) + 1, name, params.plain(), time.monotonic(), chat)
            self._world.calls.append(call)
        return call

    def _fault(self, call: Call) -> Fault | None:
        with self._world.lock:
            fault = self._world.faults.take(call.method, call.chat)
            call.fault = fault is not None
        return fault

    async def _answered(self, call: Call, params: Params) -> tuple[int | None, dict[str, Any]]:
        """Status and body; no status when the client left before there was an answer."""
        try:
            if call.method == "getUpdates":
                async with Gone(self._request) as gone:
                    found = await get_updates(self._world, params, self._pulse, gone)
                    return None if gone.done() else 200, {"ok": True, "result": found}
            with self._world.change():
                result = execute(self._world, call.method, params)
            return 200, {"ok": True, "result": result}
        except Refusal as refusal:
            if refusal is LINE_CUT:
                await _cut(self._request)
                return None, {}
            return refusal.status, refusal.body()

    async def _spoiled(self, call: Call, fault: Fault, answer: bytes) -> Response | None:
        """The answer of a call that goes wrong on order."""
        refusal = fault.refusal
        with self._world.change():
            call.status = refusal.status if refusal else 200 if fault.cut == "half" else None
            call.error = refusal.description if refusal else str(fault.cut)
        if fault.raw is not None and refusal is not None:
            return Response(fault.raw, refusal.status, media_type="text/html")
        if refusal is not None:
            return _json(refusal.status, refusal.body())
        if fault.cut == "half":
            return Response(answer[: len(answer) // 2], media_type="application/json")
        if fault.cut == "hang":
            async with Gone(self._request) as gone:
                await self._pulse.closed_or(gone)
        await _cut(self._request)
        return None


def execute(world: World, name: str, params: Params) -> Any:
    """A method's result; the world is changing."""
    method = TABLE.get(name)
    if method is None:
        raise Refusal(404, "Not Found: method not found")
    if counts(name):
        items = params.json("media") if name == "sendMediaGroup" else None
        chat = params.integer("chat_id") if not str(params.values.get("chat_id", "")).startswith("@") else None
        world.spend(chat, len(items) if isinstance(items, list) else 1)
    return method(world, params)


def _wrong_token(world: World, token: str) -> Refusal | None:
    """What a token that is not ours gets: 404 if it does not even look like one."""
    if not re.fullmatch(r"\d+:[\w-]{20,}", token):
        return NOT_FOUND
    return UNAUTHORIZED if world.revoked or token != world.token else None


def _json(status: int, body: object) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, media_type="application/json")


async def _cut(request: Request) -> None:
    """Resets the connection. The protocol hands nobody its transport, so we take it from the bound method."""
    transport: asyncio.Transport = request.receive.__self__.transport  # type: ignore[attr-defined]
    line = transport.get_extra_info("socket")
    if line is not None and not transport.is_closing():
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
