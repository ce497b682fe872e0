"""Channels and threads: read, changed, opened, entered."""

from __future__ import annotations

from typing import Any

from tests.kit.discord.bodies import embedded, fields_of
from tests.kit.discord.errors import Json, Refusal, archived, invalid, missing_access, required, too_many, unknown
from tests.kit.discord.model import Channel
from tests.kit.discord.parts import DM, FORUM, NEWS, PRIVATE_THREAD, PUBLIC_THREAD, TEXT
from tests.kit.discord.permissions import may, sees
from tests.kit.discord.posting import mention, message_json, tell
from tests.kit.discord.routes.table import Ask, route
from tests.kit.discord.shapes import channel_json, thread_json, thread_member_json
from tests.kit.discord.threads import (
    announce,
    create,
    enter,
    from_message,
    leave,
    open_post,
    remove,
    rename,
    set_archived,
)

MINUTES = frozenset({60, 1440, 4320, 10080})
RENAME_WINDOW = 600.0


@route("GET", "/channels/{channel}")
def get(ask: Ask) -> Json:
    return channel_json(ask.channel)


@route("PATCH", "/channels/{channel}")
def patch(ask: Ask) -> Json:
    channel = ask.channel
    if channel.type == DM:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    if channel.is_thread:
        _change_thread(ask, channel)
    else:
        ask.need(channel, "MANAGE_CHANNELS")
        _rename(ask, channel)
        if "topic" in ask.fields:
            channel.topic = ask.fields["topic"]
        if "available_tags" in ask.fields:
            channel.tags = _tags(ask, ask.fields["available_tags"])
        ask.world.tell_channel("CHANNEL_UPDATE", channel)
    return channel_json(channel)


def _tags(ask: Ask, given: list[Json]) -> list[Json]:
    if len(given) > 20:
        raise invalid("available_tags", code="BASE_TYPE_MAX_LENGTH", message="Must be 20 or fewer in length.")
    names = [str(tag.get("name") or "") for tag in given]
    for at, name in enumerate(names):
        if not 1 <= len(name) <= 20:
            raise invalid(
                "available_tags", at, "name", code="BASE_TYPE_BAD_LENGTH", message="Must be between 1 and 20 in length."
            )
        if names.index(name) != at:
            raise Refusal(400, 40061, "Tag names must be unique")
    empty: Json = {"moderated": False, "emoji_id": None, "emoji_name": None}
    return [empty | tag | {"id": str(tag.get("id") or ask.world.ids.new())} for tag in given]


def _rename(ask: Ask, channel: Channel) -> None:
    if "name" not in ask.fields:
        return
    name = ask.text("name", 1, 100)
    if name == channel.name:
        return
    now = ask.world.now()
    channel.renames = [at for at in channel.renames if at > now - RENAME_WINDOW]
    if len(channel.renames) >= ask.world.renames:
        raise too_many(round(channel.renames[0] + RENAME_WINDOW - now, 3) if channel.renames else RENAME_WINDOW)
    channel.renames.append(now)
    rename(ask.world, channel, name, ask.world.bot)


def _change_thread(ask: Ask, thread: Channel) -> None:
    world, body = ask.world, ask.fields
    manages = may(thread, world.bot, "MANAGE_THREADS")
    opened = body.get("archived") is False and not thread.locked
    if not manages and thread.owner is not world.bot and not opened:
        ask.need(thread, "MANAGE_THREADS")
    if "locked" in body and not manages:
        ask.need(thread, "MANAGE_THREADS")
    if thread.archived and body.get("archived") is not False and set(body) - {"archived", "locked"}:
        raise archived()
    if "applied_tags" in body:
        thread.applied = _applied(thread.parent, body["applied_tags"])
    if "auto_archive_duration" in body:
        thread.auto_archive = _minutes(body["auto_archive_duration"])
    if "invitable" in body:
        thread.invitable = bool(body["invitable"])
    _rename(ask, thread)
    set_archived(world, thread, archived=bool(body.get("archived", thread.archived)), locked=body.get("locked"))


def _minutes(given: Any) -> int:
    if given not in MINUTES:
        raise invalid(
            "auto_archive_duration", code="BASE_TYPE_CHOICES", message="Value must be one of (60, 1440, 4320, 10080)."
        )
    return int(given)


def _applied(forum: Channel | None, given: list[Any]) -> list[str]:
    known = {str(tag["id"]) for tag in (forum.tags if forum else [])}
    wanted = [str(tag) for tag in given]
    if len(wanted) > 5:
        raise invalid("applied_tags", code="BASE_TYPE_MAX_LENGTH", message="Must be 5 or fewer in length.")
    if not set(wanted) <= known:
        raise invalid("applied_tags", code="INVALID_TAG", message="Unknown tag")
    return wanted


@route("DELETE", "/channels/{channel}")
def delete(ask: Ask) -> Json:
    channel = ask.channel
    if channel.type == DM:
        return channel_json(channel)
    ask.need(channel, "MANAGE_THREADS" if channel.is_thread else "MANAGE_CHANNELS")
    shown = channel_json(channel)
    remove(ask.world, channel)
    return shown


@route("POST", "/channels/{channel}/messages/{message}/threads")
def thread_from_message(ask: Ask) -> Json:
    world, channel = ask.world, ask.channel
    message = ask.message(channel)
    name = ask.text("name", 1, 100)
    if channel.type not in {TEXT, NEWS}:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    ask.need(channel, "CREATE_PUBLIC_THREADS", "READ_MESSAGE_HISTORY")
    if message.thread is not None or message.id in world.channels:
        raise Refusal(400, 160004, "A thread has already been created for this message")
    if message.system:
        raise Refusal(400, 50068, "Invalid message type")
    minutes = _minutes(ask.fields.get("auto_archive_duration", channel.auto_archive))
    return thread_json(from_message(world, message, world.bot, name, auto_archive=minutes))


