"""What every store promises to those who read."""

from __future__ import annotations

from dataclasses import fields, replace

from conversation.change import Fact
from conversation.model import (
    Address,
    Choice,
    Contact,
    Conversation,
    Detail,
    Guide,
    Resolved,
    Stage,
    Taken,
    Waiting,
    WithOperator,
)
from handoff.model import FileRef, Priority, Reason, Ticket
from handoff.queue import position
from storage.database import Database
from tests.contracts.changes import address, answer, change, committed, conversation, note, reply, said


def waiting(since: int, priority: Priority = Priority.NORMAL, team: str | None = None) -> Waiting:
    """In the queue since then."""
    return Waiting(since, f"entry-{since}", Reason.ASKED, priority, team)


async def unread(database: Database) -> int:
    """As the inbox shows it."""
    [row] = await database.reader.rows(None, 0, 9)
    return row.unread


async def test_unread_counts_the_users_messages_since_an_operator_last_wrote(database: Database) -> None:
    await database.store.commit(change("a", conversation(), said("a"), answer("a")))
    assert await unread(database) == 1
    await database.store.commit(change("b", conversation(version=1), said("b")))
    assert await unread(database) == 2
    await database.store.commit(change("c", conversation(version=2), note("c")))
    assert await unread(database) == 2
    await database.store.commit(change("d", conversation(version=3), reply("d")))
    assert await unread(database) == 0
    await database.store.commit(change("e", conversation(version=4), said("e1"), reply("e2"), said("e3")))
    assert await unread(database) == 1


async def test_a_conversation_comes_back_in_every_field(database: Database) -> None:
    place = Address("web", "main", "ann", "member")
    offered = (Choice("yes", "Yes"), Choice("no", "No"))
    full = Conversation(
        "c1",
        1001,
        Contact("p1", "Ann"),
        place,
        "zh",
        waiting(50, Priority.HIGH, "core"),
        7,
        0,
        True,
        "fees",
        9,
        offered,
        Guide("fees", 1, (Taken("Which coin?", "BTC"),), True),
        (Detail("version", "2.3"),),
        True,
    )
    plain = Conversation(full.id, full.number, full.contact, place, full.language, full.stage, full.opened_at)
    same = {field.name for field in fields(full)[7:] if getattr(full, field.name) == getattr(plain, field.name)}
    assert same == {"version"}, "a field with its default would not show that it was lost"
    await database.store.commit(change("a", full, said("a")))
    assert await database.reader.newest(place) == replace(full, version=1)
    view = await database.reader.conversation(1001)
    assert view is not None
    assert view.answers == (Taken("Which coin?", "BTC"),)


async def test_a_row_shows_what_the_stage_knows(database: Database) -> None:
    await database.store.commit(change("a", conversation(stage=waiting(50, Priority.HIGH, "core")), said("a", at=40)))
    [row] = await database.reader.rows("waiting", 0, 9)
    assert (row.stage, row.priority, row.team, row.owner, row.waiting_since) == ("waiting", "high", "core", None, 50)
    assert (row.channel, row.contact, row.name, row.language) == ("web", "contact-1", "Ann", "en")
    await database.store.commit(change("b", conversation(version=1, stage=WithOperator(60, "op1", Priority.LOW))))
    [row] = await database.reader.rows("with_operator", 0, 9)
    assert (row.stage, row.priority, row.team, row.owner, row.waiting_since) == (
        "with_operator", "low", None, "op1", None,
    )  # fmt: skip


async def test_the_last_message_is_shown_short_and_never_a_note(database: Database) -> None:
    long = "x" * 300
    await database.store.commit(change("a", conversation(), reply("a", long, 40), note("a", at=50)))
    [row] = await database.reader.rows(None, 0, 9)
    assert (row.last, row.last_at) == ("x" * 199 + "…", 10)
    picture = replace(said("b", ""), files=(FileRef("f", "cat.png", "image/png", 3),))
    await database.store.commit(change("b", conversation(version=1), picture))
    await database.store.commit(change("c", conversation(version=2)))
    [row] = await database.reader.rows(None, 0, 9)
    assert row.last == "cat.png"


