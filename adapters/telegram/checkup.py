"""What `frontdesk doctor` asks Telegram. It receives nothing, so it may run beside a desk that does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Literal

from telegram.error import InvalidToken, TelegramError

from adapters.telegram.api import Api, Words
from adapters.telegram.groups import FOREIGN
from adapters.telegram.rights import check
from conversation.ports import Staff

Level = Literal["fine", "warning", "problem"]


async def look(api: Api, words: Words, desks: Sequence[str], groups: Sequence[str]) -> AsyncIterator[tuple[Level, str]]:
    """The token, the privacy mode, the rights in every desk group: how bad, and a sentence with what to do."""
    try:
        me = await api.start()
        yield "fine", f"@{me.username}: the token works"
        if groups and not me.can_read_all_group_messages:
            yield "warning", words("desk_no_privacy", chat=groups[0])
        for chat in desks:
            found = await check(api, chat, words)
            for finding in found:
                yield "problem", f"desk {chat}: {finding.sentence}"
            if not found:
                yield "fine", f"desk {chat}: every right is there"
    except InvalidToken:
        yield "problem", "the token was refused; make a new one with @BotFather and set TELEGRAM_TOKEN"
    except TelegramError as error:
        yield "problem", f"Telegram cannot be asked ({type(error).__name__}); check the network and telegram.api_base"
    if not desks:
        yield "warning", "no desk_chats: operators can answer in the console only"


async def seen_elsewhere(staff: Staff) -> list[str]:
    """Groups that the bot was brought into and left again, with what to write so that it stays."""
    groups = json.loads(await staff.setting(FOREIGN) or "[]")
    return [
        f"the bot was added to \u201c{group['title']}\u201d and left. To work there, write below telegram: either "
        f"desk_chats: [{group['id']}] or groups: [{{chat: {group['id']}}}]"
        for group in groups
    ]
