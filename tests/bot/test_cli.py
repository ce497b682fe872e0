"""The command line: exit codes, one clear line instead of a traceback, and the commands from a user's chair."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
JSON_KEYS = {"verdict", "language", "ranking", "answer", "redactions", "faq_version"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own, and no settings from outside."""
    for name in os.environ:
        if name.startswith("FRONTDESK_") or name in ("TELEGRAM_TOKEN", "DISCORD_TOKEN"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def started(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The real program in its own process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot.cli", *words]
    return subprocess.run(command, input=given, capture_output=True, env=environment, check=False)


def code_of(*words: str) -> int:
    """The exit code of the program in this process; argparse leaves by an exception."""
    try:
        return main(words)
    except SystemExit as left:
        return int(left.code or 0)


@pytest.fixture
def desk(folder: Path) -> Path:
    """A folder with the starter files, and no encoder, whose weights take a second or two to read."""
    assert main(["init"]) == 0
    with (folder / "frontdesk.yaml").open("a", encoding="utf-8") as config:
        config.write("matching: {semantic: off}\n")
    return folder


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("--version") == 0
    assert capsys.readouterr().out.startswith("frontdesk ")


@pytest.mark.parametrize(
    "words", [[], ["forecast"], ["ask"], ["ask", "hi", "--tier", "magic"], ["operators"], ["check", "-x"]]
)
def test_wrong_usage_is_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(*words) == 2
    assert "usage: frontdesk" in capsys.readouterr().err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(name, "--help") == 0
    assert f"usage: frontdesk {name}" in capsys.readouterr().out


def test_asking_needs_no_web_server() -> None:
    code = "import sys, bot.commands.ask; print('fastapi' in sys.modules, 'uvicorn' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True).stdout
    assert out.split() == [b"False", b"False"]


def test_a_first_desk_passes_its_own_strict_check(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check", "--strict", "--tier", "auto"]) == 0
    assert capsys.readouterr().out == ""
    assert {"frontdesk.yaml", "faq.yaml"} <= {path.name for path in desk.iterdir()}


def test_init_never_overwrites(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "faq.yaml").write_text("mine", encoding="utf-8")
    assert main(["init"]) == 1
    assert "faq.yaml is there already" in capsys.readouterr().err
    assert (folder / "faq.yaml").read_text(encoding="utf-8") == "mine"
    assert not (folder / "frontdesk.yaml").exists()


def test_a_folder_that_cannot_be_written_is_one_clear_line(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "blocked").write_text("", encoding="utf-8")
    done = started("operators", "list", "--database", "sqlite:///blocked/x.db")
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert done.stderr.startswith(b"frontdesk: ")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["ask", "hi"], ["eval", "--queries", "q.jsonl"], ["run", "--port", "0"]])
def test_a_broken_configuration_stops_every_command_with_all_its_mistakes(words: list[str], folder: Path) -> None:
    (folder / "frontdesk.yaml").write_text("prot: 1\nweb: {port: x}\n", encoding="utf-8")
    done = started(*words)
    assert (done.returncode, done.stdout) == (78, b"")
    first, second = done.stderr.decode().splitlines()
    assert first.startswith("frontdesk.yaml:1:1: error: prot: unknown key")
    assert second.startswith("frontdesk.yaml:2:13: error: web.port: 'x' does not fit")


def test_a_broken_faq_stops_with_all_its_mistakes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "faq.yaml").write_text("entries:\n  - {id: a, qestions: [x]}\n  - {id: a}\n", encoding="utf-8")
    assert main(["ask", "hi"]) == 78
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) > 2
    assert all(line.startswith("faq.yaml:") and ": error: " in line for line in lines)


def test_a_faq_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "hi", "--faq", "no.yaml"]) == 78
    assert "no.yaml:1:1: error: -: there is no such file" in capsys.readouterr().err


