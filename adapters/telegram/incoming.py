"""What a message says, read from the wire's own JSON, for users and operators alike.

Everything that came becomes words or a file; what people cannot be shown becomes a short line in brackets, so that
nothing vanishes without a trace. A forwarded message is words like any other: whose they were gives nobody any right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.telegram.places import remote
from adapters.telegram.updates import version_of
from adapters.words import Words

Json = Mapping[str, Any]

FILES = ("photo", "video", "animation", "video_note", "voice", "audio", "document")
OTHERS = ("story", "game", "invoice", "paid_media", "giveaway", "checklist", "live_photo")
CONTENT = frozenset({"text", *FILES, *OTHERS, "sticker", "contact", "location", "venue", "poll", "dice"})
BORROWED = frozenset({"via_bot", "forward_origin", "sender_chat"})
"""What says that words are not, or not surely, those of the person who sent them."""
_UNITS = "utf-16-le"


def is_content(message: Json) -> bool:
    """Whether somebody said something with it; the others tell that someone joined, a title changed, and so on."""
    return not CONTENT.isdisjoint(message)


def name_of(user: Json) -> str:
    """The name that people see."""
    return " ".join(part for part in (user.get("first_name"), user.get("last_name")) if part)


def language_of(user: Json) -> str | None:
    """The language of the person's client, without its region."""
    code = user.get("language_code")
    return code.partition("-")[0].casefold() if isinstance(code, str) and code else None


def external_id(message: Json) -> str:
    """What names this message, or this version of it, for ever; unlike an update's id it never begins anew."""
    return remote(message["chat"]["id"], message["message_id"]) + version_of(message)


def written_at(message: Json) -> int | None:
    """When it was written or changed (epoch ms), if it says so."""
    at = message.get("edit_date") or message.get("date")
    return int(at) * 1000 if isinstance(at, int) else None


def remote_of(message: Json) -> str:
    """Where it stands."""
    return remote(message["chat"]["id"], message["message_id"])


def answered(message: Json) -> str:
    """Where the message stands that it answers; empty if none.

    In a topic every message that answers no other is shown as an answer to the one that opened the topic.
    """
    other = message.get("reply_to_message")
    return "" if other is None or "forum_topic_created" in other else remote_of(other)


def topic(message: Json) -> int | None:
    """The topic of a forum that it stands in; None outside forums and in the general topic."""
    return message.get("message_thread_id") if message.get("is_topic_message") else None


def text_of(messages: Sequence[Json], words: Words, note: str = "") -> str:
    """All words of a message or of an album, in lines; `note` tells of files that could not be copied."""
    lines = [*_forwarded(messages[0], words)]
    for message in messages:
        lines += [plain(message), *_besides(message, words)]
    return "\n".join(line for line in (*lines, note) if line)


def plain(message: Json) -> str:
    """Text or caption without its looks; where a link hides behind words, it follows them in brackets."""
    units = _units(message)
    links = [entity for entity in _entities(message) if entity.get("type") == "text_link" and entity.get("url")]
    for link in sorted(links, key=lambda link: int(link["offset"]), reverse=True):
        end = (link["offset"] + link["length"]) * 2
        if link["url"].rstrip("/") != _covered(units, link).rstrip("/"):
            units = units[:end] + f" [{link['url']}]".encode(_UNITS, "surrogatepass") + units[end:]
    return units.decode(_UNITS, "replace")


def names(message: Json, username: str, user: int) -> bool:
    """Whether the words name this account, by its @name or otherwise."""
    units, called = _units(message), f"@{username}".casefold()
    for entity in _entities(message):
        match entity:
            case {"type": "mention"} if _covered(units, entity).casefold() == called:
                return True
            case {"type": "text_mention", "user": {"id": found}} if found == user:
                return True
    return False


def _entities(message: Json) -> Sequence[Json]:
    return message.get("entities") or message.get("caption_entities") or ()


def _units(message: Json) -> bytes:
    """The words as Telegram counts them: two bytes a unit."""
    words = message.get("text") or message.get("caption") or ""
    if not isinstance(words, str):
        raise TypeError("a text that is none")
    return words.encode(_UNITS, "surrogatepass")


def _covered(units: bytes, entity: Json) -> str:
    return units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode(_UNITS, "replace")


def _forwarded(message: Json, words: Words) -> Iterator[str]:
    origin = message.get("forward_origin")
    if origin:
        chat = origin.get("sender_chat") or origin.get("chat") or {}
        name = name_of(origin.get("sender_user") or {}) or origin.get("sender_user_name") or chat.get("title")
        yield words("telegram_forwarded", name=name or "?")


def _besides(message: Json, words: Words) -> Iterator[str]:
    """What is neither words nor a file. Of a contact nothing is kept: the number is a third person's."""
    match message:
        case {"sticker": sticker}:
            yield words("telegram_sticker", emoji=sticker.get("emoji", "")).replace(" ]", "]")
        case {"contact": _}:
            yield words("telegram_contact")
        case {"venue": {"title": title, "location": place}}:
            yield words("telegram_location", place=f"{title}, {_point(place)}")
        case {"location": place}:
            yield words("telegram_location", place=_point(place))
        case {"poll": poll}:
            yield words("telegram_poll", question=poll.get("question", ""))
        case {"dice": dice}:
            yield f"[{dice.get('emoji', '🎲')} {dice.get('value', '')}]"
        case _ if any(kind in message for kind in OTHERS):
            yield words("telegram_other")


def _point(place: Json) -> str:
    return f"{round(place['latitude'], 5)}, {round(place['longitude'], 5)}"


def emoji_of(reaction: Json) -> str | None:
    """The emoji that was put below a message, empty when it was taken away; None where there is none to show."""
    new, old = reaction.get("new_reaction") or [], reaction.get("old_reaction") or []
    added = [one for one in new if one not in old] or new
    if not added:
        return ""
    match added[-1]:
        case {"type": "emoji", "emoji": emoji}:
            return str(emoji)
        case {"type": "paid"}:
            return "⭐"
        case _:
            return None


def command_of(text: str, username: str) -> tuple[str, str] | None:
    """The command for us that a text begins with, in lower case, and the rest; None if it has none, or another bot's.

    >>> command_of("/Human@frontdesk_bot please", "frontdesk_bot")
    ('/human', 'please')
    """
    if not text.startswith("/"):
        return None
    word, *rest = text.split(maxsplit=1)
    command, _, other = word.partition("@")
    if other and other.casefold() != username.casefold():
        return None
    return command.casefold(), rest[0].strip() if rest else ""
