"""Every store that the contracts hold for. A further one joins by its way to open a database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import pytest

from storage.database import Database, open_store

NOW = 1_000_000


class Opener(Protocol):
    """Opens the same database every time it is called."""

    def __call__(self, *, now: int = NOW) -> AbstractAsyncContextManager[Database]:
        """The database, closed at the end."""


class OnDisk:
    """SQLite in a file."""

    def __init__(self, folder: Path) -> None:
        self._url = f"sqlite:///{folder}/frontdesk.db"

    def __call__(self, *, now: int = NOW) -> AbstractAsyncContextManager[Database]:
        """The same file."""
        return open_store(self._url, exclusive=True, clock_now=lambda: now)


class InMemory:
    """SQLite without a file; every opening starts empty."""

    def __call__(self, *, now: int = NOW) -> AbstractAsyncContextManager[Database]:
        """A new one."""
        return open_store("sqlite:///:memory:", exclusive=True, clock_now=lambda: now)


DURABLE: dict[str, Callable[[Path], Opener]] = {"sqlite": OnDisk}
ALL: dict[str, Callable[[Path], Opener]] = DURABLE | {"sqlite in memory": lambda _: InMemory()}


@pytest.fixture(params=DURABLE)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """A durable store, for what must survive a restart."""
    return DURABLE[request.param](tmp_path)


@pytest.fixture(params=ALL)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of every kind."""
    async with ALL[request.param](tmp_path)() as opened:
        yield opened
