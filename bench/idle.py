"""What a process costs that waits for Telegram and Discord: `make bench-idle`.

The real program polls a double of the Bot API and listens to a double of Discord's gateway on loopback, and nobody
writes. A peer stands beside it in the same run: the same program without any token, which has nothing to wait for.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import psutil

from bench.latency import memory, start, stop
from tests.kit.discord import DiscordApi
from tests.kit.house import FAQ
from tests.kit.telegram import BotApi

SECONDS = 30
LIMIT = 1.0
"""Per cent of one core."""


def main() -> None:
    """Prints the table."""
    with BotApi() as bot, DiscordApi() as api:
        telegram, discord = polling(bot), listening(api)
        rows = [
            ("no channel, as a peer", ""),
            ("Telegram", telegram),
            ("Discord", discord),
            ("both", telegram + discord),
        ]
        for name, config in rows:
            used, megabytes = measure(config)
            print(f"idle, {name:24} {used:6.2f} % of a core (limit {LIMIT}), {megabytes:4.0f} MB")


def polling(bot: BotApi) -> str:
    """The section for a bot with a desk."""
    desk = bot.forum("Desk")
    return f"telegram: {{token: '{bot.token}', api_base: '{bot.base}', desk_chats: [{desk.id}]}}\n"


def listening(api: DiscordApi) -> str:
    """The same for Discord, with a help channel."""
    guild = api.guild("Community")
    desk, questions = guild.forum("desk"), guild.text("help")
    where = f"api_base: '{api.base}', gateway_url: '{api.gateway}'"
    return f"discord: {{token: '{api.token}', {where}, desk_channel: {desk.id}, help_channels: [{questions.id}]}}\n"


def measure(config: str) -> tuple[float, float]:
    """Per cent of a core over the time, and resident megabytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "frontdesk.yaml").write_text(f"faq: {FAQ}\nmatching: {{semantic: off}}\n{config}", encoding="utf-8")
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
