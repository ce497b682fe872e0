"""What can happen to a topic, to a user and to a message on the way: the desk copes, and operators are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import QUICK, Stage
from tests.kit.telegram import BotApi


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with BotApi() as api:
        yield Stage(town, tmp_path, api, settings=dict(QUICK))


def test_a_topic_that_somebody_deleted_is_opened_again_and_nothing_is_lost(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    first = stage.topic()
    stage.ada.writes("my screen stays black")
    stage.sees(first, "my screen stays black")
    stage.desk.delete_topic(first)
    stage.ada.writes("are you there?")
    second = stage.topic()
    assert second is not first
    stage.sees(second, "are you there?")
    stage.card(second, "Waiting")
    stage.opal.writes("Yes!", topic=second)
    stage.hears(stage.ada, "Yes!")
    assert len(stage.desk.topics) == 1


def test_an_operator_hears_why_a_reply_did_not_arrive_and_can_send_it_again(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    stage.ada.blocks_bot()
    stage.opal.writes("Hello Ada", topic=topic)
    told = stage.sees(topic, "blocked")
    assert "Hello Ada" not in stage.ada.chat.texts
    assert told.labels == ["Try again", "Resolve"]
    stage.ada.unblocks_bot()
    stage.opal.presses(told, "Try again")
    stage.hears(stage.ada, "Hello Ada")


def test_an_operator_takes_a_message_back(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    mistake = stage.opal.writes("meant for somebody else", topic=topic)
    stage.hears(stage.ada, "meant for somebody else")
    stage.opal.writes("/delete", reply_to=mistake)
    stage.wait(lambda: stage.ada.chat.find("meant for somebody else") is None)


def test_emoji_travel_in_both_directions(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    stage.ada.writes("my screen stays black")
    line = stage.sees(topic, "my screen stays black")
    stage.ada.writes("since this morning")
    stage.sees(topic, "since this morning")  # so the line before it is written down as sent
    stage.opal.reacts(line, "👀")
    mine = stage.ada.chat.find("my screen stays black")
    assert mine is not None
    stage.wait(lambda: ["👀"] in mine.reactions.values())
    stage.opal.writes("Try version 5.3", topic=topic)
    answer = stage.hears(stage.ada, "Try version 5.3")
    stage.opal.writes("and start it again", topic=topic)
    stage.hears(stage.ada, "and start it again")
    stage.ada.reacts(answer, "👍")
    theirs = topic.find("Try version 5.3")
    assert theirs is not None
    stage.wait(lambda: ["👍"] in theirs.reactions.values())


def test_an_album_arrives_as_one(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    stage.ada.sends_album(caption="three of my screens")
    first = stage.sees(topic, "three of my screens")
    group = first.body["media_group_id"]
    assert len([message for message in topic.messages if message.body.get("media_group_id") == group]) == 2


def test_two_desk_groups_show_the_same_and_an_anonymous_admin_hears_why_nothing_happens(stage: Stage) -> None:
    second = stage.api.forum("Second desk", [stage.opal], [stage.lea])
    stage.settings["desk_chats"] = [stage.desk.id, second.id]
    stage.start()
    stage.ada.writes("/human")
    here = stage.topic()
    there = stage.wait(lambda: second.find_topic("#1001 "))
    stage.opal.writes("Hello Ada", topic=here)
    stage.hears(stage.ada, "Hello Ada")
    assert "Opal" in stage.sees(there, "Hello Ada").text
    stage.desk.anonymous_admin_writes("/resolve", topic=here)
    stage.sees(here, "anonymous")
    assert not here.closed


def test_the_first_words_to_the_bot_come_by_a_link_and_its_topics_by_buttons(stage: Stage) -> None:
    stage.start()
    stage.ada.starts("backup")
    stage.hears(stage.ada, "Open Settings → Backup")
    bob = stage.api.user("鲍勃", language="zh-hans")
    bob.starts()
    welcome = stage.hears(bob, "您好")
    assert welcome.labels
    stage.ada.writes("/language zh")
    stage.hears(stage.ada, "中文")
    assert stage.wait(lambda: any(language == "zh" for _, language in stage.api.commands))
