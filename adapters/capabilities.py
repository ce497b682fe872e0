"""What each platform can show, in one table: whoever sends, splits or draws buttons asks here.

`longest` counts what the platform counts: UTF-16 units on Telegram, characters elsewhere.
"""

from __future__ import annotations

from conversation.ports import Capabilities

TERMINAL = Capabilities(
    longest=1_000_000, choices=100, media=True, files=True, edits=True, deletions=False, reactions=True
)  # fmt: skip
"""Takes nothing back; it numbers choices itself and knows which number is which."""

WEB = Capabilities(
    longest=1_000_000, choices=100, media=False, files=True, edits=True, deletions=True, reactions=False
)  # fmt: skip
"""Is read by its users: what changes in the transcript changes on the page, which has no pictures of the FAQ yet."""

TELEGRAM = Capabilities(longest=4096, choices=100, media=True, files=True, edits=True, deletions=True, reactions=True)

DISCORD = Capabilities(
    longest=2000, choices=25, media=True, files=True, edits=True, deletions=True, reactions=True,
    detours=("thread", "mention"),
)  # fmt: skip
