"""What is sent a second time is shown once, however long the outage was; what is too much for one takes more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversation.delivery import Ambiguous, Sent
from tests.adapters.discord.sending_scene import Stage, sending
from tests.kit.discord import Fault
from tests.kit.telegram import png

SEND = "POST /channels/*/messages"
HOURS = 3_600_000
MEGABYTE = 1024 * 1024


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    for n in range(12):
        (tmp_path / f"{n}.png").write_bytes(png())
    async with sending(tmp_path) as stage:
        yield stage


async def test_a_line_that_arrived_before_a_long_outage_is_not_said_again(stage: Stage) -> None:
    line = await stage.line("bot")
    stage.discord.fault(SEND, Fault.reset_after())
    assert isinstance(await stage.say("hello", line=line), Ambiguous)
    stage.clock.wind(5 * HOURS)
    (message,) = stage.ada.dm.from_bot
    assert await stage.say("hello", line=line, attempts=2) == Sent((f"{stage.ada.dm.id}:{message.id}",))
    assert stage.ada.dm.texts == ["hello"]


async def test_the_same_words_of_an_earlier_day_are_not_taken_for_a_line_of_today(stage: Stage) -> None:
    assert isinstance(await stage.say("hello", key="row:1"), Sent)
    stage.clock.wind(5 * HOURS)
    line = await stage.line("bot")
    assert isinstance(await stage.say("hello", line=line, attempts=2), Sent)
    assert stage.ada.dm.texts == ["hello", "hello"]


async def test_the_second_line_after_a_command_in_private_is_shown_once_though_its_answer_was_lost(
    stage: Stage,
) -> None:
    exchange = stage.asks()
    stage.people.visits(stage.ada.id, exchange)
    key = f"{stage.chat.carrier}:ix:{exchange.id}:0"
    await stage.say("first", key=f"{key}:0")
    for method in (SEND, "POST /webhooks/*/*"):
        stage.discord.fault(method, Fault.reset_after())
    assert isinstance(await stage.say("second", key=f"{key}:1"), Ambiguous)
    assert isinstance(await stage.say("second", key=f"{key}:1", attempts=2), Sent)
    assert stage.ada.dm.texts == ["first", "second"]


async def test_whose_messages_are_closed_reads_the_second_line_after_a_command_too(stage: Stage) -> None:
    exchange = stage.asks()
    stage.people.visits(stage.ada.id, exchange)
    stage.ada.closes_dms()
    for n in range(2):
        assert isinstance(await stage.say(f"line {n}", key=f"{stage.chat.carrier}:ix:{exchange.id}:{n}"), Sent)
    assert [message.text for message in stage.ada.dm.from_bot] == ["line 0", "line 1"]


@pytest.mark.parametrize("source", ["{}.png", "https://a.example/{}.png"])
async def test_more_pictures_than_one_message_holds_take_two(stage: Stage, source: str) -> None:
    media = [{"image": source.format(n), "alt": "what it shows " * 70} for n in range(12)]
    assert isinstance(await stage.say("hello", media=media), Sent)
    assert [(message.text, len(message.embeds)) for message in stage.ada.dm.from_bot] == [("hello", 10), ("", 2)]


async def test_large_files_are_spread_over_messages(stage: Stage) -> None:
    files = [await stage.kept(f"{n}.bin", "application/octet-stream", bytes(9 * MEGABYTE)) for n in range(3)]
    stage.discord.fault(SEND, Fault.too_many(0.01))
    assert isinstance(await stage.relay("files", *files), Sent)
    found = [(message.text, [file.name for file in message.files]) for message in stage.ada.dm.from_bot]
    assert found == [("files", ["0.bin", "1.bin"]), ("", ["2.bin"])]
    assert all(len(file.content) == 9 * MEGABYTE for message in stage.ada.dm.from_bot for file in message.files)