async def test_what_people_said_is_shown_rather_than_the_bot_or_a_command(database: Database) -> None:
    await database.store.commit(change("a", conversation(), said("a", "where is it?"), answer("a", "here", 40)))
    await database.store.commit(change("b", conversation(version=1), said("b", "/human"), answer("b", "wait", 50)))
    [row] = await database.reader.rows(None, 0, 9)
    assert row.last == "where is it?"
    await database.store.commit(change("c", conversation(version=2), said("c", "/verify Moon Helper")))
    await database.store.commit(change("d", conversation(version=3), said("d", "/human it is gone")))
    await database.store.commit(change("e", conversation(version=4), said("e", "/link ABCD"), answer("e", "no", 60)))
    [row] = await database.reader.rows(None, 0, 9)
    assert row.last == "it is gone"


async def test_nothing_is_shown_where_nobody_said_more_than_a_command(database: Database) -> None:
    queued = conversation(stage=waiting(5))
    await database.store.commit(change("a", queued, said("a", "/human"), answer("a", "Your code is ABCD", 40)))
    [row] = await database.reader.rows(None, 0, 9)
    assert (row.last, row.last_at, row.marks.reason) == ("", 10, Reason.ASKED)


async def test_the_inbox_has_the_waiting_first_longest_first_then_the_others_by_number(database: Database) -> None:
    stages: dict[int, Stage | None] = {
        1005: waiting(200), 1001: WithOperator(1, "op1"), 1004: waiting(100), 1003: None, 1002: Resolved(1, "user"),
    }  # fmt: skip
    for number, stage in stages.items():
        await database.store.commit(change(f"a{number}", conversation(number, chat=str(number), stage=stage)))
    assert [row.number for row in await database.reader.rows(None, 0, 9)] == [1004, 1005, 1001, 1003]
    assert [row.number for row in await database.reader.rows(None, 1, 2)] == [1005, 1001]
    assert [row.number for row in await database.reader.rows("waiting", 0, 9)] == [1004, 1005]
    assert [row.number for row in await database.reader.rows("resolved", 0, 9)] == [1002]
    assert await database.reader.rows("with_bot", 1, 9) == ()
    assert await database.reader.stages() == {"waiting": 2, "with_operator": 1, "with_bot": 1}


async def test_tickets_are_what_waits(database: Database) -> None:
    await database.store.commit(change("a", conversation(1001, chat="a", stage=waiting(5, Priority.URGENT, "core"))))
    await database.store.commit(change("b", conversation(1002, chat="b")))
    assert await database.reader.tickets() == (Ticket(1001, 5, Priority.URGENT, "core", "en"),)


async def test_who_is_before_somebody_in_the_queue_is_counted_as_the_queue_orders_them(database: Database) -> None:
    stages = (
        waiting(5, Priority.LOW), waiting(7), waiting(7, team="core"), waiting(9, Priority.HIGH, "core"),
        waiting(3, Priority.URGENT, "core"), waiting(8, team="core"),
    )  # fmt: skip
    for n, stage in enumerate(stages):
        await database.store.commit(change(f"{n}", conversation(1001 + n, chat=f"{n}", stage=stage)))
    tickets = await database.reader.tickets()
    newcomers = tuple(Ticket(1009, since, priority) for since in (1, 7, 10) for priority in Priority)
    for ticket in (*tickets, *newcomers):
        assert 1 + await database.reader.before(ticket) == position(tickets, ticket)
    assert await database.reader.waiting() == {"urgent": 1, "high": 1, "normal": 3, "low": 1}
    last = next(ticket for ticket in tickets if ticket.number == 1006)
    assert {ticket.number for ticket in await database.reader.last_before(last, 20)} == {1003, 1004}
    assert {ticket.number for ticket in await database.reader.last_before(last, 9)} == {1003}


async def test_loads_count_what_each_operator_has(database: Database) -> None:
    stages: tuple[Stage, ...] = (WithOperator(5, "op1"), WithOperator(6, "op1"), WithOperator(7, "op2"), waiting(8))
    for n, stage in enumerate(stages):
        await database.store.commit(change(f"{n}", conversation(1001 + n, chat=f"{n}", stage=stage)))
    assert await database.reader.loads() == {"op1": 2, "op2": 1}


