"""All calls of one bot, and what their failures mean for a message that was to be sent.

The token is part of every address that is called, so nothing here may print, log or raise an address.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import telegram
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest, RequestData

from adapters.mending import mended
from adapters.telegram.trust import trusted
from adapters.words import Words
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected

READ_TIMEOUT = 30.0
"""Seconds for an answer. The library's 5 would make a message that arrived look lost, so it would be sent twice."""
LONGEST_NUMBER = 40
POLL_MARGIN = 15.0
"""Seconds that a long poll may be late; after that its connection is taken for dead."""
UNSAID_PAUSE = 3_000
"""How long we wait, in ms, when Telegram wants us to and does not say how long."""
TOKEN_PAUSE = 600_000
"""Between attempts to send while the token is refused, in ms: a night is shorter than all attempts together."""
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""Causes of a failure in which nothing reached the other side."""
_FORBIDDEN = {
    "blocked by the user": "telegram_blocked",
    "user is deactivated": "telegram_deactivated",
    "kicked": "telegram_kicked",
    "not a member": "telegram_kicked",
    "initiate conversation": "telegram_never_started",
}


class TooLarge(Exception):
    """The file is larger than what may be taken. Ask for a smaller one, or for a link."""


def account_of(token: str) -> str:
    """The bot's id, which is the part of the token that is no secret."""
    return token.partition(":")[0]


def _unrevealing(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _number(digits: str) -> int:
    """Python refuses to read numbers of thousands of digits; no id has more than nineteen."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else 0


class _Wire(HTTPXRequest):
    """Adds three things to the library's requests: strict answers, silence about their content, and moved groups."""

    __slots__ = ("moved", "trusted")

    def __init__(self, moved: dict[int, int], *, connections: int) -> None:
        super().__init__(
            connection_pool_size=connections,
            read_timeout=READ_TIMEOUT,
            write_timeout=READ_TIMEOUT,
            connect_timeout=10.0,
            pool_timeout=READ_TIMEOUT,
            media_write_timeout=120.0,
            httpx_kwargs={"verify": trusted()},
        )
        self.moved = moved
        self.trusted = False

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the library's, which logs what it cannot read (a person's words) and takes an answer without a result."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"), parse_int=_number)
        except (ValueError, RecursionError):
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict) or not (answer.keys() & {"result", "description"}):
            raise TelegramError("Invalid server response")
        return answer

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        """Notes the new id of a group that has become a supergroup, whoever asked for the old one."""
        status, payload = await super().do_request(url, method, request_data, *timeouts, **more)
        if url.partition("?")[0].endswith("/getMe"):
            self.trusted = status == 200
        elif status == 404 and self.trusted:
            raise BadRequest("Not Found: this server does not know the method")  # the library takes it for a bad token
        if status == 400 and b"migrate_to_chat_id" in payload and request_data is not None:
            new = (self.parse_json_payload(payload).get("parameters") or {}).get("migrate_to_chat_id")
            old = str(request_data.parameters.get("chat_id", ""))
            if isinstance(new, int) and old.lstrip("-").isdecimal():
                self.moved[int(old)] = new
        return status, payload


class _Bot(telegram.Bot):
    """The library's own representation shows the token."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Bot({account_of(self.token)})"


class Api:
    """All calls of one bot. `me` is known after `start`; `moved` are groups that got a new id, old to new.

    `configured` are the ids of groups in the settings.
    """

    def __init__(self, token: str, base: str, configured: Iterable[str] = ()) -> None:
        self._configured = frozenset(configured)
        for chatty in ("httpx", "telegram.Bot"):
            logging.getLogger(chatty).addFilter(_unrevealing)
        self.account = account_of(token)
        self.base = base
        self.moved: dict[int, int] = {}
        self.me: telegram.User | None = None
        self._polling = _Wire(self.moved, connections=2)
        self._calls = _Wire(self.moved, connections=64)
        self._url = f"{base}/bot{token}"
        self.bot: telegram.Bot = _Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._calls,
            get_updates_request=self._polling,
        )

    def __repr__(self) -> str:
        return f"Api({self.account})"

    def chat(self, chat: int | str) -> int:
        """The id under which this chat is to be called now; a group that becomes a supergroup gets a new one."""
        now = int(chat)
        return self.moved.get(now, now)

    def known_as(self, chat: int | str) -> int:
        """The id under which this chat stands in the settings and in our addresses.

        That is the one from before it moved, unless the settings say the new one already.
        """
        now = int(chat)
        if str(now) in self._configured:
            return now
        return next((old for old, new in self.moved.items() if new == now), now)

    async def start(self) -> telegram.User:
        """Asks who we are; raises the library's errors."""
        self.me = await self.bot.get_me()
        return self.me

    async def updates(self, offset: int | None, wait: int, allowed: Sequence[str]) -> list[dict[str, Any]]:
        """What happened from `offset` on, as it came; waits up to `wait` seconds. Confirms all before it.

        The library's own method parses all of them or none: one that it cannot read would hide the others for ever.
        """
        asked: dict[str, object] = {"timeout": wait, "allowed_updates": json.dumps(list(allowed))}
        if offset is not None:
            asked["offset"] = offset
        url = f"{self._url}/getUpdates?{urlencode(asked)}"
        found: Any = await self._polling.post(url, read_timeout=wait + POLL_MARGIN)
        if not isinstance(found, list):
            raise TelegramError("Invalid server response")
        return [mended(update) for update in found if isinstance(update, dict)]

    async def ask(self, method: str, chat: int, **parameters: object) -> dict[str, Any]:
        """What Telegram knows of a chat, as it came. Raises the library's errors.

        The library's own objects insist on fields that we never look at, and refuse an answer that lacks one.
        """
        url = f"{self._url}/{method}?{urlencode({'chat_id': chat, **parameters})}"
        try:
            found: Any = await self._calls.post(url)
        except ChatMigrated as error:
            self.moved[chat] = error.new_chat_id
            raise
        if not isinstance(found, dict):
            raise TelegramError("Invalid server response")
        return found

    async def download(self, file_id: str, most: int) -> bytes:
        """The content of a file; raises TooLarge above `most` bytes, and the library's errors."""
        try:
            file = await self.bot.get_file(file_id)
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise TooLarge from None
            raise
        if (file.file_size or 0) > most:
            raise TooLarge
        content = await file.download_as_bytearray(read_timeout=READ_TIMEOUT)
        if len(content) > most:
            raise TooLarge
        return bytes(content)

    async def close(self) -> None:
        """Closes the connections."""
        await self._polling.shutdown()
        await self._calls.shutdown()


