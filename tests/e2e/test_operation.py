"""What goes wrong around a process: clear words, the right exit code, nothing lost."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Town
from tests.kit.clients import Visitor
from tests.kit.process import PROGRAM

FAQ = Path(__file__).parents[1] / "kit" / "faq.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "faq.yaml").write_bytes(FAQ.read_bytes())
    return tmp_path


def fails(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Exit code and words of a start that must not succeed."""
    ended = subprocess.run(
        [PROGRAM, "run", "--port", "0", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
    return ended.returncode, ended.stderr


def test_sigterm_ends_it_within_ten_seconds_with_streams_open(folder: Path, town: Town) -> None:
    running = town.start(folder)
    ada = town.visitor(running)
    ada.say("hello")
    with ada.http.stream("GET", f"{running.base}/api/chat/events", headers=ada.headers) as stream:
        assert next(stream.iter_lines())
        began = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - began < 10
    assert "Traceback" not in running.errors()


def test_a_port_in_use_is_told(folder: Path, town: Town) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, words = fails(folder, "--port", str(port))
    assert code == 1
    assert str(port) in words
    assert "--port" in words


def test_a_second_process_on_the_same_database_is_refused(folder: Path, town: Town) -> None:
    running = town.start(folder)
    code, words = fails(folder)
    assert code == 1
    assert "frontdesk.db" in words
    assert town.visitor(running).say("hello")
    assert running.stop() == 0


def test_a_broken_faq_is_told_with_all_its_mistakes(folder: Path, town: Town) -> None:
    (folder / "faq.yaml").write_text(
        "version: 1\nentries:\n  - {id: a, questions: [x], answer: y}\n  - {id: a, questions: [x], answer: y}\n"
        "  - {id: b, colour: red, questions: [x]}\n",
        encoding="utf-8",
    )
    code, words = fails(folder)
    assert code == 78
    assert len([line for line in words.splitlines() if ": error: " in line]) == 3


def test_a_broken_configuration_is_told(folder: Path, town: Town) -> None:
    (folder / "frontdesk.yaml").write_text("web: {prot: 1}\nhandoff: {auto_resolve: soon}\n", encoding="utf-8")
    code, words = fails(folder)
    assert code == 78
    assert "port" in words
    assert "auto_resolve" in words


def test_a_folder_that_cannot_be_written_is_told(folder: Path, town: Town) -> None:
    code, words = fails(folder, "--database", "sqlite:////proc/frontdesk.db")
    assert code == 1
    assert "/proc" in words


def test_a_file_that_is_no_database_is_told_and_left_alone(folder: Path, town: Town) -> None:
    (folder / "notes.txt").write_text("dear diary " * 500, encoding="utf-8")
    code, words = fails(folder, "--database", "sqlite:///notes.txt")
    assert code == 1
    assert "notes.txt" in words
    assert (folder / "notes.txt").read_text(encoding="utf-8").startswith("dear diary")


def test_an_edited_faq_answers_at_once_and_a_broken_one_changes_nothing(folder: Path, town: Town) -> None:
    running = town.start(folder)
    ada = town.visitor(running)
    text = FAQ.read_text(encoding="utf-8")
    (folder / "faq.yaml").write_text(text.replace("Fees go to the network", "Fees go to the miners"), encoding="utf-8")
    wait_for(ada, "serving", "Fees go to the miners, not to us.")
    (folder / "faq.yaml").write_text(text.replace("  - id: fees", "  - id: backup"), encoding="utf-8")
    wait_for(ada, "broken", "Fees go to the miners, not to us.")
    assert running.stop() == 0
    assert running.errors().count("the FAQ has mistakes") == 1


def wait_for(ada: Visitor, state: str, answer: str) -> None:
    """Asks until the process says that it has read the file; the test's own limit is the deadline."""
    version = None
    for _ in range(10_000):
        faq = ada.http.get(f"{ada.base}/readyz").json()["faq"]
        if faq["state"] == state and (state == "broken" or "miners" in _answer(ada)):
            version = faq["version"]
            break
    assert version
    assert _answer(ada) == answer


def _answer(ada: Visitor) -> str:
    return Visitor(ada.base, ada.http).ask("why are the fees so high")


def test_tokens_and_secrets_never_reach_a_log(folder: Path, town: Town) -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    running = town.start(folder, "--config", str(configured(folder)))
    ada = town.visitor(running)
    ada.say(phrase)
    ada.http.get(f"{running.base}/nowhere/{phrase}")
    assert running.stop() == 0
    logged = running.errors()
    assert "sausage" not in logged
    assert ada.headers["Authorization"].split()[1] not in logged
    assert "canary-token" not in logged


def configured(folder: Path) -> Path:
    """A configuration with a token in it and a channel that is not there yet."""
    path = folder / "own.yaml"
    path.write_text('telegram: {token: "123456:canary-token-canary-token-canary-to"}\n', encoding="utf-8")
    return path
