"""A rating that is typed where a rating is asked for, on channels with and without buttons."""

from __future__ import annotations

import pytest

from bot.wiring import Assembly
from conversation.model import Address, Conversation, Resolved, Waiting
from conversation.ports import Inbound
from tests.kit.house import house

CHAT = Address("fake", "main", "chat1")


async def now(built: Assembly) -> Conversation:
    found = await built.database.reader.newest(CHAT)
    assert found is not None
    return found


async def asked_to_rate(built: Assembly) -> None:
    await built.intake.accept(Inbound(CHAT, "1", text="how do i back up my wallet"))
    await built.intake.accept(Inbound(CHAT, "2", choice="help:yes"))
    assert isinstance((await now(built)).stage, Resolved)


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("5", 5),
        (" 4. ", 4),
        ("3!", 3),
        ("5/5", 5),
        ("５", 5),
        ("4分", 4),
        ("4 Stars", 4),
        ("1", None),
        ("2 分。", None),
    ],
)
async def test_a_score_that_is_typed_below_the_question_for_it_is_the_rating(typed: str, score: int | None) -> None:
    async with house() as built:
        await asked_to_rate(built)
        await built.intake.accept(Inbound(CHAT, "3", text=typed))
        stage = (await now(built)).stage
        if score is None:  # a poor one goes to a lead
            assert isinstance(stage, Waiting)
            assert stage.for_lead
        else:
            assert isinstance(stage, Resolved)
            assert stage.rating == score


@pytest.mark.parametrize("typed", ["6", "0", "5 minutes", "4/10", "15", "how do i back up my wallet"])
async def test_other_words_and_numbers_are_no_rating(typed: str) -> None:
    async with house() as built:
        await asked_to_rate(built)
        await built.intake.accept(Inbound(CHAT, "3", text=typed))
        assert not isinstance((await now(built)).stage, Resolved | Waiting)


async def test_a_number_that_is_typed_while_people_answer_is_just_a_number() -> None:
    async with house() as built:
        await asked_to_rate(built)
        await built.intake.accept(Inbound(CHAT, "3", text="/human"))
        await built.intake.accept(Inbound(CHAT, "4", text="5"))
        assert isinstance((await now(built)).stage, Waiting)
        lines = await built.database.reader.messages(CHAT, 0, 500)
        assert [line.text for line in lines if line.author == "user"][-1] == "5"
