"""The real program as its own process, and a browser to look at it."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

PROGRAM = Path(sys.executable).with_name("frontdesk")
CHROMIUM_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
END = 15
"""Seconds within which the program has to end after SIGTERM, or the test fails."""

FITTED = Path(tempfile.mkdtemp(prefix="frontdesk-models-"))
"""Models that processes of this test run have fitted: the first start with a FAQ fits it, the others find it there."""
atexit.register(shutil.rmtree, FITTED, ignore_errors=True)

PATIENCE = 20_000
"""Milliseconds until an expectation about a page fails: a machine that is busy with other tests is slow."""


@dataclass(frozen=True, slots=True)
class Running:
    """A serving process: where it is, the lines it printed at the start, and its folder."""

    process: subprocess.Popen[bytes]
    base: str
    setup: str | None
    folder: Path

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> None:
        """As when the power fails."""
        self.process.kill()
        self._ended()

    def _ended(self) -> int:
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(END)

    def errors(self) -> str:
        """What it logged."""
        return (self.folder / "stderr.txt").read_text(encoding="utf-8")


def start(folder: Path, *arguments: str, port: int = 0) -> Running:
    """Starts `frontdesk run` in this folder and returns once it said that it is ready.

    Without an encoder, unless its configuration has a section `matching`: starts are quick then, and memory is small.
    """
    _without_encoder(_configuration(folder, arguments))
    models = folder / "frontdesk.db.models"
    shutil.copytree(FITTED, models, dirs_exist_ok=True)
    command = [str(PROGRAM), "run", "--port", str(port), *arguments]
    with (folder / "stderr.txt").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=folder, env=_environment(), stdout=subprocess.PIPE, stderr=log)
    assert process.stdout is not None
    said = os.read(process.stdout.fileno(), 65_536).decode()  # one write, so one read has all of it
    ready = re.match(r"ready (http://\S+)\n", said)
    if ready is None:
        process.kill()
        process.communicate()
        raise AssertionError(f"not ready: {said}{(folder / 'stderr.txt').read_text(encoding='utf-8')}")
    shutil.copytree(models, FITTED, dirs_exist_ok=True)
    link = re.search(r"http://\S+/console/setup/\S+", said)
    return Running(process, ready[1], link[0] if link else None, folder)


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Running]:
    """A process for the time of a test; it has to end by itself and without an error."""
    started = start(folder, *arguments)
    try:
        yield started
    except BaseException:
        started.kill()
        raise
    assert started.stop() == 0, started.errors()


def _configuration(folder: Path, arguments: Sequence[str]) -> Path:
    if "--config" in arguments:
        return folder / arguments[arguments.index("--config") + 1]
    return folder / "frontdesk.yaml"


def _without_encoder(path: Path) -> None:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if text.startswith("{"):  # JSON is YAML as well
        path.write_text(json.dumps({"matching": {"semantic": "off"}, **json.loads(text)}), encoding="utf-8")
    elif "matching:" not in text:
        path.write_text(f"{text}\nmatching: {{semantic: off}}\n", encoding="utf-8")


def _environment() -> dict[str, str]:
    """Ours without what would configure the program from outside."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FRONTDESK_", "TELEGRAM_", "DISCORD_"))
    }


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path is not None, "Chromium is missing; `make test` installs it."
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        try:
            yield browser
        finally:
            browser.close()
