"""Updates by webhook: posted in order with the secret, again and again until somebody takes them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.kit.telegram import BotApi
from tests.kit_telegram.conftest import Raw


class Hook(ThreadingHTTPServer):
    """Takes updates; its next answers are in `statuses`, then all is well."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taker)
        self.statuses: list[int] = []
        self.answer: dict[str, object] = {}
        self.taken: list[tuple[str | None, dict[str, object], int]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks/telegram"


class Taker(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.server.taken.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], update, status))
        body = json.dumps(self.server.answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        thread = threading.Thread(target=hook.serve_forever, args=(0.02,))
        thread.start()
        yield hook
        hook.shutdown()
        thread.join()


def test_an_update_is_posted_until_it_is_taken_and_the_next_one_waits(api: BotApi, raw: Raw, hook: Hook) -> None:
    ada = api.user("Ada")
    ada.writes("before")
    hook.statuses = [500, 403]
    raw.result("setWebhook", url=hook.url, secret_token="s3cret")
    ada.writes("after")
    api.wait(lambda: not api.pending)
    texts = [(update["message"]["text"], status) for _, update, status in hook.taken]  # type: ignore[index]
    assert texts == [("before", 500), ("before", 403), ("before", 200), ("after", 200)]
    assert {secret for secret, _, _ in hook.taken} == {"s3cret"}
    told = raw.result("getWebhookInfo")
    assert told["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert told["pending_update_count"] == 0


def test_an_answer_may_be_a_call(api: BotApi, raw: Raw, hook: Hook) -> None:
    ada = api.user("Ada")
    hook.answer = {"method": "sendMessage", "chat_id": ada.id, "text": "hello"}
    raw.result("setWebhook", url=hook.url)
    ada.writes("hi")
    api.wait(lambda: ada.chat.from_bot)
    assert ada.chat.texts == ["hi", "hello"]
    assert hook.taken[0][0] is None


def test_only_a_safe_address_and_a_plain_secret_are_taken(raw: Raw) -> None:
    said = raw.refusal("setWebhook", url="http://desk.example/hooks")
    assert said == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    assert "unallowed characters" in raw.refusal("setWebhook", url="https://desk.example", secret_token="a b")
