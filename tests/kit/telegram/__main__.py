"""`python -m tests.kit.telegram`: the double by itself, with a page to act from."""

from __future__ import annotations

import argparse
import sys
import threading

from tests.kit.telegram.api import BotApi
from tests.kit.telegram.control import PREFIX, Control


def main(arguments: list[str] | None = None) -> int:
    """Serves until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.kit.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free port")
    parser.add_argument("--token", help="the bot's token; made up if it is not given")
    chosen = parser.parse_args(arguments)
    api = BotApi(port=chosen.port, token=chosen.token)
    api.serve_pages(Control(api).answer)
    ada, op = api.user("Ada", username="ada"), api.user("Op", username="op")
    desk = api.forum("Desk", admins=[op])
    community = api.group("Community", members=[ada], admins=[op])
    with api:
        sys.stdout.write(
            f"address   {api.base}\ntoken     {api.token}\npage      {api.base}{PREFIX}\n"
            f"desk      {desk.id}\ncommunity {community.id}\npeople    Ada {ada.id}, Op {op.id}\n"
        )
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
