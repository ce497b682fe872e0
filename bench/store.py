"""How much of SQLite's own speed the writer keeps: many callers of `commit` against raw loops, in alternating rounds.

Every message is a realistic change: 1 seen, 1 conversation update, 1 journal entry, 2 messages, 1 outbox row, 1 timer
and 2 facts. The peers write the same rows into the same tables with the same pragmas, from a plain loop without
asyncio:

- `raw`: the same statements at the writer's own batch size, every value made and encoded before the clock starts: what
  SQLite alone can do.
- `raw + rows`: the same, but making rows and JSON of the changes in the loop, as the writer has to. What the writer
  still adds to this one is waiting callers and their answers, numbers, and a thread.
- `executemany`: as `raw`, the set-based ones replaced by row-by-row ones that do not learn what became of each row.
- `one by one`: as executemany, with a transaction for every message.

Before the clock starts, all of them, the peers too, set what is prepared aside and rarely look for garbage, by the same
call with which the server begins; and all have their messages made in the order in which they are written, as a row
that lies far from its neighbours is slower to read.

Run `make bench-store`, or `python -m bench.store --messages 8192 --callers 512 --rounds 9`.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.garbage import set_aside
from conversation.change import AlreadySeen, Change, Committed, Fact, JournalEntry, Message, OutboxRow, Seen
from conversation.delivery import RowState
from conversation.effects import Wake
from conversation.model import Address, Choice, Contact, Conversation, WithBot
from storage.database import open_store
from storage.draft import Draft, draft
from storage.queries import positional, query
from storage.text import Values, as_json

NOW = 1_767_225_600_000
QUESTION = "how do i back up my wallet before i change my phone? 怎么备份钱包"
ANSWER = (
    "Open **Settings → Backup** in Example Wallet, write the twelve words on paper, and keep them where only you can."
)
Rows = Mapping[str, Sequence[Values]]
"""The values of one batch, by the name of the statement that writes them."""


def conversation(caller: int, version: int) -> Conversation:
    """One conversation a caller."""
    address = Address("web", "main", f"{caller:08x}-7c1e-4b3a-9f00-000000000000")
    offered = (Choice("yes", "Yes"), Choice("no", "No"), Choice("human", "A person"))
    contact = Contact(f"contact-{caller:08x}", "Ann")
    return Conversation(
        f"conversation-{caller:08x}", 1001 + caller, contact, address, "en", WithBot(NOW), NOW, version, offered=offered
    )


def change(caller: int, version: int) -> Change:
    """A question with its answer; version 0 opens the conversation."""
    now = NOW + version * 1000
    found = conversation(caller, version)
    key = f"web:main:{caller:08x}-{version:06x}-4c5d-8e9f-0a1b2c3d4e5f"
    answer = Message(f"{key}:1", "bot", ANSWER, now, choices=found.offered, entry="backup_wallet")
    payload = {"text": ANSWER, "choices": [[choice.id, choice.label] for choice in found.offered]}
    row = OutboxRow(
        f"{key}:1", found.address.key, "web:main", found.address.chat, found.id, "say", payload, RowState.SENDING, now,
        message_key=f"{key}:1",
    )  # fmt: skip
    return Change(
        Seen("web:main", key),
        found,
        JournalEntry("UserSaid", now, "user", {"is": "UserSaid", "id": key, "at": now, "text": QUESTION, "v": 1}),
        (Fact("opened", now), Fact("answered", now, 0.93, "backup_wallet")),
        (Message(f"{key}:0", "user", QUESTION, now, "Ann"), answer),
        outbox=(row,),
        timers=(Wake(f"{key}:2", "silence", now + 86_400_000, now),),
    )


async def ours(folder: Path, callers: int, each: int) -> tuple[float, float]:
    """Messages a second through the writer, and how many shared a transaction on average."""
    made = [[change(caller, version) for caller in range(callers)] for version in range(each + 1)]
    changes = list(zip(*made, strict=True))
    async with open_store(f"sqlite:///{folder}/ours.db", exclusive=True, clock_now=lambda: NOW) as database:
        await asyncio.gather(*(database.store.commit(mine[0]) for mine in changes))

        async def call(mine: Sequence[Change]) -> None:
            for one in mine[1:]:
                await database.store.commit(one)

        before = await database.store.commits()
        set_aside()
        start = time.perf_counter()
        await asyncio.gather(*(call(mine) for mine in changes))
        took = time.perf_counter() - start
        return callers * each / took, callers * each / (await database.store.commits() - before)


def batches(callers: int, each: int, size: int) -> list[list[Change]]:
    """What the loops write: the same changes in the order in which the callers bring them."""
    made = [change(caller, version) for version in range(1, each + 1) for caller in range(callers)]
    return [made[at : at + size] for at in range(0, len(made), size)]


def drafts(changes: list[Change]) -> list[Draft]:
    """As the writer makes them; nobody waits for these."""
    made = [draft(one, NOBODY, NOW) for one in changes]
    for one in made:
        one.write_down()
    return made


def rows(made: list[Draft], before: int) -> Rows:
    """One batch; `before` messages were written already."""
    found: dict[str, list[Values]] = {name: [] for name in STATEMENTS}
    for number, one in enumerate(made, before + 1):
        read = one.change.conversation
        one.take_numbers(number, 2 * number - 1, number)
        found["add_seen"].append(one.seen)
        found["admit_changed"].append((read.number, read.id, read.version))
        found["fill_conversations"].append(one.conversation)
        found["add_journal"].append(one.journal)
        found["add_facts"] += one.facts
        found["add_messages"] += one.messages
        found["add_outbox"] += one.rows
        found["set_timers"] += [(read.id, wake.timer, wake.at, wake.since) for wake in one.change.timers]
    return found


STATEMENTS = {
    "add_seen": "INSERT INTO seen (journal, seq, account, external_id, at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT DO NOTHING",
    "admit_changed": "UPDATE conversations SET version = version + 1 WHERE number = ? AND id = ? AND version = ?",
    "fill_conversations": "",
    "add_journal": "",
    "add_facts": "",
    "add_messages": "",
    "add_outbox": "",
    "set_timers": "",
}
"""In the writer's order; those that the writer runs set-based have here what does the same row by row."""


