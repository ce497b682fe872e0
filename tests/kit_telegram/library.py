"""The library as a judge: what the double says has to be what python-telegram-bot knows, and nothing beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import telegram as tg

from tests.kit.telegram import BotApi

RESULTS: dict[str, type[tg.TelegramObject]] = {
    "getMe": tg.User,
    "getChat": tg.ChatFullInfo,
    "getChatMember": tg.ChatMember,
    "getChatAdministrators": tg.ChatMember,
    "getFile": tg.File,
    "getWebhookInfo": tg.WebhookInfo,
    "getUpdates": tg.Update,
    "getMyCommands": tg.BotCommand,
    "getMyName": tg.BotName,
    "getMyDescription": tg.BotDescription,
    "getMyShortDescription": tg.BotShortDescription,
    "createForumTopic": tg.ForumTopic,
    "getForumTopicIconStickers": tg.Sticker,
    "copyMessage": tg.MessageId,
    "sendMediaGroup": tg.Message,
}
"""What a method's result is, or each item of it; sends, forwards and edits give a message."""


def judge(api: BotApi) -> None:
    """Every update and every result so far is wholly known to the library."""
    for update in api.updates:
        known(tg.Update, update)
    for call in api.calls:
        kind = RESULTS.get(call.method, tg.Message)
        results = call.result if isinstance(call.result, list) else [call.result]
        for result in results:
            if isinstance(result, dict):
                known(kind, result)


def known(kind: type[tg.TelegramObject], content: dict[str, Any]) -> None:
    """The library reads it, has no field left over, and would write every field just so."""
    wire = json.loads(json.dumps(content))
    read = kind.de_json(wire, None)
    assert read is not None
    left = [(type(part).__name__, dict(part.api_kwargs)) for part in parts(read) if part.api_kwargs]
    assert left == [], content
    missing = list(lost(wire, json.loads(read.to_json())))
    assert missing == [], content


def parts(thing: object) -> Iterator[tg.TelegramObject]:
    """An object of the library and all objects inside it."""
    if isinstance(thing, tg.TelegramObject):
        yield thing
        names = {name for owner in type(thing).__mro__ for name in getattr(owner, "__slots__", ())}
        for name in sorted(names - {"_bot", "_id_attrs", "api_kwargs", "_frozen"}):
            yield from parts(getattr(thing, name, None))
    elif isinstance(thing, Sequence) and not isinstance(thing, str | bytes):
        for item in thing:
            yield from parts(item)


def lost(wire: object, read: object, path: str = "") -> Iterator[str]:
    """Where the library's own JSON says something else than what it read."""
    if isinstance(wire, Mapping) and isinstance(read, Mapping):
        for name, value in wire.items():
            if name not in read and value not in ({}, []):
                yield f"{path}.{name} is gone"
            elif name in read:
                yield from lost(value, read[name], f"{path}.{name}")
    elif isinstance(wire, list) and isinstance(read, list) and len(wire) == len(read):
        for number, (one, other) in enumerate(zip(wire, read, strict=True)):
            yield from lost(one, other, f"{path}[{number}]")
    elif wire != read:
        yield f"{path}: {wire!r} became {read!r}"
