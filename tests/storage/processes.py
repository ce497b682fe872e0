"""What other processes do in these tests: `python -m tests.storage.processes COMMAND URL`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from subprocess import PIPE, Popen

from conversation.change import Committed
from handoff.model import Operator
from storage.database import open_store
from tests.contracts.changes import change, conversation, said

CALLERS = 8


def start(command: str, url: str) -> Popen[str]:
    """A process of its own; whoever starts it also ends it."""
    root = Path(__file__).parents[2]
    arguments = [sys.executable, "-m", "tests.storage.processes", command, url]
    return Popen(arguments, cwd=root, stdin=PIPE, stdout=PIPE, text=True)


def tell(line: str) -> None:
    """To whoever started this process, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def write(url: str) -> None:
    """Commits for ever from several callers and prints the seq of each message as soon as it is promised."""
    async with open_store(url, exclusive=True, clock_now=lambda: 1) as database:

        async def call(number: int) -> None:
            version = 0
            while True:
                key = f"{number}-{version}"
                of = conversation(number, chat=str(number), version=version)
                outcome = await database.store.commit(change(key, of, said(key)))
                assert isinstance(outcome, Committed)
                tell(str(outcome.seqs[0]))
                version += 1

        await asyncio.gather(*(call(number) for number in range(1, CALLERS + 1)))


async def hold(url: str) -> None:
    """Has the database open, as `run` would, until its input ends."""
    async with open_store(url, exclusive=True, clock_now=lambda: 1):
        tell("open")
        await asyncio.to_thread(sys.stdin.read)


async def hire(url: str) -> None:
    """Adds an operator, as a command beside the running desk would."""
    async with open_store(url, exclusive=False, clock_now=lambda: 1) as database:
        await database.staff.add(Operator("op1"), token_hash="t1")


if __name__ == "__main__":
    asyncio.run({"write": write, "hold": hold, "hire": hire}[sys.argv[1]](sys.argv[2]))
