"""Discord's methods by name. Every one raises what `adapters.discord.api.TROUBLE` lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from adapters.discord.api import Api, Json, Unreadable, Upload

PRIVATE_THREAD = 12
MOST_HISTORY = 100


async def send(api: Api, channel: str, body: Json, files: Sequence[Upload] = ()) -> Json:
    """The message as Discord took it."""
    return _object(
        await api.call("POST", "/channels/{channel_id}/messages", json=body, files=files, channel_id=channel)
    )


async def edit(api: Api, channel: str, message: str, body: Json, files: Sequence[Upload] = ()) -> Json:
    """Only what stands in the body is changed."""
    path = "/channels/{channel_id}/messages/{message_id}"
    return _object(await api.call("PATCH", path, json=body, files=files, channel_id=channel, message_id=message))


async def delete(api: Api, channel: str, message: str) -> None:
    """Takes it away for everybody."""
    path = "/channels/{channel_id}/messages/{message_id}"
    await api.call("DELETE", path, channel_id=channel, message_id=message)


async def message(api: Api, channel: str, message: str) -> Json:
    """One message."""
    path = "/channels/{channel_id}/messages/{message_id}"
    return _object(await api.call("GET", path, channel_id=channel, message_id=message))


async def react(api: Api, channel: str, message: str, emoji: str) -> None:
    """Our own reaction; a second time changes nothing. `emoji` is the sign, or `name:id` of a server's own."""
    path = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
    await api.call("PUT", path, channel_id=channel, message_id=message, emoji=emoji)


async def unreact(api: Api, channel: str, message: str, emoji: str) -> None:
    """Takes our own reaction away."""
    path = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
    await api.call("DELETE", path, channel_id=channel, message_id=message, emoji=emoji)


async def history(
    api: Api, channel: str, *, after: str = "", before: str = "", limit: int = MOST_HISTORY
) -> list[Json]:
    """At most 100 messages, the oldest first: those next to `after` or `before` (ids), else the newest."""
    query = {"limit": limit} | ({"after": after} if after else {}) | ({"before": before} if before else {})
    found = _list(await api.call("GET", "/channels/{channel_id}/messages", query=query, channel_id=channel))
    return sorted(found, key=lambda message: int(message["id"]))


async def typing(api: Api, channel: str) -> None:
    """Shows for ten seconds that an answer is on its way."""
    await api.call("POST", "/channels/{channel_id}/typing", channel_id=channel)


async def pin(api: Api, channel: str, message: str) -> None:
    """Pins it; a second time changes nothing."""
    path = "/channels/{channel_id}/messages/pins/{message_id}"
    await api.call("PUT", path, channel_id=channel, message_id=message)


async def channel(api: Api, channel: str) -> Json:
    """A channel, thread or DM."""
    return _object(await api.call("GET", "/channels/{channel_id}", channel_id=channel))


async def edit_channel(api: Api, channel: str, **changes: object) -> Json:
    """Only what is named is changed (`archived=True`, `applied_tags=[…]`)."""
    return _object(await api.call("PATCH", "/channels/{channel_id}", json=changes, channel_id=channel))


async def delete_channel(api: Api, channel: str) -> None:
    """Deletes a channel or thread with all that was said in it."""
    await api.call("DELETE", "/channels/{channel_id}", channel_id=channel)


async def guild(api: Api, guild: str) -> Json:
    """A server."""
    return _object(await api.call("GET", "/guilds/{guild_id}", guild_id=guild))


async def guild_channels(api: Api, guild: str) -> list[Json]:
    """Its channels, threads left out."""
    return _list(await api.call("GET", "/guilds/{guild_id}/channels", guild_id=guild))


async def active_threads(api: Api, guild: str) -> list[Json]:
    """Its threads and posts that are not archived."""
    found = _object(await api.call("GET", "/guilds/{guild_id}/threads/active", guild_id=guild))
    return _list(found.get("threads"))


async def archived_threads(api: Api, channel: str, *, private: bool = False, limit: int = MOST_HISTORY) -> list[Json]:
    """The threads below this channel that were archived last, the newest first."""
    path = f"/channels/{{channel_id}}/threads/archived/{'private' if private else 'public'}"
    found = _object(await api.call("GET", path, query={"limit": limit}, channel_id=channel))
    return _list(found.get("threads"))


