"""Five hundred open conversations in one group that takes twenty messages a minute: slow, whole, in order, and said."""

from __future__ import annotations

import asyncio
from collections import Counter

from bot.limits import Rate
from conversation.model import Address
from conversation.ports import Inbound
from tests.adapters.telegram.desk_scene import DeskScene, desk_scene
from tests.kit.house import desk_config
from tests.kit.telegram import Topic

MANY = 500
MINUTE = 60_000
GROUP = Rate(20, MINUTE)
STEP = 15_000
LINES = ("the first line", "the second line", "the third line")
TALKATIVE = 10
"""Every tenth goes on writing while they wait."""


async def write(stage: DeskScene, user: int, text: str) -> None:
    """One of them."""
    address = Address("fake", "main", f"user{user}")
    await stage.built.intake.accept(Inbound(address, f"{user} {text}", text, name=f"User {user}"))


async def test_nothing_is_lost_the_order_is_kept_and_the_delay_is_shown() -> None:
    async with desk_scene(rates=(GROUP,), gap=3_000, settings=desk_config(crowd=0)) as stage:
        began = stage.clock.now()
        for user in range(MANY):
            await write(stage, user, "/human")
        for text in LINES:
            for user in range(0, MANY, TALKATIVE):
                await write(stage, user, text)
            await stage.wind(STEP)
        card = next(topic for topic in stage.group.topics if topic.name.endswith("User 0")).messages[0]
        looked = asyncio.create_task(stage.forum.cards.tidy(int(card.text[1:5])))
        while stage.built.courier.waiting:
            await stage.wind(STEP)
            assert stage.clock.now() - began < 60 * MINUTE
        await looked
        assert "s behind" in card.text
        assert sorted(int(topic.name.split()[-1]) for topic in stage.group.topics) == list(range(MANY))
        talked = [topic for topic in stage.group.topics if int(topic.name.split()[-1]) % TALKATIVE == 0]
        assert all(in_order(topic) for topic in talked)
        minutes = Counter(message.date // 60 for message in stage.group.messages if not message.service)
        assert max(minutes.values()) <= 2 * GROUP.count  # of two windows that a minute of the clock may touch


def in_order(topic: Topic) -> bool:
    """Whether all lines stand there once, one after the other."""
    said = "\n".join(topic.texts[1:])
    places = [said.find(text) for text in LINES]
    return -1 not in places and places == sorted(places) and all(said.count(text) == 1 for text in LINES)
