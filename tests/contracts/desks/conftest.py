"""Every desk that the contract holds for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.config import Config
from tests.contracts.desks.desk import Desk, Open
from tests.contracts.desks.discord import posts, threads
from tests.contracts.desks.screens import console, screen
from tests.contracts.desks.telegram import topics
from tests.kit.house import desk_config

DESKS: dict[str, Open] = {
    "console": console, "terminal": screen, "telegram": topics, "discord forum": posts, "discord channel": threads,
}  # fmt: skip


@pytest.fixture
def settings() -> Config:
    """How the desk works; a test that wants it otherwise overrides this."""
    return desk_config()


@pytest.fixture(params=DESKS)
async def desk(request: pytest.FixtureRequest, settings: Config) -> AsyncIterator[Desk]:
    """A desk of each kind, with nothing on it."""
    async with DESKS[request.param](settings) as built:
        yield built


@pytest.fixture
async def waiting(desk: Desk) -> Desk:
    """A desk with a conversation in the queue."""
    await desk.says("/human")
    return desk
