"""A double for each test, a client that knows nothing, and the real library's client on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import discord
import httpx
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.kit.discord import Channel, Community, DiscordApi, Person

T = TypeVar("T")


@dataclass
class Raw:
    """Status and JSON."""

    api: DiscordApi
    http: httpx.Client

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A request with the bot's token."""
        headers = {"Authorization": f"Bot {self.api.token}"} | more.pop("headers", {})
        return self.http.request(method, f"{self.api.base}{path}", headers=headers, **more)

    def result(self, method: str, path: str, **more: Any) -> Any:
        """A request that has to work."""
        answer = self.ask(method, path, **more)
        assert answer.status_code in {200, 204}, answer.text
        if answer.status_code == 204:
            return None
        assert answer.headers["Content-Type"] == "application/json"
        return answer.json()

    def refusal(self, method: str, path: str, **more: Any) -> tuple[int, int]:
        """Status and code of a request that has to fail."""
        answer = self.ask(method, path, **more)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["code"]

    def says(self, channel: Channel, text: str = "hello", **more: Any) -> Any:
        """A message of the bot's."""
        return self.result("POST", f"/channels/{channel.id}/messages", json={"content": text} | more)


class Listener(discord.Client):
    """The library's client; it keeps every raw event and everything it made of them."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, enable_debug_events=True, guild_ready_timeout=0.01)
        self.tree = discord.app_commands.CommandTree(self)
        self.heard: list[tuple[str, tuple[Any, ...]]] = []
        self.raw: list[dict[str, Any]] = []
        self._news = asyncio.Event()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library would wait five seconds here before it logs in again."""

    def dispatch(self, event: str, /, *args: Any, **more: Any) -> None:
        """Everything the library tells."""
        super().dispatch(event, *args, **more)
        if event == "socket_raw_receive":
            self.raw.append(discord.utils._from_json(args[0]))
        elif not event.startswith("socket"):
            self.heard.append((event, args))
        self._news.set()

    def of(self, event: str) -> list[Any]:
        """The first thing that came with each such event."""
        return [args[0] if args else None for name, args in self.heard if name == event]

    def names(self) -> list[str]:
        """The raw events."""
        return [str(frame["t"]) for frame in self.raw if frame.get("t")]

    async def until(self, condition: Callable[[], T]) -> T:
        """Waits for news until this is so."""
        async with asyncio.timeout(20):
            while not (found := condition()):
                self._news.clear()
                await self._news.wait()
        return found


def intents() -> discord.Intents:
    wanted = discord.Intents.none()
    wanted.guilds = wanted.members = wanted.messages = wanted.reactions = wanted.message_content = True
    return wanted


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[DiscordApi]:
    with DiscordApi() as served:
        monkeypatch.setattr(Route, "BASE", served.base)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(served.gateway))
        yield served


@pytest.fixture
def raw(api: DiscordApi) -> Iterator[Raw]:
    with httpx.Client(timeout=30, verify=False) as http:
        yield Raw(api, http)


@pytest.fixture
def guild(api: DiscordApi) -> Community:
    return api.guild("Community")


@pytest.fixture
def help_(guild: Community) -> Channel:
    return guild.text("help")


@pytest.fixture
def ada(api: DiscordApi, guild: Community) -> Person:
    ada = api.user("Ada")
    guild.joins(ada)
    return ada


@pytest.fixture
async def client(api: DiscordApi, guild: Community) -> AsyncIterator[Listener]:
    async with Listener(intents()) as client:
        await client.login(api.token)
        running = asyncio.create_task(client.connect())
        await client.until(lambda: "ready" in [name for name, _ in client.heard])
        yield client
        await client.close()
        await asyncio.gather(running, return_exceptions=True)
