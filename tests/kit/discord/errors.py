"""What Discord answers instead of a result: status, JSON code, words."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """An answer that is no result. `errors` is the tree of what is wrong with a body."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None, **more: Any) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.more = more

    def body(self) -> Json:
        """The JSON of the answer."""
        body: Json = {"message": self.message, "code": self.code}
        return body | ({"errors": self.errors} if self.errors else {}) | self.more


def unauthorized() -> Refusal:
    """A token that is none, or none any more."""
    return Refusal(401, 0, "401: Unauthorized")


def unknown(what: str) -> Refusal:
    """404 for something that is not there (any more)."""
    codes = {
        "Channel": 10003, "Guild": 10004, "Member": 10007, "Message": 10008, "User": 10013, "Emoji": 10014,
        "Webhook": 10015, "interaction": 10062, "Application Command": 10063,
    }  # fmt: skip
    return Refusal(404, codes[what], f"Unknown {what}")


def missing_access() -> Refusal:
    """The bot does not see the place."""
    return Refusal(403, 50001, "Missing Access")


def missing_permissions() -> Refusal:
    """The bot sees the place but may not do that."""
    return Refusal(403, 50013, "Missing Permissions")


def closed_dms() -> Refusal:
    """The person takes no private messages from us."""
    return Refusal(403, 50007, "Cannot send messages to this user")


def no_common_guild() -> Refusal:
    """Nothing connects the person with the bot."""
    return Refusal(403, 50278, "Cannot send messages to this user due to having no mutual guilds")


def archived() -> Refusal:
    """The thread has to be opened first."""
    return Refusal(400, 50083, "Thread is archived")


def invalid(*path: str | int, code: str, message: str) -> Refusal:
    """400 for a body with a mistake at this place in it."""
    tree: Json = {"_errors": [{"code": code, "message": message}]}
    for step in reversed(path):
        tree = {str(step): tree}
    return Refusal(400, 50035, "Invalid Form Body", tree)


def too_long(*path: str | int, most: int) -> Refusal:
    """A text beyond its limit."""
    return invalid(*path, code="BASE_TYPE_MAX_LENGTH", message=f"Must be {most} or fewer in length.")


def required(*path: str | int) -> Refusal:
    """A field that is not there."""
    return invalid(*path, code="BASE_TYPE_REQUIRED", message="This field is required")


def too_many(seconds: float, *, whole: bool = False) -> Refusal:
    """429 with the seconds to wait; `whole`: for every request of the bot."""
    more: Json = {"retry_after": seconds, "global": whole}
    return Refusal(429, 0, "You are being rate limited.", **more)
