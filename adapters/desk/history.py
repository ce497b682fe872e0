"""What an operator asks to see of the past: who this is, their other conversations, and the last lines of this one."""

from __future__ import annotations

from adapters.desk.card import outcome
from adapters.desk.lines import Reading
from conversation.model import Address
from conversation.views import ContactView, ConversationView, MessageView, QueueRow

MOST_CONVERSATIONS, MOST_LINES = 5, 12
LONGEST_LINE = 200


def who(view: ConversationView, contact: ContactView, reading: Reading) -> str:
    """Who this is, what they told of themselves, and how their other conversations went; one message of plain text."""
    row, words = view.row, reading.words
    channels = ", ".join(dict.fromkeys((row.channel, *(Address.from_key(key).channel for key in contact.addresses))))
    name = contact.name or row.name or row.contact[:8]
    told = [words("brief_detail", name=one.name, value=_short(one.value)) for one in view.details or contact.details]
    others = [other for other in contact.conversations if other.number != row.number][:MOST_CONVERSATIONS]
    return "\n".join(
        (
            words("desk_who", name=name, speaks=row.language, channels=channels),
            *([words("desk_blocked")] if row.marks.blocked else ()),
            *told,
            "",
            words("desk_earlier") if others else words("desk_first_time"),
            *(_episode(other, reading) for other in others),
        )
    )


def history(view: ConversationView, contact: ContactView, reading: Reading) -> str:
    """The same with the last lines of this conversation."""
    lines = [_line(message, reading) for message in view.messages[-MOST_LINES:]]
    return "\n".join((who(view, contact, reading), "", reading.words("desk_last_lines"), *lines))


def _episode(row: QueueRow, reading: Reading) -> str:
    rating = reading.words("desk_rated", rating=row.marks.rating) if row.marks.rating else ""
    parts = (f"#{row.number}", reading.moment(row.last_at), outcome(row, reading), rating, _short(row.last))
    return " · ".join(filter(None, parts))


def _line(message: MessageView, reading: Reading) -> str:
    who = {"user": "👤", "bot": "🤖"}.get(message.author, "💬")
    name = f" {message.name}:" if message.name else ""
    files = "".join(f" [{file.name}]" for file in message.files)
    return f"{reading.time(message.at)} {who}{name} {_short(message.text)}{files}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_LINE else f"{words[: LONGEST_LINE - 1]}…"
