"""What a message says, read from the wire's own JSON, for users and operators alike.

Everything that came becomes words or a file; what people cannot be shown becomes a short line in brackets, so that
nothing vanishes without a trace. A forwarded message is words like any other: whose they were gives nobody any right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.discord.markup import from_discord
from adapters.discord.places import made_at, remote
from adapters.words import Words

Json = Mapping[str, Any]

PEOPLES = frozenset({0, 19, 20, 23})
"""Kinds of messages in which somebody speaks: plain, an answer, and with a command; others tell that something was."""
ANSWER = 19
_FORWARD = 1
_CALLED = re.compile(r"<@!?(\d+)>")


def is_from_a_person(message: Json) -> bool:
    """Whether somebody wrote it; bots, webhooks, and what tells that a channel has changed, are nobody."""
    author = message.get("author")
    return (
        author is not None
        and not author.get("bot")
        and not author.get("system")
        and not message.get("webhook_id")
        and message.get("type", 0) in PEOPLES
    )


def name_of(user: Json, member: Json | None = None) -> str:
    """The name that people see: in a server the one they have there."""
    return str((member or {}).get("nick") or user.get("global_name") or user.get("username") or "")


def written_at(message: Json) -> int:
    """When it was written, or changed last (epoch ms)."""
    edited = message.get("edited_timestamp")
    if edited:
        return int(datetime.fromisoformat(str(edited)).timestamp() * 1000)
    return made_at(str(message["id"]))


def remote_of(message: Json) -> str:
    """Where it stands."""
    return remote(str(message["channel_id"]), str(message["id"]))


def external_id(message: Json) -> str:
    """What names this message, or this version of it, for ever."""
    edited = message.get("edited_timestamp")
    return remote_of(message) + (f":{edited}" if edited else "")


def answered(message: Json) -> str:
    """Where the message stands that it answers; empty if none. A forward names the one it was taken from: no answer."""
    reference = message.get("message_reference") or {}
    if message.get("type") != ANSWER or reference.get("type", 0) == _FORWARD or not reference.get("message_id"):
        return ""
    return remote(str(reference.get("channel_id") or message["channel_id"]), str(reference["message_id"]))


def attachments(message: Json) -> list[Json]:
    """Its files, those of what it forwards included."""
    found = list(message.get("attachments") or ())
    for snapshot in _snapshots(message):
        found += snapshot.get("attachments") or ()
    return found


def plain(message: Json, *, markdown: bool = True) -> str:
    """The words that somebody wrote, as our small Markdown; names instead of the numbers of people and channels.

    Users' words are shown as they stand, so that their names need no escapes: then `markdown` is False.
    """
    content = message.get("content") or ""
    if not isinstance(content, str):
        raise TypeError("a text that is none")
    people = {str(user["id"]): name_of(user, user.get("member")) for user in message.get("mentions") or ()}
    channels = {str(channel["id"]): str(channel.get("name", "")) for channel in message.get("mention_channels") or ()}
    if not markdown:
        content = _CALLED.sub(lambda found: f"@{people.get(found[1], found[1])}", content)
    return from_discord(content, people=people, channels=channels)


def text_of(message: Json, words: Words, note: str = "", *, markdown: bool = True) -> str:
    """All that it says, in lines; `words` speaks to who reads, `note` tells of files that could not be copied."""
    lines = [plain(message, markdown=markdown), *_besides(message, words)]
    for snapshot in _snapshots(message):
        lines += [words("discord_forwarded"), plain(snapshot, markdown=markdown), *_besides(snapshot, words)]
    said = "\n".join(line for line in (*lines, note) if line)
    return said or ("" if attachments(message) else words("discord_other"))


def says_something(message: Json) -> bool:
    """Whether there are words in it, its own or forwarded ones."""
    return any(part.get("content") or part.get("poll") for part in (message, *_snapshots(message)))


def names(message: Json, user: str) -> bool:
    """Whether it calls this user by name; an answer with a ping does as well."""
    return any(str(called.get("id")) == user for called in message.get("mentions") or ())


def emoji_of(data: Json) -> str:
    """The emoji of a reaction; one of a server's own by its name."""
    emoji = data.get("emoji") or {}
    name = str(emoji.get("name") or "❔")  # a server's own that was deleted has none
    return f":{name}:" if emoji.get("id") and name else name


def _snapshots(message: Json) -> Sequence[Json]:
    found: list[Json] = [snapshot.get("message") or {} for snapshot in message.get("message_snapshots") or ()]
    return found


def _besides(message: Json, words: Words) -> Iterator[str]:
    """What is neither words nor a file."""
    for sticker in message.get("sticker_items") or message.get("stickers") or ():
        yield words("discord_sticker", name=sticker.get("name", ""))
    poll = message.get("poll")
    if poll:
        yield words("discord_poll", question=(poll.get("question") or {}).get("text", ""))
    if not message.get("content"):
        for embed in message.get("embeds") or ():
            told = (str(embed[key]).strip() for key in ("title", "description", "url") if embed.get(key))
            yield words("discord_embed", title=next(told, "…").splitlines()[0])
