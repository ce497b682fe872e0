"""What goes out in one message: words, buttons, pictures, files, as Discord's JSON. It pings nobody but those named."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord.api import Json, Upload

LONGEST_TEXT = 2000
"""Characters of one message, its marks counted."""
LONGEST_LABEL, LONGEST_OPTION = 80, 100
MOST_BUTTONS, MOST_OPTIONS, MOST_FILES = 25, 25, 10
MOST_AS_BUTTONS = 5
"""With more choices than this a person gets a list to choose from."""
MOST_BYTES = 24 * 1024 * 1024
"""Of the files of one message."""
GREY, BLUE, GREEN, RED = 2, 1, 3, 4
"""How buttons look: Discord's secondary, primary, success and danger."""
_ROW, _BUTTON, _SELECT = 1, 2, 3
_IN_A_ROW = 5
_NO_PREVIEW, _SILENT = 1 << 2, 1 << 12
_NONCE = 25
_LONGEST_CAPTION = 500  # Discord takes 6,000 characters in all pictures of a message together, of which there are ten
_ODD = re.compile(r"[^\w.\-]+")


def nonce(row_key: str, part: int = 0) -> str:
    """The key with which Discord throws a second send of the same away; it remembers it for some minutes."""
    digest = hashlib.sha256(f"{row_key}:{part}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_NONCE]


@dataclass(frozen=True, slots=True)
class Button:
    """`data` comes back when it is pressed (at most 100 characters)."""

    label: str
    data: str
    style: int = GREY


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a list to choose from; `value` comes back."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`text` is Discord's Markdown, `choices` are rows of components; `reply_to` is a message of the same channel.

    `mentions` are the only people who are notified; they have to stand in the text. `silent`: it rings nowhere.
    """

    text: str = ""
    choices: tuple[Json, ...] = ()
    embeds: tuple[Json, ...] = ()
    files: tuple[Upload, ...] = ()
    reply_to: str | None = None
    mentions: tuple[str, ...] = ()
    silent: bool = False

    def body(self, key: str = "") -> dict[str, Any]:
        """As the methods for messages take it; `key` is a nonce."""
        mentions: dict[str, Any] = {"parse": []} | ({"users": list(self.mentions)} if self.mentions else {})
        flags = (0 if self.embeds else _NO_PREVIEW) | (_SILENT if self.silent else 0)
        body: dict[str, Any] = {
            "content": self.text,
            "allowed_mentions": mentions,
            "embeds": list(self.embeds),
            "components": list(self.choices),
            "flags": flags,
        }
        if self.reply_to:
            body["message_reference"] = {"message_id": self.reply_to, "fail_if_not_exists": False}
            mentions["replied_user"] = False
        if key:
            body |= {"nonce": key, "enforce_nonce": True}
        return body

    def change(self) -> dict[str, Any]:
        """As a change of a message takes it: how it was sent cannot be changed, only what it says."""
        return {key: value for key, value in self.body().items() if key not in {"flags", "message_reference"}}


def buttons(found: Sequence[Button]) -> tuple[Json, ...]:
    """Rows of five, at most 25 in all."""
    drawn: list[Json] = [
        {"type": _BUTTON, "style": button.style, "label": cut(button.label, LONGEST_LABEL), "custom_id": button.data}
        for button in found[:MOST_BUTTONS]
    ]
    rows = (drawn[start : start + _IN_A_ROW] for start in range(0, len(drawn), _IN_A_ROW))
    return tuple({"type": _ROW, "components": row} for row in rows)


def select(data: str, options: Sequence[Option], placeholder: str) -> tuple[Json, ...]:
    """A list of at most 25 lines of which one is chosen; `data` comes back together with its value."""
    lines = [{"label": cut(option.label, LONGEST_OPTION), "value": option.value} for option in options[:MOST_OPTIONS]]
    menu = {"type": _SELECT, "custom_id": data, "options": lines, "placeholder": cut(placeholder, LONGEST_OPTION)}
    return ({"type": _ROW, "components": [menu]},)


def picture(address: str, words: str = "") -> Json:
    """A picture below the words: an http address, or `attachment://NAME` of a file that goes along."""
    return {"image": {"url": address}} | ({"description": cut(words, _LONGEST_CAPTION)} if words else {})


def loads(sizes: Sequence[int]) -> list[slice]:
    """Which files, of these sizes in bytes, go along with one message each; in order."""
    found: list[slice] = []
    start = 0
    for end in range(1, len(sizes) + 1):
        full = end - start == MOST_FILES or end == len(sizes)
        if full or sum(sizes[start : end + 1]) > MOST_BYTES:
            found.append(slice(start, end))
            start = end
    return found


def upload(name: str, mime: str, content: bytes) -> Upload:
    """A file under a name that Discord keeps as it is, so that it is found again."""
    return Upload(_ODD.sub("_", name).strip("._") or "file", mime, content)


def cut(text: str, most: int) -> str:
    """At most so many characters of one line; none of a label may be empty."""
    line = " ".join(text.split()) or "…"
    return line if len(line) <= most else f"{line[: most - 1]}…"
