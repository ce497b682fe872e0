"""What is remembered of a person in their next conversation, and that nothing is taken from who is blocked."""

from __future__ import annotations

from pathlib import Path

from conversation.events import Actor
from conversation.model import Detail, WithBot
from conversation.ports import Receipt
from handoff.model import Block, Resolve, Unblock
from tests.kit.clock import HandClock
from tests.kit.house import config, house
from tests.kit.roaming import PHONE, WEB, Person

HOUR = 3_600_000
OP1, MEI = Actor("op1", "operator"), Actor("mei", "lead")


async def test_nothing_is_taken_from_somebody_who_is_blocked_wherever_they_write() -> None:
    async with house() as built:
        ada = Person(built)
        await ada.says("/human")
        await ada.links()
        await built.engine.act(1001, MEI, Block(), "b")
        before = len(await built.database.reader.messages(WEB, 0, 500))
        for place in (WEB, PHONE):
            assert await ada.says("let me in", place) == Receipt(0)
        assert len(await built.database.reader.messages(WEB, 0, 500)) == before
        await built.engine.act(1001, MEI, Unblock(), "u")
        assert (await ada.says("hello again")).seq > 0


async def test_a_blocked_person_stays_so_after_the_time_for_reopening() -> None:
    clock = HandClock()
    async with house(clock=clock) as built:
        ada = Person(built)
        await ada.says("/human")
        await built.engine.act(1001, MEI, Block(), "b")
        clock.wind(1000 * HOUR)
        assert await ada.says("let me in") == Receipt(0)
        assert await ada.number() == 1001


NEEDY = """
version: 1
languages: [en, zh]
entries:
- {id: crash, questions: {en: [the app crashes]}, answer: {en: We look into it.}, handoff: always, needs: [version]}
"""


async def test_what_a_person_told_and_speaks_is_known_in_the_next_conversation(tmp_path: Path) -> None:
    clock, own = HandClock(), tmp_path / "faq.yaml"
    own.write_text(NEEDY, encoding="utf-8")
    async with house(config(faq=(*config().faq, own)), clock) as built:
        ada = Person(built)
        await ada.says("/language zh")
        await ada.says("the app crashes")
        await ada.says("2.3")
        conversation = await built.database.reader.newest(WEB)
        assert conversation is not None
        await built.engine.act(1001, OP1, Resolve(), "r")
        clock.wind(100 * HOUR)
        await ada.says("dim the lights")
        following = await built.database.reader.newest(WEB)
        assert following is not None
        assert (following.number, following.language, following.language_chosen) == (1002, "zh", True)
        assert following.contact == conversation.contact
        assert isinstance(following.stage, WithBot)
        assert following.details == (Detail("version", "2.3"),)
