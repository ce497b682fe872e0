"""Files over the chat: kept, sent, read by those who may, and never run by a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.attachments import BINARY, MAX_BYTES, MAX_NAME, kind_of, safe_name
from conversation.events import Actor
from handoff.model import Reply
from tests.kit.web import Headers, Website, website

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
HTML = b"<script>alert(1)</script>"


@pytest.fixture
async def web() -> AsyncIterator[Website]:
    async with website() as built:
        yield built


async def upload(web: Website, visitor: Headers, name: str, content: bytes, kind: str) -> httpx.Response:
    return await web.client.post("/api/chat/files", files={"file": (name, content, kind)}, headers=visitor)


async def sent(web: Website, visitor: Headers, name: str, content: bytes, kind: str) -> str:
    file_id: str = (await upload(web, visitor, name, content, kind)).json()["id"]
    body = {"key": str(uuid4()), "files": [file_id]}
    assert (await web.client.post("/api/chat/messages", json=body, headers=visitor)).status_code == 202
    return file_id


async def test_a_file_is_kept_sent_and_read_again(web: Website) -> None:
    visitor = await web.visitor()
    file_id = await sent(web, visitor, "screen.png", PNG, "image/png")
    [message] = [each for each in await web.transcript(visitor) if each["from"] == "user"]
    assert message["files"] == [{"id": file_id, "name": "screen.png", "mime": "image/png", "size": len(PNG)}]
    answer = await web.client.get(f"/api/chat/files/{file_id}", headers=visitor)
    assert answer.content == PNG
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("page.html", "text/html"), ("drawing.svg", "image/svg+xml"), ("fake.png", "image/png"), ("odd", "a/b\r\nX: y")],
)
async def test_what_a_browser_could_run_is_a_download(web: Website, name: str, kind: str) -> None:
    visitor = await web.visitor()
    file_id = await sent(web, visitor, name, HTML, kind)
    answer = await web.client.get(f"/api/chat/files/{file_id}", headers=visitor)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "image/png" not in answer.headers["content-type"]


async def test_nobody_else_reads_or_sends_a_visitors_file(web: Website) -> None:
    visitor, stranger = await web.visitor(), await web.visitor()
    file_id = await sent(web, visitor, "screen.png", PNG, "image/png")
    assert (await web.client.get(f"/api/chat/files/{file_id}", headers=stranger)).status_code == 404
    body = {"key": str(uuid4()), "files": [file_id]}
    refused = await web.client.post("/api/chat/messages", json=body, headers=stranger)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "files")


async def test_an_operator_sees_a_file_once_it_was_sent(web: Website) -> None:
    visitor, operator = await web.visitor(), await web.operator()
    kept = (await upload(web, visitor, "draft.png", PNG, "image/png")).json()["id"]
    assert (await web.client.get(f"/api/desk/files/{kept}", headers=operator)).status_code == 404
    shown = await sent(web, visitor, "screen.png", PNG, "image/png")
    answer = await web.client.get(f"/api/desk/files/{shown}", headers=operator)
    assert (answer.status_code, answer.content) == (200, PNG)


async def test_a_visitor_reads_the_file_that_an_operator_sent_them(web: Website) -> None:
    visitor, stranger = await web.visitor(), await web.visitor()
    await web.say(visitor, "/human")
    file = await web.parts.files.put("op1", "guide.pdf", "application/pdf", b"%PDF-1.7")
    await web.parts.bench.act(await web.number(visitor), Actor("op1", "operator"), Reply("Here it is", (file,)), "x1")
    answer = await web.client.get(f"/api/chat/files/{file.id}", headers=visitor)
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
    assert (await web.client.get(f"/api/chat/files/{file.id}", headers=stranger)).status_code == 404


async def test_ten_megabytes_are_taken_and_not_one_byte_more(web: Website) -> None:
    visitor = await web.visitor()
    assert (await upload(web, visitor, "big.bin", bytes(MAX_BYTES), BINARY)).status_code == 201
    assert (await upload(web, visitor, "big.bin", bytes(MAX_BYTES + 1), BINARY)).status_code == 413
    assert (await upload(web, visitor, "huge.bin", bytes(MAX_BYTES + 100_000), BINARY)).status_code == 413


async def test_an_empty_or_missing_file_is_told(web: Website) -> None:
    visitor = await web.visitor()
    for answer in (
        await upload(web, visitor, "empty.txt", b"", "text/plain"),
        await web.client.post("/api/chat/files", headers=visitor),
        await web.client.post("/api/chat/files", data={"file": "no file"}, headers=visitor),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.png", "a.png"),
        ("in\u202egnp.exe", "ingnp.exe"),
        ("a\r\nb.txt", "ab.txt"),
        ("   ", "file"),
        ("", "file"),
        (None, "file"),
        ("...", "file"),
        ("截图 1.png", "截图 1.png"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
    ],
)
def test_a_file_name_loses_what_could_mislead(name: str | None, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_secret_in_a_file_name_is_removed() -> None:
    words = "abandon ability able about above absent absorb abstract absurd abuse access accident"
    assert "abandon" not in safe_name(f"{words}.txt")


@given(st.text(max_size=400))
def test_every_file_name_becomes_one_that_can_be_shown(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= MAX_NAME
    assert safe.isprintable() or "\u3000" in safe or "\xa0" in safe
    assert not set("/\\\r\n\x00") & set(safe)


@given(st.text(max_size=100), st.binary(max_size=40))
def test_every_kind_is_a_plain_one(declared: str, content: bytes) -> None:
    kind = kind_of(declared, content)
    assert kind.isascii()
    assert kind.count("/") == 1
    assert not set(" \r\n;,\"'<>") & set(kind)
