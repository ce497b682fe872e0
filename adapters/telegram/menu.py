"""The commands that Telegram offers while somebody types a slash."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from telegram import BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from adapters.telegram.api import Api

log = logging.getLogger(__name__)

Command = tuple[str, str]
"""The word without its slash, and what it does."""


@dataclass(frozen=True, slots=True)
class Menu:
    """For people by language, the first of which serves those who speak none of them; and for the desk chats."""

    people: Mapping[str, Sequence[Command]] = field(default_factory=dict)
    desk: Sequence[Command] = ()
    desk_chats: Sequence[str] = ()


async def register(api: Api, menu: Menu) -> None:
    """Writes what differs. A failure costs convenience only, so it is logged and nothing else."""
    private = BotCommandScopeAllPrivateChats()
    for language, commands in list(menu.people.items())[:1]:
        await _put(api, private, "", commands, language)
    for language, commands in menu.people.items():
        await _put(api, private, language.partition("-")[0], commands, language)
    for chat in menu.desk_chats:
        await _put(api, BotCommandScopeChat(api.chat(chat)), "", menu.desk, f"desk {chat}")


async def _put(api: Api, scope: BotCommandScope, language: str, commands: Sequence[Command], place: str) -> None:
    try:
        if await _there(api, scope, language) != list(commands):
            await api.bot.set_my_commands(list(commands), scope, language_code=language or None)
    except TelegramError as error:
        log.warning("the commands were not registered: %s", type(error).__name__, extra={"place": place})


async def _there(api: Api, scope: BotCommandScope, language: str) -> list[Command] | None:
    """What is registered already; None where Telegram does not say."""
    try:
        found = await api.bot.get_my_commands(scope, language_code=language or None)
    except TelegramError:
        return None
    return [(command.command, command.description) for command in found]
