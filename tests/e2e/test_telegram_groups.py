"""In a group the bot helps whom it can and is silent otherwise; what is private stays private."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import Stage
from tests.kit.telegram import BotApi, Group

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with BotApi(privacy=False) as api:
        yield Stage(town, tmp_path, api, settings={"rates": "off"})


@pytest.fixture
def group(stage: Stage) -> Group:
    group = stage.api.group("Community", [stage.ada, stage.opal], bot="administrator")
    stage.settings["groups"] = [{"chat": group.id}]
    stage.start()
    return group


def test_a_mention_is_answered_and_what_is_unclear_is_not(stage: Stage, group: Group) -> None:
    asked = stage.ada.writes("@frontdesk_bot How do I back up my wallet?", chat=group)
    answer = stage.wait(lambda: group.find("Open Settings → Backup"))
    assert answer.reply_to is asked
    assert answer.labels == []
    stage.ada.writes("@frontdesk_bot please dim the lights", chat=group)
    stage.ada.writes("nice weather today", chat=group)
    stage.ada.writes("why are fees so high?", chat=group)  # it is listed, ends as a question does, and the FAQ knows
    stage.wait(lambda: group.find("Miners are paid") or group.find("fee"))
    assert len(group.from_bot) <= 2
    assert stage.desk.topics == []


def test_asking_for_a_person_leads_to_the_private_chat_with_the_question(stage: Stage, group: Group) -> None:
    stage.ada.writes("@frontdesk_bot why does my screen stay black?", chat=group)
    stage.ada.writes("/human@frontdesk_bot", chat=group)
    pointer = stage.wait(lambda: group.find("never write"))
    (button,) = pointer.buttons
    assert button.url is not None
    code = parse_qs(urlparse(button.url).query)["start"][0]
    assert code.startswith("h_")
    assert stage.desk.topics == []
    stage.ada.starts(code)
    stage.hears(stage.ada, "in the queue for a person")
    topic = stage.wait(lambda: stage.desk.find_topic("Ada"))
    stage.sees(topic, "why does my screen stay black?")


def test_a_secret_in_public_disappears_and_is_neither_answered_nor_kept(stage: Stage, group: Group) -> None:
    stage.ada.writes(PHRASE, chat=group)
    stage.wait(lambda: group.find("never write"))
    stage.wait(lambda: group.find("sausage") is None)
    assert stage.desk.topics == []
    for path in stage.folder.glob("frontdesk.db*"):
        if path.is_file():
            assert b"sausage" not in path.read_bytes()


def test_an_operator_answers_a_member_with_an_entry(stage: Stage, group: Group) -> None:
    question = stage.ada.writes("hm, where do those words hide", chat=group)
    stage.opal.writes("/faq backup", reply_to=question)
    answer = stage.wait(lambda: group.find("Open Settings → Backup"))
    assert answer.reply_to is question
    stage.ada.writes("/faq backup", reply_to=question)  # no operator: nothing
    stage.ada.writes("@frontdesk_bot How do I back up my wallet?", chat=group)
    stage.wait(lambda: len(group.from_bot) == 2)
