"""How much of SQLite's own speed the writer keeps: many callers of `commit` against raw loops, in alternating rounds.

Every message is a realistic change: 1 seen, 1 conversation update, 1 journal entry, 2 messages, 1 outbox row, 1 timer and
2 facts. The peers write the same rows into the same tables with the same pragmas, from a plain loop without asyncio:

- `raw`: the same statements at the writer's own batch size, all parameters encoded before the clock starts.
- `executemany`: a prepared INSERT or UPDATE a kind, row by row in one transaction, at the same batch size.
- `one by one`: as executemany, with a transaction for every message.

Run `make bench-store`, or `python -m bench.store --messages 20000 --callers 1024 --rounds 5`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from conversation.change import Change, Fact, JournalEntry, Message, OutboxRow, Seen
from conversation.delivery import RowState
from conversation.effects import Wake
from conversation.model import Address, Choice, Contact, Conversation, WithBot
from storage.database import open_store
from storage.draft import Draft, draft
from storage.queries import query

NOW = 1_767_225_600_000
QUESTION = "how do i back up my wallet before i change my phone? 怎么备份钱包"
ANSWER = (
    "Open **Settings → Backup** in Example Wallet, write the twelve words on paper, and keep them where only you can."
)
Rows = Mapping[str, list[list[object]]]
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
        (row,),
        (Wake(f"{key}:2", "silence", now + 86_400_000, now),),
    )


async def ours(folder: Path, callers: int, each: int) -> tuple[float, float]:
    """Messages a second through the writer, and how many shared a transaction on average."""
    changes = [[change(caller, version) for version in range(each + 1)] for caller in range(callers)]
    async with open_store(f"sqlite:///{folder}/ours.db", exclusive=True, clock_now=lambda: NOW) as database:
        await asyncio.gather(*(database.store.commit(mine[0]) for mine in changes))

        async def call(mine: list[Change]) -> None:
            for one in mine[1:]:
                await database.store.commit(one)

        before = await database.store.commits()
        start = time.perf_counter()
        await asyncio.gather(*(call(mine) for mine in changes))
        took = time.perf_counter() - start
        return callers * each / took, callers * each / (await database.store.commits() - before)


def batches(callers: int, each: int, size: int) -> list[Rows]:
    """What the raw loops write: the same changes in the order in which the callers bring them."""
    loop = asyncio.new_event_loop()
    try:
        waiter = loop.create_future()
        drafts = [
            draft(change(caller, version), waiter, NOW) for version in range(1, each + 1) for caller in range(callers)
        ]
    finally:
        loop.close()
    return [rows(drafts[at : at + size], callers + at) for at in range(0, len(drafts), size)]


def rows(drafts: list[Draft], before: int) -> Rows:
    """One batch; `before` messages were written already."""
    found: dict[str, list[list[object]]] = {name: [] for name in STATEMENTS}
    for number, one in enumerate(drafts, before + 1):
        found["add_seen"].append([number, 2 * number - 1, *json.loads("[" + one.seen)])
        found["change_conversations"].append(json.loads(one.conversation))
        found["add_journal"].append([number, *json.loads("[" + one.journal)])
        found["add_facts"] += [[number, *json.loads("[" + fact)] for fact in one.facts]
        found["add_messages"] += [
            [2 * number - 1 + at, *json.loads("[" + text)] for at, text in enumerate(one.messages)
        ]
        found["add_outbox"] += [[number, *json.loads("[" + row)] for row in one.rows]
        found["set_timers"] += [json.loads(timer) for timer in one.timers]
    return found


STATEMENTS = {
    "add_seen": "INSERT INTO seen (journal, seq, account, external_id, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    "change_conversations": "UPDATE conversations SET version = version + 1, contact = ?4, name = ?5, language = ?8, "
    "stage = ?9, priority = ?10, team = ?11, owner = ?12, waiting_since = ?13, unread = unread + ?15, last = ?17, "
    "last_at = ?18, state = ?19 WHERE number = ?1 AND id = ?2 AND version = ?3",
    "add_journal": "INSERT INTO journal (id, number, kind, at, actor, stage, payload) VALUES (?, ?, ?, ?, ?, ?, ?)",
    "add_facts": "INSERT INTO facts (journal, number, name, at, value, entry, operator, team) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "add_messages": "INSERT INTO messages (seq, number, key, author, text, at, name, choices, files, entry) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "add_outbox": "INSERT INTO outbox (id, key, lane, carrier, target, conversation, kind, payload, state, due, attempts, "
    "reason, message_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "set_timers": "INSERT INTO timers (conversation, timer, at, since) VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET at = excluded.at, since = excluded.since",
}
"""Row by row, what the set-based statements of the same names do."""


async def filled(path: Path, callers: int) -> None:
    """A database in which every caller's conversation is open, made by the writer itself."""
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: NOW) as database:
        await asyncio.gather(*(database.store.commit(change(caller, 0)) for caller in range(callers)))


