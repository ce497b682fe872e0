"""The terminal: both sides of the desk on one screen, for trying things out and for people who live there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conversation.change import OutboxRow
from conversation.delivery import Outcome, Sent
from conversation.model import Address
from conversation.ports import Inbound

ADDRESS = Address("terminal", "local", "me")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INDENT = "       "


def translate(line: str, offered: Sequence[Mapping[str, str]], external_id: str, language: str | None) -> Inbound:
    """What a typed line means; a number picks one of the choices that were offered last."""
    text = line.strip()
    if text.isdecimal() and 1 <= int(text) <= len(offered):
        return Inbound(ADDRESS, external_id, choice=offered[int(text) - 1]["id"], language=language)
    return Inbound(ADDRESS, external_id, text=text, language=language)


def render(row: OutboxRow) -> str:
    """What the screen shows for a row; control characters are dropped, so that a message cannot move the cursor."""
    payload: Mapping[str, Any] = row.payload
    if row.kind == "alert":
        reason, tier = payload["reason"], payload["tier"]
        return f" desk | #{payload['number']} rings ({tier}, {reason}, {payload['priority']})"
    who = f"{payload['sender'] or 'user'}" if row.kind == "relay" else "bot"
    lines = _CONTROL.sub("", str(payload["text"])).splitlines() or [""]
    shown = [f"{who:>5} | {lines[0]}", *(f"{_INDENT} {line}" for line in lines[1:])]
    shown += [f"{_INDENT} {n}) {choice['label']}" for n, choice in enumerate(payload.get("choices", []), 1)]
    shown += [f"{_INDENT} [file] {file['name']}" for file in payload.get("files", [])]
    return "\n".join(shown)


@dataclass(slots=True)
class Terminal:
    """The user's half. `offered` are the choices of the newest message that had any."""

    show: Callable[[str], None]
    carrier: str = "terminal:local"
    deduplicates: bool = False
    offered: list[dict[str, str]] = field(default_factory=list)

    def split(self, text: str) -> tuple[str, ...]:
        """A terminal takes any length."""
        return (text,)

    async def send(self, row: OutboxRow) -> Outcome:
        """Shows it."""
        payload: Mapping[str, Any] = row.payload
        self.offered = list(payload.get("choices") or self.offered)
        self.show(render(row))
        return Sent()


@dataclass(slots=True)
class TerminalDesk:
    """The operators' half."""

    show: Callable[[str], None]
    carrier: str = "terminal:desk"
    deduplicates: bool = False

    def split(self, text: str) -> tuple[str, ...]:
        """A terminal takes any length."""
        return (text,)

    async def send(self, row: OutboxRow) -> Outcome:
        """Shows it."""
        self.show(render(row))
        return Sent()
