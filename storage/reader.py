"""The Reader and the Feed of the kernel: queries past the writer."""

from __future__ import annotations

from conversation.change import Seen
from conversation.model import Address, Conversation
from conversation.views import ContactView, ConversationView, FeedItem, Lesson, LineView, MessageView, QueueRow
from handoff.model import Priority, Ticket
from storage import rows
from storage.connections import Reads, Row, Sql
from storage.writer import Writer


class SqlReader:
    """Implements `Reader`; every method raises StorageError when the database cannot be read."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def newest(self, address: Address) -> Conversation | None:
        """An open conversation goes before a resolved one with a higher number."""
        return _conversation(await self._reads.first("newest_at_address", address=address.key))

    async def newest_of(self, address: Address) -> Conversation | None:
        """As above."""
        return _conversation(await self._reads.first("newest_of_address", address=address.key))

    async def holder(self, code: str, now: int) -> Conversation | None:
        """None for a code that is unknown, used up or too old."""
        return _conversation(await self._reads.first("code_holder", code=code, now=now))

    async def open_of(self, contact: str, besides: int) -> int | None:
        """One with people goes before one with the bot."""
        row = await self._reads.first("open_of_contact", contact=contact, number=besides)
        return None if row is None else int(row[0])

    async def had_people(self, contact: str) -> bool:
        """From the facts named `claimed`."""
        return await self._reads.first("claim_of_contact", contact=contact) is not None

    async def linked(self, contact: str) -> tuple[Address, ...]:
        """Empty for somebody with one address."""
        found = await self._reads.fetch("addresses_of_contact", contact=contact)
        return tuple(Address.from_key(str(key)) for (key,) in found)

    async def by_number(self, number: int) -> Conversation | None:
        """As it was committed last."""
        return _conversation(await self._reads.first("conversation_by_number", number=number))

    async def by_id(self, conversation: str) -> Conversation | None:
        """As it was committed last."""
        return _conversation(await self._reads.first("conversation_by_id", id=conversation))

    async def tickets(self) -> tuple[Ticket, ...]:
        """Unordered."""
        return tuple(rows.ticket(row) for row in await self._reads.fetch("tickets"))

    async def waiting(self) -> dict[Priority, int]:
        """Counted in the index."""
        return {Priority(name): int(count) for name, count in await self._reads.fetch("waiting_by_priority")}

    async def before(self, ticket: Ticket) -> int:
        """Counted in the index."""
        row = await self._reads.first("waiting_before", **_place(ticket))
        return 0 if row is None else int(row[0])

    async def last_before(self, ticket: Ticket, opening: int) -> tuple[Ticket, ...]:
        """At most one of the same priority and one of a higher."""
        found = await self._reads.fetch("waits_last_before", **_place(ticket), team=ticket.team or "", opening=opening)
        return tuple(rows.ticket(row) for row in found)

    async def recent_waits(self, limit: int) -> tuple[int, ...]:
        """From the facts named `first_reply`."""
        return tuple(round(value) for (value,) in await self._reads.fetch("recent_waits", limit=limit))

    async def loads(self) -> dict[str, int]:
        """By name."""
        return {str(owner): int(count) for owner, count in await self._reads.fetch("loads")}

    async def rows(self, stage: str | None, after: int, limit: int) -> tuple[QueueRow, ...]:
        """Without a stage, everything that is not resolved."""
        if stage is None:
            found = await self._reads.fetch("inbox", after=after, limit=limit)
        else:
            found = await self._reads.fetch("inbox_of_stage", stage=stage, after=after, limit=limit)
        return tuple(rows.queue_row(row) for row in found)

    async def conversation(self, number: int) -> ConversationView | None:
        """All of it as of one commit."""

        def work(sql: Sql) -> ConversationView | None:
            found = sql.fetch("inbox_row", number=number)
            if not found:
                return None
            [known] = sql.fetch("conversation_by_number", number=number)
            transcript = rows.messages(sql.fetch("transcript", number=number))
            transcript = rows.for_desk(transcript, sql.fetch("desk_lines", number=number))
            if any(message.edited for message in transcript):
                transcript = rows.with_earlier(transcript, sql.fetch("earlier_texts", number=number))
            return ConversationView(
                rows.queue_row(found[0]),
                tuple(message for message in transcript if message.author != "note"),
                tuple(message for message in transcript if message.author == "note"),
                tuple(rows.history_line(line) for line in sql.fetch("history", number=number)),
                rows.answers(known),
                rows.conversation(known).details,
            )

        return await self._reads.snapshot(work)

    async def contact(self, contact: str) -> ContactView | None:
        """Named as in the newest conversation."""
        found = await self._reads.fetch("inbox_of_contact", contact=contact)
        if not found:
            return None
        conversations = tuple(rows.queue_row(row[:-1]) for row in found)
        addresses = tuple(dict.fromkeys(row[-1] for row in found))
        return ContactView(contact, conversations[0].name, addresses, conversations, rows.details(found))

    async def messages(self, address: Address, after: int, limit: int) -> tuple[MessageView, ...]:
        """Past `after`, at most `limit`; that a line was edited is said, but not what it read before."""
        return rows.messages(
            await self._reads.fetch("messages_at_address", address=address.key, after=after, limit=limit)
        )

    async def seen(self, seen: Seen) -> int | None:
        """Within the ninety days for which ids are kept."""
        row = await self._reads.first("seen_seq", account=seen.account, external_id=seen.external_id)
        return None if row is None else int(row[0])

    async def line(self, carrier: str, remote: str) -> LineView | None:
        """Of several lines that went out as one message, the last."""
        row = await self._reads.first("line_at", carrier=carrier, remote=remote)
        return None if row is None else rows.line(row)

    async def line_of(self, message: str) -> LineView | None:
        """As it reads now."""
        row = await self._reads.first("line_of", message=message)
        return None if row is None else rows.line(row)

    async def stands_at(self, message: str) -> Address | None:
        """Of a user's line, the address that has the platform on which it stands."""

        def work(sql: Sql) -> Address | None:
            for (target,) in sql.fetch("line_sent_to", message=message):
                return Address.from_key(target)
            carriers = {carrier for (carrier,) in sql.fetch("line_carriers", message=message)}
            places = [Address.from_key(key) for (key,) in sql.fetch("line_places", message=message)]
            return next((one for one in places if f"{one.channel}:{one.account}" in carriers), None)

        return await self._reads.call(work)

    async def copies(self, carrier: str, message: str) -> tuple[str, ...]:
        """Empty until the platform has confirmed the first."""
        found = await self._reads.fetch("copies", carrier=carrier, message=message)
        return tuple(str(remote) for (remote,) in found)

    async def lessons(self, since: int) -> tuple[Lesson, ...]:
        """Of one moment, in the order in which they were kept."""
        return tuple(Lesson(*row) for row in await self._reads.fetch("lessons", since=since))

    async def stages(self) -> dict[str, int]:
        """Stages without a conversation are left out."""
        return dict(await self._reads.fetch("open_stages"))

    async def cursor(self, account: str) -> str | None:
        """None before the first read."""
        row = await self._reads.first("cursor", account=account)
        return None if row is None else str(row[0])

    async def cursors(self, prefix: str) -> dict[str, str]:
        """All of them for an empty prefix."""
        return dict(await self._reads.fetch("cursors", prefix=prefix))


