"""The shipped process with an encoder: the words alone answer first, then the better engine, without a gap."""

from __future__ import annotations

import time
from pathlib import Path

import httpx

from tests.e2e.conftest import Town
from tests.kit.process import Running

FAQ = Path(__file__).parents[1] / "kit" / "faq.yaml"
PATIENCE = 300
"""Seconds for reading the weights and fitting twice, on a machine that is busy with other tests."""


def tier(running: Running, http: httpx.Client) -> str:
    """Of the engine that answers just now."""
    lines = http.get(f"{running.base}/metrics").text.splitlines()
    (line,) = [line for line in lines if line.startswith("frontdesk_engine{")]
    return line.split('"')[1]


def state(running: Running, http: httpx.Client) -> str:
    return str(http.get(f"{running.base}/readyz").json()["faq"]["state"])


def test_people_are_answered_before_and_after_the_better_engine_takes_over(tmp_path: Path, town: Town) -> None:
    (tmp_path / "frontdesk.yaml").write_text("matching: {semantic: auto}\nsafety: {floods: off}\n", encoding="utf-8")
    (tmp_path / "faq.yaml").write_bytes(FAQ.read_bytes())
    running = town.start(tmp_path)
    http = town.client()
    ada = town.visitor(running)
    assert (tier(running, http), state(running, http)) == ("lexical", "refitting")
    until = time.monotonic() + PATIENCE
    asked = 0
    while tier(running, http) == "lexical":
        assert time.monotonic() < until, running.errors()
        assert "Settings → Backup" in ada.ask("how do i back up my wallet")
        asked += 1
    assert asked > 0
    assert "备份" in ada.ask("怎么备份钱包")
    while state(running, http) != "serving":
        assert time.monotonic() < until, running.errors()
    assert running.stop() == 0
    assert "answers come from tier auto now" in running.errors()
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "frontdesk.db.models").glob("*.model")}
    again = town.start(tmp_path)
    while tier(again, http) == "lexical":
        assert time.monotonic() < until, again.errors()
    assert "Settings → Backup" in town.visitor(again).ask("how do i back up my wallet")
    now = {path: path.stat().st_mtime_ns for path in (tmp_path / "frontdesk.db.models").glob("*.model")}
    assert now == kept, "nothing was fitted twice"
    assert again.stop() == 0
