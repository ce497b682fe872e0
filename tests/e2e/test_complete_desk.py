"""The whole desk on both platforms at once: who gets it, what users are told, and what happens afterwards."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.both import House
from tests.e2e.conftest import Town
from tests.kit.discord import DiscordApi
from tests.kit.process import PROGRAM
from tests.kit.telegram import BotApi

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture
def house(town: Town, tmp_path: Path) -> Iterator[House]:
    with BotApi() as bot, DiscordApi() as api:
        yield House(town, tmp_path, bot, api)


def test_a_lead_on_discord_takes_over_what_an_operator_on_telegram_had(house: House) -> None:
    house.start()
    there, here = house.telegram, house.discord
    there.ada.writes("/human")
    topic, post = there.topic(), here.post()
    there.opal.writes("One moment, please", topic=topic)
    here.card(post, "With Opal")
    here.lea.presses(here.card(post, "With Opal"), "Claim")
    there.card(topic, "With Lea")
    there.hears(there.ada, "Lea is here for you now")
    there.opal.writes("And another thing", topic=topic)
    there.sees(topic, "Lea has it")
    here.lea.writes("I will look at it", channel=post)
    there.hears(there.ada, "I will look at it")
    assert "And another thing" not in [message.text for message in there.ada.chat.from_bot]


def test_a_transfer_on_telegram_calls_the_team_on_discord_and_is_taken_there(house: House) -> None:
    house.start(handoff={"teams": {"core": {"members": ["Lea"]}}})
    there, here = house.telegram, house.discord
    there.ada.writes("/human")
    topic, post = there.topic(), here.post()
    there.opal.writes("/claim", topic=topic)
    here.card(post, "With Opal")
    there.opal.writes("/transfer nobody-of-us", topic=topic)
    there.sees(topic, "nobody-of-us")
    there.opal.writes("/transfer core", topic=topic)
    here.card(post, "core")
    there.card(topic, "core")
    there.hears(there.ada, "was passed on to the right people")
    here.lea.presses(here.card(post, "core"), "Claim")
    there.card(topic, "With Lea")


def test_outside_the_hours_each_is_told_in_their_language_when_people_are_back(house: House) -> None:
    zone = ZoneInfo("Asia/Singapore")
    later = DAYS[(datetime.now(zone) + timedelta(days=2)).weekday()]
    house.start(handoff={"timezone": "Asia/Singapore", "hours": {later: ["09:00-10:00"]}})
    there, here = house.telegram, house.discord
    there.ada.writes("/human")
    told = there.hears(there.ada, "People are away just now")
    assert "09:00 Singapore" in told.text
    here.ada.writes("转人工")
    told_in_chinese = here.hears(here.ada, "#1002")
    assert "09:00" in told_in_chinese.text
    assert "新加坡" in told_in_chinese.text
    there.ada.writes("How do I back up my wallet?")
    there.hears(there.ada, "Settings → Backup")
    assert len([said for said in there.ada.chat.from_bot if "away just now" in said.text]) == 1


def test_an_answer_that_comes_too_late_rings_on_both_desks_and_moves_to_the_next_tier(house: House) -> None:
    goals = {"answer_within": {"normal": "3s"}, "escalate_to": "core", "teams": {"core": {"members": ["Lea"]}}}
    house.start(handoff=goals)
    there, here = house.telegram, house.discord
    there.ada.writes("/human")
    topic, post = there.topic(), here.post()
    there.sees(topic, "still waiting")
    there.sees(topic, "waited too long")
    here.sees(post, "waited too long")
    here.card(post, "core")
    there.card(topic, "core")


def test_a_good_rating_is_kept_and_a_poor_one_comes_back_to_a_lead(house: House) -> None:
    house.start()
    there, here = house.telegram, house.discord
    there.ada.writes("/human")
    topic = there.topic(1001)
    here.ada.writes("/human")
    post = here.post(1002)
    there.opal.writes("Here you are", topic=topic)
    there.opal.writes("/resolve", topic=topic)
    there.ada.presses(there.hears(there.ada, "How did we do"), "5")
    there.hears(there.ada, "Thank you for rating us")
    here.opal.writes("Read the manual", channel=post)
    here.hears(here.ada, "Read the manual")
    here.opal.presses(here.card(post, "With Opal"), "Resolve")
    poor = here.ada.presses(here.hears(here.ada, "How did we do"), "1")
    here.hears(here.ada, "A lead looks at your request #1002 again")
    here.wait(lambda: poor.modal)
    here.ada.submits(poor, comment="Nobody read what I wrote")
    here.sees(post, "Nobody read what I wrote")
    refused = here.opal.presses(here.card(post, "not content"), "Claim")
    here.wait(lambda: refused.find("lead"))
    there.lea.writes("I am sorry, let me help", topic=there.topic(1002))
    here.hears(here.ada, "I am sorry, let me help")
    figures = _stats(here.folder)
    assert figures["csat"] == {"n": 2, "share": 0.5}


def test_one_person_on_two_platforms_has_one_history_and_is_answered_where_they_wrote_last(house: House) -> None:
    house.start()
    there, here = house.telegram, house.discord
    there.ada.writes("/human")
    topic = there.topic()
    there.ada.writes("/link")
    code = re.search(r"/link (\S+)", there.hears(there.ada, "/link ").text)
    assert code is not None
    here.ada.writes(f"/link {code[1]}")
    here.hears(here.ada, "#1001")
    here.ada.writes("I am on Discord now")
    there.sees(topic, "I am on Discord now")
    there.opal.writes("Then I answer you there", topic=topic)
    here.hears(here.ada, "Then I answer you there")
    ben = here.console("ben")
    said = [line["text"] for line in ben.get("/1001")["messages"]]
    assert "I am on Discord now" in said
    there.ada.writes("And now on Telegram")
    there.sees(topic, "And now on Telegram")
    there.opal.writes("Here as well", topic=topic)
    there.hears(there.ada, "Here as well")


def _stats(folder: Path) -> dict[str, dict[str, object]]:
    """`frontdesk stats --json`, beside the running process."""
    told = subprocess.run([PROGRAM, "stats", "--json"], cwd=folder, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, object]] = json.loads(told.stdout)
    return found
