"""A visitor and an operator who speak the HTTP API, each in a few short words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx


@dataclass
class Visitor:
    """Somebody with the chat open."""

    base: str
    http: httpx.Client
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Opens a session, as the page does."""
        token = self.http.post(f"{self.base}/api/chat/sessions").raise_for_status().json()["token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, key: str | None = None, **body: object) -> httpx.Response:
        """A message, whatever becomes of it."""
        content = {"key": key or str(uuid4()), **body}
        return self.http.post(f"{self.base}/api/chat/messages", headers=self.headers, json=content)

    def say(self, text: str) -> int:
        """A message that has to be accepted; its seq."""
        answer = self.post(text=text)
        assert answer.status_code == 202, answer.text
        return int(answer.json()["seq"])

    def read(self, after: int = 0) -> dict[str, Any]:
        """Messages after this seq, and the state."""
        found: dict[str, Any] = self.http.get(
            f"{self.base}/api/chat/messages", headers=self.headers, params={"after": after}
        ).json()
        return found

    def ask(self, text: str) -> str:
        """What the bot says to this, first line by line."""
        seq = self.say(text)
        return "\n".join(message["text"] for message in self.read(seq)["messages"])


@dataclass
class DeskClient:
    """An operator with an API token."""

    base: str
    token: str
    http: httpx.Client

    def get(self, path: str = "") -> Any:
        """A read that has to work."""
        return (
            self.http.get(f"{self.base}/api/desk/conversations{path}", headers=self._headers())
            .raise_for_status()
            .json()
        )

    def act(self, number: int, action: str, /, **body: object) -> httpx.Response:
        """A command, whatever becomes of it."""
        url = f"{self.base}/api/desk/conversations/{number}/{action}"
        return self.http.post(url, headers=self._headers(), json=body)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}