class SqlFeed:
    """Implements `Feed`; those who wait are woken by this process's own commits."""

    def __init__(self, writer: Writer, reads: Reads) -> None:
        self._writer = writer
        self._reads = reads

    async def head(self) -> int:
        """0 before the first change."""
        row = await self._reads.first("feed_head")
        return 0 if row is None else int(row[0])

    async def changes(self, after: int, limit: int = 500) -> tuple[FeedItem, ...]:
        """Raises StorageError."""
        return await self._reads.call(lambda sql: _changes(sql, after, limit))

    async def wait(self, after: int) -> None:
        """Stopping to wait harms nobody."""
        await self._writer.wait(after)


def _changes(sql: Sql, after: int, limit: int) -> tuple[FeedItem, ...]:
    found = sql.fetch("feed_changes", after=after, limit=limit)
    if not found:
        return ()
    elsewhere = sql.fetch("feed_visits", after=after, last=found[-1][0])
    return rows.feed_items(found, elsewhere)


def _conversation(row: Row | None) -> Conversation | None:
    return None if row is None else rows.conversation(row)


def _place(ticket: Ticket) -> dict[str, object]:
    return {
        "number": ticket.number,
        "since": ticket.since,
        "priority": ticket.priority.value,
        "rank": tuple(Priority).index(ticket.priority),
    }
