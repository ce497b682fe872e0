"""A database that cannot be written, such as one on a full disk: every channel says so, and nothing is lost."""

from __future__ import annotations

import pytest

from adapters.delays import PAUSE, Delays
from conversation.ports import StorageError
from conversation.texts import Texts
from storage.database import Database
from tests.adapters.discord.scene import last as last_on_discord
from tests.adapters.discord.scene import scene as on_discord
from tests.adapters.telegram.scene import last as last_on_telegram
from tests.adapters.telegram.scene import scene as on_telegram
from tests.contracts.channels.terminal import terminal
from tests.kit.house import FAQ

QUESTION = "how do i back up my wallet"
SENTENCE = Texts().text("kept_later", "en")


async def may_write(database: Database, may: bool) -> None:
    """Whether the writing connection lets anything through."""
    await database.store._writer._link.execute_fetchall(f"PRAGMA query_only = {int(not may)}")


async def test_telegram_tells_once_and_answers_when_it_comes_again() -> None:
    async with on_telegram() as stage:
        ada = stage.telegram.user("Ada", language="en")
        await may_write(stage.built.database, False)
        ada.writes(QUESTION)
        for _ in range(3):
            with pytest.raises(StorageError):
                await stage.hear()
        await stage.rest()
        assert [message.text for message in ada.chat.from_bot] == [SENTENCE]
        await may_write(stage.built.database, True)
        await stage.hear()
        assert last_on_telegram(ada.chat).text == "Open Settings → Backup in Example Wallet."
        assert await stage.said(ada) == [QUESTION]


async def test_discord_tells_once_and_answers_later() -> None:
    async with on_discord() as stage:
        ada = stage.member("Ada")
        ada.writes("hello")
        await stage.hear()
        count, database = len(ada.dm.from_bot), stage.users.built.database
        await may_write(database, False)
        ada.writes(QUESTION)
        for hear in (stage.hear, stage.hear_again):
            with pytest.raises(StorageError):
                await hear()
            await stage.users.rest()
        assert [message.text for message in ada.dm.from_bot[count:]] == [SENTENCE]
        await may_write(database, True)
        await stage.hear_again()
        assert last_on_discord(ada.dm).text == "Open **Settings → Backup** in Example Wallet."
        assert await stage.said(ada) == ["hello", QUESTION]


def test_who_was_told_is_told_again_after_ten_minutes_at_the_earliest() -> None:
    delays = Delays()
    assert [delays.tells("ada", now) for now in (0, 1, PAUSE - 1, PAUSE)] == [True, False, False, True]
    assert delays.tells("bob", 1)


async def test_the_terminal_says_it() -> None:
    async with terminal(FAQ) as keyboard:
        await may_write(keyboard.built.database, False)
        assert "nothing was stored" in await keyboard.says(QUESTION)
        await may_write(keyboard.built.database, True)
        assert await keyboard.says(QUESTION) == ""
