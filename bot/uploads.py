"""Attachments on their way in: names and readable contents are searched for secrets before anything is stored.

Pictures, archives and other bytes cannot be read here; `docs/security.md` says so.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from conversation.ports import Files
from handoff.model import FileRef
from safety.secrets import redact

READABLE = 256 * 1024
"""Bytes of a text file that are searched; beyond, searching would hold everybody up for seconds."""
REMEMBERED = 10_000
"""Files whose findings are remembered until the message that they belong to arrives."""


class CleanFiles:
    """Implements `conversation.ports.Files` around the one that stores."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._found: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    async def put(self, owner: str, name: str, mime: str, content: bytes) -> FileRef:
        """Keeps the file without the secrets that were in it."""
        named = redact(name)
        kinds = [finding.kind for finding in named.findings]
        text = _text(content)
        if text is not None:
            clean = await asyncio.to_thread(redact, text)
            kinds += [finding.kind for finding in clean.findings if finding.level == "hard"]
            content = clean.text.encode() if clean.findings else content
        kept = await self._files.put(owner, named.text, mime, content)
        if kinds:
            self._found[kept.id] = tuple(dict.fromkeys(kinds))
            while len(self._found) > REMEMBERED:
                self._found.popitem(last=False)
        return kept

    def removed(self, files: tuple[FileRef, ...]) -> tuple[str, ...]:
        """The kinds of secrets that these files held when they came in."""
        return tuple(dict.fromkeys(kind for file in files for kind in self._found.get(file.id, ())))

    async def describe(self, file_id: str, owner: str) -> FileRef | None:
        """As stored."""
        return await self._files.describe(file_id, owner)

    async def get(self, file_id: str) -> tuple[FileRef, bytes] | None:
        """As stored."""
        return await self._files.get(file_id)

    async def readers(self, file_id: str) -> tuple[str, ...]:
        """As stored."""
        return await self._files.readers(file_id)


def _text(content: bytes) -> str | None:
    """The content, if it is text of a length that we can search."""
    if len(content) > READABLE or (b"\0" in content[:1024] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return None
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
