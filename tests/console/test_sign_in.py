"""Signing in to the console: one-time links, passwords, sessions, and what a foreign page cannot do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from console.identity import PLAIN_COOKIE, SECURE_COOKIE, SESSION_SECONDS
from console.invitations import LIFETIME, first_invitation, invite
from console.tries import LIMIT, REMEMBERED, WINDOW, Tries
from handoff.model import Operator
from tests.kit.web import PASSWORD, Website, website


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website() as built:
        yield built


async def first_link(web: Website) -> str:
    link = await first_invitation(web.parts.staff, web.clock.now())
    assert link is not None
    return link


async def test_without_signing_in_the_console_sends_to_the_login_page(web: Website) -> None:
    answer = await web.client.get("/console")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/login")


async def test_the_first_link_makes_an_admin_and_works_once(web: Website) -> None:
    link = await first_link(web)
    assert (await web.client.get(link)).status_code == 200
    made = await web.client.post(link, data={"name": "Mina", "password": PASSWORD})
    assert (made.status_code, made.headers["location"]) == (303, "/console")
    assert await web.parts.staff.all() == (Operator("Mina", "admin"),)
    assert "Mina" in (await web.client.get("/console")).text
    again = await web.fresh().post(link, data={"name": "Eve", "password": PASSWORD})
    assert again.status_code == 404
    assert await web.parts.staff.all() == (Operator("Mina", "admin"),)
    assert await first_invitation(web.parts.staff, web.clock.now()) is None


async def test_a_newer_first_link_ends_the_older(web: Website) -> None:
    older, newer = await first_link(web), await first_link(web)
    assert (await web.client.get(older)).status_code == 404
    assert (await web.client.get(newer)).status_code == 200


async def test_a_link_is_over_after_a_day(web: Website) -> None:
    link = await first_link(web)
    web.clock.wind(LIFETIME)
    assert (await web.client.get(link)).status_code == 404


@pytest.mark.parametrize("token", ["x", ".", ".x", "!!.x", "TWluYQ.x", "%00.x", "/w.x"])
async def test_a_made_up_link_opens_nothing(web: Website, token: str) -> None:
    await first_link(web)
    assert (await web.client.get(f"/console/setup/{token}")).status_code == 404
    refused = await web.client.post(f"/console/setup/{token}", data={"name": "Eve", "password": PASSWORD})
    assert refused.status_code == 404


async def test_a_link_of_somebody_who_was_removed_opens_nothing(web: Website) -> None:
    await web.parts.staff.add(Operator("op1"))
    link = await invite(web.parts.staff, "op1", web.clock.now())
    await web.parts.staff.remove("op1")
    assert (await web.client.post(link, data={"password": PASSWORD})).status_code == 404


@pytest.mark.parametrize(
    ("name", "password", "status"),
    [
        ("Mina", "short", 422),
        ("Mina", "elevenchars", 422),
        ("Mina", "aaaaaaaaaaaaaaaa", 422),
        ("Mina", "x" * 2001, 422),
        ("", PASSWORD, 422),
        ("<b>", PASSWORD, 422),
        ("a|b", PASSWORD, 422),
        ("x" * 41, PASSWORD, 422),
        ("\u3164", PASSWORD, 422),
        ("taken", PASSWORD, 409),
        ("米娜", PASSWORD, 303),
        ("Mina O'Neil-2", "twelve chars", 303),
    ],
)
async def test_name_and_password_have_to_fit_and_a_refusal_does_not_use_the_link_up(
    web: Website, name: str, password: str, status: int
) -> None:
    await web.parts.staff.add(Operator("taken"))
    link = await first_link(web)
    assert (await web.client.post(link, data={"name": name, "password": password})).status_code == status
    assert (await web.fresh().get(link)).status_code == (404 if status == 303 else 200)


async def test_signing_in_with_name_and_password(web: Website) -> None:
    async with web.browser("op1"):
        pass
    async with web.fresh() as client:
        answer = await client.post("/console/login", data={"name": "op1", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")
        assert (await client.get("/console")).status_code == 200
        assert (await client.get("/console/login")).status_code == 303


async def test_a_wrong_password_an_unknown_name_and_one_without_password_look_the_same(web: Website) -> None:
    async with web.browser("op1"):
        pass
    await web.parts.staff.add(Operator("op2"))
    answers = [
        await web.client.post("/console/login", data={"name": name, "password": password})
        for name, password in (("op1", "wrong horse battery"), ("nobody", PASSWORD), ("op2", ""), ("op2", PASSWORD))
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert (
        len(
            {
                answer.text.replace(name, "")
                for answer, name in zip(answers, ("op1", "nobody", "op2", "op2"), strict=True)
            }
        )
        == 1
    )


async def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(web: Website) -> None:
    made = await web.client.post(await first_link(web), data={"name": "Mina", "password": PASSWORD})
    cookie = made.headers["set-cookie"]
    assert cookie.startswith(f"{PLAIN_COOKIE}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", f"Max-Age={SESSION_SECONDS}"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


async def test_over_https_the_cookie_is_bound_to_the_host() -> None:
    async with website(public_url="https://desk.example.org") as web:
        made = await web.client.post(await first_link(web), data={"name": "Mina", "password": PASSWORD})
        cookie = made.headers["set-cookie"]
        assert cookie.startswith(f"{SECURE_COOKIE}=")
        assert "Secure" in cookie.split("; ")
        assert "Domain" not in cookie


async def test_signing_in_again_ends_the_session_that_the_browser_had(web: Website) -> None:
    async with web.browser("op1") as (client, _):
        before = client.cookies[PLAIN_COOKIE]
        await client.post("/console/login", data={"name": "op1", "password": PASSWORD})
        assert client.cookies[PLAIN_COOKIE] != before
        async with web.fresh() as thief:
            thief.cookies[PLAIN_COOKIE] = before
            assert (await thief.get("/console")).status_code == 303


async def test_a_session_ends_after_twelve_hours(web: Website) -> None:
    async with web.browser() as (client, _):
        web.clock.wind(SESSION_SECONDS * 1000 - 1)
        assert (await client.get("/console")).status_code == 200
        web.clock.wind(2)
        assert (await client.get("/console")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(web: Website) -> None:
    async with web.browser() as (client, csrf):
        token = client.cookies[PLAIN_COOKIE]
        assert (await client.post("/console/logout", data={"csrf": csrf})).status_code == 303
        client.cookies[PLAIN_COOKIE] = token
        assert (await client.get("/console")).status_code == 303


async def test_a_new_password_ends_every_other_session(web: Website) -> None:
    async with web.browser("op1") as (client, csrf), web.fresh() as elsewhere:
        await elsewhere.post("/console/login", data={"name": "op1", "password": PASSWORD})
        new = "a sentence is fine"
        wrong = await client.post("/console/account", data={"csrf": csrf, "current": "not this one", "password": new})
        assert wrong.status_code == 401
        short = await client.post("/console/account", data={"csrf": csrf, "current": PASSWORD, "password": "short"})
        assert short.status_code == 422
        assert (await elsewhere.get("/console")).status_code == 200
        changed = await client.post("/console/account", data={"csrf": csrf, "current": PASSWORD, "password": new})
        assert changed.status_code == 303
        assert (await elsewhere.get("/console")).status_code == 303
        assert (await client.get("/console")).status_code == 200
        old = await elsewhere.post("/console/login", data={"name": "op1", "password": PASSWORD})
        assert old.status_code == 401


async def test_the_sixth_try_in_a_quarter_of_an_hour_has_to_wait_even_if_it_is_right(web: Website) -> None:
    async with web.browser("op1"):
        pass
    for _ in range(LIMIT):
        assert (await web.client.post("/console/login", data={"name": "op1", "password": "wrong"})).status_code == 401
    refused = await web.client.post("/console/login", data={"name": "OP1", "password": PASSWORD})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, str(WINDOW // 1000))
    assert (await web.client.post("/console/login", data={"name": "op2", "password": "wrong"})).status_code == 401
    web.clock.wind(WINDOW)
    assert (await web.client.post("/console/login", data={"name": "op1", "password": PASSWORD})).status_code == 303


def test_tries_are_remembered_for_so_many_and_no_more() -> None:
    tries = Tries()
    for n in range(REMEMBERED + 10):
        for _ in range(LIMIT):
            assert tries.begin(f"name{n}", "127.0.0.1", 0) is None
    assert tries.begin("name0", "127.0.0.1", 0) is None
    assert tries.begin(f"name{REMEMBERED}", "127.0.0.1", 0) == WINDOW // 1000


async def test_a_change_without_the_pages_own_token_is_refused(web: Website) -> None:
    visitor = await web.visitor()
    await web.say(visitor, "/human")
    claim = f"/api/desk/conversations/{await web.number(visitor)}/claim"
    async with web.browser("op1") as (client, csrf), web.browser("op2") as (_, theirs):
        for token in ("", "nonsense", theirs, csrf[:-1]):
            assert (await client.post(claim, headers={"X-CSRF-Token": token})).status_code == 403
            assert (await client.post("/console/logout", data={"csrf": token})).status_code == 403
        assert (await client.post(claim, headers={"X-CSRF-Token": csrf})).status_code == 200


async def test_a_foreign_page_changes_nothing(web: Website) -> None:
    async with web.browser("op1") as (client, csrf):
        for origin in ("https://evil.example", "null", "http://desk.test:81", "https://desk.test"):
            answer = await client.post("/console/logout", data={"csrf": csrf}, headers={"Origin": origin})
            assert answer.status_code == 403
            login = await client.post("/console/login", data={"name": "x", "password": "y"}, headers={"Origin": origin})
            assert login.status_code == 403
        own = await client.post("/console/logout", data={"csrf": csrf}, headers={"Origin": "http://desk.test"})
        assert own.status_code == 303


async def test_the_pages_speak_the_operators_language_and_remember_a_choice(web: Website) -> None:
    assert 'lang="zh"' in (await web.client.get("/console/login", headers={"Accept-Language": "zh-CN,en;q=0.5"})).text
    assert 'lang="en"' in (await web.client.get("/console/login", headers={"Accept-Language": "tlh"})).text
    chosen = await web.client.get("/console/login?language=zh")
    assert "登录" in chosen.text
    assert 'lang="zh"' in (await web.client.get("/console/login")).text
    assert 'lang="zh"' in (await web.client.get("/console/login?language=<script>")).text
