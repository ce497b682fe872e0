"""One bot on Telegram: its users' channel, its desk groups, and the client that receives for both."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Request, Response

from adapters.buttons import Buttons
from adapters.desk.sending import Desk
from adapters.telegram.api import Api
from adapters.telegram.chat import Chat
from adapters.telegram.checkup import look, seen_elsewhere
from adapters.telegram.client import Client
from adapters.telegram.forum import Forum, ForumParts, connect, finder
from adapters.telegram.front import Front
from adapters.telegram.groups import Groups
from adapters.telegram.menu import Menu
from adapters.telegram.private import Private
from adapters.telegram.routing import Router
from adapters.telegram.sending import Sender
from adapters.telegram.webhook import Hook
from bot.checkup import Finding
from bot.config import Config
from bot.config.model import Telegram
from bot.limits import Limiter, Rate
from bot.uploads import CleanFiles
from bot.wiring import Assembly, ChannelState
from conversation.ports import Clock
from conversation.texts import Texts
from handoff.commands import WORDS
from storage.database import Database

log = logging.getLogger(__name__)

HOOK = "/hooks/telegram"
GAP = 3_000
"""Milliseconds for which a topic is silent after a line, so that what is written meanwhile travels together."""
AGAIN = 10_000
"""Milliseconds until a desk that failed is started again."""
USERS_COMMANDS = ("start", "help", "human", "status", "language", "verify", "link", "unlink")


class TelegramBot:
    """Implements `bot.channels.Platform`."""

    name = "telegram"

    def __init__(
        self, config: Config, clock: Clock, database: Database, texts: Callable[[], Texts], key: bytes
    ) -> None:
        self._config, self._clock, self._database, self._texts = config, clock, database, texts
        settings = config.telegram
        configured = (*settings.desk_chats, *(group.chat for group in settings.groups))
        self._api = Api(settings.token, settings.api_base.rstrip("/"), configured)
        self._limiter = _limiter(settings, clock)
        buttons = Buttons(key)
        self._front = Front(self._api, database.reader, clock, self._limiter, buttons, texts)
        sender = Sender(self._api, database.files, self._limiter)
        self._chat = Chat(self._front, sender, _media_root(config))
        self._forums = [Forum(self._desk(chat, buttons, sender)) for chat in settings.desk_chats]
        connect(self._forums)
        self._client: Client | None = None
        self._groups: Groups | None = None

    def _desk(self, chat: str, buttons: Buttons, sender: Sender) -> ForumParts:
        config, database = self._config, self._database
        return ForumParts(
            api=self._api,
            chat=chat,
            texts=self._texts,
            pace=self._limiter,
            threads=database.threads,
            reader=database.reader,
            feed=database.feed,
            staff=database.staff,
            files=CleanFiles(database.files),
            clock=self._clock,
            buttons=buttons,
            sender=sender,
            caught_up=self._caught_up,
            errands=self._front.errands,
            zone=config.handoff.rules.hours.zone,
            explorers=config.explorers,
            teams=tuple(config.handoff.rules.teams),
            only_listed=config.handoff.only_listed,
            snippets=tuple(config.snippets),
        )

    @property
    def channels(self) -> Sequence[Chat]:
        """The private chats and groups."""
        return (self._chat,)

    @property
    def desks(self) -> Sequence[Desk]:
        """The desk groups."""
        return tuple(forum.desk for forum in self._forums)

    @property
    def limiters(self) -> Mapping[str, Limiter]:
        """One for all: Telegram counts by token."""
        carriers = (self._chat.carrier, *(forum.room.carrier for forum in self._forums))
        return dict.fromkeys(carriers, self._limiter)

    @property
    def gaps(self) -> Mapping[str, int]:
        """Lines in topics are gathered, unless nobody wants to be limited."""
        return {} if self._config.telegram.rates is None else {f.room.carrier: GAP for f in self._forums}

    @property
    def state(self) -> ChannelState:
        """Of the client; while that is up, what a desk group lacks."""
        if self._client is None:
            return ChannelState("starting")
        state, why = self._client.state
        troubles = [forum.room.trouble for forum in self._forums if forum.room.trouble]
        return ChannelState(state, why or " ".join(troubles) or None, self._client.set_aside)

    @property
    def router(self) -> APIRouter | None:
        """The webhook, where that is how updates come."""
        if self._config.telegram.mode != "webhook":
            return None
        router = APIRouter(include_in_schema=False)

        @router.post(HOOK)
        async def take(request: Request) -> Response:
            """One update; 200 once it is durable."""
            assert self._client is not None
            secret = request.headers.get("x-telegram-bot-api-secret-token")
            return Response(status_code=await self._client.webhook(await request.body(), secret))

        return router

    def join(self, house: Assembly) -> None:
        """Builds what receives."""
        for forum in self._forums:
            forum.join(house.engine, house.courier.lag)
            forum.room.mended = partial(house.courier.hurry, {forum.room.carrier})
        private = Private(self._front, house.intake, house.files)
        listed = {group.chat: group.topics for group in self._config.telegram.groups}
        staff, who = self._database.staff, finder(self._forums, self._database.staff)
        self._groups = Groups(
            self._front, house.intake, house.files, bench=house.engine, staff=staff, who=who, listed=listed
        )
        desks = {forum.room.chat: forum.take for forum in self._forums}
        router = Router(self._api, private.take, self._groups.take, desks)
        self._client = Client(
            self._api,
            self._clock,
            router.take,
            house.intake,
            webhook=self._hook(),
            menu=_menu(self._texts(), self._config),
            risen=partial(house.courier.hurry, self.limiters.keys()),
        )

    def _hook(self) -> Hook | None:
        settings, public_url = self._config.telegram, self._config.web.public_url
        if settings.mode != "webhook":
            return None
        return Hook(f"{public_url.rstrip('/')}{HOOK}" if public_url else "", settings.webhook_secret)

    async def _caught_up(self) -> None:
        assert self._client is not None
        await self._client.caught_up.wait()

    async def run(self) -> None:
        """Receives, and keeps the desks as they should be."""
        assert self._client is not None
        assert self._groups is not None
        await self._groups.recall()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._client.run(), name="telegram")
            for forum in self._forums:
                tasks.create_task(self._lasting(forum), name=f"telegram desk {forum.room.chat}")

    async def _lasting(self, forum: Forum) -> None:
        """One desk's defect neither ends the others nor the process."""
        while True:
            try:
                await forum.run()
            except Exception:
                log.exception("the desk %s stopped unexpectedly and is started again", forum.room.chat)
            await self._clock.until(self._clock.now() + AGAIN)

    async def close(self) -> None:
        """Drops errands and closes connections."""
        await self._front.errands.close()
        await self._api.close()


