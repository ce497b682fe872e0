"""The desk's slash commands: each does what the typed word does, and tells only whoever gave it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from conversation.model import Address, Resolved, Waiting, WithOperator
from conversation.ports import Inbound
from tests.adapters.discord.desk_scene import DeskScene, desk_scene
from tests.kit.discord import Person
from tests.kit.house import desk_config

HOUR = 3_600_000


@pytest.fixture
async def stage() -> AsyncIterator[DeskScene]:
    async with desk_scene() as stage:
        await stage.asks_for_a_person()
        yield stage


@pytest.fixture
def olga(stage: DeskScene) -> Person:
    return stage.operators[0]


async def test_a_saved_reply_stands_in_the_thread_as_it_was_said(stage: DeskScene, olga: Person) -> None:
    asked = await stage.command(olga, "snippet")
    assert asked.texts == ["Write a name after /snippet. These exist: closing"]
    done = await stage.command(olga, "snippet", name="closing")
    assert done.texts == ["Done."]
    assert stage.thread.find("💬 Olga: Goodbye, Mia! Yours, Olga")


async def test_what_is_set_aside_and_what_ends_later(stage: DeskScene, olga: Person) -> None:
    await stage.command(olga, "claim")
    for name, option in (("snooze", {"span": "2h"}), ("resolve", {"after": "1d"})):
        assert (await stage.command(olga, name, **option)).texts == ["Done."]
    found = (await stage.conversation()).stage
    assert isinstance(found, WithOperator)
    assert found.resolve_at == stage.clock.now() + 24 * HOUR
    refused = await stage.command(olga, "snooze", span="a while")
    assert refused.texts[0].startswith("Write how long after /snooze")
    await stage.command(olga, "resolve")
    assert isinstance((await stage.conversation()).stage, Resolved)


async def test_who_somebody_is_is_told_to_whoever_asked(stage: DeskScene, olga: Person) -> None:
    used = await stage.command(olga, "who")
    assert used.texts[0].startswith("👤 Mia · en · fake")
    assert all(message.ephemeral for message in used.shown)
    assert isinstance((await stage.conversation()).stage, Waiting)


async def test_silence_blocking_and_teaching(stage: DeskScene, olga: Person) -> None:
    await stage.command(olga, "claim")
    assert (await stage.command(olga, "mute", span="30m")).texts == ["Nothing rings for you until 12:30."]
    assert (await stage.command(olga, "unmute")).texts == ["It rings for you again."]
    await stage.says("my coins are gone")
    assert (await stage.command(olga, "teach", words="backup")).texts == ["Done."]
    assert [lesson.right for lesson in await stage.database.reader.lessons(0)] == ["backup"]
    assert (await stage.command(olga, "block")).texts == ["Done."]
    assert (await stage.conversation()).blocked
    assert (await stage.command(olga, "unblock")).texts == ["Done."]
    assert not (await stage.conversation()).blocked


async def test_to_merge_is_for_leads(stage: DeskScene, olga: Person) -> None:
    number = (await stage.conversation()).number
    assert (await stage.command(olga, "merge", number=str(number))).texts != ["Done."]
    leo = stage.operators[1]
    assert (await stage.command(leo, "merge", number="9999")).texts != ["Done."]
    assert (await stage.command(leo, "merge", number="soon")).texts[0].startswith("Write the number")


async def test_a_typed_claim_that_names_another_conversation_takes_that_one(stage: DeskScene, olga: Person) -> None:
    thread, address = stage.thread, Address("fake", "main", "zoe")
    await stage.built.intake.accept(Inbound(address, "z1", "/human", name="Zoe"))
    await stage.rest()
    other = await stage.database.reader.newest(address)
    assert other is not None
    olga.writes(f"/claim {other.number}", channel=thread)
    await stage.hear()
    assert isinstance((await stage.conversation()).stage, Waiting)
    other = await stage.database.reader.newest(address)
    assert other is not None
    assert isinstance(other.stage, WithOperator)
    assert thread.last is not None
    assert "is yours" in thread.last.text


@pytest.mark.parametrize("kind", ["forum", "text"])
async def test_one_of_the_newcomers_is_taken_from_the_channel(kind: str) -> None:
    async with desk_scene(kind=kind, settings=desk_config(crowd=1)) as stage:
        await stage.says("/human")
        await stage.hear()
        olga, number = stage.operators[0], (await stage.conversation()).number
        hall = stage.threads[0] if kind == "forum" else stage.channel
        card = hall.messages[-1]
        assert "1 newcomer waits" in card.text
        used = olga.uses("claim", channel=hall, number=f"#{number}")
        await stage.hear()
        assert used.texts == [f"#{number} is yours. It gets a place of its own here."]
        assert isinstance((await stage.conversation()).stage, WithOperator)
        assert [thread.name for thread in stage.threads if thread.name.startswith("#")] == [f"#{number} Mia"]
        await stage.forum.crowd.tidy()
        assert card.text.endswith("None of the newcomers waits any more.")
        await stage.wind(6_000)
        alone = olga.uses("claim", channel=hall)
        await stage.hear()
        assert "only these do: /claim with a number" in alone.texts[0]


@pytest.mark.parametrize("kind", ["forum", "text"])
async def test_silence_can_be_asked_for_in_the_channel(kind: str) -> None:
    async with desk_scene(kind=kind, settings=desk_config(crowd=1)) as stage:
        await stage.says("/human")
        await stage.hear()
        hall = stage.threads[0] if kind == "forum" else stage.channel
        for name, option, words in (
            ("mute", {"span": "2h"}, "Nothing rings for you until"),
            ("mute", {"span": "soon"}, "Write how long after /mute"),
            ("unmute", {}, "It rings for you again."),
        ):
            used = stage.operators[0].uses(name, channel=hall, **option)
            await stage.hear()
            assert words in used.texts[0]
