"""A power cut in the middle of everything, three times: what people wrote is there once, what they are told as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Town
from tests.e2e.discord import Stage, is_card
from tests.kit.clients import DeskClient
from tests.kit.discord import Channel, DiscordApi, Fault, Person

ASKED = ("How do I back up my wallet?", "Why are the fees so high?", "My transaction is stuck")
ANSWERS = ("Open **Settings → Backup**", "Fees go to the network", "Wait, or replace it")


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with DiscordApi() as api:
        yield Stage(town, tmp_path, api)


class Crowd:
    """Some ask the bot, some wait with people."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.askers = [stage.member(name) for name in ("Amy", "Bob", "Cleo", "Dan")]
        self.waiters = [stage.member(name) for name in ("Eve", "Finn", "Gus", "Hana")]
        self.said: dict[str, list[str]] = {person.name: [] for person in (*self.askers, *self.waiters)}

    def write(self, person: Person, text: str) -> None:
        """One message."""
        self.said.setdefault(person.name, []).append(text)
        person.writes(text)

    def all_write(self) -> None:
        """Two messages of everybody."""
        for _ in range(2):
            for person in self.askers:
                self.write(person, ASKED[len(self.said[person.name]) % 3])
            for person in self.waiters:
                self.write(person, f"{person.name}'s line {len(self.said[person.name])}")

    def cut(self, moment: Callable[[], object]) -> None:
        """Kills the process as soon as Discord has seen this."""
        self.stage.wait(lambda: moment() or None)
        self.stage.running.kill()

    def sends(self) -> int:
        """How many messages the bot asked Discord to take."""
        return sum(call.method == "POST" and call.path.endswith("/messages") for call in self.stage.api.calls)


def test_three_power_cuts_lose_nothing_and_double_nothing(stage: Stage) -> None:
    crowd, api = Crowd(stage), stage.api
    stage.start()
    for person in crowd.askers:
        crowd.write(person, ASKED[0])  # a first message is what a bot that is away can never learn of
        stage.hears(person, ANSWERS[0])
    for person in crowd.waiters:
        crowd.write(person, "/human")
        stage.hears(person, "request #")
    eve = stage.wait(lambda: stage.thread(" Eve"))
    sent = crowd.sends()
    crowd.all_write()
    stage.opal.writes("reply 0", channel=eve)
    crowd.cut(lambda: crowd.sends() >= sent + 5)

    crowd.all_write()  # nobody is there
    stage.opal.writes("reply 1", channel=eve)
    api.faults.next("POST /channels/*/messages", Fault.hang(after=True), times=3)
    sent = crowd.sends()
    stage.start()
    crowd.cut(lambda: crowd.sends() >= sent + 8)  # some arrived, and the answer never came

    stage.start()
    stage.until(lambda: len(stage.threads(stage.desk)) == 4 and not stage.waiting())
    ivy = stage.member("Ivy")
    api.faults.next("POST /channels/*/threads", Fault.hang(after=True), times=1)
    crowd.write(ivy, "/human")
    crowd.all_write()
    crowd.cut(lambda: stage.thread(" Ivy"))  # it was opened, and the answer never came

    stage.opal.writes("reply 2", channel=eve)
    stage.start()
    crowd.write(ivy, "Ivy's line 1")
    desk = stage.console("ben")
    check_askers(crowd, desk)
    check_waiters(crowd, desk, [*crowd.waiters, ivy])
    replies = [line["text"] for line in lines(desk, crowd.waiters[0]) if line["from"] == "operator"]
    assert replies == ["reply 0", "reply 1", "reply 2"]
    heard = [message.text for message in crowd.waiters[0].dm.from_bot if message.text.startswith("reply")]
    assert heard == replies


def check_askers(crowd: Crowd, desk: DeskClient) -> None:
    """Each question is there once and was answered once, in order."""
    for person in crowd.askers:
        asked = crowd.said[person.name]
        wanted = [ANSWERS[ASKED.index(text)] for text in asked]
        crowd.stage.until(lambda person=person, wanted=wanted: answers(person) == wanted)  # type: ignore[misc]
        assert [line["text"] for line in lines(desk, person) if line["from"] == "user"] == asked


def answers(person: Person) -> list[str]:
    """What the bot answered, by the words that tell one answer from another."""
    return [answer for message in person.dm.from_bot for answer in ANSWERS if answer in message.text]


def check_waiters(crowd: Crowd, desk: DeskClient, people: list[Person]) -> None:
    """Each line is there once and stands in the one thread, in order."""
    stage = crowd.stage
    for person in people:
        said = crowd.said[person.name]
        (post,) = [thread for thread in stage.threads(stage.desk) if thread.name.endswith(f" {person.name}")]
        stage.until(lambda post=post, said=said: relayed(post) == said[1:])  # type: ignore[misc]
        assert [line["text"] for line in lines(desk, person) if line["from"] == "user"] == said
        assert not post.archived


def relayed(post: Channel) -> list[str]:
    """The lines that the desk was shown."""
    said = [message.text for message in post.from_bot if not is_card(message)]
    return [line for text in said for line in re.findall(r"\w+'s line \d+", text)]


def lines(desk: DeskClient, person: Person) -> list[dict[str, Any]]:
    """The transcript of the one conversation of this person."""
    (row,) = [row for row in desk.get("?limit=500")["conversations"] if row.get("name") == person.name]
    found: list[dict[str, Any]] = desk.get(f"/{row['number']}")["messages"]
    return found