def _limiter(settings: Telegram, clock: Clock) -> Limiter:
    """Groups have ids below zero, and a rate of their own."""
    rates = settings.rates
    if rates is None:
        return Limiter(clock)

    def of(chat: str) -> tuple[Rate, ...]:
        return (rates.group,) if chat.rpartition("|")[2].startswith("-") else (rates.chat,)

    return Limiter(clock, whole=(rates.token,), rates=of)


def _media_root(config: Config) -> Path:
    return config.faq[0].absolute().parent if config.faq else Path.cwd()


def _menu(texts: Texts, config: Config) -> Menu:
    def described(language: str, words: Sequence[str]) -> list[tuple[str, str]]:
        return [(word, texts.text(f"menu_{word}", language)) for word in words]

    desk = [word.removeprefix("/") for word in WORDS]
    return Menu(
        people={language: described(language, USERS_COMMANDS) for language in texts.languages},
        desk=described(texts.languages[0], desk),
        desk_chats=config.telegram.desk_chats,
    )


async def examine(config: Config, database: Database, texts: Texts) -> AsyncIterator[Finding]:
    """What is wrong with the token, the desk groups and the listed groups, as seen from outside."""
    settings = config.telegram
    api = Api(settings.token, settings.api_base.rstrip("/"))

    def words(key: str, **values: object) -> str:
        return texts.text(key, texts.languages[0], **values)

    try:
        async for level, sentence in look(api, words, settings.desk_chats, [group.chat for group in settings.groups]):
            yield Finding("telegram", level, sentence)
    finally:
        await api.close()
    if settings.mode == "webhook" and not config.web.public_url:
        yield Finding("telegram", "problem", "the mode webhook needs web.public_url, the address that Telegram calls")
    listed = (*settings.desk_chats, *(group.chat for group in settings.groups))
    for sentence in await seen_elsewhere(database.staff, listed):
        yield Finding("telegram", "warning", sentence)
