"""The assembled house tells how it is."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from conversation.model import Address
from conversation.ports import Inbound, StorageError
from tests.kit.house import config, house

CHAT = Address("fake", "main", "chat1")


async def test_readiness_follows_the_database_and_a_failure_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(config(database=f"sqlite:///{tmp_path}/f.db")) as built:
        link = built.database.store._writer._link
        assert (await built.readiness())["ready"] is True
        await link.execute_fetchall("PRAGMA query_only = ON")
        with caplog.at_level(logging.ERROR):
            for n in range(3):
                with pytest.raises(StorageError):
                    await built.intake.accept(Inbound(CHAT, f"{n}", text="hello"))
        told = await built.readiness()
        assert told["ready"] is False
        assert "check the disk" in str(told["database"])
        assert len([record for record in caplog.records if "cannot be written" in record.getMessage()]) == 1
        await link.execute_fetchall("PRAGMA query_only = OFF")
        assert (await built.readiness())["ready"] is True
        assert (await built.intake.accept(Inbound(CHAT, "1", text="hello"))).seq


async def test_the_figures_count_what_happened() -> None:
    async with house() as built:
        await built.intake.accept(Inbound(CHAT, "1", text="/human"))
        shown = await built.metrics()
        assert 'frontdesk_events_total{kind="user_asked_for_human"} 1.0' in shown
        assert 'frontdesk_conversations{stage="waiting"} 1.0' in shown
        assert "frontdesk_faq_entries 6.0" in shown