def outcome_of(error: TelegramError, words: Words) -> Outcome:
    """What this failure of a call means for the row that was being sent; the reasons are sentences for operators."""
    match error:
        case RetryAfter():
            return NotSent(words("telegram_limit"), milliseconds(error.retry_after))
        case ChatMigrated():
            return NotSent(words("telegram_moved", chat=error.new_chat_id))
        case InvalidToken():
            return NotSent(words("telegram_token"), TOKEN_PAUSE)
        case Conflict():
            return NotSent(words("telegram_unreachable"))
        case Forbidden():
            said = error.message.lower()
            key = next((key for sign, key in _FORBIDDEN.items() if sign in said), "telegram_refused")
            return Rejected(words(key, said=_short(error)))
        case BadRequest():
            return Rejected(_refusal(error, words))
        case _ if error.message.startswith("Too Many Requests"):  # without saying for how long
            return NotSent(words("telegram_limit"), UNSAID_PAUSE)
        case _ if "too large" in error.message.lower():  # 413, from the server in front of Telegram
            return Rejected(words("telegram_refused", said=_short(error)))
        case _ if isinstance(error.__cause__, NEVER_LEFT):
            return NotSent(words("telegram_unreachable"))
        case _:
            return Ambiguous(words("telegram_unclear"))


def is_parse_error(error: TelegramError) -> bool:
    """It does not like our markup: the same as plain text goes through."""
    return _says(error, "can't parse", "entity_", "entities_")


def is_thread_missing(error: TelegramError) -> bool:
    """The topic was deleted."""
    return _says(error, "message thread not found", "topic_deleted", "topic_id_invalid")


def is_not_modified(error: TelegramError) -> bool:
    """It is as we want it to be already."""
    return _says(error, "is not modified", "_not_modified")


def is_message_gone(error: TelegramError) -> bool:
    """The message that was to be changed, deleted, pinned or reacted to is not there any more."""
    return _says(error, "to edit not found", "to delete not found", "to react not found", "to pin not found",
                 "message not found", "message_id_invalid")  # fmt: skip


def is_reply_gone(error: TelegramError) -> bool:
    """The message that was to be replied to is not there any more: the same without the reply goes through."""
    return _says(error, "to be replied not found", "reply message not found", "replied message not found")


def is_rights(error: TelegramError) -> bool:
    """The bot lacks a right in this group."""
    return _says(error, "not enough rights", "have no rights", "need administrator rights", "chat_admin_required",
                 "chat_write_forbidden", "not enough permissions")  # fmt: skip


def _says(error: TelegramError, *signs: str) -> bool:
    if not isinstance(error, BadRequest | Forbidden):
        return False
    said = error.message.lower()
    return any(sign in said for sign in signs)


def _refusal(error: BadRequest, words: Words) -> str:
    if is_rights(error):
        return words("telegram_rights", said=_short(error))
    if _says(error, "chat not found"):
        return words("telegram_no_chat")
    return words("telegram_refused", said=_short(error))


def _short(error: TelegramError) -> str:
    """Telegram's own words, which may quote ours at any length."""
    return error.message if len(error.message) <= 200 else f"{error.message[:199]}…"


def milliseconds(span: int | timedelta) -> int:
    """The library's spans of time, which are seconds unless its switch for timedelta is on."""
    return int((span if isinstance(span, timedelta) else timedelta(seconds=span)).total_seconds() * 1000)
