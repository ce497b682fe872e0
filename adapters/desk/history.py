"""What an operator asks to see of the past: the person's other conversations, and the last lines of this one."""

from __future__ import annotations

from adapters.desk.card import state
from adapters.desk.lines import Reading
from conversation.views import ContactView, ConversationView, MessageView

MOST_CONVERSATIONS, MOST_LINES = 5, 12
LONGEST_LINE = 200


def history(view: ConversationView, contact: ContactView, reading: Reading) -> str:
    """One message of plain text."""
    others = [row for row in contact.conversations if row.number != view.row.number][:MOST_CONVERSATIONS]
    earlier = [f"#{row.number} · {state(row, reading)} · {_short(row.last)}" for row in others]
    lines = [_line(message, reading) for message in view.messages[-MOST_LINES:]]
    return "\n".join(
        (
            reading.words("desk_earlier") if earlier else reading.words("desk_first_time"),
            *earlier,
            "",
            reading.words("desk_last_lines"),
            *lines,
        )
    )


def _line(message: MessageView, reading: Reading) -> str:
    who = {"user": "👤", "bot": "🤖"}.get(message.author, "💬")
    name = f" {message.name}:" if message.name else ""
    files = "".join(f" [{file.name}]" for file in message.files)
    return f"{reading.time(message.at)} {who}{name} {_short(message.text)}{files}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_LINE else f"{words[: LONGEST_LINE - 1]}…"
