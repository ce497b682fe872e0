"""What Telegram, the network or the group's administrators take away: it is told in plain words, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import QUICK, Stage
from tests.kit.telegram import BotApi, Fault

ANSWER = "Open Settings → Backup"
QUESTION = "How do I back up my wallet?"


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with BotApi() as api:
        stage = Stage(town, tmp_path, api, settings=dict(QUICK))
        yield stage
        assert api.token.partition(":")[2] not in stage.running.errors()


def why(stage: Stage, words: str) -> str:
    """What `/readyz` says once these words are in it."""
    return stage.until(lambda: found if words in (found := stage.state().get("why", "")) else None)


def test_a_poison_update_stops_nobody_and_goes_to_people_where_somebody_wrote_it(stage: Stage) -> None:
    stage.start()
    ada, bob, api = stage.ada, stage.api.user("Bob"), stage.api
    ada.starts()
    stage.hears(ada, "Ask me anything about")
    private, sender = {"id": ada.id, "type": "private"}, {"id": ada.id, "is_bot": False, "first_name": "Ada"}
    desk = {"id": stage.desk.id, "type": "supergroup"}
    for update in (
        {},
        {"message": None},
        {"message": "hello"},
        {"message": {}},
        {"message": {"chat": {"type": "private"}, "from": sender, "text": "from nowhere"}},
        {"message": {"chat": {"id": "x", "type": "private"}, "from": sender, "text": "from nowhere"}},
        {"callback_query": [1]},
        {"edited_message": {"chat": 5, "text": "x"}},
        {"message_reaction": {"chat": desk}},
        {"my_chat_member": {"chat": desk, "new_chat_member": 7}},
        {"message": {"message_id": 7, "chat": desk, "from": {"first_name": "Nobody"}, "text": "/claim", "date": 1}},
        {"a_new_kind": {"chat": private}},
        {"message": {"message_id": 900, "date": 1, "chat": private, "from": sender, "text": {"not": "text"}}},
    ):
        api.inject(update)
    bob.writes(QUESTION)
    stage.hears(bob, ANSWER)
    topic = stage.wait(lambda: stage.desk.find_topic("Ada"))
    stage.hears(ada, "could not read your last message")
    stage.wait(lambda: not api.pending)
    assert stage.state() == {"state": "up"}
    assert len(api.calls_of("getUpdates")) < 10
    assert "set aside" in stage.running.errors()
    ada.writes("I wrote something odd")
    stage.sees(topic, "I wrote something odd")
    assert [topic.name for topic in stage.desk.topics] == [topic.name]


def test_what_has_no_number_goes_to_people_all_the_same(stage: Stage) -> None:
    """It cannot be known again; two of them are two."""
    stage.start()
    stage.ada.starts()
    stage.hears(stage.ada, "Ask me anything about")
    chat, sender = {"id": stage.ada.id, "type": "private"}, {"id": stage.ada.id, "first_name": "Ada"}
    for text in ("the first one", "the second one"):
        stage.api.inject({"message": {"chat": chat, "from": sender, "text": text}})
    topic = stage.topic()
    stage.sees(topic, "the first one")
    stage.sees(topic, "the second one")


def test_a_revoked_token_is_told_and_the_rest_goes_on_until_there_is_a_good_one(stage: Stage) -> None:
    running = stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    ben = stage.console("ben")
    stage.api.revoke_token()
    stage.opal.writes("Hello Ada", topic=topic)
    assert "@BotFather" in why(stage, "token was refused")
    assert ben.act(1001, "note", text="a note").status_code == 200
    assert "Open **Settings" in stage.town.visitor(running).ask(QUESTION)
    assert stage.town.client().get(f"{running.base}/readyz").status_code == 200
    stage.ada.writes("are you there?")
    stage.api.restore_token()
    running.kill()
    stage.start()
    stage.hears(stage.ada, "Hello Ada")
    stage.sees(topic, "are you there?")
    assert stage.state() == {"state": "up"}
    assert "the token was refused" in stage.running.errors()


def test_a_second_poller_is_told(stage: Stage) -> None:
    stage.start()
    taken = Fault.refused(409, "Conflict: terminated by other getUpdates request; make sure that only one runs")
    order = stage.api.faults.always("getUpdates", taken)
    stage.ada.writes(QUESTION)
    assert why(stage, "another program polls with this token").endswith("stop it")
    stage.api.faults.clear(order)
    stage.until(lambda: stage.state() == {"state": "up"})
    assert "Telegram is back after" in stage.running.errors()


def test_what_is_written_while_the_network_is_down_is_answered_afterwards(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    bob = stage.api.user("Bob")
    with stage.api.outage():
        why(stage, "it goes on by itself")
        bob.writes(QUESTION)
        stage.ada.writes("are you there?")
        stage.opal.writes("I am here", topic=topic)
    stage.hears(bob, ANSWER)
    stage.hears(stage.ada, "I am here")
    stage.sees(topic, "are you there?")
    assert len([text for text in bob.chat.texts if ANSWER in text]) == 1
    stage.until(lambda: stage.state() == {"state": "up"})
