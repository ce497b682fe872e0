"""What the failure of a call means for a message that was to be sent."""

from __future__ import annotations

import aiohttp
import discord

from adapters.discord.api import Closed
from adapters.words import Words
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected

UNSAID_PAUSE = 3_000
"""How long we wait, in ms, when Discord wants us to and does not say how long."""
TOKEN_PAUSE = 600_000
"""Between attempts to send while the token is refused, in ms: a night is shorter than all attempts together."""
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, Closed)
"""Failures in which nothing reached the other side."""
ANSWER = discord.HTTPException
"""Discord itself said no; its `code` says why."""

_NO_CHANNEL, _NO_MESSAGE, _NO_WEBHOOK, _NO_INTERACTION = 10003, 10008, 10015, 10062
_NO_ACCESS, _NO_RIGHT, _EXPIRED_TOKEN = 50001, 50013, 50027
_CLOSED_DM, _NO_COMMON_SERVER, _ARCHIVED, _ANSWERED = 50007, 50278, 50083, 40060


def code_of(error: BaseException) -> int:
    """Discord's own number for what went wrong; 0 where there is none."""
    return error.code if isinstance(error, discord.HTTPException) else 0


def status_of(error: BaseException) -> int:
    """The status of the answer; 0 where there was none."""
    return error.status if isinstance(error, discord.HTTPException) else 0


def is_gone(error: BaseException) -> bool:
    """The message or the channel is not there any more."""
    return status_of(error) == 404 or code_of(error) in {_NO_CHANNEL, _NO_MESSAGE}


def is_channel_gone(error: BaseException) -> bool:
    """The channel is not there any more, or not for us."""
    return code_of(error) in {_NO_CHANNEL, _NO_ACCESS}


def is_rights(error: BaseException) -> bool:
    """The bot lacks a right there."""
    return code_of(error) in {_NO_ACCESS, _NO_RIGHT}


def is_closed_dm(error: BaseException) -> bool:
    """The person takes no messages from us: closed to members of a server, blocked us, or no server in common."""
    return code_of(error) in {_CLOSED_DM, _NO_COMMON_SERVER}


def is_archived(error: BaseException) -> bool:
    """The thread was archived; it has to be opened before it is written to."""
    return code_of(error) == _ARCHIVED


def is_over(error: BaseException) -> bool:
    """The interaction is not known any more: it was answered too late, or its fifteen minutes are over."""
    return code_of(error) in {_NO_INTERACTION, _NO_WEBHOOK, _EXPIRED_TOKEN}


def is_answered(error: BaseException) -> bool:
    """The interaction has its first answer already."""
    return code_of(error) == _ANSWERED


def outcome_of(error: BaseException, words: Words) -> Outcome:
    """What this failure means for the row that was being sent; the reasons are sentences for operators."""
    match error:
        case discord.RateLimited():
            return NotSent(words("discord_limit"), int(error.retry_after * 1000))
        case discord.LoginFailure():
            return NotSent(words("discord_token"), TOKEN_PAUSE)
        case discord.HTTPException():
            return _refused(error, words)
        case _ if isinstance(error, NEVER_LEFT):
            return NotSent(words("discord_unreachable"))
        case _:
            return Ambiguous(words("discord_unclear"))


def _refused(error: discord.HTTPException, words: Words) -> Outcome:
    if error.status == 429:
        return NotSent(words("discord_limit"), _retry_after(error))
    if is_over(error):
        return Rejected(words("discord_no_channel"))
    if error.status == 401:
        return NotSent(words("discord_token"), TOKEN_PAUSE)
    if error.status >= 500 or error.status < 400:
        return Ambiguous(words("discord_unclear"))
    match error.code:
        case 50007:
            return Rejected(words("discord_dms_closed"))
        case 50278 | 10007 | 10013:  # the last two: no member of the server, no such user
            return Rejected(words("discord_no_common_server"))
        case 50001 | 50013:
            return Rejected(words("discord_rights"))
    if error.status == 404:
        return Rejected(words("discord_no_channel"))
    return Rejected(words("discord_refused", said=_short(error.text)))


def _retry_after(error: discord.HTTPException) -> int:
    """The library does not believe a 429 from something in front of Discord; we wait as it says all the same."""
    try:
        return int(float(error.response.headers.get("Retry-After", "")) * 1000)
    except ValueError:
        return UNSAID_PAUSE


def _short(said: str) -> str:
    """Discord's own words in one line, which may quote ours at any length."""
    line = " ".join(said.split()) or "?"
    return line if len(line) <= 200 else f"{line[:199]}…"
