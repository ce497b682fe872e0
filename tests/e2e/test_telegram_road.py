"""The whole road of a conversation on Telegram, with the shipped process: from the question to the second resolve."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import QUICK, Stage
from tests.kit.telegram import BotApi, Topic, png


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with BotApi() as api:
        yield Stage(town, tmp_path, api, settings=dict(QUICK))


def test_from_a_question_to_a_person_and_back_again(stage: Stage) -> None:
    stage.start()
    stage.ada.starts()
    stage.hears(stage.ada, "Ask me anything about")
    assert stage.desk.topics == []  # nobody's work yet
    topic = a_person_is_asked_for(stage)
    claimed(stage, topic)
    talk(stage, topic)
    stage.opal.presses(stage.card(topic, "With Opal"), "Resolve")
    stage.hears(stage.ada, "is resolved. How did we do")
    stage.wait(lambda: topic.closed)
    stage.ada.writes("dim the lights please")
    stage.ada.writes("/human")
    stage.wait(lambda: not topic.closed)
    stage.card(topic, "Waiting")
    assert [found.name for found in stage.desk.topics] == ["#1001 Ada"]


def a_person_is_asked_for(stage: Stage) -> Topic:
    """Question, answer, did this help, no, a person."""
    stage.ada.writes("How do I back up my wallet?")
    answer = stage.hears(stage.ada, "Open Settings → Backup in Example Wallet.")
    assert answer.labels[:3] == ["Yes, that helped", "No", "Talk to a person"]
    assert [entity["type"] for entity in answer.entities] == ["bold"]
    stage.ada.presses(answer, "No")
    stage.ada.presses(stage.hears(stage.ada, "sorry that this did not help"), "Talk to a person")
    stage.hears(stage.ada, "request #1001, position 1")
    topic = stage.topic()
    assert topic.name == "#1001 Ada"
    return topic


def claimed(stage: Stage, topic: Topic) -> None:
    """By the button on the card."""
    card = stage.card(topic, "Asked: How do I back up my wallet?")
    assert card.labels == ["Claim", "Resolve", "Transfer", "History"]
    waiting = stage.wait(lambda: topic.icon)
    stage.opal.presses(card, "Claim")
    stage.hears(stage.ada, "Opal is here for you now")
    stage.card(topic, "With Opal")
    stage.wait(lambda: topic.icon not in ("", waiting))


def talk(stage: Stage, topic: Topic) -> None:
    """Words, pictures and edits, in both directions."""
    asked = stage.opal.writes("Hello Ada, which version is it?", topic=topic)
    question = stage.hears(stage.ada, "which version is it?")
    stage.opal.writes("Take your time.", topic=topic)
    stage.hears(stage.ada, "Take your time.")  # so the question before it is written down as sent
    said = stage.ada.writes("5.2, see here", reply_to=question)
    line = stage.sees(topic, "5.2, see here")
    assert line.reply_to is asked
    stage.ada.sends_photo(png(), caption="my screen")
    assert stage.sees(topic, "my screen").file.content == png()
    stage.opal.sends_photo(png(80, 60), caption="press this", topic=topic)
    assert stage.hears(stage.ada, "press this").file.content == png(80, 60)
    stage.opal.edits(asked, "Hello Ada, which version of the app is it?")
    stage.wait(lambda: question.text == "Hello Ada, which version of the app is it?")
    stage.ada.edits(said, "5.3, see here")
    assert "5.2, see here" in stage.sees(topic, "5.3, see here").text  # both versions


def test_an_operator_in_the_topic_and_one_at_the_console_share_a_conversation(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    ben = stage.console("ben")
    assert ben.act(1001, "reply", text="Hello from the **console**").status_code == 200
    stage.hears(stage.ada, "Hello from the console")
    mirrored = stage.sees(topic, "Hello from the console")
    assert "ben" in mirrored.text
    stage.card(topic, "With ben")

    stage.opal.writes("Hello from the topic", topic=topic)
    refusal = stage.sees(topic, "ben has it")
    assert stage.ada.chat.find("Hello from the topic") is None
    assert refusal.reply_to is not None
    claim = stage.opal.presses(stage.card(topic, "With ben"), "Claim")
    stage.wait(lambda: claim.answer)
    assert "ben has it" in str(claim.answer)

    stage.lea.writes("/claim", topic=topic)  # an admin of the group is a lead
    stage.card(topic, "With Lea")
    stage.lea.writes("/note only for us", topic=topic)
    stage.lea.writes("I am here now", topic=topic)
    stage.hears(stage.ada, "I am here now")
    assert stage.ada.chat.find("only for us") is None
    whole = ben.get("/1001")
    assert [(line["from"], line.get("name"), line["text"]) for line in whole["messages"]][-1] == (
        "operator", "Lea", "I am here now",
    )  # fmt: skip
    assert [note["text"] for note in whole["notes"]] == ["only for us"]
