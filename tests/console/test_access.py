"""Every route of the app, from its own router, tried as nobody, with a wrong token, as a stranger and in every role."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import get_args
from uuid import uuid4

import pytest
from starlette.routing import BaseRoute, Route

from conversation.events import Actor
from handoff.model import Reply, Role
from tests.kit.web import Headers, Website, csrf_of, website

WRONG: Headers = {"Authorization": "Bearer nonsense"}
OPEN = {
    "/", "/widget.js", "/chat/{name}", "/healthz", "/readyz", "/metrics", "/api/openapi.json", "/api/chat/sessions",
    "/console/login", "/console/setup/{token}", "/console/static/{name}",
}  # fmt: skip
"""What anybody may ask for: no person's data, or a door that asks for a password or a secret link."""
ADMINS = {"/console/staff", "/console/staff/invite", "/console/staff/remove"}


@dataclass(frozen=True, slots=True)
class Way:
    """A method of a route; `path` still has its {placeholders}."""

    method: str
    path: str

    def to(self, ids: dict[str, str]) -> str:
        """The path with these ids in it."""
        return re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], self.path)


def routes(found: Iterable[BaseRoute], prefix: str = "") -> Iterator[Way]:
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner.routes, prefix + getattr(route, "include_context").prefix)  # noqa: B009
        elif isinstance(route, Route):
            yield from (Way(method, prefix + route.path) for method in sorted(route.methods or ()) if method != "HEAD")


@dataclass(frozen=True, slots=True)
class World:
    """A conversation with a file, its visitor, and the ids by which others may try to reach it."""

    web: Website
    visitor: Headers
    ids: dict[str, str]

    @property
    def ways(self) -> list[Way]:
        found = list(routes(self.web.app.routes))
        assert len(found) > 30
        assert {Way("POST", "/api/desk/conversations/{number}/{verb}"), Way("POST", "/console/staff/remove")} <= set(
            found
        )
        return found

    async def ask(self, way: Way, headers: Headers, **ids: str) -> int:
        body = {"key": str(uuid4()), "text": "hello", "numbers": [int(self.ids["number"])]}
        answer = await self.web.client.request(way.method, way.to(self.ids | ids), headers=headers, json=body)
        return answer.status_code


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with website() as web:
        visitor = await web.visitor()
        await web.say(visitor, "/human")
        number = await web.number(visitor)
        file = await web.parts.files.put("op0", "guide.pdf", "application/pdf", b"%PDF-1.7")
        await web.parts.bench.act(number, Actor("op0", "operator"), Reply("Here it is", (file,)), "x1")
        row = (await web.parts.reader.rows(None, 0, 1))[0]
        ids = {
            "number": str(number),
            "verb": "note",
            "contact": row.contact,
            "file_id": file.id,
            "name": "x",
            "token": "x",
        }
        web.parts.stopping.set()  # streams end at once
        yield World(web, visitor, ids)


async def test_nobody_gets_in_without_a_token_or_with_a_wrong_one(world: World) -> None:
    for way in world.ways:
        for headers in ({}, WRONG):
            status = await world.ask(way, headers)
            if way.path in OPEN:
                assert status in {200, 201, 401, 404}, way
            elif way.path.startswith("/console"):
                assert status == 303, way
            else:
                assert status == 401, way


async def test_a_visitors_token_opens_nothing_of_the_desk(world: World) -> None:
    for way in world.ways:
        if way.path.startswith("/api/desk"):
            assert await world.ask(way, world.visitor) == 401, way
        elif way.path.startswith("/console") and way.path not in OPEN:
            assert await world.ask(way, world.visitor) == 303, way


async def test_an_operators_token_opens_no_visitors_chat(world: World) -> None:
    operator = await world.web.operator(role="admin")
    for way in world.ways:
        if way.path.startswith("/api/chat") and way.path not in OPEN:
            assert await world.ask(way, operator) == 401, way


async def test_a_stranger_sees_and_changes_nothing_of_another_visitor(world: World) -> None:
    stranger = await world.web.visitor()
    before = await world.web.transcript(world.visitor)
    for way in world.ways:
        if way.path.startswith("/api/chat"):
            answer = await world.web.client.request(
                way.method, way.to(world.ids), headers=stranger, json={"key": str(uuid4()), "text": "hello"}
            )
            assert "Here it is" not in answer.text, way
            assert "%PDF" not in answer.text, way
            if "{file_id}" in way.path:
                assert answer.status_code == 404, way
    assert await world.web.transcript(world.visitor) == before


@pytest.mark.parametrize("role", get_args(Role))
async def test_every_role_works_at_the_desk_and_foreign_ids_are_not_there(world: World, role: Role) -> None:
    operator = await world.web.operator(f"my {role}", role)
    for way in world.ways:
        if not way.path.startswith("/api/desk"):
            continue
        assert await world.ask(way, operator) == 200, way
        if "{" in way.path:
            assert await world.ask(way, operator, number="4711", contact="nobody", file_id="nothing") == 404, way


@pytest.mark.parametrize("role", get_args(Role))
async def test_only_admins_manage_the_staff(world: World, role: Role) -> None:
    async with world.web.browser(f"my {role}", role) as (client, csrf):
        for way in sorted(world.ways, key=lambda way: way.path):  # what is added is removed last
            if way.path in ADMINS:
                answer = await client.request(way.method, way.path, data={"csrf": csrf, "name": "somebody"})
                assert (answer.status_code != 403) == (role == "admin"), way
        names = {operator.name for operator in await world.web.parts.staff.all()}
        assert names == {f"my {role}"}


async def test_every_form_of_the_console_wants_its_own_pages_token(world: World) -> None:
    async with world.web.browser("boss", "admin") as (client, _):
        for way in world.ways:
            if way.method == "POST" and way.path.startswith("/console") and way.path not in OPEN:
                assert (await client.post(way.path, data={"name": "boss"})).status_code == 403, way
        assert csrf_of(await client.get("/console")) != ""


async def test_every_answer_carries_the_security_headers(world: World) -> None:
    for way in world.ways:
        answer = await world.web.client.request(way.method, way.to(world.ids))
        assert answer.headers["x-content-type-options"] == "nosniff", way
        assert answer.headers["referrer-policy"] in {"no-referrer", "same-origin"}, way
        assert "default-src 'none'" in answer.headers["content-security-policy"], way
        assert "unsafe" not in answer.headers["content-security-policy"], way