@dataclass(frozen=True, slots=True)
class Peer:
    """A raw loop over batches; `prepare` runs before the clock starts, `write` inside a transaction."""

    prepare: Callable[[Rows], Mapping[str, object]]
    write: Callable[[sqlite3.Connection, Mapping[str, object], Rows], None]


def raw(connection: sqlite3.Connection, texts: Mapping[str, object], values: Rows) -> None:
    """The writer's own statements in its own order."""
    took = {"number": 0, "journal": len(values["add_journal"]), "seq": len(values["add_messages"])}
    connection.execute(query("take_numbers"), took | {"outbox": len(values["add_outbox"])}).fetchall()
    for name, text in texts.items():
        connection.execute(query(name), {"batch": text}).fetchall()


def many(connection: sqlite3.Connection, prepared: Mapping[str, object], values: Rows) -> None:
    """What one would write first."""
    for name, statement in STATEMENTS.items():
        connection.executemany(statement, prepared[name])  # type: ignore[arg-type]


def flat(values: Rows) -> Mapping[str, object]:
    """Nested values as the JSON text that a column keeps."""
    return {
        name: [[_text(value) if isinstance(value, (dict, list)) else value for value in row] for row in found]
        for name, found in values.items()
    }


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


RAW = Peer(lambda values: {name: _text(found) for name, found in values.items()}, raw)
MANY = Peer(flat, many)


def peer_rate(kind: Peer, path: Path, callers: int, each: int, size: int) -> float:
    """Messages a second through a raw loop."""
    asyncio.run(filled(path, callers))
    work = [(kind.prepare(values), values) for values in batches(callers, each, size)]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
    start = time.perf_counter()
    for prepared, values in work:
        connection.execute("BEGIN IMMEDIATE")
        kind.write(connection, prepared, values)
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


def main() -> None:
    """Prints the median of every rate and the writer's share of each peer's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=20_480)
    parser.add_argument("--callers", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the databases are made; default: a temporary folder")
    chosen = parser.parse_args()
    each = max(1, chosen.messages // chosen.callers)
    rates: dict[str, list[float]] = {"ours": [], "raw": [], "executemany": [], "one by one": []}
    for number in range(chosen.rounds):
        with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
            folder = Path(name)
            rate, size = asyncio.run(ours(folder, chosen.callers, each))
            rates["ours"].append(rate)
            rates["raw"].append(peer_rate(RAW, folder / "raw.db", chosen.callers, each, round(size)))
            rates["executemany"].append(peer_rate(MANY, folder / "many.db", chosen.callers, each, round(size)))
            rates["one by one"].append(peer_rate(MANY, folder / "one.db", min(256, chosen.callers), 4, 1))
        print(f"round {number + 1}:", ", ".join(f"{peer} {found[-1]:,.0f}/s" for peer, found in rates.items()))
    medians = {peer: statistics.median(found) for peer, found in rates.items()}
    print(f"SQLite {sqlite3.sqlite_version}, {chosen.callers} callers, {size:.0f} messages a transaction")
    for peer, median in medians.items():
        print(f"{peer:12} {median:8,.0f} messages/s   writer / {peer}: {medians['ours'] / median:.0%}")


if __name__ == "__main__":
    main()
