"""Plays every story of this folder. A story is documentation too: see `tests/kit/stories.py` for the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from conversation.explorers import Explorer
from tests.kit.channels import FakeChannel
from tests.kit.clock import HandClock
from tests.kit.house import config, house
from tests.kit.stories import Stage, load

STORIES = sorted(Path(__file__).parent.glob("*.yaml"))
SETTINGS = config(
    explorers={
        "bitcoin": Explorer("https://mempool.space/tx/{tx}"),
        "bsc": Explorer("https://bscscan.com/tx/{tx}"),
        "ethereum": Explorer("https://etherscan.io/tx/{tx}", "https://etherscan.io/address/{address}"),
        "tron": Explorer(address="https://tronscan.org/#/address/{address}"),
    }
)


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
async def test_story(story: Path) -> None:
    clock, channel, desk = HandClock(), FakeChannel(), FakeChannel(carrier="fake:desk")
    async with house(SETTINGS, clock, channels=(channel,), desks=(desk,)) as built:
        await Stage(built, clock, channel, desk).play(load(story))
