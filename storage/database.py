"""One way in: a URL becomes an open database with its seven faces, or with one that only looks."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.blobs import SqlFiles
from storage.connections import Link, Reads
from storage.errors import CannotOpen
from storage.reader import SqlFeed, SqlReader
from storage.records import SqlRecords
from storage.sqlite import READERS, claim_file, open_beside, open_reader, open_writer
from storage.staff import SqlStaff
from storage.store import SqlStore
from storage.threads import SqlThreads
from storage.writer import Writer

# At DEBUG it would log every statement with what people wrote.
logging.getLogger("aiosqlite").setLevel(logging.INFO)


@dataclass(frozen=True, slots=True)
class Database:
    """What `conversation.ports` asks for, and the records for `insights`, over one database."""

    store: SqlStore
    reader: SqlReader
    feed: SqlFeed
    files: SqlFiles
    staff: SqlStaff
    threads: SqlThreads
    records: SqlRecords
    stack: AsyncExitStack

    async def close(self) -> None:
        """Writes what is queued and lets go of everything; may be called twice."""
        await self.stack.aclose()


@asynccontextmanager
async def open_store(url: str, *, exclusive: bool, clock_now: Callable[[], int]) -> AsyncIterator[Database]:
    """`exclusive` for the one process that runs the desk: it takes the lock. Other commands open the file beside it.

    `clock_now` is epoch ms. Creates what is missing and migrates. Raises CannotOpen, with what to do about it.
    """
    database = await connect(url, exclusive=exclusive, clock_now=clock_now)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_records(url: str) -> AsyncIterator[SqlRecords]:
    """The records alone, beside whoever has the database open; nothing is written. Raises CannotOpen."""
    path = sqlite_path(url)
    if path is None:
        raise CannotOpen("a database in memory is gone with its process; name a file with --database.")
    link = await open_beside(path)
    try:
        yield SqlRecords(Reads([link]))
    finally:
        await link.close()


async def connect(url: str, *, exclusive: bool, clock_now: Callable[[], int]) -> Database:
    """As `open_store`, for callers that close it themselves."""
    path = sqlite_path(url)
    async with AsyncExitStack() as stack:
        if path is not None:
            stack.callback(claim_file(path, exclusive=exclusive).release)
        link = await open_writer(path, exclusive=exclusive)
        stack.push_async_callback(link.close)
        reads = Reads([link] if path is None else await _readers(path, stack))
        [(number, journal, _, _)] = await reads.fetch("counters")
        writer = Writer(link, clock_now, (number, journal))
        stack.push_async_callback(writer.close)
        return Database(
            SqlStore(writer, reads),
            SqlReader(reads),
            SqlFeed(writer, reads),
            SqlFiles(writer, reads, clock_now),
            SqlStaff(writer, reads),
            SqlThreads(writer, reads),
            SqlRecords(reads),
            stack.pop_all(),
        )
    raise AssertionError


async def _readers(path: Path, stack: AsyncExitStack) -> list[Link]:
    readers = []
    for _ in range(READERS):
        readers.append(await open_reader(path))
        stack.push_async_callback(readers[-1].close)
    return readers


def sqlite_path(url: str) -> Path | None:
    """The file of `sqlite:///relative.db` or `sqlite:////abs.db`, None for `sqlite:///:memory:`. Raises CannotOpen."""
    scheme, found, rest = url.partition("://")
    if scheme in ("postgresql", "postgres"):
        raise CannotOpen("PostgreSQL comes with a later version; use sqlite:///frontdesk.db until then.")
    if scheme != "sqlite" or not found or not rest.startswith("/") or rest == "/":
        raise CannotOpen(f"a database is written as sqlite:///file.db, not as {scheme}{found}…; correct `database`.")
    return None if rest == "/:memory:" else Path(rest[1:])
