"""What every store promises about a person's addresses: codes, joining, parting, and where conversations are held."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from conversation.change import Change, Committed
from conversation.effects import Join, OfferCode, Part
from conversation.model import Address, Contact, Conversation, Resolved, Waiting, WithBot, WithOperator
from conversation.ports import Stale
from handoff.model import FileRef, Reason
from storage.database import Database
from tests.contracts.changes import address, change, conversation, said

UNTIL = 1_000
"""Until when the codes of these tests may be used; everything happens at 10."""


def at(change: Change, *places: Address) -> Change:
    """The same, held at these addresses too."""
    return replace(change, visits=places)


def offers(found: Conversation, code: str = "AAAAAA", until: int = UNTIL) -> Change:
    return replace(change(f"offer {code}", found), linking=(OfferCode("k", code, until),))


def joins(found: Conversation, contact: str = "contact-1", code: str = "AAAAAA") -> Change:
    """This conversation's person turns out to be that contact."""
    joined = replace(found, contact=Contact(contact, "Ann"))
    made = change(f"join {found.number} {found.version}", joined)
    return replace(made, linking=(Join("k", contact, code),), left=found.contact.id)


def parts(found: Conversation, contact: str = "contact-new") -> Change:
    parted = replace(found, contact=Contact(contact, "Ann"))
    made = change(f"part {found.number} {found.version}", parted)
    return replace(made, linking=(Part("k"),), left=found.contact.id)


async def linked(database: Database) -> None:
    """Ann waits with #1001; Bob's #1002 ended in it, and they are one person."""
    waiting = Waiting(5, "e", Reason.ASKED)
    await database.store.commit(offers(conversation(1001, stage=waiting)))
    ended = Resolved(6, "merge", into=1001)
    await database.store.commit(joins(conversation(1002, chat="bob", stage=ended)))


async def number(database: Database, chat: str) -> int | None:
    found = await database.reader.newest(address(chat))
    return found.number if found else None


async def test_a_code_tells_whose_it_is_until_its_time_is_over(database: Database) -> None:
    await database.store.commit(offers(conversation()))
    holder = await database.reader.holder("AAAAAA", UNTIL - 1)
    assert holder is not None
    assert holder.contact.id == "contact-1"
    assert await database.reader.holder("AAAAAA", UNTIL) is None
    assert await database.reader.holder("BBBBBB", 0) is None


async def test_a_new_code_ends_the_one_before(database: Database) -> None:
    await database.store.commit(offers(conversation()))
    await database.store.commit(offers(conversation(version=1), "BBBBBB"))
    assert await database.reader.holder("AAAAAA", 0) is None
    assert await database.reader.holder("BBBBBB", 0) is not None


async def test_codes_that_nobody_used_are_forgotten(database: Database) -> None:
    await database.store.commit(offers(conversation()))
    await database.store.prune(UNTIL)
    assert await database.reader.holder("AAAAAA", 0) is None


async def test_joined_addresses_share_the_open_conversation(database: Database) -> None:
    await linked(database)
    assert (await number(database, "ann"), await number(database, "bob")) == (1001, 1001)
    assert set(await database.reader.linked("contact-1")) == {address("ann"), address("bob")}
    view = await database.reader.contact("contact-1")
    assert view is not None
    assert [row.number for row in view.conversations] == [1002, 1001]
    assert set(view.addresses) == {address("ann").key, address("bob").key}
    assert await database.reader.contact("contact-of-bob") is None


async def test_a_code_is_used_once(database: Database) -> None:
    await database.store.commit(offers(conversation()))
    outcomes = await asyncio.gather(
        *(database.store.commit(joins(conversation(n, chat=f"chat{n}"))) for n in (1002, 1003, 1004)),
        return_exceptions=True,
    )
    assert [isinstance(outcome, Committed) for outcome in outcomes].count(True) == 1
    assert [isinstance(outcome, Stale) for outcome in outcomes].count(True) == 2
    assert await database.reader.holder("AAAAAA", 0) is None
    assert len(await database.reader.linked("contact-1")) == 2


@pytest.mark.parametrize("code", ["AAAAAA", "BBBBBB"])
async def test_a_code_that_is_too_old_or_was_never_given_joins_nobody(database: Database, code: str) -> None:
    await database.store.commit(offers(conversation(), until=10))
    with pytest.raises(Stale):
        await database.store.commit(joins(conversation(1002, chat="bob"), code=code))
    assert await number(database, "bob") is None


async def test_somebody_elses_code_does_not_join_this_contact(database: Database) -> None:
    await database.store.commit(offers(conversation()))
    with pytest.raises(Stale):
        await database.store.commit(joins(conversation(1002, chat="bob"), contact="contact-2"))


async def test_all_earlier_conversations_of_a_person_are_joined(database: Database) -> None:
    done = Resolved(5, "silence")
    for n in (1001, 1002):
        await database.store.commit(change(f"old {n}", conversation(n, chat="bob", stage=done)))
    await database.store.commit(joins(conversation(1003, chat="bob"), "contact-1", ""))
    for n in (1001, 1002, 1003):
        found = await database.reader.by_number(n)
        assert found is not None
        assert found.contact.id == "contact-1"
    with pytest.raises(Stale):
        await database.store.commit(change("late", conversation(1001, chat="bob", version=1, stage=done)))


