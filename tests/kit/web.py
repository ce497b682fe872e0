"""The whole web on a real house, spoken to without a socket."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

import httpx
from fastapi import FastAPI

from bot.config import Config
from bot.web import WebParts, build_app, signing_key
from bot.wiring import Assembly
from console.invitations import invite
from handoff.model import Operator, Role
from safety.tokens import hash_token
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import config, house

BASE = "http://desk.test"
PASSWORD = "correct horse battery"
Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Website:
    """The app, a client for it, and the house behind it."""

    house: Assembly
    parts: WebParts
    app: FastAPI
    client: httpx.AsyncClient
    clock: HandClock

    async def visitor(self, **body: object) -> Headers:
        """A new visitor's headers."""
        answer = await self.client.post("/api/chat/sessions", json=body)
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    async def say(self, visitor: Headers, text: str, key: str | None = None) -> httpx.Response:
        """The visitor writes."""
        return await self.client.post(
            "/api/chat/messages", json={"key": key or str(uuid4()), "text": text}, headers=visitor
        )

    async def transcript(self, visitor: Headers) -> list[dict[str, object]]:
        """What the visitor can read."""
        messages: list[dict[str, object]] = (await self.client.get("/api/chat/messages", headers=visitor)).json()[
            "messages"
        ]
        return messages

    async def number(self, visitor: Headers) -> int:
        """The number of the visitor's conversation."""
        number: int = (await self.client.get("/api/chat/messages", headers=visitor)).json()["state"]["number"]
        return number

    async def operator(self, name: str = "op1", role: Role = "operator") -> Headers:
        """A new operator's headers for the API."""
        token = secrets.token_urlsafe(32)
        await self.parts.staff.add(Operator(name, role), token_hash=hash_token(token))
        return {"Authorization": f"Bearer {token}"}

    async def command(self, operator: Headers, number: int, verb: str, /, **body: object) -> httpx.Response:
        """The operator orders something."""
        return await self.client.post(f"/api/desk/conversations/{number}/{verb}", json=body, headers=operator)

    @asynccontextmanager
    async def browser(self, name: str = "op1", role: Role = "operator") -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
        """A browser in which a new operator signed in by their one-time link, and its CSRF token."""
        await self.parts.staff.add(Operator(name, role))
        path = await invite(self.parts.staff, name, self.clock.now())
        async with self.fresh() as client:
            assert (await client.post(path, data={"password": PASSWORD})).status_code == 303
            yield client, csrf_of(await client.get("/console/account"))

    def fresh(self) -> httpx.AsyncClient:
        """A client without any cookie."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=self.parts.public_url or BASE)


def csrf_of(page: httpx.Response) -> str:
    """The token in a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


@asynccontextmanager
async def website(
    settings: Config | None = None, channels: tuple[FakeChannel, ...] = (), **changes: object
) -> AsyncIterator[Website]:
    """The web of a house on an empty database; `changes` are fields of `WebParts`."""
    clock = HandClock()
    async with house(settings or config(), clock, channels) as built:
        parts = replace(await parts_of(built), **changes)  # type: ignore[arg-type] # replace checks the names
        app = build_app(parts)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
            yield Website(built, parts, app, client, clock)


async def parts_of(built: Assembly) -> WebParts:
    """What the web of this house is built from."""
    database = built.database
    return WebParts(
        intake=built.intake,
        bench=built.engine,
        reader=database.reader,
        feed=database.feed,
        files=database.files,
        staff=database.staff,
        clock=built.clock,
        policy=built.policy,
        knowledge=built.knowledge,
        reports=built.reports,
        standing=built.standing,
        readiness=built.readiness,
        metrics=built.metrics,
        key=await signing_key(database.staff),
        languages=("en", "zh"),
        product="Example Wallet",
    )
