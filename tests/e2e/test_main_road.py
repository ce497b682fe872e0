"""The shipped program with the shipped FAQ: question, answer, person, end; twice killed in between."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.config import Config
from bot.faq_rules import serviceable
from bot.models import load_model
from tests.e2e.conftest import Town
from tests.kit.clients import Visitor
from tests.kit.process import PROGRAM

FAQ = Path(__file__).parents[2] / "faq.yaml"
QUIET = "safety: {floods: off}\n"


def operator(folder: Path, name: str) -> str:
    """A new operator's token; the command's whole output."""
    made = subprocess.run(
        [PROGRAM, "operators", "add", name, "--token"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert len(made.stdout.split()) == 1
    return made.stdout.strip()


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped FAQ is fitted once for all tests of this file."""
    folder = tmp_path_factory.mktemp("models")
    load_model(serviceable(Config(faq=(FAQ,))), folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, models: Path) -> Path:
    shutil.copytree(models, tmp_path / "frontdesk.db.models")
    (tmp_path / "frontdesk.yaml").write_text(QUIET, encoding="utf-8")
    (tmp_path / "faq.yaml").write_bytes(FAQ.read_bytes())
    return tmp_path


def test_a_question_is_answered_a_person_takes_over_and_all_of_it_survives_a_power_cut(
    folder: Path, town: Town
) -> None:
    running = town.start(folder)
    ada = town.visitor(running)
    seq = ada.say("how do i back up my wallet")
    (answer,) = ada.read(seq)["messages"]
    assert "Back up wallet" in answer["text"]
    assert [choice["id"] for choice in answer["choices"]][:3] == ["help:yes", "help:no", "human"]
    assert "备份" in ada.ask("怎么备份钱包")
    assert "Back up" not in ada.ask("dim the lights")
    ada.say("/human")
    state = ada.read()["state"]
    assert (state["stage"], state["number"], state["position"]) == ("waiting", 1001, 1)

    desk = town.desk(running, operator(folder, "op1"))
    (row,) = desk.get()["conversations"]
    assert (row["number"], row["stage"], row["owner"]) == (1001, "waiting", None)
    assert desk.act(1001, "claim").json()["owner"] == "op1"
    before = ada.read()
    running.kill()

    again = town.start(folder)
    ada.base = desk.base = again.base
    assert ada.read() == before
    assert desk.act(1001, "reply", key="r1", text="Hello, which version is it?").status_code == 200
    assert desk.act(1001, "reply", key="r1", text="Hello, which version is it?").status_code == 200
    replies = [message for message in ada.read()["messages"] if message["from"] == "operator"]
    assert [(reply["name"], reply["text"]) for reply in replies] == [("op1", "Hello, which version is it?")]
    assert desk.act(1001, "resolve").json()["stage"] == "resolved"
    again.kill()

    last = town.start(folder)
    ada.base = last.base
    assert ada.read()["state"] == {"stage": "resolved", "number": 1001}
    assert ada.post(choice="rate:5").status_code == 202
    assert last.stop() == 0


def test_of_twenty_who_claim_at_once_one_has_it_and_nineteen_are_told_who(folder: Path, town: Town) -> None:
    tokens = [operator(folder, f"op{n}") for n in range(20)]
    running = town.start(folder)
    town.visitor(running).say("/human")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda token: town.desk(running, token).act(1001, "claim"), tokens))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 19}
    (owner,) = [answer.json()["owner"] for answer in answers if answer.status_code == 200]
    assert {answer.json()["detail"] for answer in answers if answer.status_code == 409} == {f"{owner} has it."}
    assert running.stop() == 0


def test_nothing_that_was_accepted_is_lost_when_the_process_is_killed_under_load(folder: Path, town: Town) -> None:
    """Four visitors write as fast as they can; whatever got its 202 is there after the kill, once and in order."""
    running = town.start(folder)
    visitors = [town.visitor(running) for _ in range(4)]

    def write(visitor: Visitor) -> list[str]:
        accepted = []
        for n in range(10_000):
            try:
                if visitor.post(text=f"message {n}").status_code != 202:
                    break
            except httpx.HTTPError:
                break
            accepted.append(f"message {n}")
        return accepted

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, visitor) for visitor in visitors]
        watcher = town.visitor(running)
        for n in range(20):
            watcher.say(f"still there? {n}")
        running.kill()
        accepted = [writer.result() for writer in writers]
    assert all(len(texts) > 3 for texts in accepted)
    again = town.start(folder)
    for visitor, texts in zip(visitors, accepted, strict=True):
        visitor.base = again.base
        kept = everything(visitor)
        assert kept[: len(texts)] == texts
        assert len(kept) <= len(texts) + 1, "at most the one that was under way may be there as well"
    assert again.stop() == 0


def everything(visitor: Visitor) -> list[str]:
    """All that this visitor wrote, page by page."""
    found, after = [], 0
    while page := visitor.read(after)["messages"]:
        found += [message["text"] for message in page if message["from"] == "user"]
        after = page[-1]["seq"]
    return found
