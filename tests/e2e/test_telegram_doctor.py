"""`frontdesk doctor` beside a running desk and before one: what is wrong on Telegram, and what to click."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.e2e.telegram import QUICK, Stage
from tests.kit.house import FAQ
from tests.kit.process import PROGRAM
from tests.kit.telegram import BotApi


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Iterator[Stage]:
    with BotApi() as api:
        yield Stage(town, tmp_path, api, settings=dict(QUICK))


def doctor(stage: Stage, *arguments: str) -> tuple[int, str]:
    """Exit code and report."""
    command = [str(PROGRAM), "doctor", "--faq", str(FAQ), *arguments]
    ended = subprocess.run(command, cwd=stage.folder, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    assert stage.api.token not in ended.stdout
    return ended.returncode, ended.stdout


def on_telegram(report: str) -> list[tuple[str, str]]:
    """Level and sentence of what the JSON says about Telegram."""
    found = [finding for finding in json.loads(report) if finding["subject"] == "telegram"]
    return [(finding["level"], finding["sentence"]) for finding in found]


def test_a_group_that_nobody_listed_is_left_and_the_line_for_the_configuration_told(stage: Stage) -> None:
    running = stage.start()
    wanted = stage.api.group('Our "users"\nand friends', [stage.ada])
    stage.api.add_bot(wanted)
    stage.wait(lambda: wanted.status(stage.api.bot) == "left" or None)
    line = f"groups: [{{chat: {wanted.id}}}]"
    (told,) = [said for said in running.errors().splitlines() if str(wanted.id) in said]
    assert line in told
    assert f"desk_chats: [{wanted.id}]" in told
    assert wanted.from_bot == []
    code, report = doctor(stage)
    assert code == 0  # it is no mistake
    assert line in report
    assert "PROBLEM" not in report
    code, report = doctor(stage, "--json")
    assert code == 0
    (warning,) = [sentence for level, sentence in on_telegram(report) if level == "warning"]
    assert "was added to" in warning
    assert line in warning
    stage.settings["groups"] = [{"chat": wanted.id}]
    running.stop()
    stage.start()
    stage.api.add_bot(wanted)
    stage.ada.writes("@frontdesk_bot How do I back up my wallet?", chat=wanted)
    stage.wait(lambda: wanted.find("Open Settings → Backup"))


def test_it_is_content_where_nothing_is_missing_and_names_the_right_that_is(stage: Stage) -> None:
    stage.configure()
    code, report = doctor(stage, "--json")
    assert code == 0
    assert on_telegram(report) == [
        ("fine", "@frontdesk_bot: the token works"),
        ("fine", f"desk {stage.desk.id}: every right is there"),
    ]
    stage.api.set_rights(stage.desk, can_manage_topics=False, can_pin_messages=False)
    code, report = doctor(stage)
    assert code == 1
    for right in ("Manage topics", "Pin messages"):
        assert f"desk {stage.desk.id}: Give the bot the right '{right}'" in report
    assert "Delete messages" not in report
    stage.api.remove_bot(stage.desk)
    assert [level for level, _ in on_telegram(doctor(stage, "--json")[1])] == ["fine", "problem"]


def test_a_token_that_is_refused_is_a_problem(stage: Stage) -> None:
    stage.configure()
    stage.api.revoke_token()
    code, report = doctor(stage)
    assert code == 1
    assert "PROBLEM  telegram   the token was refused; make a new one with @BotFather" in report