async def filled(path: Path, callers: int) -> None:
    """A database in which every caller's conversation is open, made by the writer itself."""
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: NOW) as database:
        await asyncio.gather(*(database.store.commit(change(caller, 0)) for caller in range(callers)))


Write = Callable[[sqlite3.Connection, Rows], None]
NOBODY: asyncio.Future[Committed | AlreadySeen] = asyncio.Future(loop=asyncio.new_event_loop())


def raw(connection: sqlite3.Connection, values: Rows) -> None:
    """The writer's own statements in its own order."""
    took = {"number": 0, "journal": len(values["add_journal"]), "seq": len(values["add_messages"])}
    connection.execute(query("take_numbers"), took | {"outbox": len(values["add_outbox"])}).fetchall()
    for name, instead in STATEMENTS.items():
        if instead:
            connection.execute(query(name), {"batch": as_json(values[name])}).fetchall()
        else:
            connection.executemany(positional(name), values[name])


def many(connection: sqlite3.Connection, values: Rows) -> None:
    """What one would write first, without learning what became of each row."""
    for name, instead in STATEMENTS.items():
        connection.executemany(instead or positional(name), values[name])


def peer_rate(write: Write, path: Path, callers: int, each: int, size: int, *, ready: bool = True) -> float:
    """Messages a second through a plain loop; unless `ready`, making the rows is a part of it."""
    asyncio.run(filled(path, callers))
    work = batches(callers, each, size)
    before = range(callers, callers * (each + 1), size)
    made = [rows(drafts(batch), first) for batch, first in zip(work, before, strict=True)] if ready else []
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
    set_aside()
    start = time.perf_counter()
    for place, first in enumerate(before):
        values = made[place] if ready else rows(drafts(work[place]), first)
        connection.execute("BEGIN IMMEDIATE")
        write(connection, values)
        connection.execute("COMMIT")
    took = time.perf_counter() - start
    _check(connection, callers * (each + 1))
    connection.close()
    return callers * each / took


def _check(connection: sqlite3.Connection, messages: int) -> None:
    """That the peer did all of the work, and not an empty loop."""
    [(seen, lines, versions)] = connection.execute(
        "SELECT (SELECT count(*) FROM seen), (SELECT count(*) FROM messages), (SELECT sum(version) FROM conversations)"
    ).fetchall()
    if (seen, lines, versions) != (messages, 2 * messages, messages):
        raise SystemExit(f"a peer wrote {seen} of {messages} messages, {lines} lines and {versions} versions")


def one_round(folder: Path, callers: int, each: int) -> tuple[dict[str, float], float]:
    """Everybody's messages a second, close together in time since machines change their speed; and the batch size."""
    rate, size = asyncio.run(ours(folder, callers, each))
    rates = {"writer": rate}
    rates["raw"] = peer_rate(raw, folder / "raw.db", callers, each, round(size))
    rates["raw + rows"] = peer_rate(raw, folder / "rows.db", callers, each, round(size), ready=False)
    rates["executemany"] = peer_rate(many, folder / "many.db", callers, each, round(size))
    rates["one by one"] = peer_rate(many, folder / "one.db", min(256, callers), 2, 1)
    return rates, size


def main() -> None:
    """Prints every round, then the median of each rate and of the writer's share of it, round by round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=8192)
    parser.add_argument("--callers", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--folder", type=Path, help="where the databases are made; default: a temporary folder")
    chosen = parser.parse_args()
    each = max(1, chosen.messages // chosen.callers)
    rounds: list[dict[str, float]] = []
    for number in range(chosen.rounds):
        with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
            rates, size = one_round(Path(name), chosen.callers, each)
        rounds.append(rates)
        print(f"round {number + 1}:", ", ".join(f"{peer} {rate:,.0f}/s" for peer, rate in rates.items()))
    writer = statistics.median(found["writer"] for found in rounds)
    print(f"SQLite {sqlite3.sqlite_version}, {chosen.callers} callers, {size:.0f} messages a transaction; medians:")
    print(f"{'writer':12} {writer:8,.0f} messages/s")
    for peer in ("raw", "raw + rows", "executemany", "one by one"):
        rate = statistics.median(found[peer] for found in rounds)
        share = statistics.median(found["writer"] / found[peer] for found in rounds)
        print(f"{peer:12} {rate:8,.0f} messages/s   writer / {peer}: {share:.0%}")


if __name__ == "__main__":
    main()
