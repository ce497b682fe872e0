"""INTERACTION_CREATE: what the bot is told when somebody uses a command, a button, a select, a form."""

from __future__ import annotations

import secrets
import time
from typing import Any

from tests.kit.discord.components import field_of
from tests.kit.discord.model import Channel, Interaction, Message
from tests.kit.discord.parts import Account, Json
from tests.kit.discord.permissions import permissions
from tests.kit.discord.posting import message_json
from tests.kit.discord.shapes import channel_json, member_json, user_json
from tests.kit.discord.world import World

KINDS = {"str": 3, "int": 4, "bool": 5}


def ask(
    world: World, kind: int, user: Account, channel: Channel, data: Json, message: Message | None = None
) -> Interaction:
    """An interaction, told to every session of the bot."""
    token = f"aW50ZXJhY3Rpb24{secrets.token_urlsafe(60)}"
    asked = Interaction(world.ids.new(), token, kind, user, channel, data, time.monotonic(), message)
    world.interactions[asked.id] = asked
    guild = channel.guild
    body: Json = {
        "version": 1,
        "type": kind,
        "token": asked.token,
        "id": asked.id,
        "locale": user.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "data": data,
        "context": 0 if guild else 1,
        "channel_id": channel.id,
        "channel": channel_json(channel) | {"permissions": str(permissions(channel, user))},
        "authorizing_integration_owners": {"0": guild.id if guild else "0"},
        "attachment_size_limit": 10485760,
        "application_id": world.bot.id,
        "app_permissions": str(permissions(channel, world.bot)),
    }
    if message is not None:
        body["message"] = message_json(world, message)
    if guild is None:
        body["user"] = user_json(user)
    else:
        member = member_json(guild.members[user.id]) | {"permissions": str(permissions(channel, user))}
        about = {"id": guild.id, "locale": guild.locale, "features": ["COMMUNITY"]}
        body |= {"guild_id": guild.id, "guild": about, "guild_locale": guild.locale, "member": member}
    for session in list(world.sessions.alive.values()):
        session.tell("INTERACTION_CREATE", body)
    world.sessions.told.append(("INTERACTION_CREATE", body))
    return asked


def command(world: World, name: str, kind: int, user: Account, channel: Channel) -> Json:
    """A registered command, if this person sees it here."""
    guild = channel.guild
    known = [*world.commands.get(guild.id if guild else "-", []), *world.commands.get("", [])]
    found = [one for one in known if (one["name"], one["type"]) == (name, kind)]
    assert found, f"there is no command {name!r} here, only {sorted({str(one['name']) for one in known})}"
    one = found[0]
    contexts = one.get("contexts")
    here = 0 if guild else 1
    assert here in contexts if contexts is not None else guild or one.get("dm_permission", True), (
        f"{name!r} is not for this place"
    )
    needed = one.get("default_member_permissions")
    if guild is not None and needed is not None:
        given = permissions(channel, user)
        assert given & int(needed) == int(needed), f"{user.name} does not see the command {name!r}"
        assert int(needed) or given & 8, f"only administrators see {name!r}"
    return one


def command_data(world: World, one: Json, options: dict[str, Any]) -> Json:
    """What a slash command brings along."""
    known = {option["name"]: option for option in one.get("options") or []}
    assert set(options) <= set(known), f"{one['name']!r} takes {sorted(known)}, not {sorted(set(options) - set(known))}"
    missing = [name for name, option in known.items() if option.get("required") and name not in options]
    assert not missing, f"{one['name']!r} needs {missing}"
    given: list[Json] = []
    resolved: Json = {}
    for name, value in options.items():
        kind = known[name]["type"]
        if isinstance(value, Account):
            resolved.setdefault("users", {})[value.id] = user_json(value)
        if isinstance(value, Account | Channel):
            value = value.id  # noqa: PLW2901
        choices = known[name].get("choices")
        assert not choices or value in {choice["value"] for choice in choices}, f"{value!r} is not offered"
        if kind == 3:
            longest, shortest = known[name].get("max_length", 6000), known[name].get("min_length", 0)
            assert shortest <= len(value) <= longest, f"{name} has {len(value)} characters"
        given.append({"name": name, "type": kind, "value": value})
    body: Json = {"id": one["id"], "name": one["name"], "type": 1, "options": given}
    body |= {"guild_id": one["guild_id"]} if "guild_id" in one else {}
    return body | ({"resolved": resolved} if resolved else {})


def message_command_data(world: World, one: Json, message: Message) -> Json:
    """What a command on a message brings along: the message, with all its words."""
    resolved = {"messages": {message.id: message_json(world, message)}}
    body: Json = {"id": one["id"], "name": one["name"], "type": 3, "target_id": message.id, "resolved": resolved}
    return body | ({"guild_id": one["guild_id"]} if "guild_id" in one else {})


def button_of(message: Message, label: str) -> Json:
    """The button with this label, else with this in its label, else with this custom id."""
    buttons = [part for part in message.parts if part["type"] == 2]
    ways = (
        [part for part in buttons if part.get("label") == label],
        [part for part in buttons if label in (part.get("label") or "")],
        [part for part in buttons if label in {(part.get("emoji") or {}).get("name"), part.get("custom_id")}],
    )
    for found in ways:
        if found:
            assert not found[0].get("disabled"), f"{label!r} is greyed out"
            assert "custom_id" in found[0], f"{label!r} opens a link; nobody is told when it is pressed"
            return found[0]
    raise AssertionError(f"there is no button {label!r} on {message}, only {message.labels}")


def option_of(message: Message, label: str) -> tuple[Json, str]:
    """The select, and the value of the option with this in its label."""
    selects = [part for part in message.parts if part["type"] == 3]
    for exact in (True, False):
        for part in selects:
            for option in part["options"]:
                if label == option["label"] or (not exact and label in option["label"]):
                    assert not part.get("disabled"), "the select is greyed out"
                    return part, str(option["value"])
    raise AssertionError(f"there is no option {label!r} on {message}, only {message.options}")


def form_data(modal: Json, values: dict[str, str]) -> Json:
    """A filled-in form. A field is named by its custom id, or by anything if there is only one."""
    fields = [field_of(row) for row in modal["components"]]
    names = [str(field.get("custom_id")) for field in fields]
    if len(names) == 1 and len(values) == 1:
        values = {names[0]: next(iter(values.values()))}
    assert set(values) <= set(names), f"the form has {names}, not {sorted(set(values) - set(names))}"
    rows: list[Json] = []
    for number, (row, field) in enumerate(zip(modal["components"], fields, strict=True)):
        value = values.get(str(field.get("custom_id")), str(field.get("value") or ""))
        assert value or not field.get("required", True), f"{field.get('custom_id')} has to be filled in"
        assert len(value) <= field.get("max_length", 4000), "the app takes no more characters"
        said = {"type": field.get("type", 4), "id": number * 2 + 2, "custom_id": field.get("custom_id"), "value": value}
        inside: Json = {"component": said} if row["type"] == 18 else {"components": [said]}
        rows.append({"type": row["type"], "id": number * 2 + 1} | inside)
    return {"custom_id": modal["custom_id"], "components": rows}
