"""`frontdesk doctor` before a running desk and beside one: what is wrong on Discord, and what to click."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.discord import Stage
from tests.kit.discord import DiscordApi
from tests.kit.house import FAQ
from tests.kit.process import PROGRAM


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with DiscordApi() as api:
        yield Stage(town, tmp_path, api)


def doctor(stage: Stage, *arguments: str) -> tuple[int, str]:
    """Exit code and report."""
    command = [str(PROGRAM), "doctor", "--faq", str(FAQ), *arguments]
    ended = subprocess.run(command, cwd=stage.folder, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    assert stage.api.token not in ended.stdout
    return ended.returncode, ended.stdout


def on_discord(report: str) -> list[tuple[str, str]]:
    """Level and sentence of what the JSON says about Discord."""
    found = [finding for finding in json.loads(report) if finding["subject"] == "discord"]
    return [(finding["level"], finding["sentence"]) for finding in found]


def test_without_a_token_it_is_off(stage: Stage) -> None:
    (stage.folder / "frontdesk.yaml").write_text("discord: {token: ''}", encoding="utf-8")
    code, report = doctor(stage, "--json")
    assert code == 0
    assert on_discord(report) == [("fine", "off: no token")]


def test_it_is_content_where_nothing_is_missing_and_names_the_permission_that_is(stage: Stage) -> None:
    stage.configure()
    code, report = doctor(stage, "--json")
    assert code == 0
    assert {level for level, _ in on_discord(report)} == {"fine"}
    assert on_discord(report)[-3:] == [
        ("fine", f"desk {stage.desk.id}: every permission is there"),
        ("fine", f"help channel {stage.help.id}: every permission is there"),
        ("fine", f"help channel {stage.questions.id}: every permission is there"),
    ]
    (link,) = [sentence for _, sentence in on_discord(report) if "oauth2/authorize" in sentence]
    assert f"client_id={stage.api.bot.id}&" in link
    stage.guild.deny(stage.desk, "ATTACH_FILES", "SEND_MESSAGES_IN_THREADS")
    code, report = doctor(stage)
    assert code == 1
    (told,) = [line for line in report.splitlines() if line.startswith("PROBLEM")]
    assert f"discord    desk {stage.desk.id}: " in told
    assert "Attach Files" in told
    assert "Send Messages in Threads" in told
    assert "Add Reactions" not in told


def test_a_desk_that_everyone_can_read_is_told_and_so_are_few_connections(stage: Stage) -> None:
    stage.configure()
    stage.guild.allow(stage.desk, "VIEW_CHANNEL", who=stage.guild.everyone)
    stage.api.identify_budget(remaining=7)
    code, report = doctor(stage)
    assert code == 0  # it may be meant
    told = [line for line in report.splitlines() if line.startswith("warning  discord")]
    assert [("7 of 1000 connections" in line, "Everyone on this server" in line) for line in told] == [
        (True, False),
        (False, True),
    ]


def test_a_refused_token_and_switched_off_words_are_problems(stage: Stage) -> None:
    stage.configure()
    stage.api.privileged(allowed=False)
    code, report = doctor(stage)
    assert code == 1
    assert "PROBLEM  discord    the Message Content Intent is off" in report
    stage.api.revoke_token()
    code, report = doctor(stage)
    assert code == 1
    assert "PROBLEM  discord    the token was refused; make a new one" in report


def test_beside_a_running_desk_it_begins_no_session_and_knows_the_server_that_was_left(stage: Stage) -> None:
    stage.start()
    elsewhere = stage.api.guild("Elsewhere")
    stage.wait(lambda: stage.api.bot.id not in elsewhere.members or None)
    before = len(stage.api.identifies)
    code, report = doctor(stage, "--json")
    assert code == 0
    (warning,) = [sentence for level, sentence in on_discord(report) if level == "warning"]
    assert warning == (
        f"the bot was added to “Elsewhere” and left. To work there, write below discord: guilds: [{elsewhere.id}]"
    )
    assert len(stage.api.identifies) == before
    assert stage.state()["state"] == "up"
