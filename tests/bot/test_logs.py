"""No line of a log holds a token or a secret."""

from __future__ import annotations

import json
import logging
import sys

from bot.logs import Redacting

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("bot.x", logging.INFO, "f.py", 1, message, args, None)
    vars(made).update(extra)
    return made


def test_a_known_token_and_a_phrase_are_removed() -> None:
    for form in ("text", "json"):
        line = Redacting("json" if form == "json" else "text", known=(TOKEN, "")).format(
            record("GET /bot%s/getMe said %s", TOKEN, PHRASE, carrier="x")
        )
        assert TOKEN not in line
        assert "legal winner" not in line
        assert "carrier" in line


def test_a_stack_trace_is_cleaned_too() -> None:
    made = record("broke")
    try:
        raise ValueError(PHRASE)
    except ValueError:
        made.exc_info = sys.exc_info()
    assert "sausage worth" not in Redacting("text").format(made)


def test_json_lines_can_be_read_by_machines() -> None:
    fields = json.loads(Redacting("json").format(record("hello %s", "world", row=7)))
    assert fields["message"] == "hello world"
    assert fields["row"] == 7
    assert fields["level"] == "info"
