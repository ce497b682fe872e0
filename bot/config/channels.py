"""The sections of the channels: web, Telegram, Discord, mail. Tokens are never quoted in a message."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping

from bot.config.convert import identifier, line, list_of, one_of, origin, scalar, url
from bot.config.model import Discord, Mail, Telegram, TelegramGroup, TelegramRates, Web
from bot.config.sheet import Section, Value
from bot.config.values import flag, rate, whole

_DEFAULT_WEB, _DEFAULT_TELEGRAM, _DEFAULT_DISCORD = Web(), Telegram(), Discord()


def port(text: str) -> int:
    """A TCP port; 0 takes any free one."""
    return whole(text, 0, 65535)


def host(value: Value) -> str:
    """A name or an address to listen on."""
    word = line(value)
    if not re.fullmatch(r"[A-Za-z0-9._:\[\]%-]{1,253}", word):
        raise ValueError("write a host name or an address, such as 127.0.0.1 or 0.0.0.0")
    return word.strip("[]")


def read_web(root: Section) -> Web:
    """Where we listen and who may embed us."""
    with root.section("web") as web:
        return Web(
            host=web.take("host", host, _DEFAULT_WEB.host),
            port=web.take("port", scalar(port), _DEFAULT_WEB.port),
            public_url=web.take("public_url", url("http", "https"), ""),
            allowed_origins=web.take("allowed_origins", list_of(origin), ()),
            demo=web.take("demo", scalar(flag), _DEFAULT_WEB.demo),
        )


def read_telegram(root: Section, environment: Mapping[str, str]) -> Telegram:
    """Without a section, a token in the environment is enough."""
    alone = "" if "telegram" in root else environment.get("TELEGRAM_TOKEN", "")
    with root.section("telegram") as telegram:
        found = Telegram(
            token=telegram.take("token", _token, alone, secret=True),
            api_base=telegram.take("api_base", url("http", "https"), _DEFAULT_TELEGRAM.api_base),
            rates=telegram.take("rates", _rates, _DEFAULT_TELEGRAM.rates),
            mode=telegram.take("mode", one_of("polling", "webhook"), _DEFAULT_TELEGRAM.mode),
            webhook_secret=telegram.take("webhook_secret", _webhook_secret, "", secret=True),
            desk_chats=telegram.take("desk_chats", list_of(identifier), ()),
            groups=telegram.take("groups", list_of(_group), ()),
        )
        if found.token and found.mode == "webhook" and "webhook_secret" not in telegram:
            telegram.error("webhook_secret", "missing; the mode webhook needs one against forged updates")
        return found


def _token(value: Value) -> str:
    word = line(value)
    if re.search(r"[\s/]", word):
        raise ValueError("write the token as the platform gave it, without spaces or slashes")
    return word


def _webhook_secret(value: Value) -> str:
    word = value.word()
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", word):
        raise ValueError("use 1 to 256 of A–Z a–z 0–9 _ -")
    return word


def _rates(value: Value) -> TelegramRates | None:
    try:
        if not flag(value.word()):
            return None
    except ValueError:
        pass
    default = TelegramRates()
    try:
        section = value.section()
    except ValueError:
        raise ValueError("write off, or rates such as {token: 25/s, chat: 1/s, group: 18/min}") from None
    with section as rates:
        return TelegramRates(
            token=rates.take("token", scalar(rate), default.token),
            chat=rates.take("chat", scalar(rate), default.chat),
            group=rates.take("group", scalar(rate), default.group),
        )


def _group(value: Value) -> TelegramGroup:
    with value.section() as group:
        if "chat" not in group:
            group.error("chat", "missing; write the id of the group, such as {chat: -100123}")
        return TelegramGroup(group.take("chat", identifier, ""), group.take("topics", list_of(identifier), ()))


def read_discord(root: Section, environment: Mapping[str, str]) -> Discord:
    """Without a section, a token in the environment is enough."""
    alone = "" if "discord" in root else environment.get("DISCORD_TOKEN", "")
    with root.section("discord") as discord:
        found = Discord(
            token=discord.take("token", bot_token, alone, secret=True),
            api_base=discord.take("api_base", url("http", "https"), _DEFAULT_DISCORD.api_base),
            gateway_url=discord.take("gateway_url", url("ws", "wss"), ""),
            desk_channel=discord.take("desk_channel", _snowflake, None),
            help_channels=discord.take("help_channels", list_of(_snowflake), ()),
            guilds=discord.take("guilds", list_of(_snowflake), ()),
        )
        if found.desk_channel in found.help_channels:
            discord.error(
                "help_channels", "the desk channel is among them; users may not read the desk, so take it out"
            )
        return found


def bot_token(value: Value) -> str:
    """A token of Discord, which names its bot."""
    word = _token(value)
    if not _names_a_bot(word):
        raise ValueError("copy the token from the page 'Bot' at https://discord.com/developers/applications")
    return word


def _names_a_bot(token: str) -> bool:
    """The first part of a bot's token is its user id in base64; without one, nothing could be asked for it."""
    first, dot, rest = token.partition(".")
    try:
        number = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(dot and rest) and re.fullmatch(rb"[0-9]{1,20}", number) is not None


def _snowflake(value: Value) -> str:
    word = line(value)
    if not re.fullmatch(r"[0-9]{1,20}", word):
        raise ValueError(
            "write the number that 'Copy Channel ID' or 'Copy Server ID' gives (Settings → Advanced → Developer Mode)"
        )
    return word


def read_mail(root: Section) -> Mail:
    """The servers' addresses may hold passwords."""
    with root.section("mail") as mail:
        return Mail(
            address=mail.take("address", _address, ""),
            imap=mail.take("imap", line, "", secret=True),
            smtp=mail.take("smtp", line, "", secret=True),
        )


def _address(value: Value) -> str:
    word = line(value)
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", word):
        raise ValueError("write a mail address such as help@example.org")
    return word
