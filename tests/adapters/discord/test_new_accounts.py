"""Discord tells how old an account is: a desk may ask newcomers to try the bot first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.discord.places import account_since
from conversation.model import Waiting, WithBot
from handoff.model import Reply, Resolve
from handoff.rules import Rules
from tests.adapters.discord.scene import Scene, last, scene
from tests.kit.discord import Person
from tests.kit.discord.ids import moment_of
from tests.kit.house import config

DAY = 86_400_000
GATED = replace(config().handoff, rules=Rules(account_age=2 * DAY))


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene(handoff=GATED) as stage:
        yield stage


@pytest.fixture
def ada(stage: Scene) -> Person:
    return stage.member("Ada")


def test_an_id_says_when_the_account_was_made() -> None:
    assert account_since("175928847299117063") == 1_462_015_105_796
    assert account_since("nobody") is None
    assert account_since("") is None


async def test_a_new_account_hears_from_when_on_people_can_be_asked_in_every_way_of_asking(
    stage: Scene, ada: Person
) -> None:
    ada.writes("/human")
    await stage.hear()
    assert "a person can be asked Saturday, 3 January, 12:00" in last(ada.dm).text
    ada.writes("How do I back up my wallet?")
    await stage.hear()
    ada.presses(last(ada.dm), "Talk to a person")
    await stage.hear()
    assert "As your account is still quite new" in last(ada.dm).text
    asked = ada.uses("human", channel=stage.help)
    await stage.hear()
    assert asked.acknowledged_after is not None
    assert "As your account is still quite new" in last(stage.room_of(ada)).text
    assert isinstance(await stage.stage_of(ada), WithBot)


async def test_once_it_is_old_enough_people_come(stage: Scene, ada: Person) -> None:
    made = moment_of(ada.id) * 1000
    await stage.wind(2 * DAY - 1_000)
    ada.writes("/human")
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), WithBot)
    await stage.wind(1_000)
    assert stage.users.clock.now() == made + 2 * DAY
    ada.writes("/human")
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)


async def test_whom_a_person_has_helped_may_ask_again(stage: Scene, ada: Person) -> None:
    ada.writes("hello")
    await stage.hear()
    await stage.act(ada, Reply("Can I help?"))
    await stage.act(ada, Resolve())
    ada.writes("/human")
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)


async def test_a_moderator_may_bring_the_words_of_a_new_account_to_people(stage: Scene, ada: Person) -> None:
    written = ada.writes("my order is gone", channel=stage.lounge)
    await stage.hear()
    eve = stage.moderator("Eve")
    eve.uses_on("Take to desk", written)
    await stage.hear()
    assert isinstance(await stage.stage_of(ada), Waiting)
