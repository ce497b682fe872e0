"""How things look in JSON, field by field as Discord sends them."""

from __future__ import annotations

from mimetypes import guess_type
from typing import Any

from tests.kit.discord.ids import moment_of, shown
from tests.kit.discord.model import Channel, Guild, Message
from tests.kit.discord.parts import DM, FORUM, TEXT, Account, Attachment, Json, Member, Role

PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def user_json(account: Account) -> Json:
    """A user as others see it."""
    return {
        "id": account.id,
        "username": account.username,
        "global_name": None if account.bot else account.name,
        "discriminator": "0001" if account.bot else "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "banner": None,
        "accent_color": None,
        "public_flags": 0,
        "flags": 0,
    } | ({"bot": True} if account.bot else {})


def me_json(bot: Account) -> Json:
    """`users/@me`."""
    more = {"verified": True, "mfa_enabled": True, "locale": "en-US", "email": None, "bio": ""}
    return user_json(bot) | more


def role_json(role: Role) -> Json:
    """A role."""
    return {
        "id": role.id,
        "name": role.name,
        "description": None,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.managed,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def member_json(member: Member, *, user: bool = True) -> Json:
    """A member; inside of a message its user stands elsewhere."""
    return {
        "roles": [role.id for role in member.roles],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": shown(member.joined),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    } | ({"user": user_json(member.account)} if user else {})


def channel_json(channel: Channel) -> Json:
    """A channel, a thread, a DM."""
    if channel.is_thread:
        return thread_json(channel)
    body: Json = {
        "id": channel.id,
        "type": channel.type,
        "last_message_id": channel.last_message_id,
        "flags": 0,
    }
    if channel.type == DM:
        assert channel.recipient is not None
        return body | {"recipients": [user_json(channel.recipient)], "last_pin_timestamp": stamp(channel.last_pin)}
    assert channel.guild is not None
    exceptions = [
        {"id": one.id, "type": one.type, "allow": str(one.allow), "deny": str(one.deny)}
        for one in channel.overwrites.values()
    ]
    body |= {
        "guild_id": channel.guild.id,
        "name": channel.name,
        "position": channel.position,
        "parent_id": channel.parent.id if channel.parent else None,
        "permission_overwrites": exceptions,
        "topic": channel.topic,
        "nsfw": False,
        "rate_limit_per_user": 0,
    }
    if channel.type in {TEXT, FORUM}:
        body["last_pin_timestamp"] = stamp(channel.last_pin)
        body["default_auto_archive_duration"] = channel.auto_archive
    if channel.type == FORUM:
        more = {"default_reaction_emoji": None, "default_sort_order": None, "default_forum_layout": 0, "template": ""}
        body |= {"available_tags": [dict(tag) for tag in channel.tags], "default_thread_rate_limit_per_user": 0, **more}
    return body


def thread_json(thread: Channel) -> Json:
    """A thread or a forum post."""
    assert thread.guild is not None
    assert thread.parent is not None
    meta: Json = {
        "archived": thread.archived,
        "archive_timestamp": shown(thread.archived_at),
        "auto_archive_duration": thread.auto_archive,
        "locked": thread.locked,
        "create_timestamp": shown(moment_of(thread.id)),
    }
    if thread.type == 12:
        meta["invitable"] = thread.invitable
    lines = sum(1 for message in thread.messages if not message.system and message.id != thread.id)
    body: Json = {
        "id": thread.id,
        "type": thread.type,
        "guild_id": thread.guild.id,
        "parent_id": thread.parent.id,
        "owner_id": thread.owner.id if thread.owner else None,
        "name": thread.name,
        "last_message_id": thread.last_message_id,
        "last_pin_timestamp": stamp(thread.last_pin),
        "rate_limit_per_user": 0,
        "message_count": lines,
        "total_message_sent": lines,
        "member_count": min(50, len(thread.thread_members)),
        "member_ids_preview": list(thread.thread_members)[:10],
        "thread_metadata": meta,
        "flags": 0,
    }
    return body | ({"applied_tags": list(thread.applied)} if thread.parent.type == FORUM else {})


def thread_member_json(thread: Channel, user: str) -> Json:
    """That somebody is in a thread."""
    return {
        "id": thread.id,
        "user_id": user,
        "join_timestamp": shown(thread.thread_members[user]),
        "flags": 0,
        "muted": False,
        "mute_config": None,
    }


def guild_json(guild: Guild) -> Json:
    """A guild as `GET /guilds/{id}` shows it."""
    nothing = (
        "icon", "icon_hash", "splash", "discovery_splash", "banner", "description", "afk_channel_id", "application_id",
        "widget_channel_id", "system_channel_id", "rules_channel_id", "public_updates_channel_id",
        "safety_alerts_channel_id", "vanity_url_code", "max_presences", "incidents_data", "home_header",
        "inventory_settings",
    )  # fmt: skip
    body: Json = dict.fromkeys(nothing)
    return body | {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner.id,
        "region": "deprecated",
        "afk_timeout": 300,
        "widget_enabled": False,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "roles": [role_json(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": ["COMMUNITY"],
        "system_channel_flags": 0,
        "max_members": 500000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": guild.locale,
    }


def stamp(moment: float | None) -> str | None:
    """A moment that may not have been."""
    return None if moment is None else shown(moment)


def attachment_json(message: Message, file: Attachment, link: str) -> Json:
    """A file in a message."""
    mime = file.mime or guess_type(file.name)[0] or "application/octet-stream"
    body: Json = {
        "id": file.id,
        "filename": file.name,
        "size": len(file.content),
        "url": link,
        "proxy_url": link,
        "content_type": f"{mime}; charset=utf-8" if mime.startswith("text/") else mime,
        "content_scan_version": 0,
    }
    if mime in PICTURES:
        body |= {"width": 320, "height": 240, "placeholder": "AAAA", "placeholder_version": 1}
    if file.description is not None:
        body["description"] = file.description
    if message.ephemeral:
        body["ephemeral"] = True
    return body


def reactions_json(message: Message, bot: Account) -> list[Json]:
    """The reactions below a message, as the bot sees them."""
    return [
        {
            "emoji": emoji_json(emoji),
            "count": len(accounts),
            "count_details": {"burst": 0, "normal": len(accounts)},
            "burst_colors": [],
            "me_burst": False,
            "burst_me": False,
            "me": bot in accounts,
            "burst_count": 0,
        }
        for emoji, accounts in message.reactions.items()
    ]


def emoji_json(emoji: str) -> Json:
    """A picture of everybody's, or of a guild's own as `name:id`."""
    name, colon, number = emoji.partition(":")
    return {"id": number if colon else None, "name": name}


def tagged(embeds: list[Json], links: dict[str, str]) -> list[Json]:
    """Embeds as Discord gives them back: with a type, and with the addresses of the files they show."""
    done: list[Json] = []
    for embed in embeds:
        body: Json = {"type": "rich", "content_scan_version": 0} | dict(embed)
        for part in ("image", "thumbnail", "author", "footer"):
            if isinstance(body.get(part), dict):
                body[part] = {name: _address(value, links) for name, value in body[part].items()}
                if part in {"image", "thumbnail"}:
                    body[part] |= {"proxy_url": body[part]["url"], "width": 320, "height": 240, "flags": 0}
        done.append(body)
    return done


def _address(value: Any, links: dict[str, str]) -> Any:
    if isinstance(value, str) and value.startswith("attachment://"):
        return links.get(value.removeprefix("attachment://"), value)
    return value
