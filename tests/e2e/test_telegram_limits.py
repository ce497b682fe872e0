"""Fifty busy conversations in a group that takes twenty messages a minute; here a minute has two seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import Stage
from tests.kit.telegram import BotApi, Person, Topic

PEOPLE, LINES = 50, 4
MINUTE = 2.0
PATIENCE = 90
RATES = {"token": "200/s", "chat": "50/s", "group": "18/2s"}


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with BotApi() as api:
        yield Stage(town, tmp_path, api, settings={"rates": RATES}, more={"handoff": {"crowd": 0}})


def line(person: Person, number: int) -> str:
    return f"{person.first_name} line {number}."


def lines_in(topic: Topic, person: Person) -> list[int]:
    """The numbers of the person's lines, in the order in which operators read them, the card aside."""
    words = "\n".join(message.text for message in topic.messages if not message.pinned)
    found = sorted((words.find(line(person, number)), number) for number in range(LINES))
    return [number for at, number in found if at >= 0]


def behind(stage: Stage) -> list[str]:
    """Cards that say how far their topic is behind."""
    cards = [message for topic in stage.desk.topics for message in topic.messages if message.pinned]
    return [card.text for card in cards if "⏳" in card.text]


def test_order_is_kept_the_delay_is_shown_and_nothing_is_lost(stage: Stage) -> None:
    stage.start()
    stage.api.budget(stage.desk, count=20, seconds=MINUTE)
    people = [stage.api.user(f"Busy{n:02}") for n in range(PEOPLE)]
    for person in people:
        person.writes("/human")
    for number in range(LINES):
        for person in people:
            person.writes(line(person, number))
    stage.wait(lambda: behind(stage))
    stage.api.wait(lambda: all_there(stage, people), PATIENCE)
    stage.api.wait(lambda: not behind(stage), PATIENCE)
    assert len(stage.desk.topics) == PEOPLE


def all_there(stage: Stage, people: list[Person]) -> bool:
    """Whether every topic has every line once, in order."""
    topics = {person: stage.desk.find_topic(person.first_name) for person in people}
    everything = list(range(LINES))
    return all(topic is not None and lines_in(topic, person) == everything for person, topic in topics.items())
