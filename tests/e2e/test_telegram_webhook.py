"""Telegram brings updates itself: only with the secret, only once, and again after a power cut."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import Stage
from tests.kit.process import Running
from tests.kit.telegram import BotApi

SECRET = "not-for-everybody_42"
QUESTION = "How do I back up my wallet?"
ANSWER = "Open Settings → Backup"


def free_port() -> int:
    """Below those that systems hand out by themselves, so that nobody takes it between two starts."""
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as taken:
            try:
                taken.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


class Hooked(Stage):
    """A stage on which Telegram calls the process."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.port = free_port()
        self.hook = f"http://127.0.0.1:{self.port}/hooks/telegram"
        self.settings |= {"mode": "webhook", "webhook_secret": SECRET}
        self.more["web"] = {"public_url": f"http://127.0.0.1:{self.port}"}

    def start(self, *arguments: str) -> Running:
        """Once Telegram knows where to call."""
        running = super().start("--port", str(self.port), *arguments)
        self.until(lambda: self.state() == {"state": "up"})
        return running

    def post(self, content: bytes | dict[str, Any], secret: str | None = SECRET) -> int:
        """Somebody calls the webhook; the status of the answer."""
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        if isinstance(content, bytes):
            return self.http.post(self.hook, content=content, headers=headers).status_code
        return self.http.post(self.hook, json=content, headers=headers).status_code

    def update(self, number: int, text: str) -> dict[str, Any]:
        """What Telegram would bring when Ada writes this."""
        person = {"id": self.ada.id, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        chat = {"id": self.ada.id, "type": "private", "first_name": "Ada"}
        message = {"message_id": number, "date": 1_700_000_000, "chat": chat, "from": person, "text": text}
        return {"update_id": 900_000 + number, "message": message}


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Hooked]:
    with BotApi() as api:
        stage = Hooked(town, tmp_path, api, settings={"rates": "off"})
        yield stage
        assert SECRET not in stage.running.errors()
        assert api.token.partition(":")[2] not in stage.running.errors()


def said(stage: Stage, number: int = 1001) -> list[str]:
    """The user's lines in the transcript."""
    return [line["text"] for line in stage.console("ben").get(f"/{number}")["messages"] if line["from"] == "user"]


def test_only_who_knows_the_secret_is_heard(stage: Hooked) -> None:
    stage.start()
    stage.ada.writes("hello")
    stage.hears(stage.ada, "Hello! How can I help?")
    assert stage.api.calls_of("getUpdates") == []
    forged = stage.update(7001, "I am somebody else")
    assert [stage.post(forged, secret) for secret in (None, "", "wrong", f"{SECRET}x")] == [401] * 4
    assert stage.post(b"{}" + b" " * 1_100_000) == 413
    assert [stage.post(content) for content in (b"", b"not JSON", b"[1]", b'{"update_id": "x"}')] == [400] * 4
    assert stage.post(stage.update(7002, QUESTION)) == 200
    stage.hears(stage.ada, ANSWER)
    assert said(stage) == ["hello", QUESTION]
    assert httpx.get(stage.hook).status_code == 405


def test_an_update_counts_once_however_often_it_comes_and_comes_until_it_was_taken(stage: Hooked) -> None:
    stage.start()
    stage.ada.writes("hello")
    stage.hears(stage.ada, "Hello! How can I help?")
    update = stage.update(7001, QUESTION)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: stage.post(update), range(4))) == [200] * 4
    stage.running.kill()  # what was answered with 200 is durable
    stage.ada.writes("My transaction is stuck")
    stage.ada.writes("Why are the fees so high?")
    stage.wait(lambda: stage.api.world.queue.webhook.errors)
    stage.start()
    assert stage.post(update) == 200
    stage.hears(stage.ada, "Fees go to the network")
    stage.wait(lambda: not stage.api.pending)
    stage.until(lambda: not stage.waiting())
    assert said(stage) == ["hello", QUESTION, "My transaction is stuck", "Why are the fees so high?"]
    answers = [text for text in stage.ada.chat.texts if ANSWER in text]
    assert len(answers) in {1, 2}  # a second time only if the first was under way when the power went
    assert len([text for text in stage.ada.chat.texts if "Wait, or replace it" in text]) == 1


def test_the_parts_of_an_album_arrive_together_or_at_least_all_of_them(stage: Hooked) -> None:
    """Telegram brings one chat's updates one by one; a server of one's own may bring them side by side."""
    stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    stage.ada.sends_album(caption="two of my screens")
    stage.sees(topic, "two of my screens")
    stage.wait(lambda: len([message for message in topic.messages if message.files]) == 2)
    stage.wait(lambda: not stage.api.pending)

    stage.http.post(f"{stage.api.base}/bot{stage.api.token}/deleteWebhook")  # from now on we bring them
    stage.ada.sends_album(caption="side by side")
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(stage.post, stage.api.pending)) == [200, 200]
    group = stage.sees(topic, "side by side").body["media_group_id"]
    assert len([message for message in topic.messages if message.body.get("media_group_id") == group]) == 2
