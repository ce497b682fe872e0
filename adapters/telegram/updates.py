"""Updates as they come over the wire: which belong together, in whose order, and which are not confirmed yet.

Nothing here trusts a shape: an update that holds something else than expected must not stop the others.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversation.model import Address
from conversation.ports import Inbound

Json = dict[str, Any]

ALLOWED = ("message", "edited_message", "callback_query", "message_reaction", "my_chat_member")
"""The kinds that we ask for, always: Telegram keeps what was asked last, whoever asked."""
WINDOW = 100
"""Updates that Telegram shows at once, at most."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Updates that are handed over together: one, or the parts of an album. `lane` is the chat whose order holds."""

    lane: str
    updates: tuple[Json, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """Their update ids."""
        return tuple(update["update_id"] for update in self.updates)


def kind_of(update: Json) -> str:
    """What sort of update it is."""
    return next((name for name in update if name != "update_id"), "nothing")


def content_of(update: Json) -> Json:
    """What it tells, whatever sort it is; empty when it is no object."""
    return _object(update.get(kind_of(update)))


def message_of(update: Json) -> Json:
    """The message that it brings, or below which something was pressed; empty if there is none."""
    content = content_of(update)
    return _object(content.get("message")) if kind_of(update) == "callback_query" else content


def lane_of(update: Json) -> str:
    """The chat that it belongs to; what is one chat's stays in order."""
    chat = _object(message_of(update).get("chat"))
    sender = _object(content_of(update).get("from"))
    return str(chat.get("id", sender.get("id", "")))


def album_of(update: Json) -> str:
    """The album that it is a part of, over all chats; empty if none."""
    album = content_of(update).get("media_group_id") if kind_of(update) == "message" else None
    return f"{lane_of(update)} {album}" if album else ""


def together(updates: Iterable[Json]) -> tuple[Parcel, ...]:
    """Each alone but for the parts of an album, which stand where its first part stood."""
    found: dict[str, list[Json]] = {}
    for update in updates:
        found.setdefault(album_of(update) or f"update {update['update_id']}", []).append(update)
    return tuple(Parcel(lane_of(group[0]), tuple(group)) for group in found.values())


def move_of(update: Json) -> tuple[int, int] | None:
    """The old and the new id of a group that became a supergroup, when this is the news of it."""
    message = message_of(update)
    here = _object(message.get("chat")).get("id")
    for old, new in ((here, message.get("migrate_to_chat_id")), (message.get("migrate_from_chat_id"), here)):
        if isinstance(old, int) and isinstance(new, int):
            return old, new
    return None


def unreadable(account: str, updates: Sequence[Json]) -> Inbound | None:
    """What people get to see of something that we failed to handle; None where nobody wrote to us in private."""
    first = updates[0]
    message, pressed = message_of(first), kind_of(first) == "callback_query"
    chat = _object(message.get("chat"))
    if kind_of(first) not in {"message", "edited_message", "callback_query"} or chat.get("type") != "private":
        return None
    if not isinstance(chat.get("id"), int):
        return None
    sender = _object(content_of(first).get("from"))
    messages = [] if pressed else [message_of(update) for update in updates]
    said = [_text(found.get("text")) or _text(found.get("caption")) for found in messages]
    numbers = [found["message_id"] for found in messages if isinstance(found.get("message_id"), int)]
    return Inbound(
        Address("telegram", account, str(chat["id"])),
        _external_id(first),
        text="\n".join(filter(None, said)),
        name=_text(sender.get("first_name")) or None,
        language=_text(sender.get("language_code")).partition("-")[0] or None,
        unreadable=True,
        remotes=tuple(f"{chat['id']}:{number}" for number in numbers),
    )


class Tray:
    """What was fetched and is not confirmed yet. Updates' ids may begin anew at any number: only their order counts."""

    def __init__(self) -> None:
        self._order: list[int] = []
        self._taken: set[int] = set()
        self._done: set[int] = set()
        self._growing: dict[str, int] = {}

    @property
    def offset(self) -> int | None:
        """What to ask for next: it confirms all before it. None when everything is confirmed already."""
        open_ = next((number for number in self._order if number not in self._done), None)
        if open_ is not None:
            return open_
        return self._order[-1] + 1 if self._order else None

    @property
    def left(self) -> int:
        """How many of them are not done."""
        return len(self._order) - len(self._done)

    @property
    def growing(self) -> bool:
        """Whether an album is held back, since more of its parts may come."""
        return bool(self._growing)

    def take(self, found: Sequence[Json]) -> tuple[Parcel, ...]:
        """What of this was not handed out before, in order; an album once no part was added since the last look."""
        found = [update for update in found if isinstance(update.get("update_id"), int)]
        self._order = [update["update_id"] for update in found]
        self._taken &= set(self._order)
        self._done &= set(self._order)
        fresh = [update for update in found if update["update_id"] not in self._taken]
        newest = {lane_of(update): album_of(update) for update in fresh}
        before, self._growing, ready = self._growing, Counter[str](), list[Parcel]()
        for parcel in together(fresh):
            album = album_of(parcel.updates[0])
            if album and newest[parcel.lane] == album and before.get(album) != len(parcel.updates):
                self._growing[album] = len(parcel.updates)
            else:
                ready.append(parcel)
                self._taken.update(parcel.ids)
        return tuple(ready)

    def done(self, parcel: Parcel) -> None:
        """All of this is durable."""
        self._done.update(set(parcel.ids) & set(self._order))


def _external_id(update: Json) -> str:
    """As for an update that can be read, so that one which was kept before it failed is not kept twice."""
    content = content_of(update)
    if kind_of(update) == "callback_query" and isinstance(content.get("id"), str):
        return f"cb:{content['id']}"
    if isinstance(content.get("message_id"), int):
        return f"{_object(content.get('chat')).get('id')}:{content['message_id']}{version_of(content)}"
    return f"update:{update['update_id']}"


def version_of(message: Mapping[str, Any]) -> str:
    """What tells an edited message from what it was before: two edits may come within the same second.

    Four digits tell neighbours apart, and are too few to say anything about words that may have held a secret.
    """
    if "edit_date" not in message:
        return ""
    words = repr(message.get("text", message.get("caption")))
    return f":{message['edit_date']}:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:4]}"


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
