"""What the line to Discord does to us: drops with and without a way back, restarts, refusals; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.discord import Stage, is_card, newest
from tests.kit.discord import DiscordApi, Fault, Person

ANSWER = "Open **Settings → Backup**"
QUESTION = "How do I back up my wallet?"


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with DiscordApi() as api:
        stage = Stage(town, tmp_path, api)
        yield stage
        assert api.token.rpartition(".")[2] not in stage.running.errors()


def crowd(stage: Stage) -> list[Person]:
    """Ten people who wait for a person, each in their own direct messages."""
    people = [stage.member(f"P{n}") for n in range(10)]
    for person in people:
        person.writes("/human")
        stage.hears(person, "request #")
    stage.wait(lambda: len(stage.threads(stage.desk)) == 10 or None)
    return people


def write_fifty(people: list[Person]) -> None:
    """Five lines of each, in turns."""
    for n in range(5):
        for person in people:
            person.writes(f"{person.name} says {n}")


def arrived(stage: Stage, person: Person) -> list[str]:
    """What stands of that in the person's thread at the desk, line by line."""
    post = stage.wait(lambda: stage.thread(f" {person.name}"))
    lines = [line for message in post.from_bot if not is_card(message) for line in message.text.splitlines()]
    return [line[line.index(f"{person.name} says") :] for line in lines if f"{person.name} says" in line]


def test_what_was_missed_while_the_session_was_lost_is_read_once_and_in_order(stage: Stage) -> None:
    stage.start()
    people = crowd(stage)
    ready = len(stage.api.identifies)
    with stage.api.offline(resume=False):
        write_fifty(people)
    stage.wait(lambda: len(stage.api.identifies) > ready or None)
    for person in people:
        person.writes(f"{person.name} says 5")
    wanted = {person.name: [f"{person.name} says {n}" for n in range(6)] for person in people}
    stage.until(lambda: {person.name: arrived(stage, person) for person in people} == wanted)
    assert len(stage.threads(stage.desk)) == 10


def test_a_session_that_can_be_resumed_is_resumed_and_nothing_is_read_twice(stage: Stage) -> None:
    stage.start()
    people = crowd(stage)
    identified = len(stage.api.identifies)
    stage.api.drop(resume=True)
    write_fifty(people)
    stage.wait(lambda: stage.api.resumes or None)
    wanted = {person.name: [f"{person.name} says {n}" for n in range(5)] for person in people}
    stage.until(lambda: {person.name: arrived(stage, person) for person in people} == wanted)
    assert len(stage.api.identifies) == identified


def test_buttons_from_before_a_restart_work_and_what_was_written_meanwhile_is_answered(stage: Stage) -> None:
    running = stage.start()
    stage.ada.writes(QUESTION)
    answer = stage.hears(stage.ada, ANSWER)
    bob = stage.member("Bob")
    bob.writes("/human")
    stage.hears(bob, "request #")
    post = stage.post(1002)
    stage.until(lambda: not stage.waiting())
    assert running.stop() == 0
    bob.writes("are you there?")
    stage.start()
    stage.sees(post, "are you there?")
    stage.ada.presses(answer, "No")
    stage.hears(stage.ada, "sorry that this did not help")
    stage.opal.presses(stage.card(post, "Waiting"), "Claim")
    stage.hears(bob, "Opal is here for you now")
    put = [call for call in stage.api.calls if call.method == "PUT" and call.path.endswith("/commands")]
    assert len(put) == len({call.path for call in put})  # once, not at each start


def test_limits_and_errors_of_the_platform_lose_and_double_nothing(stage: Stage) -> None:
    stage.start()
    api = stage.api
    stage.ada.writes("/human")
    post = stage.post()
    stage.opal.writes("one", channel=post)
    stage.hears(stage.ada, "one")
    api.faults.next("POST /channels/*/messages", Fault.too_many(0.5), times=2)
    stage.opal.writes("two", channel=post)
    stage.hears(stage.ada, "two")
    api.faults.next("POST /channels/*/messages", Fault.server_error(500), times=1)
    stage.opal.writes("three", channel=post)
    stage.hears(stage.ada, "three")
    api.faults.next("POST /channels/*/messages", Fault.reset_after(), times=1)
    stage.opal.writes("four", channel=post)
    stage.hears(stage.ada, "four")
    stage.opal.writes("five", channel=post)
    stage.hears(stage.ada, "five")
    said = [message.text for message in stage.ada.dm.from_bot]
    assert [text for text in said if text in {"one", "two", "three", "four", "five"}] == [
        "one", "two", "three", "four", "five",
    ]  # fmt: skip


def test_a_reply_that_cannot_arrive_is_told_with_the_reason_and_ways_around(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    post = stage.post()
    stage.opal.presses(stage.card(post, "Waiting"), "Claim")
    stage.hears(stage.ada, "Opal is here")
    stage.ada.closes_dms()
    stage.opal.writes("Which version?", channel=post)
    told = stage.sees(post, "direct messages")
    assert stage.ada.dm.find("Which version?") is None
    stage.opal.presses(told, "Mention in public")
    line = stage.sees(stage.help, f"<@{stage.ada.id}>")
    assert line.pings == [stage.ada]
    assert "Which version?" not in line.text
    stage.opal.presses(stage.sees(post, "direct messages"), "Private thread")
    (room,) = stage.wait(stage.rooms)
    stage.sees(room, "Which version?")
    stage.ada.writes("5.2", channel=room)
    stage.sees(post, "5.2")


def test_a_reply_to_somebody_who_left_is_told_and_arrives_when_they_are_back(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    post = stage.post()
    stage.opal.presses(stage.card(post, "Waiting"), "Claim")
    stage.hears(stage.ada, "Opal is here")
    stage.ada.leaves(stage.guild)
    stage.opal.writes("Which version?", channel=post)
    told = stage.sees(post, "no server")
    stage.ada.joins(stage.guild)
    stage.opal.presses(told, "Try again")
    stage.hears(stage.ada, "Which version?")


def test_a_token_that_is_refused_and_a_missing_intent_are_told_in_plain_words(stage: Stage) -> None:
    stage.api.privileged(False)
    stage.start()
    assert "Message Content" in stage.state()["why"]
    stage.ada.writes(QUESTION)
    stage.hears(stage.ada, ANSWER)  # direct messages are ours to read all the same
    stage.ada.writes("/human")
    post = stage.post()
    done = stage.opal.uses("reply", channel=post, text="Hello Ada")
    stage.hears(stage.ada, "Hello Ada")
    stage.wait(lambda: done.shown)
    stage.api.revoke_token()
    stage.api.drop(resume=False)
    stage.until(lambda: (now := stage.state())["state"] == "down" and "token" in now["why"])
    assert "Open **Settings" in stage.town.visitor(stage.running).ask(QUESTION)
    assert newest(stage.ada.dm.from_bot, ANSWER) is not None
