"""Every channel for which the contract holds. A further one joins by its way to open a surface."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.channels import worlds
from tests.contracts.channels.discord import discord
from tests.contracts.channels.paper import paper
from tests.contracts.channels.surface import Open, Surface
from tests.contracts.channels.telegram import telegram
from tests.contracts.channels.terminal import terminal
from tests.contracts.channels.web import web

SURFACES: dict[str, Open] = {
    "web": web, "terminal": terminal, "telegram": telegram, "discord": discord, "paper": paper,
}  # fmt: skip


@pytest.fixture(scope="session")
def faq(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worlds.faq(tmp_path_factory.mktemp("faq"))


@pytest.fixture(params=SURFACES)
def opener(request: pytest.FixtureRequest) -> Open:
    """How one of them is opened."""
    return SURFACES[request.param]


@pytest.fixture
async def surface(opener: Open, faq: Path) -> AsyncIterator[Surface]:
    """One of them."""
    async with opener(faq) as built:
        yield built
