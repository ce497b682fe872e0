"""What a process costs that waits for Telegram: `make bench-idle`.

The real program polls a double of the Bot API on loopback and nobody writes. A peer stands beside it in the same run:
the same program without any token, which has nothing to wait for.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import psutil

from bench.latency import memory, start, stop
from tests.kit.house import FAQ
from tests.kit.telegram import BotApi

SECONDS = 30
LIMIT = 1.0
"""Per cent of one core."""


def main() -> None:
    """Prints the table."""
    with BotApi() as api:
        desk = api.forum("Desk")
        polling = f"telegram: {{token: '{api.token}', api_base: '{api.base}', desk_chats: [{desk.id}]}}\n"
        with_telegram, megabytes = measure(polling)
        polls = len(api.calls_of("getUpdates"))
    without, plain = measure("")
    print(
        f"idle, polling Telegram       {with_telegram:6.2f} % of a core (limit {LIMIT}), {polls} polls in {SECONDS} s"
    )
    print(f"peer: idle, no channel       {without:6.2f} %")
    print(f"memory, with and without     {megabytes:6.0f} MB, {plain:.0f} MB")


def measure(config: str) -> tuple[float, float]:
    """Per cent of a core over the time, and resident megabytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "frontdesk.yaml").write_text(f"faq: {FAQ}\n{config}", encoding="utf-8")
        _, process, _ = start(folder)
        time.sleep(5)  # what is done once at the start is no idling
        seen = psutil.Process(process.pid)
        before = sum(seen.cpu_times()[:2])
        time.sleep(SECONDS)
        used = sum(seen.cpu_times()[:2]) - before
        megabytes = memory(process)
        stop(process)
    return 100 * used / SECONDS, megabytes


if __name__ == "__main__":
    main()
