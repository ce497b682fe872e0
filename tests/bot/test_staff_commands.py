"""`frontdesk operators`: who is on the list, and what users call them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot.test_cli import code_of, folder, started

__all__ = ["folder"]


def test_a_token_is_all_that_is_printed_and_a_name_is_taken_once(folder: Path) -> None:
    done = started("operators", "add", "op1", "--token", "--database", "sqlite:///made/for/it.db")
    assert done.returncode == 0
    assert len(done.stdout.split()) == 1
    assert len(done.stdout.strip()) > 40
    assert done.stderr == b""
    kept = folder / "made" / "for" / "it.db"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert done.stdout.strip() not in kept.read_bytes()
    again = started("operators", "add", "op1", "--token", "--database", "sqlite:///made/for/it.db")
    assert (again.returncode, again.stdout) == (1, b"")
    assert b"'op1' already" in again.stderr


def test_staff_is_added_linked_listed_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["operators", "list"]) == 0
    assert main(["operators", "add", "李雷", "--role", "lead", "--telegram", "123"]) == 0
    assert "http://127.0.0.1:8080/console/setup/" in capsys.readouterr().out
    assert main(["operators", "link", "李雷", "--discord", "456"]) == 0
    assert main(["operators", "add", "Ann O'Neil", "--token"]) == 0
    capsys.readouterr()
    assert main(["operators", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"name": "Ann O'Neil", "role": "operator", "telegram": None, "discord": None, "alias": None}
        | {"password": False, "invitation": False, "token": True},
        {"name": "李雷", "role": "lead", "telegram": "123", "discord": "456", "alias": None}
        | {"password": False, "invitation": True, "token": False},
    ]
    assert main(["operators", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Ann O'Neil  operator  token only",
        "李雷  lead  telegram 123  discord 456  link to set a password",
    ]
    assert main(["operators", "remove", "李雷"]) == 0
    assert main(["operators", "remove", "李雷"]) == 1
    assert main(["operators", "link", "李雷", "--discord", "1"]) == 1
    assert main(["operators", "link", "Ann O'Neil"]) == 2


def test_users_see_an_alias_until_it_is_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["operators", "add", "li.lei", "--alias", "Max", "--token"]) == 0
    assert main(["operators", "add", "ann", "--token"]) == 0
    assert main(["operators", "link", "ann", "--alias", "小安", "--telegram", "7"]) == 0
    capsys.readouterr()
    assert main(["operators", "list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed == [
        "ann  operator  telegram 7  users see 小安  token only",
        "li.lei  operator  users see Max  token only",
    ]
    assert main(["operators", "link", "li.lei", "--alias", ""]) == 0
    capsys.readouterr()
    assert main(["operators", "list", "--json"]) == 0
    assert [each["alias"] for each in json.loads(capsys.readouterr().out)] == ["小安", None]
    assert main(["operators", "link", "nobody", "--alias", "Max"]) == 1


@pytest.mark.parametrize("alias", ["ann", "ANN", "ａｎｎ", "Mei", "mei"])
def test_an_alias_that_reads_like_another_operator_is_refused(alias: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["operators", "add", "ann", "--alias", "Mei", "--token"]) == 0
    assert main(["operators", "add", "zed", "--alias", alias]) == 1
    assert f"'{alias}' reads like the name or alias of the operator 'ann'" in capsys.readouterr().err
    assert main(["operators", "add", "zed", "--token"]) == 0
    assert main(["operators", "link", "zed", "--alias", alias, "--telegram", "7"]) == 1
    capsys.readouterr()
    assert main(["operators", "list", "--json"]) == 0
    zed = json.loads(capsys.readouterr().out)[1]
    assert (zed["name"], zed["alias"], zed["telegram"]) == ("zed", None, None)


def test_a_name_that_reads_like_another_operators_alias_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["operators", "add", "ann", "--alias", "Mei", "--token"]) == 0
    assert main(["operators", "add", "MEI"]) == 1
    assert "'MEI' reads like the name or alias of the operator 'ann'" in capsys.readouterr().err
    assert main(["operators", "add", "Ann"]) == 1
    assert "there is an operator 'ann' already" in capsys.readouterr().err
    assert main(["operators", "link", "ann", "--alias", "Ann"]) == 0, "their own name is theirs"


def test_an_alias_is_readable_too() -> None:
    assert code_of("operators", "add", "op1", "--alias", "a\u202eb") == 2


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 41, "a\nb", "a\u202eb", "a\u200bb", "\u3164", " a", "a\0b", "-", "@op"]
)
def test_a_name_that_people_could_not_read_is_refused(name: str, folder: Path) -> None:
    assert code_of("operators", "add", name) == 2
    assert not (folder / "frontdesk.db").exists()


@pytest.mark.parametrize("identity", ["@op1", "12a", "", "٣", "1" * 21])
def test_a_platform_id_is_a_number(identity: str) -> None:
    assert code_of("operators", "add", "op1", "--telegram", identity) == 2
