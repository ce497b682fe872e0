"""Structured logs on stderr. The last step of the chain removes what must never be written."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from safety.secrets import redact

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class Redacting(logging.Formatter):
    """Formats a record and then removes known tokens and anything that looks like a secret from the finished line."""

    def __init__(self, form: Literal["text", "json"], known: Iterable[str] = ()) -> None:
        super().__init__()
        self._json = form == "json"
        self._known = tuple(token for token in known if len(token) >= 8)

    def format(self, record: logging.LogRecord) -> str:
        """One line for one record, without a line break in text form but for stack traces."""
        line = self._as_json(record) if self._json else self._as_text(record)
        for token in self._known:
            line = line.replace(token, "[removed]")
        return redact(line).text

    def _as_text(self, record: logging.LogRecord) -> str:
        extra = "".join(f" {name}={value}" for name, value in _extra(record).items())
        line = f"{_time(record)} {record.levelname.lower()} {record.name}: {record.getMessage()}{extra}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line

    def _as_json(self, record: logging.LogRecord) -> str:
        fields = {
            "at": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_extra(record),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False, default=str)


def configure(form: Literal["text", "json"], known: Iterable[str] = ()) -> None:
    """Sends every log to stderr. `known` are the tokens of this installation, which no line may hold."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(form, known))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for chatty in ("httpx", "httpcore", "uvicorn.access", "uvicorn.error", "aiosqlite"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
