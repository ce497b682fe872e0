"""What every store promises about the lines that operators want the bot to learn from."""

from __future__ import annotations

from dataclasses import replace

from conversation.effects import Learn
from tests.contracts.changes import change, committed, conversation
from tests.contracts.conftest import Opener


async def test_lessons_are_read_oldest_first_from_a_moment_on(opener: Opener) -> None:
    lesson = Learn("e1:0", "it is\x00 gone", "", "backup", "op1")
    async with opener() as database:
        known = conversation(1001)
        await committed(database, change("a", known, lessons=(lesson, replace(lesson, wrong="fees"))))
    async with opener() as database:
        found = await database.reader.lessons(10)
        assert [(each.number, each.wrong, each.right, each.operator, each.at) for each in found] == [
            (1001, "", "backup", "op1", 10),
            (1001, "fees", "backup", "op1", 10),
        ]
        assert "\x00" not in found[0].text
        assert await database.reader.lessons(11) == ()
