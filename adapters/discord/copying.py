"""Files that users attach, copied out of Discord at once: its links expire within a day."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence

from adapters.attachments import MAX_BYTES, PICTURES, kind_of, safe_name
from adapters.discord.api import TROUBLE, Api
from adapters.discord.incoming import Json
from adapters.words import Words
from conversation.ports import Files
from handoff.model import FileRef

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
COPIES_REMEMBERED = 100

Copied = tuple[tuple[FileRef, ...], str]
"""The files, and lines of text that tell of those which could not be copied."""


class Copies:
    """Copies the files of messages, each once, even when the house asks us to come again later with the message."""

    def __init__(self, api: Api, files: Files) -> None:
        self._api = api
        self._files = files
        self._known: OrderedDict[str, Copied] = OrderedDict()

    async def of(self, external_id: str, owner: str, attached: Sequence[Json], words: Words) -> Copied:
        """The files of the message with this id, for `owner` (an address key); `words` speaks to who reads."""
        if not attached:
            return (), ""
        known = self._known.get(external_id)
        if known is None:
            known = await fetch(self._api, self._files, owner, attached, words)
            self._known[external_id] = known
            while len(self._known) > COPIES_REMEMBERED:
                self._known.popitem(last=False)
        return known

    def drop(self, external_id: str) -> None:
        """The message is durable; nothing of it comes again."""
        self._known.pop(external_id, None)


async def fetch(api: Api, files: Files, owner: str, attached: Sequence[Json], words: Words) -> Copied:
    """Copies these attachments for `owner`, an address key or an operator.

    What is left over is told in lines of text, so that whoever reads knows that there was more.
    """
    kept: list[FileRef] = []
    notes: list[str] = []
    for found in attached:
        name, size = safe_name(found.get("filename")), int(found.get("size") or 0)
        try:
            content = await _content(api, str(found["url"]), size)
        except ValueError:
            shown = f"{max(size, MAX_BYTES) / MEGABYTE:.0f} MB"
            notes.append(words("discord_file_large", name=name, size=shown))
        except TROUBLE as error:
            log.warning("a file could not be copied: %s", type(error).__name__)
            notes.append(words("discord_file_lost", name=name))
        else:
            kept.append(await files.put(owner, name, _kind(found.get("content_type"), content), content))
    return tuple(kept), "\n".join(notes)


def _kind(declared: str | None, content: bytes) -> str:
    """The kind of picture that it is, whatever the message called it; else what it was called."""
    begins = (mime for mime, beginning in PICTURES.items() if beginning.match(content))
    return next(begins, None) or kind_of(declared, content)


async def _content(api: Api, url: str, size: int) -> bytes:
    if size > MAX_BYTES:
        raise ValueError("too large")
    try:
        return await api.download(url, MAX_BYTES)
    except TROUBLE:
        return await api.download(url, MAX_BYTES)  # once more: a hiccup must not cost a file
