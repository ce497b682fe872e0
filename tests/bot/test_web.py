"""The app as a whole: probes, problem documents, headers, origins and pages."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping

import pytest

from bot.middleware import origin_of
from bot.web import signing_key
from tests.kit.web import Website, website

LISTED = "https://community.example"


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website(allowed_origins=(LISTED,)) as built:
        yield built


async def test_the_probes_answer(web: Website) -> None:
    for method in ("GET", "HEAD"):
        assert (await web.client.request(method, "/healthz")).status_code == 200
    ready = await web.client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    metrics = await web.client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")


async def test_a_house_that_is_not_ready_says_so() -> None:
    async def not_yet() -> Mapping[str, object]:
        return {"ready": False, "database": "starting"}

    async with website(readiness=not_yet) as web:
        answer = await web.client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"ready": False, "database": "starting"})
        assert (await web.client.get("/healthz")).status_code == 200


async def test_our_own_mistake_is_a_plain_sentence_and_the_log_has_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> str:
        raise RuntimeError("the secret reason")

    async with website(metrics=broken) as web:
        with caplog.at_level(logging.ERROR):
            answer = await web.client.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret reason" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "the secret reason" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/chat/../../bot/web.py", 404),
        ("GET", "/chat/%2e%2e%2froutes.py", 404),
        ("GET", "/console/static/nothing.js", 404),
        ("GET", "/docs", 404),
        ("DELETE", "/healthz", 405),
        ("GET", "/api/chat/sessions", 405),
    ],
)
async def test_what_is_not_there_is_a_problem_document(web: Website, method: str, path: str, status: int) -> None:
    answer = await web.client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert answer.json().keys() == {"type", "title", "status", "detail"}


async def test_the_description_has_the_interfaces_and_not_the_pages(web: Website) -> None:
    paths = (await web.client.get("/api/openapi.json")).json()["paths"]
    assert {"/api/chat/messages", "/api/chat/events", "/api/desk/conversations/{number}/{verb}"} <= paths.keys()
    assert all(path.startswith(("/api/chat/", "/api/desk/")) for path in paths)


async def test_pages_allow_no_script_but_our_own_and_no_frame(web: Website) -> None:
    for path in ("/", "/console/login"):
        answer = await web.client.get(path)
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
        assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert "<script>" not in answer.text
        assert " style=" not in answer.text
        assert " onclick=" not in answer.text


async def test_the_demo_page_can_be_turned_off_and_the_widget_stays() -> None:
    async with website(demo=False) as web:
        assert (await web.client.get("/")).status_code == 404
        script = await web.client.get("/widget.js")
        assert (script.status_code, script.headers["access-control-allow-origin"]) == (200, "*")
        module = await web.client.get("/chat/chat.js")
        assert module.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://desk.test", "http://desk.test:8080", "http://"]
)
async def test_a_foreign_page_may_not_use_the_chat(web: Website, origin: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        answer = await web.client.request(method, "/api/chat/sessions", headers={"Origin": origin})
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", ["http://desk.test", "http://desk.test:80", "HTTP://DESK.TEST"])
async def test_our_own_page_may_use_the_chat(web: Website, origin: str) -> None:
    answer = await web.client.post("/api/chat/sessions", headers={"Origin": origin})
    assert answer.status_code == 201
    assert "access-control-allow-origin" not in answer.headers


async def test_a_listed_page_may_use_the_chat_and_read_the_answer(web: Website) -> None:
    ask = {"Origin": LISTED, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = await web.client.options("/api/chat/messages", headers=ask)
    assert preflight.status_code == 204
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    for path, status in (("sessions", 201), ("messages", 401)):
        answer = await web.client.post(f"/api/chat/{path}", headers={"Origin": LISTED}, json={})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, LISTED)
        assert "Origin" in answer.headers["vary"]


async def test_a_listed_page_may_still_not_use_the_desk(web: Website) -> None:
    operator = await web.operator()
    refused = await web.client.post("/api/desk/conversations/1/claim", headers={**operator, "Origin": LISTED})
    assert refused.status_code == 403


async def test_behind_a_proxy_the_public_address_is_our_own() -> None:
    async with website(public_url="https://desk.example.org/") as web:
        for origin, status in (("https://desk.example.org", 201), ("http://desk.example.org", 403)):
            answer = await web.client.post("/api/chat/sessions", headers={"Origin": origin})
            assert answer.status_code == status


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://A.example/path?x", "https://a.example:443"),
        ("http://a.example:8080", "http://a.example:8080"),
        ("http://[::1]:8080", "http://::1:8080"),
    ],
)
def test_an_origin_has_one_spelling(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize("url", ["null", "", "ftp://a.example", "http://a:port", "https://[", "a.example"])
def test_what_is_no_web_origin_matches_none(url: str) -> None:
    assert origin_of(url) not in {origin_of("http://a.example"), origin_of("https://a.example")}


async def test_the_signing_key_is_made_once(web: Website) -> None:
    assert await signing_key(web.parts.staff) == await signing_key(web.parts.staff) == web.parts.key
    assert len(web.parts.key) == 32


async def test_what_users_write_comes_back_as_json_that_no_browser_runs(web: Website) -> None:
    visitor = await web.visitor()
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    await web.say(visitor, evil)
    answer = await web.client.get("/api/chat/messages", headers=visitor)
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.text)["messages"][0]["text"] == evil
