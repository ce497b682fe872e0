"""One transaction for everything that came in while the last one ran: one statement a kind, however many callers.

Runs in the thread of the writing connection, so nothing here touches the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from conversation.change import AlreadySeen, Committed, Revision
from conversation.ports import Stale
from storage import linking
from storage.connections import Sql
from storage.draft import Draft
from storage.text import Values, as_json, clean


@dataclass(slots=True, eq=False)
class Settle:
    """What became of attempts, as rows; `remotes` are the platform's ids of what was sent, each with its outbox row."""

    rows: Sequence[Values]
    waiter: asyncio.Future[None]
    remotes: Sequence[Values] = ()


@dataclass(slots=True, eq=False)
class Claim:
    """An outbox row that is about to be sent."""

    row: int
    now: int
    waiter: asyncio.Future[bool]


@dataclass(slots=True, eq=False)
class Job:
    """Any other write. Where `work` raises Refusal it has written nothing, so that the rest of the batch stands."""

    work: Callable[[Sql], Any]
    waiter: asyncio.Future[Any]


Item = Draft | Settle | Claim | Job


class Refusal(Exception):
    """A job's way to say no before it has written anything; `reason` is what its caller gets to catch."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(slots=True)
class Outcome:
    """What to tell everybody now that it is durable. `number` and `journal` are the highest written, 0 if none."""

    results: list[tuple[Item, object]] = field(default_factory=list)
    number: int = 0
    journal: int = 0
    wrote: bool = False


def transact(sql: Sql, items: Sequence[Item], promised: int) -> Outcome:
    """All of it or nothing: raises what the first failing statement raised.

    `promised` is the highest conversation number given out by this process. Where nothing was left to write, it ends
    without a commit.
    """
    for item in items:
        if isinstance(item, Draft):
            item.write_down()
    sql.run("BEGIN IMMEDIATE")
    try:
        outcome = _write(sql, items, promised)
        sql.run("COMMIT" if outcome.wrote else "ROLLBACK")
    except BaseException:
        sql.roll_back()
        raise
    return outcome


def _write(sql: Sql, items: Sequence[Item], promised: int) -> Outcome:
    outcome = Outcome()
    if drafts := [item for item in items if isinstance(item, Draft)]:
        _number(sql, drafts, outcome, promised)
        _changes(sql, drafts, outcome)
    if settles := [item for item in items if isinstance(item, Settle)]:
        sql.write("settle_rows", [row for item in settles for row in item.rows])
        if remotes := [remote for item in settles for remote in item.remotes]:
            sql.write("link_sent", remotes)
        outcome.results += [(item, None) for item in settles]
        outcome.wrote = True
    if claims := [item for item in items if isinstance(item, Claim)]:
        taken = _numbers(sql, "claim_rows", [(item.row, item.now) for item in claims])
        outcome.results += [(item, item.row in taken) for item in claims]
        outcome.wrote |= bool(taken)
    for job in [item for item in items if isinstance(item, Job)]:
        outcome.results.append((job, _job(sql, job)))
        outcome.wrote = True
    return outcome


def _job(sql: Sql, job: Job) -> object:
    try:
        return job.work(sql)
    except Refusal as refusal:
        return refusal.reason


def _number(sql: Sql, drafts: list[Draft], outcome: Outcome, promised: int) -> None:
    """Numbers for everybody, also for those that will turn out stale: gaps are harmless, a second use is not."""
    [(outcome.number, journal, seq, row)] = sql.fetch(
        "take_numbers",
        number=promised,
        journal=len(drafts),
        seq=sum(len(draft.messages) for draft in drafts),
        outbox=sum(len(draft.rows) for draft in drafts),
    )
    for draft in reversed(drafts):
        seq -= len(draft.messages)
        row -= len(draft.rows)
        draft.take_numbers(journal, seq + 1, row + 1)
        journal -= 1


def _changes(sql: Sql, drafts: list[Draft], outcome: Outcome) -> None:
    new = _numbers(sql, "add_seen", [draft.seen for draft in drafts])
    fresh = [draft for draft in drafts if draft.journal_number in new]
    if len(fresh) < len(drafts):
        repeated = [draft for draft in drafts if draft.journal_number not in new]
        first: dict[int, int] = dict(sql.fetch("seen_before", batch=as_json([draft.seen for draft in repeated])))
        outcome.results += [(draft, AlreadySeen(first[draft.journal_number])) for draft in repeated]
    admitted = _admitted(sql, linking.with_valid_codes(sql, fresh))
    kept = [draft for draft in fresh if draft.number in admitted]
    if len(kept) < len(fresh):
        stale = [draft for draft in fresh if draft.number not in admitted]
        sql.fetch("forget_seen", batch=as_json([draft.seen for draft in stale]))
        outcome.results += [(draft, Stale()) for draft in stale]
    if kept:
        _contents(sql, kept)
        outcome.results += [(draft, _committed(draft)) for draft in kept]
        outcome.journal = kept[-1].journal_number
        outcome.wrote = True


def _admitted(sql: Sql, drafts: list[Draft]) -> set[int]:
    """The numbers of those that were new, or still as they were read."""
    read = [(draft.change.conversation, draft.contact) for draft in drafts]
    old = [(found.number, found.id, found.version) for found, _ in read if found.version]
    new = [(found.number, found.id, found.address.key, contact) for found, contact in read if not found.version]
    return _numbers(sql, "admit_changed", old) | _numbers(sql, "admit_new", new)


def _contents(sql: Sql, drafts: list[Draft]) -> None:
    wakes = [(draft.change.conversation.id, wake) for draft in drafts for wake in draft.change.timers]
    writes: dict[str, Sequence[Values]] = {
        "fill_conversations": [draft.conversation for draft in drafts],
        "add_journal": [draft.journal for draft in drafts],
        "add_facts": [fact for draft in drafts for fact in draft.facts],
        "add_messages": [message for draft in drafts for message in draft.messages],
        "add_outbox": [row for draft in drafts for row in draft.rows],
        "add_links": [link for draft in drafts for link in draft.links],
        "add_attachments": _attachments(drafts),
        "add_lessons": [lesson for draft in drafts for lesson in draft.lessons],
        "set_timers": [(found, wake.timer, wake.at, wake.since) for found, wake in wakes if wake.at is not None],
        "cancel_timers": [(found, wake.timer) for found, wake in wakes if wake.at is None],
        "set_cursors": [(cursor.account, cursor.value) for draft in drafts if (cursor := draft.change.cursor)],
    }
    for name, rows in writes.items():
        if rows:
            sql.write(name, rows)
    for draft in drafts:
        _revise(sql, draft.change.revisions)
    linking.keep(sql, drafts)


def _revise(sql: Sql, revisions: Sequence[Revision]) -> None:
    """One by one: of two revisions of a line the second finds the words of the first."""
    for revision in revisions:
        key, text, at = clean((revision.message, revision.text, revision.at))
        sql.write("keep_earlier", [(at, key, text)])
        sql.write("revise_message", [(text, key)])


def _attachments(drafts: list[Draft]) -> list[Values]:
    """Which of the messages show which files."""
    lines = [line for draft in drafts for line in zip(draft.messages, draft.change.messages, strict=True)]
    return [(row[0], file.id) for row, message in lines if message.files for file in message.files]


def _committed(draft: Draft) -> Committed:
    seqs = tuple(range(draft.first_seq, draft.first_seq + len(draft.messages)))
    return Committed(draft.journal_number, seqs, draft.change.outbox, draft.first_row)


def _numbers(sql: Sql, name: str, rows: Sequence[Values]) -> set[int]:
    """What a set-based statement returns: one number for every row that it took."""
    return {number for (number,) in sql.fetch(name, batch=as_json(rows))} if rows else set()


def fail(item: Item, reason: Exception) -> None:
    """Tells the one who waits, unless that one went away. Only in the event loop's thread."""
    if not item.waiter.done():
        item.waiter.set_exception(reason)


def tell(results: Iterable[tuple[Item, Any]]) -> None:
    """Hands out what a batch came to; exceptions are raised where the caller waits. Only in the loop's thread."""
    for item, result in results:
        if isinstance(result, Exception):
            fail(item, result)
        elif not item.waiter.done():
            item.waiter.set_result(result)