async def test_who_was_linked_before_comes_along(database: Database) -> None:
    await linked(database)
    moved = replace(conversation(1001, version=1), contact=Contact("contact-1"))
    await database.store.commit(joins(moved, "contact-9", ""))
    assert set(await database.reader.linked("contact-9")) == {address("ann"), address("bob")}
    assert await number(database, "bob") == 1001


async def test_of_two_first_messages_of_one_person_the_second_joins_the_first(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(
            database.store.commit(change(f"a{n}", conversation(n, chat=f"chat{n}", contact="contact-1"), said(f"a{n}")))
            for n in (1001, 1002)
        ),
        return_exceptions=True,
    )
    assert [isinstance(outcome, Stale) for outcome in outcomes] == [False, True]
    with pytest.raises(Stale):
        await database.store.commit(change("b", conversation(1003, chat="chat3", contact="contact-1")))


async def test_one_with_people_goes_before_one_with_the_bot_and_ones_own_before_another(database: Database) -> None:
    await database.store.commit(change("a", conversation(1001, stage=WithBot(1))))
    bobs = conversation(1002, chat="bob", stage=WithOperator(1, "op1"))
    await database.store.commit(joins(bobs, "contact-1", ""))
    assert (await number(database, "ann"), await number(database, "bob")) == (1002, 1002)
    assert await database.reader.open_of("contact-1", 1001) == 1002
    assert await database.reader.open_of("contact-1", 1002) == 1001
    await database.store.commit(change("b", conversation(1001, version=1, stage=WithOperator(1, "op1"))))
    assert (await number(database, "ann"), await number(database, "bob")) == (1001, 1002)


async def test_a_conversation_is_read_where_it_was_held(database: Database) -> None:
    file = FileRef("f", "a.png", "image/png", 3)
    await database.files.put("x", "a.png", "image/png", b"abc")
    await linked(database)
    shared = replace(conversation(1001, version=1, stage=WithBot(1)), address=address("bob"))
    words = replace(said("from bob"), files=(file,))
    await database.store.commit(at(change("b", shared, words), address("bob")))
    for chat in ("ann", "bob"):
        assert [line.text for line in await database.reader.messages(address(chat), 0, 9)] == ["hi"]
    assert await database.reader.messages(address("else"), 0, 9) == ()
    assert await database.files.readers("f") == (address("ann").key, address("bob").key)
    [*_, item] = await database.feed.changes(0)
    assert (item.address, item.elsewhere) == (address("ann").key, (address("bob").key,))


async def test_where_a_conversation_began_is_no_visit(database: Database) -> None:
    await database.store.commit(at(change("a", conversation(), said("a")), address("ann")))
    assert len(await database.reader.messages(address(), 0, 9)) == 1
    [item] = await database.feed.changes(0)
    assert item.elsewhere == ()


async def test_who_parts_keeps_what_began_there_and_loses_sight_of_the_rest(database: Database) -> None:
    await linked(database)
    shared = replace(conversation(1001, version=1, stage=WithBot(1)), address=address("bob"))
    await database.store.commit(at(change("b", shared, said("b")), address("bob")))
    own = await database.reader.newest_of(address("bob"))
    assert own is not None
    await database.store.commit(parts(own))
    assert (await number(database, "ann"), await number(database, "bob")) == (1001, 1002)
    assert await database.reader.messages(address("bob"), 0, 9) == ()
    home = await database.reader.by_number(1001)
    assert home is not None
    assert (home.address, home.contact.id) == (address("ann"), "contact-1")
    assert await database.reader.linked("contact-1") == ()
    with pytest.raises(Stale):
        await database.store.commit(change("late", replace(shared, version=2), said("late")))


async def test_who_made_the_code_can_part_as_well(database: Database) -> None:
    await linked(database)
    shared = replace(conversation(1001, version=1, stage=WithBot(1)), address=address("bob"))
    await database.store.commit(at(change("b", shared, said("b")), address("bob")))
    own = await database.reader.newest_of(address("ann"))
    assert own is not None
    await database.store.commit(parts(replace(own, address=address("ann"))))
    found = await database.reader.by_number(1001)
    assert found is not None
    assert (found.address, found.contact.id) == (address("ann"), "contact-new")
    assert (await number(database, "ann"), await number(database, "bob")) == (1001, 1002)
    assert await database.reader.messages(address("bob"), 0, 9) == ()
    assert len(await database.reader.messages(address("ann"), 0, 9)) == 1


async def test_of_three_linked_addresses_two_stay_together(database: Database) -> None:
    await linked(database)
    eves = conversation(1003, chat="eve", stage=Resolved(6, "merge", into=1001))
    await database.store.commit(joins(eves, "contact-1", ""))
    own = await database.reader.newest_of(address("bob"))
    assert own is not None
    await database.store.commit(parts(own))
    assert set(await database.reader.linked("contact-1")) == {address("ann"), address("eve")}
    assert await number(database, "eve") == 1001
