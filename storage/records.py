"""What the figures are computed from, read past the writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from insights.model import Open, Records, Subject
from storage.connections import Reads, Row, Sql

T = TypeVar("T")


class SqlRecords:
    """The facts of a period, and what is open now."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def read(self, since: int, work: Callable[[Records], T]) -> T:
        """What `work` makes of the records since then (epoch ms), all as of one commit; raises StorageError.

        It runs in the thread that reads, so that a hundred thousand rows stop nobody.
        """

        def same_commit(sql: Sql) -> T:
            subjects = {number: Subject(*rest) for number, *rest in sql.walk("subjects_since", since=since)}
            owed = [_open(row) for row in sql.fetch("owed")]
            return work(Records(subjects, sql.walk("facts_since", since=since), owed))

        return await self._reads.snapshot(same_commit)


def _open(row: Row) -> Open:
    stage, *rest = row
    return Open(stage == "waiting", *rest)
