"""What Telegram says when it refuses, in its own words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Refusal(Exception):
    """An answer with `ok: false`: the HTTP status, the description, and what stands in `parameters`."""

    status: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """The answer as JSON."""
        body: dict[str, object] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad(what: str, **parameters: int) -> Refusal:
    """400."""
    return Refusal(400, f"Bad Request: {what}", parameters)


def forbidden(what: str) -> Refusal:
    """403."""
    return Refusal(403, f"Forbidden: {what}")


def too_many(seconds: int) -> Refusal:
    """429; `seconds` until it is worth trying again."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def migrated(chat_id: int) -> Refusal:
    """400: the basic group became this supergroup."""
    return bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat_id)


def conflict(what: str) -> Refusal:
    """409."""
    return Refusal(409, f"Conflict: {what}")


UNAUTHORIZED = Refusal(401, "Unauthorized")
NOT_FOUND = Refusal(404, "Not Found")
NOT_MODIFIED = bad(
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
OTHER_POLLER = conflict(
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)  # fmt: skip
BY_SET_WEBHOOK = conflict("terminated by setWebhook request")
WEBHOOK_ACTIVE = conflict(
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
QUERY_TOO_OLD = bad("query is too old and response timeout expired or query ID is invalid")
CHAT_NOT_FOUND = bad("chat not found")
THREAD_NOT_FOUND = bad("message thread not found")
LINE_CUT = Refusal(0, "the line was cut")
"""No answer at all: the connection is reset."""
