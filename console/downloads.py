"""Files as operators get them: nothing that a browser would run."""

from __future__ import annotations

from urllib.parse import quote

from conversation.ports import Files, NotThere
from handoff.model import FileRef

SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def download_headers(file: FileRef) -> dict[str, str]:
    """Headers under which no browser runs a stored file: all but pictures are downloads."""
    shown = "inline" if file.mime in SHOWN_IN_PLACE else "attachment"
    return {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=3600",
    }


async def file_for_desk(files: Files, file_id: str) -> tuple[FileRef, bytes]:
    """A file that was sent in a conversation; one that was only uploaded is nobody's business yet: NotThere."""
    if await files.readers(file_id):
        found = await files.get(file_id)
        if found is not None:
            return found
    raise NotThere("There is no such file.")
