"""The bot itself, its commands, the gateway's address, its guilds and members."""

from __future__ import annotations

import re
from typing import Any

from tests.kit.discord.errors import Json, invalid, missing_access, unknown
from tests.kit.discord.model import Guild
from tests.kit.discord.permissions import in_guild
from tests.kit.discord.routes.table import Ask, route
from tests.kit.discord.shapes import channel_json, guild_json, me_json, member_json, role_json, user_json

NAME = re.compile(r"[-_'\w]{1,32}")


@route("GET", "/users/@me")
def me(ask: Ask) -> Json:
    return me_json(ask.world.bot)


@route("GET", "/users/{user}")
def user(ask: Ask) -> Json:
    found = ask.world.accounts.get(ask.ids["user"])
    if found is None:
        raise unknown("User")
    return user_json(found)


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def application(ask: Ask) -> Json:
    world = ask.world
    owner = user_json(next(iter(world.accounts.values())))
    flags = (1 << 14 | 1 << 18) if world.content_allowed else 0
    return {
        "id": world.bot.id, "name": world.bot.name, "icon": None, "description": "", "summary": "", "type": None,
        "is_monetized": False, "is_verified": False, "is_discoverable": False, "bot_public": True,
        "bot_require_code_grant": False, "integration_types_config": {"0": {}}, "verify_key": "0" * 64,
        "flags": flags | 1 << 23,
        "hook": True, "owner": owner, "team": None, "redirect_uris": [], "interactions_endpoint_url": world.endpoint,
        "approximate_guild_count": len(world.guilds), "approximate_user_install_count": 0, "bot": user_json(world.bot),
        "rpc_origins": [], "tags": [], "terms_of_service_url": None, "privacy_policy_url": None,
        "event_webhooks_status": 1,
    }  # fmt: skip


@route("GET", "/gateway", token=False)
def gateway(ask: Ask) -> Json:
    return {"url": ask.world.cdn.replace("http", "ws", 1)}


@route("GET", "/gateway/bot")
def gateway_bot(ask: Ask) -> Json:
    address: Json = gateway(ask)
    kept = ask.world.sessions
    limit = {"total": kept.total, "remaining": max(0, kept.left), "reset_after": kept.reset_after, "max_concurrency": 1}
    return address | {"shards": 1, "session_start_limit": limit}


@route("GET", "/users/@me/guilds")
def guilds(ask: Ask) -> list[Json]:
    world = ask.world
    return [
        {
            "id": one.id, "name": one.name, "icon": None, "banner": None, "owner": False,
            "permissions": str(in_guild(one, world.bot)), "features": [],
        }
        for one in world.guilds.values()
        if world.bot.id in one.members
    ]  # fmt: skip


@route("DELETE", "/users/@me/guilds/{guild}")
def leave_guild(ask: Ask) -> None:
    guild = ask.guild
    del guild.members[ask.world.bot.id]
    ask.world.tell("GUILD_DELETE", {"id": guild.id}, guild=guild)


@route("GET", "/guilds/{guild}")
def guild(ask: Ask) -> Json:
    return guild_json(ask.guild)


@route("GET", "/guilds/{guild}/channels")
def channels(ask: Ask) -> list[Json]:
    return [channel_json(one) for one in ask.guild.channels.values() if not one.deleted]


@route("GET", "/guilds/{guild}/roles")
def roles(ask: Ask) -> list[Json]:
    return [role_json(one) for one in ask.guild.roles.values()]


@route("GET", "/guilds/{guild}/members/{user}")
def member(ask: Ask) -> Json:
    guild = ask.guild
    if ask.ids["user"] not in ask.world.accounts:
        raise unknown("User")
    if ask.ids["user"] not in guild.members:
        raise unknown("Member")
    return member_json(guild.members[ask.ids["user"]])


def _check(ask: Ask, given: Any, at: int) -> Json:
    """A command as Discord gives it back."""
    kind = given.get("type", 1)
    name = str(given.get("name") or "")
    if kind == 1 and (not NAME.fullmatch(name) or name != name.lower()):
        raise invalid(at, "name", code="APPLICATION_COMMAND_INVALID_NAME", message="Command name is invalid")
    if kind != 1 and not 1 <= len(name) <= 32:
        raise invalid(at, "name", code="BASE_TYPE_BAD_LENGTH", message="Must be between 1 and 32 in length.")
    if kind == 1 and not 1 <= len(given.get("description") or "") <= 100:
        raise invalid(at, "description", code="BASE_TYPE_BAD_LENGTH", message="Must be between 1 and 100 in length.")
    late = False
    for place, option in enumerate(given.get("options") or []):
        path = (at, "options", place)
        if not NAME.fullmatch(str(option.get("name") or "")):
            raise invalid(*path, "name", code="APPLICATION_COMMAND_INVALID_NAME", message="Command name is invalid")
        if not 1 <= len(option.get("description") or "") <= 100:
            raise invalid(
                *path, "description", code="BASE_TYPE_BAD_LENGTH", message="Must be between 1 and 100 in length."
            )
        if option.get("required") and late:
            raise invalid(
                *path, code="APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                message="Required options must be placed before non-required options",
            )  # fmt: skip
        late = late or not option.get("required")
    world = ask.world
    body: Json = {
        "name_localizations": None, "description_localizations": None, "description": "", "options": [], "nsfw": False,
        "default_member_permissions": None, "dm_permission": True, "contexts": None, "integration_types": [0],
    }  # fmt: skip
    own = {"id": world.ids.new(), "application_id": world.bot.id, "version": world.ids.new(), "type": kind}
    return {**body, **given, **own}


def _put(ask: Ask, place: str, more: Json) -> list[Json]:
    if ask.ids["application"] != ask.world.bot.id:
        raise missing_access()
    kept = {(one["type"], one["name"]): one["id"] for one in ask.world.commands.get(place, [])}
    made = [_check(ask, given, at) | more for at, given in enumerate(ask.body or [])]
    names = [(one["type"], one["name"]) for one in made]
    for at, name in enumerate(names):
        if names.index(name) != at:
            raise invalid(
                at,
                "name",
                code="APPLICATION_COMMANDS_DUPLICATE_NAME",
                message="Application command names must be unique",
            )
    ask.world.commands[place] = [one | {"id": kept.get((one["type"], one["name"]), one["id"])} for one in made]
    return ask.world.commands[place]


@route("PUT", "/applications/{application}/commands")
def put_commands(ask: Ask) -> list[Json]:
    return _put(ask, "", {})


@route("GET", "/applications/{application}/commands")
def commands(ask: Ask) -> list[Json]:
    return ask.world.commands.get("", [])


@route("PUT", "/applications/{application}/guilds/{guild}/commands")
def put_guild_commands(ask: Ask) -> list[Json]:
    guild: Guild = ask.guild
    return _put(ask, guild.id, {"guild_id": guild.id})


@route("GET", "/applications/{application}/guilds/{guild}/commands")
def guild_commands(ask: Ask) -> list[Json]:
    return ask.world.commands.get(ask.guild.id, [])
