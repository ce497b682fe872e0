"""What `frontdesk doctor` asks Telegram. It receives nothing, so it may run beside a desk that does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Literal

from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from adapters.telegram.api import Api
from adapters.telegram.groups import FOREIGN
from adapters.telegram.rights import GONE, check, lacking
from adapters.words import Words
from conversation.ports import Staff

Level = Literal["fine", "warning", "problem"]


async def look(api: Api, words: Words, desks: Sequence[str], groups: Sequence[str]) -> AsyncIterator[tuple[Level, str]]:
    """The token, and the rights in every desk and listed group: how bad, and a sentence with what to do."""
    try:
        me = await api.start()
        yield "fine", f"@{me.username}: the token works"
        for chat in desks:
            found = await check(api, chat, words)
            for finding in found:
                yield "problem", f"desk {chat}: {finding.sentence}"
            if not found:
                yield "fine", f"desk {chat}: every right is there"
        for chat in groups:
            yield await _group(api, chat, words, reads_all=bool(me.can_read_all_group_messages))
    except InvalidToken:
        yield "problem", "the token was refused; make a new one with @BotFather and set TELEGRAM_TOKEN"
    except TelegramError as error:
        yield "problem", f"Telegram cannot be asked ({type(error).__name__}); check the network and telegram.api_base"
    if not desks:
        yield "warning", "no desk_chats: operators can answer in the console only"


async def _group(api: Api, chat: str, words: Words, *, reads_all: bool) -> tuple[Level, str]:
    """A public group: whether the bot is there, hears what is said, and could remove a secret."""
    try:
        assert api.me is not None
        member = await api.ask("getChatMember", api.chat(chat), user_id=api.me.id)
    except (BadRequest, Forbidden):
        member = {}
    lacks = lacking(member, reads_all=reads_all)
    if not member or member.get("status") in GONE:
        return "problem", f"group {chat}: {words('group_no_member')}"
    if "privacy" in lacks:
        return "warning", f"group {chat}: {words('group_no_privacy')}"
    if {"admin", "delete"} & set(lacks):
        return "warning", f"group {chat}: {words('group_no_delete')}"
    return "fine", f"group {chat}: the bot is there and hears what is said"


async def seen_elsewhere(staff: Staff, listed: Sequence[str]) -> list[str]:
    """Groups that the bot was brought into and left again, with what to write so that it stays; none listed by now."""
    groups = json.loads(await staff.setting(FOREIGN) or "[]")
    return [
        f"the bot was added to \u201c{group['title']}\u201d and left. To work there, write below telegram: either "
        f"desk_chats: [{group['id']}] or groups: [{{chat: {group['id']}}}]"
        for group in groups
        if group["id"] not in listed
    ]