def test_ask_prints_what_the_bot_would_make_of_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["ask", "How do I back up my wallet?", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == JSON_KEYS
    assert (answer["verdict"], answer["language"], answer["redactions"]) == ("answer", "en", [])
    assert answer["ranking"][0] == {"id": "backup-wallet", "confidence": 1.0}
    assert 3 < len(answer["ranking"]) < 6
    assert "in Example Wallet and write" in answer["answer"]
    assert len(answer["faq_version"]) == 12


def test_ask_answers_in_the_language_of_the_question(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["ask", "如何备份钱包"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("answer: backup-wallet (100% sure")
    assert "打开 Example Wallet 的" in shown


def test_a_secret_is_removed_before_matching(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["ask", f"is {PHRASE} a good phrase", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["redactions"] == [{"kind": "recovery_phrase", "level": "hard"}]
    assert main(["ask", f"is {PHRASE} a good phrase"]) == 0
    shown = capsys.readouterr().out
    assert "[recovery phrase removed]" in shown
    assert "sausage" not in shown


def test_a_tier_without_its_encoder_says_so_and_goes_on(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "frontdesk.yaml").write_text("matching: {encoder: nowhere}\n", encoding="utf-8")
    capsys.readouterr()
    for tier, serving in (([], "lexical"), (["--tier", "best"], "auto")):
        assert main(["ask", "How do I back up my wallet?", "--json", *tier]) == 0
        said = capsys.readouterr()
        assert json.loads(said.out)["verdict"] == "answer"
        assert said.err.startswith(
            "frontdesk: there is no folder nowhere to take an encoder from; set matching.encoder"
        )
        assert said.err.endswith(f"going on with tier {serving}\n")
        assert said.err.count("\n") == 1


def test_each_tier_answers_and_says_nothing_of_itself(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for tier in ("lexical", "auto", "best"):
        capsys.readouterr()
        assert main(["ask", "怎么备份钱包", "--json", "--tier", tier]) == 0
        said = capsys.readouterr()
        assert json.loads(said.out)["ranking"][0]["id"] == "backup-wallet"
        assert said.err == ""


def test_one_answer_a_line_in_order_and_a_bad_line_costs_only_itself(desk: Path) -> None:
    lines = [
        b'{"text": "How do I back up my wallet?"}',
        b'{"text": 3}',
        b"[" * 100_000,
        b"\xff",
        b"",
        b'{"text": "x", "language": 1}',
        '{"text": "如何备份钱包", "language": "zh"}'.encode(),
        b'{"text": "\\ud800"}',
        b'{"text": ""}',
    ]
    done = started("ask", "-", "--json", given=b"\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, True, False, False, False]
    assert (answers[0]["ranking"][0]["id"], answers[6]["language"]) == ("backup-wallet", "zh")
    assert answers[8]["verdict"] == "fallback"


def test_plain_lines_are_answered_line_by_line_while_the_asker_waits(desk: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot.cli", "ask", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as asking:
        assert asking.stdin is not None
        assert asking.stdout is not None
        for _ in range(2):
            asking.stdin.write(b"How do I back up my wallet?\n")
            asking.stdin.flush()
            assert asking.stdout.readline().split(b"\t")[:2] == [b"answer", b"backup-wallet"]
        asking.stdin.close()
        assert asking.wait() == 0


def test_an_interrupt_and_a_closed_pipe_end_quietly(desk: Path) -> None:
    assert main(["ask", "hi"]) == 0, "who learns for long says so"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot.cli", "ask", "-"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    heeded = signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs us in the background ignores it, as would it
    try:
        starting = subprocess.Popen(command, env=environment, **pipes)  # type: ignore[call-overload]
    finally:
        signal.signal(signal.SIGINT, heeded)
    with starting as asking:
        asking.stdin.write(b"hi\n")
        asking.stdin.flush()
        asking.stdout.readline()
        asking.send_signal(signal.SIGINT)
        assert (asking.wait(), asking.stderr.read()) == (130, b"")
    with subprocess.Popen(command, env=environment, **pipes) as asking:  # type: ignore[call-overload]
        asking.stdout.close()
        asking.stdin.write(b"hi\n")
        asking.stdin.close()
        assert (asking.wait(), asking.stderr.read()) == (1, b"")


def test_a_doctor_to_whom_nobody_listens_any_more_ends(desk: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot.cli", "doctor"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as doctor:
        assert doctor.stdout is not None
        assert doctor.stdout.readline().startswith(b"ok")
        doctor.stdout.close()
        assert doctor.wait(60) == 1
