"""What every store promises about lines that are edited, and about where lines stand on the platforms."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from conversation.change import AlreadySeen, Link, Message, OutboxRow, Revision, Settlement
from conversation.delivery import RowState
from conversation.ports import Stale
from conversation.views import LineView, MessageView
from handoff.model import FileRef
from storage.database import Database
from tests.contracts.changes import (
    ACCOUNT,
    address,
    answer,
    carried,
    change,
    committed,
    conversation,
    note,
    reply,
    said,
    shown,
)
from tests.contracts.conftest import Opener

DESK = "telegram:7:desk:-100"


async def transcript(database: Database) -> tuple[MessageView, ...]:
    """All that an operator reads of the conversation, notes last."""
    view = await database.reader.conversation(1001)
    assert view is not None
    return view.messages + view.notes


async def sent(database: Database, key: str, row: OutboxRow, *remote: str) -> None:
    """The row is committed with a conversation of its own and carried out."""
    number = 2000 + int(key)
    outcome = await committed(database, change(key, conversation(number, chat=key), outbox=(row,)))
    await database.store.settle([Settlement(outcome.rows[0].id, RowState.SENT, 20, 1, remote=remote)])


async def test_an_edited_line_reads_as_it_does_now_and_shows_what_it_read_before(database: Database) -> None:
    await database.store.commit(change("a", conversation(), said("a", "one"), answer("a"), note("a", "odd")))
    for version, text in enumerate(("two", "three"), 1):
        edit = Revision("a:user", text, 10 - version)
        await database.store.commit(change(text, conversation(version=version), revisions=(edit,)))
    [mine, other, remark] = await transcript(database)
    assert (mine.text, mine.edited, mine.before, mine.at) == ("three", True, ("one", "two"), 10)
    assert (other.text, other.edited, other.before) == ("hello", False, ())
    assert (remark.text, remark.edited, remark.before) == ("odd", False, ())


async def test_a_note_can_be_edited_too(database: Database) -> None:
    await database.store.commit(change("a", conversation(), note("a", "odd")))
    await database.store.commit(change("b", conversation(version=1), revisions=(Revision("a:note", "fine", 20),)))
    [remark] = await transcript(database)
    assert (remark.text, remark.edited, remark.before) == ("fine", True, ("odd",))


async def test_the_person_reads_the_new_words_and_that_they_were_edited(database: Database) -> None:
    await database.store.commit(change("a", conversation(), said("a", "one"), reply("a", "wrong")))
    await database.store.commit(change("b", conversation(version=1), revisions=(Revision("a:operator", "right", 20),)))
    [mine, theirs] = await database.reader.messages(address(), 0, 9)
    assert (mine.edited, theirs.text, theirs.edited) == (False, "right", True)


async def test_two_revisions_in_one_change_keep_both_earlier_texts(database: Database) -> None:
    edits = (Revision("a:user", "two", 20), Revision("a:user", "three", 30))
    await database.store.commit(change("a", conversation(), said("a", "one"), revisions=edits))
    [line] = await transcript(database)
    assert (line.text, line.before) == ("three", ("one", "two"))


async def test_the_same_words_again_are_no_revision(database: Database) -> None:
    await database.store.commit(
        change("a", conversation(), said("a", "one"), revisions=(Revision("a:user", "one", 20),))
    )
    [line] = await transcript(database)
    assert (line.text, line.edited, line.before) == ("one", False, ())


async def test_a_revision_of_an_unknown_line_changes_nothing_and_hinders_nothing(database: Database) -> None:
    await database.store.commit(change("a", conversation(), said("a"), revisions=(Revision("nobody's", "x", 20),)))
    [line] = await transcript(database)
    assert (line.text, line.edited, line.before) == ("hi", False, ())


async def test_a_revision_that_was_refused_or_came_before_leaves_nothing_behind(database: Database) -> None:
    edit = Revision("a:user", "two", 20)
    await database.store.commit(change("a", conversation(), said("a", "one")))
    with pytest.raises(Stale):
        await database.store.commit(change("b", conversation(version=7), revisions=(edit,)))
    again = change("a", conversation(version=1), revisions=(edit,), links=(Link(ACCOUNT, "5:1", "a:user"),))
    assert isinstance(await database.store.commit(again), AlreadySeen)
    [line] = await transcript(database)
    assert (line.text, line.edited) == ("one", False)
    assert await database.reader.line(ACCOUNT, "5:1") is None


async def test_edits_that_come_at_the_same_time_are_all_kept(database: Database) -> None:
    await asyncio.gather(
        *(database.store.commit(change(f"a{n}", conversation(n, chat=str(n)), said(str(n)))) for n in range(1, 30))
    )
    edits = {n: Revision(f"{n}:user", f"edited {n}", 20) for n in range(1, 30)}
    await asyncio.gather(
        *(
            database.store.commit(change(f"b{n}", conversation(n, chat=str(n), version=1), revisions=(edit,)))
            for n, edit in edits.items()
        )
    )
    for n in edits:
        view = await database.reader.conversation(n)
        assert view is not None
        assert [(line.text, line.before) for line in view.messages] == [(f"edited {n}", ("hi",))]


async def test_words_that_cannot_be_kept_are_replaced_in_edits_as_everywhere(database: Database) -> None:
    await database.store.commit(change("a", conversation(), said("a", "one")))
    edit = Revision("a:user", "half \ud83d and \0", 20)
    await database.store.commit(change("b", conversation(version=1), revisions=(edit,)))
    [line] = await transcript(database)
    assert line.text == "half \ufffd and \ufffd"


async def test_a_line_is_found_by_where_it_stands_and_by_its_key(database: Database) -> None:
    picture = FileRef("f1", "cat.png", "image/png", 3)
    line = replace(reply("a", "look"), files=(picture,))
    link = Link(DESK, "-100:7", line.key)
    await database.store.commit(change("a", conversation(), said("a"), line, links=(link,)))
    view = LineView(line.key, 1001, "id-1001", "operator", "look", "op1", (picture,), line.at)
    assert await database.reader.line(DESK, "-100:7") == view
    assert await database.reader.line_of(line.key) == view
    assert await database.reader.line(ACCOUNT, "-100:7") is None
    assert await database.reader.line(DESK, "-100:8") is None
    assert await database.reader.line_of("nobody's") is None


async def test_a_line_that_was_edited_is_found_with_its_new_words(database: Database) -> None:
    await database.store.commit(change("a", conversation(), said("a", "one"), links=(Link(ACCOUNT, "5:1", "a:user"),)))
    await database.store.commit(change("b", conversation(version=1), revisions=(Revision("a:user", "two", 20),)))
    found = await database.reader.line(ACCOUNT, "5:1")
    assert found is not None
    assert found.text == "two"


async def test_a_link_to_no_line_leads_nowhere(database: Database) -> None:
    await database.store.commit(change("a", conversation(), links=(Link(ACCOUNT, "5:1", "nobody's"),)))
    assert await database.reader.line(ACCOUNT, "5:1") is None
    assert await database.reader.copies(ACCOUNT, "nobody's") == ("5:1",)


async def test_of_lines_at_one_place_the_newest_is_found_there_and_each_knows_the_place(database: Database) -> None:
    await database.store.commit(change("a", conversation(), said("a"), links=(Link(ACCOUNT, "5:1", "a:user"),)))
    await database.store.commit(
        change("b", conversation(version=1), said("b"), links=(Link(ACCOUNT, "5:1", "b:user"),))
    )
    found = await database.reader.line(ACCOUNT, "5:1")
    assert found is not None
    assert found.message == "b:user"
    assert await database.reader.copies(ACCOUNT, "a:user") == ("5:1",)
    assert await database.reader.copies(ACCOUNT, "b:user") == ("5:1",)


@pytest.mark.parametrize("row", [carried(answer("a")), shown(answer("a"), DESK)], ids=["brings", "shows"])
async def test_what_was_sent_is_linked_to_the_line_of_its_row(database: Database, row: OutboxRow) -> None:
    line = answer("a")
    await database.store.commit(change("a", conversation(), line))
    await sent(database, "1", row, "5:9", "5:10")
    assert await database.reader.copies(row.carrier, line.key) == ("5:9", "5:10")
    found = await database.reader.line(row.carrier, "5:10")
    assert found is not None
    assert found.message == line.key


async def test_a_row_that_neither_brings_nor_shows_a_line_links_nothing(database: Database) -> None:
    row = replace(carried(answer("a")), message_key=None)
    await sent(database, "1", row, "5:9")
    assert await database.reader.line(ACCOUNT, "5:9") is None
    assert await database.store.unfinished() == ()


async def test_copies_come_in_the_order_of_sending_and_one_carrier_at_a_time(database: Database) -> None:
    line = answer("a")
    await database.store.commit(change("a", conversation(), line))
    for key, remotes in (("1", ("5:100",)), ("2", ("5:9", "5:11")), ("3", ("5:10",))):
        await sent(database, key, carried(line), *remotes)
        await sent(database, f"{key}0", shown(line, DESK), f"-100:{key}")
    assert await database.reader.copies(ACCOUNT, line.key) == ("5:100", "5:9", "5:11", "5:10")
    assert await database.reader.copies(DESK, line.key) == ("-100:1", "-100:2", "-100:3")
    assert await database.reader.copies("telegram:8", line.key) == ()
    assert await database.reader.copies(ACCOUNT, "nobody's") == ()


async def test_rows_that_are_settled_at_once_are_linked_each_to_its_own_line(database: Database) -> None:
    lines: list[Message] = [answer(str(n)) for n in range(9)]
    rows = tuple(carried(line) for line in lines)
    outcome = await committed(database, change("a", conversation(), *lines, outbox=rows))
    settlements = [Settlement(row.id, RowState.SENT, 20, 1, remote=(f"5:{row.id}",)) for row in outcome.rows[:-1]]
    await database.store.settle([*settlements, Settlement(outcome.rows[-1].id, RowState.DEAD, 20, 1, "no such chat")])
    for line, row in zip(lines[:-1], outcome.rows, strict=False):
        assert await database.reader.copies(ACCOUNT, line.key) == (f"5:{row.id}",)
    assert await database.reader.copies(ACCOUNT, lines[-1].key) == ()


async def test_places_edits_and_what_a_row_shows_survive_a_restart(opener: Opener) -> None:
    line = said("a", "one")
    async with opener() as database:
        links, edit = (Link(ACCOUNT, "5:1", line.key),), Revision(line.key, "two", 20)
        made = change("a", conversation(), line, revisions=(edit,), links=links, outbox=(shown(line, DESK),))
        outcome = await committed(database, made)
    async with opener() as database:
        assert await database.store.unfinished() == outcome.rows
        await database.store.settle([Settlement(outcome.rows[0].id, RowState.SENT, 30, 1, remote=("-100:7",))])
        assert await database.reader.copies(DESK, line.key) == ("-100:7",)
        assert await database.reader.copies(ACCOUNT, line.key) == ("5:1",)
        [found] = await transcript(database)
        assert (found.text, found.before, found.delivery) == ("two", ("one",), None)
