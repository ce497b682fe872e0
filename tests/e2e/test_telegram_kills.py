"""A power cut in the middle of everything, three times: what was accepted is there once, and who waits is served."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import Stage
from tests.kit.clients import DeskClient
from tests.kit.telegram import BotApi, Call, Fault, Person, Topic

ASKED = ("How do I back up my wallet?", "Why are the fees so high?", "My transaction is stuck")
ANSWERS = ("Open Settings → Backup", "Fees go to the network", "Wait, or replace it")
ENTRIES = ("backup", "fees", "pending")


@dataclass
class Crowd:
    """Some ask the bot, some wait with people. Nobody asks the same twice in a row: it would look like a repeat."""

    stage: Stage
    said: dict[Person, list[str]] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    """How many calls Telegram had seen at each kill."""

    def __post_init__(self) -> None:
        self.askers = [self.stage.api.user(name) for name in ("Amy", "Bob", "Cleo", "Dan")]
        self.waiters = [self.stage.api.user(name) for name in ("Eve", "Finn", "Gus", "Hana")]
        self.said = {person: [] for person in (*self.askers, *self.waiters)}

    def write(self, person: Person, text: str) -> None:
        """One message."""
        self.said.setdefault(person, []).append(text)
        person.writes(text)

    def all_write(self) -> None:
        """Two messages of everybody."""
        for _ in range(2):
            for person in self.askers:
                self.write(person, ASKED[len(self.said[person]) % 3])
            for person in self.waiters:
                self.write(person, f"{person.first_name}'s line {len(self.said[person])}")

    def cut(self, moment: Callable[[], object]) -> None:
        """Kills the process as soon as Telegram has seen this. What it had sent by then has been taken after it."""
        self.stage.wait(lambda: moment() or None)
        self.stage.running.kill()
        self.stage.http.get(
            f"{self.stage.api.base}/bot{self.stage.api.token}/getMyName"
        )  # stands behind all that was sent
        self.cuts.append(len(self.stage.api.calls))

    def fetched(self) -> int:
        """How often it was given updates."""
        return sum(bool(call.result) for call in self.stage.api.calls_of("getUpdates"))

    def lived(self, call: Call) -> int:
        """The life of the process in which it called."""
        return bisect(self.cuts, call.number - 1)

    def once(self, calls: list[Call], about: Callable[[str], list[str]]) -> list[str]:
        """What was said to somebody, in order. Only what a kill caught in the middle may stand there twice."""
        said: list[str] = []
        before: tuple[list[str], Call] | None = None
        for call in calls:
            found = about(str(call.params["text"]))
            if call.result is None or not found:
                continue
            if before is not None and found == before[0]:
                assert self.lived(call) > self.lived(before[1]), f"twice in one life: {call}"
            else:
                said += found
            before = found, call
        return said


@pytest.fixture
def crowd(town: Town, tmp_path: Path) -> Iterator[Crowd]:
    with BotApi() as api:
        crowd = Crowd(Stage(town, tmp_path, api, settings={"rates": "off"}))
        yield crowd
        assert api.token.partition(":")[2] not in crowd.stage.running.errors()


def test_three_power_cuts_lose_nothing_and_repeat_only_what_was_on_its_way(crowd: Crowd) -> None:
    stage, api = crowd.stage, crowd.stage.api
    api.faults.next("pinChatMessage", Fault.hang())
    stage.start()
    for person in crowd.waiters:
        crowd.write(person, "/human")
    topic = stage.wait(lambda: stage.desk.find_topic("Eve"))
    crowd.all_write()
    replies = [f"reply {n}" for n in range(3)]
    stage.opal.writes(replies[0], topic=topic)
    crowd.cut(lambda: len(api.calls_of("sendMessage")) >= 17)

    crowd.all_write()  # nobody is there
    stage.opal.writes(replies[1], topic=topic)
    ivy = api.user("Ivy")
    crowd.write(ivy, "/human")
    api.faults.next("createForumTopic", Fault.hang(after=True), times=1)
    stage.start()
    crowd.cut(lambda: stage.desk.find_topic("Ivy"))  # it was opened, and the answer never came

    stage.start()
    crowd.write(ivy, "Ivy's line 1")
    fetched = crowd.fetched()
    crowd.all_write()
    crowd.cut(lambda: crowd.fetched() >= fetched + 2)  # it has them, and may have kept them; they are not confirmed

    stage.opal.writes(replies[2], topic=topic)
    api.faults.next("createForumTopic", Fault.reset_after())
    jack = api.user("Jack")
    crowd.write(jack, "/human")
    crowd.write(jack, "Jack's line 1")
    stage.start()
    stage.until(lambda: not api.pending and not stage.waiting() and len(stage.desk.topics) == 6)
    desk = stage.console("ben")
    check_askers(crowd, desk)
    check_waiters(crowd, desk)
    eve = crowd.waiters[0]
    assert crowd.once(api.calls_of("sendMessage", eve), lambda text: re.findall(r"reply \d", text)) == replies
    assert [line["text"] for line in lines(desk, eve) if line["from"] == "operator"] == replies


def check_askers(crowd: Crowd, desk: DeskClient) -> None:
    """Each question is there once, was answered once, and the answer arrived, in order."""
    for person in crowd.askers:
        asked, transcript = crowd.said[person], lines(desk, person)
        kinds = [ASKED.index(text) for text in asked]
        assert [line["text"] for line in transcript if line["from"] == "user"] == asked
        assert [line["entry"] for line in transcript if "entry" in line] == [ENTRIES[kind] for kind in kinds]
        sent = crowd.stage.api.calls_of("sendMessage", person)
        answers = crowd.once(sent, lambda text: [answer for answer in ANSWERS if answer in text])
        assert answers == [ANSWERS[kind] for kind in kinds]


def check_waiters(crowd: Crowd, desk: DeskClient) -> None:
    """Each line is there once and stands in the one topic, in order."""
    for person in crowd.said.keys() - set(crowd.askers):
        said = crowd.said[person]
        assert [line["text"] for line in lines(desk, person) if line["from"] == "user"] == said
        (topic,) = [topic for topic in crowd.stage.desk.topics if topic.name.endswith(f" {person.first_name}")]
        assert not topic.closed
        assert any(message.pinned for message in topic.messages)
        relayed = crowd.once(sent_to(crowd, topic), lambda text: re.findall(r"\w+'s line \d+", text))
        assert relayed == said[1:]


def sent_to(crowd: Crowd, topic: Topic) -> list[Call]:
    """What was sent to this topic but for its card."""
    calls = crowd.stage.api.calls_of("sendMessage", crowd.stage.desk)
    return [
        call
        for call in calls
        if "reply_markup" not in call.params and str(call.params.get("message_thread_id")) == str(topic.id)
    ]


def lines(desk: DeskClient, person: Person) -> list[dict[str, Any]]:
    """The transcript of the one conversation of this person."""
    (row,) = [row for row in desk.get("?limit=500")["conversations"] if row.get("name") == person.first_name]
    found: list[dict[str, Any]] = desk.get(f"/{row['number']}")["messages"]
    return found
