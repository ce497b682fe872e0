"""`python -m tests.kit.discord`: the double by itself, with a page to act from."""

from __future__ import annotations

import argparse
import sys
import threading

from tests.kit.discord.api import DiscordApi
from tests.kit.discord.control import PREFIX, Control


def main(arguments: list[str] | None = None) -> int:
    """Serves until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.kit.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=8082, help="0 takes any free port")
    parser.add_argument("--token", help="the bot's token; made up if it is not given")
    chosen = parser.parse_args(arguments)
    api = DiscordApi(port=chosen.port, token=chosen.token)
    api.serve_pages(Control(api).answer)
    guild = api.guild("Community")
    help_, questions = guild.text("help"), guild.forum("questions", tags=["open", "solved"])
    support = guild.role("Support", permissions=["MANAGE_THREADS", "MANAGE_MESSAGES"])
    desk = guild.forum("desk")
    guild.hide(desk, seen_by=[support])
    ada, op = api.user("Ada"), api.user("Op")
    guild.joins(ada)
    guild.joins(op, roles=[support])
    with api:
        sys.stdout.write(
            f"address   {api.base}\ngateway   {api.gateway}\ntoken     {api.token}\npage      {api.address}{PREFIX}\n"
            f"guild     {guild.id}\nchannels  help {help_.id}, questions {questions.id}, desk {desk.id}\n"
            f"people    Ada {ada.id}, Op {op.id}\nrole      Support {support.id}\n"
        )
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
