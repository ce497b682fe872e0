"""Codes that people read out and type: of a conversation, so that staff can be told from others, and for linking.

All are in Crockford's alphabet, which has no letters that look alike, and whoever types them may err in case, dashes,
O for 0 and I or L for 1.
"""

from __future__ import annotations

import hmac
import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINK_CODES = 32**6
"""So many codes there are for linking; a random number below this is one of them."""

_PURPOSE = b"conversation code\0"
_LOOKS_LIKE = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-–—_.]+")
_CODE = re.compile(rf"[{ALPHABET}]+")
_LONGEST = 64
"""Characters that are worth reading."""


def code_of(key: bytes, conversation: str) -> str:
    """The code of a conversation by its id, such as K7QM-4XTZ. Without the key nobody can tell it."""
    digest = hmac.digest(key, _PURPOSE + conversation.encode(), "sha256")
    code = spelled(int.from_bytes(digest[:5], "big"), 8)
    return f"{code[:4]}-{code[4:]}"


def spelled(number: int, length: int = 6) -> str:
    """The number in so many characters; higher digits are dropped."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def plain(typed: str) -> str:
    """A code as it was meant, however it was typed; empty for what is none."""
    upper = unicodedata.normalize("NFKC", typed[:_LONGEST]).upper()
    code = _SEPARATORS.sub("", upper).translate(_LOOKS_LIKE)
    return code if _CODE.fullmatch(code) else ""


def same_code(typed: str, code: str) -> bool:
    """Whether this is that code; nothing is the same as no code."""
    meant = plain(typed)
    return bool(meant) and hmac.compare_digest(meant, plain(code))