async def test_recent_waits_are_the_newest_first_replies_in_seconds(database: Database) -> None:
    for version, (at, seconds) in enumerate(((10, 30.4), (30, 7.6), (20, 60.0))):
        facts = (Fact("first_reply", at, seconds), Fact("replied", at, 1.0))
        await database.store.commit(change(f"a{at}", conversation(version=version), facts=facts))
    assert await database.reader.recent_waits(9) == (8, 60, 30)
    assert await database.reader.recent_waits(1) == (8,)


async def test_who_had_people_is_known_over_all_their_conversations(database: Database) -> None:
    facts = (Fact("claimed", 10, 5.0, operator="op1"), Fact("replied", 11, operator="op1"))
    over = Resolved(12, "operator", "op1")
    await database.store.commit(change("a", conversation(1001, chat="a", stage=over, contact="ada"), facts=facts))
    await database.store.commit(change("b", conversation(1002, chat="b", contact="ada")))
    await database.store.commit(change("c", conversation(1003, chat="c", contact="bob"), facts=(Fact("opened", 9),)))
    assert await database.reader.had_people("ada")
    assert not await database.reader.had_people("bob")
    assert not await database.reader.had_people("nobody")


async def test_a_conversation_is_shown_with_its_notes_apart_and_its_history(database: Database) -> None:
    await database.store.commit(change("a", conversation(stage=waiting(5)), said("a"), note("a")))
    await database.store.commit(
        change("b", conversation(version=1, stage=WithOperator(6, "op1")), kind="OperatorActed")
    )
    view = await database.reader.conversation(1001)
    assert view is not None
    assert view.row.number == 1001
    assert [message.text for message in view.messages] == ["hi"]
    assert [message.text for message in view.notes] == ["looks odd"]
    assert [(line.kind, line.stage) for line in view.history] == [
        ("UserSaid", "waiting"), ("OperatorActed", "with_operator"),
    ]  # fmt: skip


async def test_what_is_not_there_is_none(database: Database) -> None:
    assert await database.reader.conversation(1) is None
    assert await database.reader.contact("nobody") is None
    assert await database.reader.by_number(1) is None
    assert await database.reader.by_id("nobody") is None
    assert await database.reader.newest(address()) is None
    assert await database.reader.messages(address(), 0, 9) == ()


async def test_a_contact_has_all_its_addresses_and_conversations_newest_first(database: Database) -> None:
    resolved = Resolved(5, "silence")
    await database.store.commit(change("a", conversation(1001, chat="phone", stage=resolved, contact="contact-1")))
    await database.store.commit(
        change("b", replace(conversation(1002, chat="desk"), contact=Contact("contact-1", "Anna")))
    )
    await database.store.commit(change("c", conversation(1003, chat="else", contact="contact-2")))
    view = await database.reader.contact("contact-1")
    assert view is not None
    assert (view.id, view.name) == ("contact-1", "Anna")
    assert view.addresses == (address("desk").key, address("phone").key)
    assert [row.number for row in view.conversations] == [1002, 1001]


async def test_a_person_reads_all_conversations_of_the_address_without_notes_and_strangers(database: Database) -> None:
    resolved = Resolved(5, "silence")
    first = await committed(database, change("a", conversation(1001, stage=resolved), said("a"), note("a")))
    await database.store.commit(change("x", conversation(1009, chat="bob"), said("x")))
    second = await committed(database, change("b", conversation(1002), said("b"), answer("b")))
    seqs = [first.seqs[0], *second.seqs]
    assert [message.seq for message in await database.reader.messages(address(), 0, 9)] == seqs
    assert [message.seq for message in await database.reader.messages(address(), seqs[0], 9)] == seqs[1:]
    assert [message.seq for message in await database.reader.messages(address(), 0, 2)] == seqs[:2]
    assert await database.reader.messages(address(), seqs[-1], 9) == ()
