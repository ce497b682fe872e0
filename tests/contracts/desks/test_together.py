"""Several desks at once: one owner whoever claims, and a conversation that changes desks."""

from __future__ import annotations

import asyncio

from conversation.model import Waiting, WithOperator
from handoff.model import Claim
from tests.contracts.desks.together import together


async def test_fifty_who_claim_on_three_desks_find_one_owner_and_the_others_hear_who_it_is() -> None:
    async with together(each=17) as desks:
        await desks.says("/human")
        card, post = await desks.telegram.card(), await desks.discord.card()
        there = [person.presses(card, "Claim") for person in desks.telegram.operators]
        here = [person.presses(post, "Claim") for person in desks.discord.operators]
        said = await asyncio.gather(
            desks.telegram.hear(), desks.discord.hear(), *(desks.console(f"Cleo {n}", Claim()) for n in range(16))
        )
        await desks.hear()
        stage = (await desks.telegram.conversation()).stage
        assert isinstance(stage, WithOperator)
        told = [press.answer or "" for press in there]
        told += ["\n".join(press.texts) for press in here]
        told += [str(sentence or "") for sentence in said[2:]]
        assert len(told) == 50
        assert sorted(told)[0] == ""
        assert sorted(told)[1:] == [f"{stage.operator} has it."] * 49
        await desks.tidy()
        assert all(f"With {stage.operator}" in words for words in await desks.cards())


async def test_a_conversation_is_passed_on_from_one_platform_to_the_other() -> None:
    async with together(each=1) as desks:
        await desks.says("/human")
        tess, dirk = desks.telegram.operators[0], desks.discord.operators[0]
        await desks.discord.command(dirk, "note", text="I am here until six")
        tess.writes("One moment, a colleague knows this.", topic=desks.telegram.topic)
        await desks.hear()
        tess.writes("/transfer dirk 0", topic=desks.telegram.topic)
        await desks.hear()
        stage = (await desks.telegram.conversation()).stage
        assert isinstance(stage, Waiting)
        assert stage.wanted == "Dirk 0"
        rung = [message for message in desks.discord.thread.messages if "passed on" in message.text]
        assert [[person.name for person in message.pings] for message in rung if "🔔" in message.text] == [["Dirk 0"]]
        await desks.tidy()
        assert all("passed on · Dirk 0" in words for words in await desks.cards())
        await desks.discord.writes(dirk, "I do. Please restart it.")
        await desks.hear()
        assert [row.payload["text"] for row in desks.telegram.to_user()] == [
            "One moment, a colleague knows this.", "I do. Please restart it.",
        ]  # fmt: skip
        assert desks.telegram.topic.find("💬 Dirk 0: I do. Please restart it.")
        tess.writes("thank you, Dirk", topic=desks.telegram.topic)
        await desks.hear()
        assert desks.telegram.topic.find("Dirk 0 has it.")
        assert len(desks.telegram.to_user()) == 2
