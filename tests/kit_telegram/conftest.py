"""A double for each test, its raw client, and the real library's bot on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.kit.telegram import BotApi
from tests.kit_telegram.library import judge

Answer = tuple[int, dict[str, Any]]


@dataclass
class Raw:
    """A client that knows nothing: status and JSON."""

    api: BotApi
    http: httpx.Client

    def call(self, method: str, **params: object) -> Answer:
        """With a JSON body."""
        answer = self.http.post(f"{self.api.base}/bot{self.api.token}/{method}", json=params)
        return answer.status_code, answer.json()

    def result(self, method: str, **params: object) -> Any:
        """A call that has to work."""
        status, body = self.call(method, **params)
        assert (status, body["ok"]) == (200, True), body
        return body["result"]

    def refusal(self, method: str, **params: object) -> str:
        """The description of a call that has to fail; the status stands in the body as well."""
        status, body = self.call(method, **params)
        assert (status, body["ok"]) == (body["error_code"], False)
        return str(body["description"])


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as served:
        yield served
        judge(served)


@pytest.fixture
def raw(api: BotApi) -> Iterator[Raw]:
    with httpx.Client(timeout=30, verify=False) as http:
        yield Raw(api, http)


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    plain = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]  # reading certificates takes its time
    async with Bot(
        api.token, f"{api.base}/bot", f"{api.base}/file/bot", request=plain[0], get_updates_request=plain[1]
    ) as bot:
        yield bot
