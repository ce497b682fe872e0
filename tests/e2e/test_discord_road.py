"""The whole road of a conversation on Discord, with the shipped process: from a direct message to the rating."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.discord import Stage
from tests.kit.discord import Channel, DiscordApi
from tests.kit.telegram import png


@pytest.fixture(params=["forum", "text"])
def stage(town: Town, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    with DiscordApi() as api:
        yield Stage(town, tmp_path, api, desk_kind=request.param)


def test_from_a_question_to_a_person_and_the_rating(stage: Stage) -> None:
    stage.start()
    post = a_person_is_asked_for(stage)
    claimed(stage, post)
    talk(stage, post)
    stage.opal.presses(stage.card(post, "With Opal"), "Resolve")
    rated(stage)
    stage.wait(lambda: post.archived)
    assert post.name == "#1001 Ada"
    stage.ada.writes("dim the lights please")
    stage.ada.writes("/human")
    stage.wait(lambda: not post.archived)
    stage.card(post, "Waiting")
    assert [thread.name for thread in stage.threads(stage.desk)] == ["#1001 Ada"]
    assert not [call for call in stage.api.calls if call.method == "PATCH" and "name" in (call.json or {})]


def a_person_is_asked_for(stage: Stage) -> Channel:
    """Question, answer, did this help, no, a person."""
    stage.ada.writes("How do I back up my wallet?")
    answer = stage.hears(stage.ada, "Open **Settings → Backup** in Example Wallet.")
    assert answer.labels[:3] == ["Yes, that helped", "No", "Talk to a person"]
    stage.ada.presses(answer, "No")
    stage.ada.presses(stage.hears(stage.ada, "sorry that this did not help"), "Talk to a person")
    stage.hears(stage.ada, "request #1001, position 1")
    return stage.post()


def claimed(stage: Stage, post: Channel) -> None:
    """By the button on the card; the forum shows it by a tag."""
    card = stage.card(post, "Asked: How do I back up my wallet?")
    assert card.labels == ["Claim", "Resolve", "Transfer", "History"]
    if stage.desk_kind == "forum":
        stage.wait(lambda: any("waiting" in tag.lower() for tag in post.tag_names))
    press = stage.opal.presses(card, "Claim")
    stage.hears(stage.ada, "Opal is here for you now")
    stage.card(post, "With Opal")
    assert press.acknowledged_after is not None
    assert press.acknowledged_after < 3
    if stage.desk_kind == "forum":
        stage.wait(lambda: not any("waiting" in tag.lower() for tag in post.tag_names))


def talk(stage: Stage, post: Channel) -> None:
    """Words, pictures, edits, deletions and emoji, in both directions."""
    asked = stage.opal.writes("Hello Ada, which version is it?", channel=post)
    question = stage.hears(stage.ada, "which version is it?")
    stage.opal.writes("Take your time.", channel=post)
    later = stage.hears(stage.ada, "Take your time.")  # so the question before it is written down as sent
    said = stage.ada.writes("5.2, see here", reply_to=question)
    line = stage.sees(post, "5.2, see here")
    assert line.reply_to is asked
    stage.ada.writes("my screen", files=[("screen.png", "image/png", png())])
    assert stage.sees(post, "my screen").files[0].content == png()
    stage.opal.writes("press this", channel=post, files=[("press.png", "image/png", png(80, 60))])
    assert stage.hears(stage.ada, "press this").files[0].content == png(80, 60)
    stage.opal.edits(asked, "Hello Ada, which version of the app is it?")
    stage.wait(lambda: question.text == "Hello Ada, which version of the app is it?")
    stage.ada.edits(said, "5.3, see here")
    assert "5.2, see here" in stage.sees(post, "5.3, see here").text  # both versions
    stage.opal.reacts(stage.sees(post, "my screen"), "👍")
    stage.wait(lambda: any("👍" in message.reactions for message in stage.ada.dm.messages))
    stage.opal.deletes(next(message for message in post.messages if message.text == "Take your time."))
    stage.wait(lambda: later.deleted)
    gone = stage.ada.writes("I should not have said this")
    stage.sees(post, "I should not have said this")
    stage.ada.writes("never mind")
    stage.sees(post, "never mind")
    stage.ada.deletes(gone)
    stage.sees(post, "[deleted by the user]")


def rated(stage: Stage) -> None:
    """By a button, with a comment in the form that opens."""
    question = stage.hears(stage.ada, "is resolved. How did we do")
    press = stage.ada.presses(question, "4")
    stage.wait(lambda: press.modal)
    stage.ada.submits(press, comment="quick and kind")
    ben = stage.console("ben")
    stage.until(lambda: "quick and kind" in str(ben.get("/1001")["messages"]))


def test_an_operator_in_the_thread_and_one_at_the_console_share_a_conversation(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    post = stage.post()
    ben = stage.console("ben")
    assert ben.act(1001, "reply", text="Hello from the **console**").status_code == 200
    stage.hears(stage.ada, "Hello from the **console**")
    assert "ben" in stage.sees(post, "Hello from the **console**").text
    stage.card(post, "With ben")

    stage.opal.writes("Hello from the thread", channel=post)
    refusal = stage.sees(post, "ben has it")
    assert refusal.reply_to is not None
    assert stage.ada.dm.find("Hello from the thread") is None
    claim = stage.opal.presses(stage.card(post, "With ben"), "Claim")
    stage.wait(lambda: [said for said in claim.shown if "ben has it" in said.text])

    order = stage.lea.uses("claim", channel=post)  # whoever manages threads is a lead
    stage.wait(lambda: order.shown)
    assert all(said.ephemeral for said in order.shown)
    stage.card(post, "With Lea")
    stage.lea.uses("note", channel=post, text="only for us")
    stage.lea.writes("I am here now", channel=post)
    stage.hears(stage.ada, "I am here now")
    assert stage.ada.dm.find("only for us") is None
    whole = stage.until(lambda: found if (found := ben.get("/1001"))["notes"] else None)
    assert [note["text"] for note in whole["notes"]] == ["only for us"]
    last = whole["messages"][-1]
    assert (last["from"], last["name"], last["text"]) == ("operator", "Lea", "I am here now")
