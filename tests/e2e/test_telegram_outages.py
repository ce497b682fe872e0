"""What Telegram, the network or a group's administrators take away is told in plain words, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import QUICK, Stage
from tests.kit.telegram import BotApi, Fault
from tests.kit.telegram.shapes import user_json

ANSWER = "Open Settings → Backup"
QUESTION = "How do I back up my wallet?"


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with BotApi() as api:
        stage = Stage(town, tmp_path, api, settings=dict(QUICK))
        yield stage
        assert api.token.partition(":")[2] not in stage.running.errors()


def poison(person: int, desk: int) -> list[dict[str, Any]]:
    """Updates that make no sense; of those that a person could have written in private, the last one."""
    private, sender = {"id": person, "type": "private"}, {"id": person, "is_bot": False, "first_name": "Ada"}
    group = {"id": desk, "type": "supergroup"}
    return [
        {},
        {"message": None},
        {"message": "hello"},
        {"message": {}},
        {"message": {"chat": {"type": "private"}, "from": sender, "text": "from nowhere"}},
        {"message": {"chat": {"id": "x", "type": "private"}, "from": sender, "text": "from nowhere"}},
        {"callback_query": [1]},
        {"edited_message": {"chat": 5, "text": "x"}},
        {"message_reaction": {"chat": group}},
        {"my_chat_member": {"chat": group, "new_chat_member": 7}},
        {"message": {"message_id": 7, "chat": group, "from": {"first_name": "Nobody"}, "text": "/claim", "date": 1}},
        {"a_new_kind": {"chat": private}},
        {"message": {"message_id": 900, "date": 1, "chat": private, "from": sender, "text": {"not": "text"}}},
    ]


def why(stage: Stage, words: str) -> str:
    """What `/readyz` says once these words are in it."""
    return stage.until(lambda: found if words in (found := stage.state().get("why", "")) else None)


def test_a_poison_update_stops_nobody_and_goes_to_people_where_somebody_wrote_it(stage: Stage) -> None:
    stage.start()
    api, ada, bob, cleo = stage.api, stage.ada, stage.api.user("Bob"), stage.api.user("Cleo")
    cleo.starts()
    ada.starts()
    stage.hears(ada, "Ask me anything about")
    for update in poison(ada.id, stage.desk.id):
        api.inject(update)
    for text in ("the first one", "the second one"):  # without a number it cannot be known again: two are two
        api.inject({"message": {"chat": {"id": cleo.id, "type": "private"}, "from": user_json(cleo), "text": text}})
    bob.writes(QUESTION)
    stage.hears(bob, ANSWER)
    topic = stage.wait(lambda: stage.desk.find_topic("Ada"))
    stage.hears(ada, "could not read your last message")
    other = stage.wait(lambda: stage.desk.find_topic("Cleo"))
    stage.card(other, "Asked: the first one")
    stage.sees(other, "the second one")
    stage.wait(lambda: not api.pending)
    assert stage.state() == {"state": "up"}
    assert len(api.calls_of("getUpdates")) < len(api.updates) + 10  # it does not ask for them again and again
    assert "set aside" in stage.running.errors()
    ada.writes("I wrote something odd")
    stage.sees(topic, "I wrote something odd")
    assert len(stage.desk.topics) == 2


def test_a_revoked_token_is_told_and_the_rest_goes_on_until_there_is_a_good_one(stage: Stage) -> None:
    running = stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    ben = stage.console("ben")
    stage.api.revoke_token()
    stage.opal.writes("Hello Ada", topic=topic)
    bob = stage.api.user("Bob")
    bob.writes(QUESTION)
    assert "@BotFather" in why(stage, "token was refused")
    assert ben.act(1001, "note", text="a note").status_code == 200
    assert "Open **Settings" in stage.town.visitor(running).ask(QUESTION)
    assert stage.town.client().get(f"{running.base}/readyz").status_code == 200
    stage.ada.writes("are you there?")
    stage.api.restore_token()
    running.kill()
    stage.start()
    stage.hears(stage.ada, "Hello Ada")
    stage.hears(bob, ANSWER)
    stage.sees(topic, "are you there?")
    assert stage.state() == {"state": "up"}
    assert "the token was refused" in stage.running.errors()


def test_another_poller_and_a_broken_line_are_told_and_what_was_written_meanwhile_is_answered(stage: Stage) -> None:
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
    assert stage.until(lambda: stage.state() == {"state": "up"})
    assert "Telegram is back after" in stage.running.errors()

    taken = Fault.refused(409, "Conflict: terminated by other getUpdates request; make sure that only one runs")
    order = stage.api.faults.always("getUpdates", taken)
    bob.writes("Why are the fees so high?")
    assert why(stage, "another program polls with this token").endswith("stop it")
    stage.api.faults.clear(order)
    stage.hears(bob, "Fees go to the network")
    assert stage.until(lambda: stage.state() == {"state": "up"})


def test_a_right_that_is_taken_away_is_told_and_what_had_to_wait_for_it_comes_with_it(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    bob = stage.api.user("Bob")
    stage.api.set_rights(stage.desk, can_manage_topics=False)
    assert "Give the bot the right 'Manage topics'" in why(stage, str(stage.desk.id))
    bob.writes("/human")
    bob.writes("my screen stays black")
    stage.wait(lambda: stage.api.calls_of("createForumTopic")[-1].status == 400)
    stage.ada.writes("are you there?")
    stage.sees(topic, "are you there?")  # what stands already goes on
    stage.api.set_rights(stage.desk, can_manage_topics=True)
    new = stage.wait(lambda: stage.desk.find_topic("Bob"))
    stage.sees(new, "my screen stays black")
    assert stage.until(lambda: stage.state() == {"state": "up"})
    assert f"desk {stage.desk.id}: Give the bot the right 'Manage topics'" in stage.running.errors()


def test_a_bot_that_was_thrown_out_of_the_desk_says_so_and_brings_everything_when_it_is_back(stage: Stage) -> None:
    stage.start()
    stage.ada.writes("/human")
    topic = stage.topic()
    stage.api.remove_bot(stage.desk)
    assert "Add it there" in why(stage, "The bot is not in the desk group")
    stage.ada.writes("my screen stays black")
    bob = stage.api.user("Bob")
    bob.writes("/human")
    stage.hears(bob, "in the queue for a person")
    bob.writes("nothing works")
    stage.wait(lambda: stage.api.calls_of("sendMessage", stage.desk)[-1].status == 403)
    stage.api.member_status(stage.api.bot, stage.desk, "administrator")
    stage.sees(topic, "my screen stays black")
    stage.sees(stage.wait(lambda: stage.desk.find_topic("Bob")), "nothing works")
    assert stage.until(lambda: stage.state() == {"state": "up"})
    assert len(stage.desk.topics) == 2
