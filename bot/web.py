"""The HTTP app: the chat, the console, and what machines ask (health, metrics)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse

import adapters.web.pages
import adapters.web.routes
import console.api
import console.catalogue
import console.pages
from adapters.web.listeners import Listeners
from adapters.web.parts import Admit, ChatParts, Standing, everybody
from bot.middleware import BodyLimit, LastResort, Origins, SecurityHeaders
from bot.problems import answer_with_problems
from console.parts import ConsoleParts
from conversation.policy import Policy
from conversation.ports import Bench, Clock, Feed, Files, Intake, Knowledge, Reader, Staff
from insights.model import Stats

Readiness = Callable[[], Awaitable[Mapping[str, object]]]
"""What `/readyz` shows; its `ready` decides between 200 and 503."""
Metrics = Callable[[], Awaitable[str]]
"""The figures in Prometheus' text format."""
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class WebParts:
    """All that the web needs. `key` comes from `signing_key`; set `stopping` before the server shuts down.

    `admit` limits by network address; `heartbeat` is in seconds; `routers` are what channels serve, such as webhooks.
    """

    intake: Intake
    bench: Bench
    reader: Reader
    feed: Feed
    files: Files
    staff: Staff
    clock: Clock
    policy: Callable[[], Policy]
    knowledge: Knowledge
    reports: Callable[[str], Awaitable[Stats]]
    standing: Standing
    readiness: Readiness
    metrics: Metrics
    key: bytes
    languages: tuple[str, ...] = ("en",)
    product: str = "Frontdesk"
    public_url: str = ""
    allowed_origins: tuple[str, ...] = ()
    demo: bool = True
    admit: Admit = everybody
    heartbeat: float = 15.0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    routers: Sequence[APIRouter] = ()


async def signing_key(staff: Staff) -> bytes:
    """The installation's own key for tokens, made once and kept in its database."""
    return bytes.fromhex(await staff.keep_setting("web_key", token_hex(32)))


def build_app(parts: WebParts) -> FastAPI:
    """The app, ready to be served. It starts nothing and reads nothing before the first request."""
    app = FastAPI(title="Frontdesk", version="1", openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)
    app.state.chat = _chat(parts)
    app.state.console = _console(parts)
    for router in (
        adapters.web.routes.router, console.api.router, console.catalogue.router, adapters.web.pages.router,
        console.pages.router,
    ):  # fmt: skip
        app.include_router(router)
    app.include_router(_probes(parts))
    for router in parts.routers:
        app.include_router(router)
    answer_with_problems(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(Origins, public_url=parts.public_url, allowed=parts.allowed_origins)
    app.add_middleware(LastResort)
    app.add_middleware(SecurityHeaders)
    return app


def _chat(parts: WebParts) -> ChatParts:
    return ChatParts(
        intake=parts.intake,
        reader=parts.reader,
        files=parts.files,
        listeners=Listeners(parts.feed),
        standing=parts.standing,
        key=parts.key,
        languages=parts.languages,
        product=parts.product,
        demo=parts.demo,
        admit=parts.admit,
        heartbeat=parts.heartbeat,
        stopping=parts.stopping,
    )


def _console(parts: WebParts) -> ConsoleParts:
    return ConsoleParts(
        bench=parts.bench,
        reader=parts.reader,
        feed=parts.feed,
        files=parts.files,
        staff=parts.staff,
        clock=parts.clock,
        policy=parts.policy,
        knowledge=parts.knowledge,
        reports=parts.reports,
        key=parts.key,
        product=parts.product,
        languages=parts.languages,
        public_url=parts.public_url,
        heartbeat=parts.heartbeat,
        stopping=parts.stopping,
    )


def _probes(parts: WebParts) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> PlainTextResponse:
        """The process lives."""
        return PlainTextResponse("ok\n")

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz() -> JSONResponse:
        """Whether it can do its work."""
        state = await parts.readiness()
        return JSONResponse(dict(state), 200 if state["ready"] else 503)

    @router.get("/metrics")
    async def metrics() -> PlainTextResponse:
        """Figures for Prometheus."""
        return PlainTextResponse(await parts.metrics(), media_type=METRICS_TYPE)

    return router
