"""Methods that ask about the bot, chats, members and files, and the bot's words about itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.kit.telegram.errors import bad
from tests.kit.telegram.files import LARGEST_DOWNLOAD, size_json
from tests.kit.telegram.methods.places import required_chat
from tests.kit.telegram.model import Json, Member
from tests.kit.telegram.params import Params
from tests.kit.telegram.shapes import full_chat_json, me_json, member_json
from tests.kit.telegram.world import World

MOST_COMMANDS = 100


def get_me(world: World, params: Params) -> Json:
    """`getMe`."""
    return me_json(world.bot, reads_all=not world.privacy)


def get_chat(world: World, params: Params) -> Json:
    """`getChat`; unlike sending, it works for somebody who blocked the bot."""
    chat = world.chat_of(params.values.get("chat_id", ""))
    if chat.kind == "private" and not chat.started:
        raise bad("chat not found")
    return full_chat_json(chat if chat.kind == "private" else required_chat(world, params))


def get_chat_member(world: World, params: Params) -> Json:
    """`getChatMember`."""
    chat = required_chat(world, params)
    account = world.accounts.get(params.integer("user_id") or 0)
    if account is None:
        raise bad("user not found")
    if chat.kind == "private":
        return member_json(Member(account, "member"))
    return member_json(chat.members.get(account.id, Member(account, "left")))


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """`getChatAdministrators`; other bots are left out."""
    chat = required_chat(world, params)
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    return [
        member_json(member)
        for member in chat.members.values()
        if member.status in {"creator", "administrator"} and (not member.account.is_bot or member.account is world.bot)
    ]


def get_chat_member_count(world: World, params: Params) -> int:
    """`getChatMemberCount`."""
    chat = required_chat(world, params)
    return 2 if chat.kind == "private" else sum(member.status != "left" for member in chat.members.values())


def leave_chat(world: World, params: Params) -> bool:
    """`leaveChat`."""
    chat = required_chat(world, params)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    world.set_member(chat, world.bot, world.bot, status="left", rights=frozenset())
    return True


def get_file(world: World, params: Params) -> Json:
    """`getFile`."""
    found = world.stored(params.text("file_id") or "")
    if found is None:
        raise bad("invalid file_id")
    if len(found.content) > LARGEST_DOWNLOAD:
        raise bad("file is too big")
    return size_json(found) | {"file_path": found.path}


def scope_of(params: Params) -> tuple[str, str]:
    """For whom commands are: the scope, written always alike, and the language."""
    scope = params.json("scope", "can't parse BotCommandScope JSON object") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.text("language_code") or ""


def set_my_commands(world: World, params: Params) -> bool:
    """`setMyCommands`."""
    commands = params.json("commands", "can't parse commands JSON object")
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[scope_of(params)] = [
        {"command": one["command"].removeprefix("/"), "description": one["description"]} for one in commands
    ]
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """`getMyCommands`."""
    return world.commands.get(scope_of(params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """`deleteMyCommands`."""
    world.commands.pop(scope_of(params), None)
    return True


def say_of_me(what: str, longest: int) -> Callable[[World, Params], bool]:
    """`setMyName` and its like."""

    def write(world: World, params: Params) -> bool:
        text = params.text(what) or ""
        if len(text) > longest:
            raise bad(f"BOT_{what.upper()}_TOO_LONG")
        world.texts[what, params.text("language_code") or ""] = text
        return True

    return write


def said_of_me(what: str) -> Callable[[World, Params], Json]:
    """`getMyName` and its like; another language than is there gets the general text."""

    def read(world: World, params: Params) -> Json:
        general = world.texts.get((what, ""), world.bot.first_name if what == "name" else "")
        return {what: world.texts.get((what, params.text("language_code") or "")) or general}

    return read


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": say_of_me("name", 64),
    "getMyName": said_of_me("name"),
    "setMyDescription": say_of_me("description", 512),
    "getMyDescription": said_of_me("description"),
    "setMyShortDescription": say_of_me("short_description", 120),
    "getMyShortDescription": said_of_me("short_description"),
}
