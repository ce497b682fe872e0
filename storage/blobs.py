"""Attachments, in the same database, so that a backup has them and an erasure takes them."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from conversation.ports import StorageError
from handoff.model import FileRef
from storage import rows
from storage.connections import Reads, Sql
from storage.writer import Writer

LARGEST = 10 * 1024 * 1024
"""Bytes of one file; larger ones are passed on as links."""


class SqlFiles:
    """Implements `Files`; every method raises StorageError when the database is out of order."""

    def __init__(self, writer: Writer, reads: Reads, clock_now: Callable[[], int]) -> None:
        self._writer = writer
        self._reads = reads
        self._clock_now = clock_now

    async def put(self, owner: str, name: str, mime: str, content: bytes) -> FileRef:
        """Raises StorageError for more than `LARGEST` bytes; channels refuse those before, in their user's language."""
        if len(content) > LARGEST:
            raise StorageError(f"a file of {len(content)} bytes is too large to keep; pass it on as a link")
        file = FileRef(secrets.token_urlsafe(18), name, mime, len(content))

        def work(sql: Sql) -> None:
            sql.fetch(
                "add_file", id=file.id, owner=owner, name=name, mime=mime, size=file.size, at=self._clock_now(),
                content=content,
            )  # fmt: skip

        await self._writer.run(work)
        return file

    async def describe(self, file_id: str, owner: str) -> FileRef | None:
        """None for somebody else's."""
        row = await self._reads.first("describe_file", id=file_id, owner=owner)
        return None if row is None else rows.file_ref(row)

    async def get(self, file_id: str) -> tuple[FileRef, bytes] | None:
        """Asks nobody whether it may."""
        row = await self._reads.first("file_content", id=file_id)
        return None if row is None else (rows.file_ref(row), bytes(row[4]))

    async def readers(self, file_id: str) -> tuple[str, ...]:
        """Empty for a file that was never sent, or only noted."""
        return tuple(str(address) for (address,) in await self._reads.fetch("file_readers", id=file_id))
