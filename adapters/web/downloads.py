"""Files that visitors read: under which headers, and who may read which."""

from __future__ import annotations

from urllib.parse import quote

from adapters.attachments import PICTURES
from conversation.model import Address
from conversation.ports import Files, NotThere
from handoff.model import FileRef


def download_headers(file: FileRef) -> dict[str, str]:
    """Headers under which no browser runs a stored file: all but pictures are downloads."""
    shown = "inline" if file.mime in PICTURES else "attachment"
    return {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=3600",
    }


async def readable_file(files: Files, address: Address, file_id: str) -> tuple[FileRef, bytes]:
    """The one way to a file: it is the visitor's own, or stands in their transcript. Else raises NotThere."""
    own = await files.describe(file_id, address.key) is not None
    if own or address.key in await files.readers(file_id):
        found = await files.get(file_id)
        if found is not None:
            return found
    raise NotThere("There is no such file here.")