@route("POST", "/channels/{channel}/threads")
def thread_alone(ask: Ask) -> Json:
    channel = ask.channel
    name = ask.text("name", 1, 100)
    minutes = _minutes(ask.fields.get("auto_archive_duration", channel.auto_archive))
    if channel.type == FORUM:
        return _open_post(ask, channel, name, minutes)
    if channel.type not in {TEXT, NEWS}:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    kind = ask.fields.get("type", PRIVATE_THREAD)
    if kind not in {PUBLIC_THREAD, PRIVATE_THREAD}:
        raise invalid("type", code="BASE_TYPE_CHOICES", message="Value must be one of (10, 11, 12).")
    ask.need(channel, "CREATE_PRIVATE_THREADS" if kind == PRIVATE_THREAD else "CREATE_PUBLIC_THREADS")
    invitable = bool(ask.fields.get("invitable", True))
    thread = create(ask.world, channel, ask.world.bot, name, kind=kind, auto_archive=minutes, invitable=invitable)
    if kind == PUBLIC_THREAD:
        announce(ask.world, thread)
    return thread_json(thread) | {"member": thread_member_json(thread, ask.world.bot.id)}


def _open_post(ask: Ask, forum: Channel, name: str, minutes: int) -> Json:
    world = ask.world
    ask.need(forum, "SEND_MESSAGES")
    said = ask.fields.get("message")
    if not isinstance(said, dict):
        raise required("message")
    tags = _applied(forum, ask.fields.get("applied_tags") or [])
    fields = fields_of(world, forum, {name: value for name, value in said.items() if name != "nonce"}, ask.uploads)
    thread, message = open_post(world, forum, world.bot, name, tags=tags, fields=fields, auto_archive=minutes)
    embedded(message)
    mention(message, said.get("allowed_mentions"), world)
    tell(world, message)
    member = {"member": thread_member_json(thread, world.bot.id)}
    return thread_json(thread) | {"message": message_json(world, message)} | member


def _thread(ask: Ask) -> Channel:
    thread = ask.channel
    if not thread.is_thread:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    return thread


@route("PUT", "/channels/{channel}/thread-members/{user}")
def add_member(ask: Ask) -> None:
    thread, world = _thread(ask), ask.world
    number = world.bot.id if ask.ids["user"] == "@me" else ask.ids["user"]
    account = world.accounts.get(number)
    if account is None:
        raise unknown("User")
    if thread.archived:
        raise archived()
    if account is not world.bot:
        ask.need(thread, "SEND_MESSAGES_IN_THREADS")
        if thread.guild is not None and account.id not in thread.guild.members:
            raise unknown("Member")
        if thread.type == PRIVATE_THREAD and thread.parent and not may(thread.parent, account, "VIEW_CHANNEL"):
            raise missing_access()
    enter(world, thread, account, by=world.bot)


@route("DELETE", "/channels/{channel}/thread-members/{user}")
def take_member(ask: Ask) -> None:
    thread, world = _thread(ask), ask.world
    number = world.bot.id if ask.ids["user"] == "@me" else ask.ids["user"]
    if thread.archived:
        raise archived()
    if number != world.bot.id and not (thread.type == PRIVATE_THREAD and thread.owner is world.bot):
        ask.need(thread, "MANAGE_THREADS")
    if number not in thread.thread_members:
        raise unknown("Member")
    leave(world, thread, world.accounts[number])


@route("GET", "/channels/{channel}/thread-members/{user}")
def member(ask: Ask) -> Json:
    thread = _thread(ask)
    number = ask.world.bot.id if ask.ids["user"] == "@me" else ask.ids["user"]
    if number not in thread.thread_members:
        raise unknown("Member")
    return thread_member_json(thread, number)


@route("GET", "/channels/{channel}/thread-members")
def members(ask: Ask) -> list[Json]:
    thread = _thread(ask)
    return [thread_member_json(thread, number) for number in thread.thread_members]


def _visible(ask: Ask, threads: list[Channel]) -> Json:
    world = ask.world
    mine = [thread_member_json(one, world.bot.id) for one in threads if world.bot.id in one.thread_members]
    return {"threads": [thread_json(one) for one in threads], "members": mine}


@route("GET", "/guilds/{guild}/threads/active")
def active(ask: Ask) -> Json:
    open_ones = [
        one for one in ask.guild.threads.values() if not (one.archived or one.deleted) and sees(one, ask.world.bot)
    ]
    return _visible(ask, open_ones)


def _archived(ask: Ask, kinds: frozenset[int]) -> Json:
    channel = ask.channel
    ask.need(channel, "READ_MESSAGE_HISTORY")
    assert channel.guild is not None
    limit = int(ask.query.get("limit", 50))
    found = [one for one in channel.guild.threads_of(channel) if one.archived and one.type in kinds]
    found.sort(key=lambda one: one.archived_at, reverse=True)
    if "before" in ask.query:
        found = [one for one in found if thread_json(one)["thread_metadata"]["archive_timestamp"] < ask.query["before"]]
    return _visible(ask, found[:limit]) | {"has_more": len(found) > limit}


@route("GET", "/channels/{channel}/threads/archived/public")
def archived_public(ask: Ask) -> Json:
    return _archived(ask, frozenset({10, PUBLIC_THREAD}))


@route("GET", "/channels/{channel}/threads/archived/private")
def archived_private(ask: Ask) -> Json:
    ask.need(ask.channel, "MANAGE_THREADS")
    return _archived(ask, frozenset({PRIVATE_THREAD}))
