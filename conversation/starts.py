"""Links that begin a chat with a question: what stands behind `/start` names an entry of the FAQ.

Telegram takes 1 to 64 of A-Z a-z 0-9 _ - there, and entry ids may be longer and hold more. Such an id is named by a
short hash instead, so a printed link lives as long as the entry keeps its id.
"""

from __future__ import annotations

import re
from hashlib import sha256

from intents.model import Entry, Faq

RESERVED = ("h_", "e_")
"""What an id that stands for itself may not begin with: links that lead elsewhere, and hashes."""
HASH_DIGITS = 16

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def parameter(entry_id: str) -> str:
    """What to write behind `/start` for this entry."""
    if _PLAIN.fullmatch(entry_id) and not entry_id.startswith(RESERVED):
        return entry_id
    return f"e_{sha256(entry_id.encode()).hexdigest()[:HASH_DIGITS]}"


def entry_for(parameter_given: str, faq: Faq) -> Entry | None:
    """The entry that the parameter names, None where it names none."""
    if not parameter_given:
        return None
    return next((entry for entry in faq.entries if parameter(entry.id) == parameter_given), None)
