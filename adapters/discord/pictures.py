"""Pictures and videos of the FAQ, and the files of a row, as they go along with a message."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adapters import markup
from adapters.attachments import BINARY
from adapters.discord.api import Json, Upload
from adapters.discord.letters import picture, upload
from adapters.markup import Span, Styled
from conversation.ports import Files

log = logging.getLogger(__name__)

LARGEST = 10 * 1024 * 1024
"""Bytes that Discord takes from a bot in one file."""
Media = Sequence[Mapping[str, Any]]
Shown = tuple[Json | None, Upload | None]
"""What goes along with a message: a picture, a file, or a file that is shown as a picture."""


async def drawn(media: Media, folder: Path) -> list[Shown]:
    """The pictures, each with the file that has to go along. What cannot be shown is told to the log."""
    pictures: list[Shown] = []
    for number, found in enumerate(one for one in media if "image" in one):
        source, alt = str(found["image"]), str(found.get("alt") or "")
        if source.startswith(("https://", "http://")):
            pictures.append((picture(source, alt), None))
            continue
        try:
            content = await asyncio.to_thread(_content, folder, source)
        except OSError as error:
            log.warning("the picture %s of the FAQ was not sent: %s", source, error)
            continue
        mime = mimetypes.guess_type(source)[0] or BINARY
        file = upload(f"{number}-{Path(source).name}", mime, content)
        pictures.append((picture(f"attachment://{file.name}", alt), file))
    return pictures


def _content(folder: Path, source: str) -> bytes:
    path = (folder / source).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise FileNotFoundError("it lies outside the FAQ's folder")
    if path.stat().st_size > LARGEST:
        raise OSError("a picture has at most 10 MB")
    return path.read_bytes()


def with_links(words: Styled, media: Media) -> Styled:
    """The words with a link to each video below them."""
    for found in media:
        if "video" in found:
            words = _with_link(words, str(found["video"]), str(found.get("alt") or ""))
    return words


def _with_link(words: Styled, url: str, alt: str) -> Styled:
    gap = "\n\n" if words.text else ""
    shown = alt or url
    start = len(words.text) + len(gap)
    spans = (Span(start, start + len(shown), "link", url),) if markup.parse(f"[x]({url})").spans else ()
    return Styled(words.text + gap + (shown if spans else f"{alt} {url}".strip()), (*words.spans, *spans))


async def brought(files: Files, refs: Media) -> list[Shown]:
    """The content of a row's files; those that were deleted meanwhile are left out."""
    found: list[Shown] = []
    for ref in refs:
        kept = await files.get(str(ref["id"]))
        if kept is None:
            log.warning("a file is no longer there and was not sent")
        else:
            found.append((None, upload(kept[0].name, kept[0].mime, kept[1])))
    return found