async def member(api: Api, guild: str, user: str) -> Json:
    """A member with their roles; 404 for whoever is none."""
    path = "/guilds/{guild_id}/members/{user_id}"
    return _object(await api.call("GET", path, guild_id=guild, user_id=user))


async def roles(api: Api, guild: str) -> list[Json]:
    """The server's roles with their rights."""
    return _list(await api.call("GET", "/guilds/{guild_id}/roles", guild_id=guild))


async def my_guilds(api: Api) -> list[Json]:
    """The servers that the bot is in (at most 200)."""
    return _list(await api.call("GET", "/users/@me/guilds"))


async def leave_guild(api: Api, guild: str) -> None:
    """Leaves a server."""
    await api.call("DELETE", "/users/@me/guilds/{guild_id}", guild_id=guild)


async def open_dm(api: Api, user: str) -> Json:
    """The direct channel with this person, made if it is not there; always the same one."""
    return _object(await api.call("POST", "/users/@me/channels", json={"recipient_id": user}))


async def start_thread(api: Api, channel: str, message: str, name: str, minutes: int) -> Json:
    """A public thread below a message; archived after so many minutes of silence (60, 1440, 4320, 10080)."""
    path = "/channels/{channel_id}/messages/{message_id}/threads"
    body = {"name": name, "auto_archive_duration": minutes}
    return _object(await api.call("POST", path, json=body, channel_id=channel, message_id=message))


async def open_thread(api: Api, channel: str, name: str, minutes: int) -> Json:
    """A public thread in a text channel, below no message."""
    return await _threads(api, channel, {"name": name, "type": 11, "auto_archive_duration": minutes})


async def open_private_thread(api: Api, channel: str, name: str, minutes: int) -> Json:
    """A thread that only those see who are added to it; members cannot add others."""
    body = {"name": name, "type": PRIVATE_THREAD, "invitable": False, "auto_archive_duration": minutes}
    return await _threads(api, channel, body)


async def open_post(  # noqa: PLR0917 - as Discord names them, in its order
    api: Api, forum: str, name: str, body: Json, tags: Iterable[str], minutes: int, files: Sequence[Upload] = ()
) -> Json:
    """A post of a forum with its first message, which has the same id as the post."""
    post = {"name": name, "auto_archive_duration": minutes, "applied_tags": list(tags), "message": body}
    return await _threads(api, forum, post, files)


async def add_to_thread(api: Api, thread: str, user: str) -> None:
    """Lets them see a private thread; a second time changes nothing."""
    await api.call("PUT", "/channels/{channel_id}/thread-members/{user_id}", channel_id=thread, user_id=user)


async def join_thread(api: Api, thread: str) -> None:
    """The bot itself becomes a member."""
    await api.call("PUT", "/channels/{channel_id}/thread-members/@me", channel_id=thread)


async def gateway(api: Api) -> Json:
    """Where to connect and how often that is still allowed today (`session_start_limit`)."""
    return _object(await api.call("GET", "/gateway/bot"))


async def put_commands(api: Api, guild: str = "", commands: Sequence[Json] = ()) -> list[Json]:
    """Exactly these slash commands, everywhere or in one server."""
    await api.start()
    path = (
        "/applications/{application_id}/guilds/{guild_id}/commands"
        if guild
        else "/applications/{application_id}/commands"
    )
    ids = {"guild_id": guild} if guild else {}
    body = list(commands)
    return _list(await api.call("PUT", path, json=body, query=None, files=(), application_id=api.application, **ids))


async def _threads(api: Api, channel: str, body: Json, files: Sequence[Upload] = ()) -> Json:
    return _object(await api.call("POST", "/channels/{channel_id}/threads", json=body, files=files, channel_id=channel))


def _object(found: Any) -> Json:
    if not isinstance(found, dict):
        raise Unreadable("no object")
    return found


def _list(found: Any) -> list[Json]:
    if not isinstance(found, list):
        raise Unreadable("no list")
    return found
