"""What holds for every channel once people take part. What one cannot do is read off what it and its users can."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected, Sent
from conversation.model import Resolved, WithOperator
from handoff.model import Amend, Delete, React, Reply, Resolve
from tests.contracts.channels.surface import (
    Mishap,
    Open,
    Surface,
    acts,
    attempt,
    key_of,
    last,
    lines,
    said,
    stage,
    text,
    with_a_person,
    words,
)

QUESTION = "How do I back up my wallet?"
LOG = ("log.txt", b"line 1\n")
EXPECTED: dict[Mishap, tuple[type[Outcome], str]] = {
    "limit": (NotSent, "{}_limit"),
    "unreachable": (NotSent, "{}_unreachable"),
    "token": (NotSent, "{}_token"),
    "silence": (Ambiguous, "{}_unclear"),
    "gone": (Rejected, ""),
}


async def test_between_people_a_number_is_just_a_number(surface: Surface) -> None:
    await surface.says(QUESTION)
    await surface.chooses(text("choice_human"))
    await acts(surface, Reply("How many wallets are there?"))
    await surface.says("2")
    assert (await said(surface))[-1] == "2"


async def test_an_operators_looks_arrive(surface: Surface) -> None:
    await with_a_person(surface)
    await acts(surface, Reply("It is **safe**, I promise."))
    assert (await last(surface)).text == "It is safe, I promise."
    assert (await last(surface)).bold in {(), ("safe",)}


async def test_replies_arrive_in_their_order(surface: Surface) -> None:
    await with_a_person(surface)
    for number in range(4):
        await acts(surface, Reply(f"step {number}"))
    assert [one.text for one in await surface.shown()][-4:] == [f"step {number}" for number in range(4)]


async def test_a_file_of_the_user_is_kept(surface: Surface) -> None:
    await with_a_person(surface)
    await surface.attaches(*LOG, "look here")
    line = (await lines(surface))[-1]
    kept = [await surface.built.database.files.get(file.id) for file in line.files]
    assert "look here" in line.text
    if "attach" in surface.can:
        assert [(found[0].name, found[1]) for found in kept if found] == [LOG]
    else:
        assert (line.text, kept) == ("look here log.txt", [])


async def test_a_file_for_the_user_arrives_with_its_words(surface: Surface) -> None:
    await with_a_person(surface)
    file = await surface.built.files.put("Olga", "guide.pdf", "application/pdf", b"%PDF-1.7")
    await acts(surface, Reply("Here it is", (file,)))
    shown = (await surface.shown())[-2:]
    assert "Here it is" in "\n".join(one.text for one in shown)
    content = b"%PDF-1.7" if "open" in surface.can else b""
    arrived = [file for one in shown for file in one.files]
    assert arrived == ([("guide.pdf", content)] if surface.capabilities.files else [])
    named = text("file_elsewhere", name="guide.pdf") in "\n".join(one.text for one in shown)
    assert named != surface.capabilities.files


async def test_what_an_operator_corrects_reads_so_at_the_users(surface: Surface) -> None:
    await with_a_person(surface)
    key = await acts(surface, Reply("It costs 5"))
    before = len(await surface.shown())
    await acts(surface, Amend(key, "It costs **7**"))
    assert "It costs 7" in (await last(surface)).text
    changed = surface.capabilities.edits and "reread" in surface.can
    assert ("It costs 5" in await words(surface)) != changed
    assert len(await surface.shown()) == before + (not changed)


async def test_what_an_operator_deletes_is_gone_where_that_can_be(surface: Surface) -> None:
    await with_a_person(surface)
    key = await acts(surface, Reply("Not for you"))
    assert "Not for you" in await words(surface)
    await acts(surface, Delete(key))
    assert ("Not for you" in await words(surface)) != surface.capabilities.deletions


async def test_an_operators_emoji_appears_where_that_can_be_and_says_nothing_elsewhere(surface: Surface) -> None:
    await with_a_person(surface)
    await surface.says("thank you so much")
    before = await surface.shown()
    await acts(surface, React(await key_of(surface, "thank you so much"), "👍"))
    assert list(await surface.marks()) == (["👍"] if surface.capabilities.reactions else [])
    assert await surface.shown() == before


async def test_what_a_user_changes_is_known_with_both_versions(surface: Surface) -> None:
    await with_a_person(surface)
    await surface.says("it is blue")
    await (surface.edits if "edit" in surface.can else surface.says)("it is green")
    *_, before, now = await lines(surface)
    if "edit" in surface.can:
        assert (now.text, now.before) == ("it is green", ("it is blue",))
    else:
        assert (before.text, now.text, now.before) == ("it is blue", "it is green", ())


async def test_what_a_user_takes_back_is_known_where_we_are_told(surface: Surface) -> None:
    await with_a_person(surface)
    await surface.says("I should not have said this")
    if "delete" in surface.can:
        await surface.deletes()
    line = (await lines(surface))[-1]
    assert "I should not have said this" in (line.text, *line.before)
    assert (line.text == text("line_deleted")) == ("delete" in surface.can)


async def test_a_users_emoji_is_no_message(surface: Surface) -> None:
    await with_a_person(surface)
    await acts(surface, Reply("Done!"))
    count = len(await lines(surface))
    for emoji in ("👍", "🪼"):
        if "react" in surface.can:
            await surface.reacts(emoji)
    assert len(await lines(surface)) == count


async def test_nobody_else_speaks_while_a_person_has_the_floor(surface: Surface) -> None:
    await with_a_person(surface)
    before = await surface.shown()
    for said_now in (QUESTION, "怎么备份钱包", "xyzzy"):
        await surface.says(said_now)
    assert isinstance(await stage(surface), WithOperator)
    assert await surface.shown() == before
    assert (await said(surface))[-3:] == [QUESTION, "怎么备份钱包", "xyzzy"]


async def test_how_it_was_can_be_rated_and_told(surface: Surface) -> None:
    await with_a_person(surface)
    await acts(surface, Resolve())
    assert (await last(surface)).labels == ("1", "2", "3", "4", "5")
    await surface.chooses("4")
    found = await stage(surface)
    assert isinstance(found, Resolved)
    assert found.rating == 4
    assert (await last(surface)).text == text("rated")
    await surface.says("It was quick")
    assert (await last(surface)).text == text("commented")


@pytest.mark.parametrize("kind", EXPECTED)
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_goes_wrong_on_the_way_is_told_as_what_it_means(
    opener: Open, faq: Path, kind: Mishap, language: str
) -> None:
    async with opener(faq, languages=(language, "en", "zh")) as surface:
        await surface.says(QUESTION)
        if kind in surface.mishaps:
            surface.mishap(kind)
        outcome = await attempt(surface) if surface.channel else Sent()
        if kind not in surface.mishaps:
            assert isinstance(outcome, Sent)
            return
        expected, key = EXPECTED[kind]
        assert isinstance(outcome, expected)
        assert not isinstance(outcome, Sent)
        assert bool(re.search("[一-鿿]", outcome.reason)) == (language == "zh")
        assert not key or text(key.format(surface.address.channel), language) == outcome.reason
        assert not isinstance(outcome, NotSent) or (outcome.retry_after is not None) == (kind in {"limit", "token"})
