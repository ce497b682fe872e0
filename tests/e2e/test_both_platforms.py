"""Telegram, Discord and the web in one process: one queue, one owner, and everybody sees the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.both import House
from tests.e2e.conftest import Town
from tests.kit.discord import DiscordApi, Fault
from tests.kit.telegram import BotApi


@pytest.fixture
def house(town: Town, tmp_path: Path) -> Iterator[House]:
    with BotApi() as bot, DiscordApi() as api:
        yield House(town, tmp_path, bot, api)


def test_one_conversation_is_worked_on_from_a_thread_a_topic_and_the_console(house: House) -> None:
    house.start()
    there, here = house.telegram, house.discord
    visitor = here.town.visitor(here.running)
    visitor.say("/human")
    topic, post = there.topic(), here.post()
    ben = here.console("ben")
    here.opal.presses(here.card(post, "Waiting"), "Claim")
    there.card(topic, "With Opal")
    here.card(post, "With Opal")
    assert ben.get("/1001")["owner"] == "Opal"
    refused = ben.act(1001, "reply", text="from the console")
    assert refused.status_code == 409
    assert "Opal has it" in refused.text
    there.opal.writes("from the topic", topic=topic)  # another Opal: an account of another platform is another person
    there.sees(topic, "Opal has it")

    here.opal.writes("Hello from Discord", channel=post)
    there.sees(topic, "Hello from Discord")
    visitor.say("which file do you need?")
    there.sees(topic, "which file do you need?")
    here.sees(post, "which file do you need?")
    there.lea.writes("/claim", topic=topic)
    here.card(post, "With Lea")
    there.lea.writes("The log, please", topic=topic)
    here.sees(post, "The log, please")
    said = [line["text"] for line in visitor.read()["messages"] if line["from"] == "operator"]
    assert said == ["Hello from Discord", "The log, please"]
    assert [line["text"] for line in ben.get("/1001")["messages"] if line["from"] == "operator"] == said


def test_a_user_of_discord_is_answered_from_a_topic_and_a_user_of_telegram_from_a_thread(house: House) -> None:
    house.start()
    there, here = house.telegram, house.discord
    here.ada.writes("/human")
    topic = there.topic()
    there.ada.writes("/human")
    post = here.post(1002)
    there.opal.writes("Hello Discord", topic=topic)
    here.hears(here.ada, "Hello Discord")
    here.opal.writes("Hello Telegram", channel=post)
    there.hears(there.ada, "Hello Telegram")
    here.sees(here.post(1001), "Hello Discord")
    there.sees(there.topic(1002), "Hello Telegram")


def test_the_end_comes_in_the_middle_of_a_reply_and_nothing_is_lost(house: House) -> None:
    house.start()
    there, here = house.telegram, house.discord
    here.ada.writes("/human")
    post = here.post(1001)
    there.ada.writes("/human")
    topic = there.topic(1002)
    here.until(lambda: not here.waiting())
    here.api.faults.next("POST /channels/*/messages", Fault.hang(), channel=here.ada.dm)
    here.opal.writes("Hello Ada", channel=post)
    here.wait(lambda: [call for call in here.api.calls if call.fault] or None)
    there.opal.writes("Hello there", topic=topic)
    here.ada.writes("are you there?")
    assert here.running.stop() == 0
    house.start()
    here.hears(here.ada, "Hello Ada")
    there.hears(there.ada, "Hello there")
    here.sees(post, "are you there?")
    here.until(lambda: not here.waiting())
    assert len([said for said in here.ada.dm.from_bot if said.text == "Hello Ada"]) == 1
