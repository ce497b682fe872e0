"""Attachments are searched for secrets as far as they can be read."""

from __future__ import annotations

import pytest

from bot.uploads import READABLE
from conversation.model import Address
from conversation.ports import Inbound
from tests.kit.house import house

CHAT = Address("fake", "main", "chat1")
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
async def test_a_phrase_in_a_text_file_is_removed_before_it_is_stored(encoding: str) -> None:
    async with house() as built:
        kept = await built.files.put(CHAT.key, f"{PHRASE}.txt", "text/plain", f"mine: {PHRASE}".encode(encoding))
        found = await built.files.get(kept.id)
        assert found is not None
        assert found[1].decode() == "mine: [recovery phrase removed]"
        assert "sausage" not in kept.name
        await built.intake.accept(Inbound(CHAT, "1", text="", files=(kept,)))
        lines = await built.database.reader.messages(CHAT, 0, 10)
        assert "Your message held a recovery phrase" in lines[1].text


async def test_other_files_are_kept_byte_for_byte() -> None:
    contents = [b"", b"\x89PNG\r\n\x1a\n\0\0", "hello 你好".encode(), "你好".encode("gb18030"), b"x" * (READABLE + 1)]
    async with house() as built:
        for content in contents:
            kept = await built.files.put(CHAT.key, "a.bin", "application/octet-stream", content)
            found = await built.files.get(kept.id)
            assert found is not None
            assert found[1] == content
            assert built.files.removed((kept,)) == ()
