"""The staff page: adding, inviting, removing, and names that are only text."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from handoff.model import Operator
from tests.kit.web import PASSWORD, Website, website


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website() as built:
        yield built


async def test_an_admin_adds_somebody_who_sets_their_own_password(web: Website) -> None:
    async with web.browser("boss", "admin") as (client, csrf), web.fresh() as theirs:
        page = await client.post("/console/staff", data={"csrf": csrf, "name": "Mina", "role": "lead"})
        link = re.search(r"http://desk\.test(/console/setup/[^<\"]+)", page.text)
        assert link is not None
        assert Operator("Mina", "lead") in await web.parts.staff.all()
        assert (await theirs.post(link[1], data={"name": "ignored", "password": PASSWORD})).status_code == 303
        assert "Mina" in (await theirs.get("/console")).text
        assert link[1] not in (await client.get("/console/staff")).text


async def test_the_link_names_the_public_address() -> None:
    async with website(public_url="https://desk.example.org/") as web, web.browser("boss", "admin") as (client, csrf):
        page = await client.post("/console/staff", data={"csrf": csrf, "name": "Mina"})
        assert "https://desk.example.org/console/setup/" in page.text


@pytest.mark.parametrize(
    ("name", "role", "status"), [("boss", "lead", 409), ("", "lead", 422), ("<b>", "lead", 422), ("Mina", "king", 422)]
)
async def test_what_does_not_fit_is_told(web: Website, name: str, role: str, status: int) -> None:
    async with web.browser("boss", "admin") as (client, csrf):
        answer = await client.post("/console/staff", data={"csrf": csrf, "name": name, "role": role})
        assert answer.status_code == status
        assert await web.parts.staff.all() == (Operator("boss", "admin"),)


async def test_somebody_who_was_removed_is_out_at_once(web: Website) -> None:
    async with web.browser("boss", "admin") as (client, csrf), web.browser("op1") as (theirs, _):
        token = await web.operator("op2")
        for name in ("op1", "op2"):
            assert (await client.post("/console/staff/remove", data={"csrf": csrf, "name": name})).status_code == 200
        assert (await theirs.get("/console")).status_code == 303
        assert (await web.client.get("/api/desk/conversations", headers=token)).status_code == 401
        assert (await client.post("/console/staff/remove", data={"csrf": csrf, "name": "op1"})).status_code == 404


async def test_nobody_removes_themselves(web: Website) -> None:
    async with web.browser("boss", "admin") as (client, csrf):
        assert (await client.post("/console/staff/remove", data={"csrf": csrf, "name": "boss"})).status_code == 409
        assert await web.parts.staff.all() == (Operator("boss", "admin"),)


async def test_a_new_link_is_for_somebody_who_is_there(web: Website) -> None:
    async with web.browser("boss", "admin") as (client, csrf):
        assert (await client.post("/console/staff/invite", data={"csrf": csrf, "name": "nobody"})).status_code == 404
        assert (
            "/console/setup/" in (await client.post("/console/staff/invite", data={"csrf": csrf, "name": "boss"})).text
        )


async def test_a_name_is_text_and_never_markup(web: Website) -> None:
    evil = "<img src=x onerror=alert(1)>\"'"
    await web.parts.staff.add(Operator(evil))
    async with web.browser("boss", "admin") as (client, csrf):
        page = (await client.get("/console/staff")).text
        assert "<img" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;&#34;&#39;" in page
        assert "<img" not in (await client.post("/console/staff/invite", data={"csrf": csrf, "name": evil})).text
    assert (
        "<script>" not in (await web.client.post("/console/login", data={"name": '"><script>', "password": "x"})).text
    )
