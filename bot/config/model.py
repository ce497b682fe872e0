"""The settings of an installation, each with its default. All spans of time are in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from bot.limits import Rate
from conversation.explorers import Explorer
from handoff.rules import Rules

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

DEFAULT_DATABASE = "sqlite:///frontdesk.db"
TELEGRAM_TOKEN_RATE, TELEGRAM_CHAT_RATE, TELEGRAM_GROUP_RATE = Rate(25, SECOND), Rate(1, SECOND), Rate(18, MINUTE)
CONTACT_RATE, ADDRESS_RATE = Rate(8, 10 * SECOND), Rate(60, MINUTE)
DEFAULT_VARIABLES = {"product": "Example Wallet", "status_page": "https://status.example.org"}

ByLanguage = Mapping[str, str]
"""The empty key stands for the first language."""


@dataclass(frozen=True, slots=True)
class Web:
    """Where we listen. `public_url` is what people see when a proxy stands in front, empty otherwise."""

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    allowed_origins: tuple[str, ...] = ()
    demo: bool = True


@dataclass(frozen=True, slots=True)
class TelegramRates:
    """What we allow ourselves, below the platform's own limits."""

    token: Rate = TELEGRAM_TOKEN_RATE
    chat: Rate = TELEGRAM_CHAT_RATE
    group: Rate = TELEGRAM_GROUP_RATE


@dataclass(frozen=True, slots=True)
class TelegramGroup:
    """A public group in which the bot may answer unasked, in these topics (none: in all)."""

    chat: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telegram:
    """Off without a token. `rates` is None when our own limiter is off."""

    token: str = field(default="", repr=False)
    api_base: str = "https://api.telegram.org"
    rates: TelegramRates | None = field(default_factory=TelegramRates)
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: str = field(default="", repr=False)
    desk_chats: tuple[str, ...] = ()
    groups: tuple[TelegramGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Discord:
    """Off without a token. An empty `gateway_url` means: ask the API."""

    token: str = field(default="", repr=False)
    api_base: str = "https://discord.com/api/v10"
    gateway_url: str = ""
    desk_channel: str | None = None
    help_channels: tuple[str, ...] = ()
    guilds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """Off without an address. The servers' URLs may hold passwords."""

    address: str = ""
    imap: str = field(default="", repr=False)
    smtp: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Matching:
    """Thresholds of confidence, 0 to 1; None: found from the FAQ itself.

    `encoder` is a folder with a model, or `fastembed:NAME`; empty: the bundled one.
    """

    answer_above: float | None = None
    clarify_above: float | None = None
    semantic: Literal["off", "auto", "best"] = "auto"
    encoder: str = ""


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days off: those of a country, `also` these, `excepted` those on which people work all the same."""

    country: str | None = None
    also: tuple[date, ...] = ()
    excepted: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Handoff:
    """People: when they are there, who they are, how soon they answer. The hours of `rules` include the closed days."""

    timezone: str = "UTC"
    holidays: Holidays = field(default_factory=Holidays)
    rules: Rules = field(default_factory=Rules)
    auto_resolve: int = 24 * HOUR
    reopen_within: int = 72 * HOUR
    only_listed: bool = False


@dataclass(frozen=True, slots=True)
class Safety:
    """What is looked for and refused. `floods` off is for load tests and trusted proxies."""

    profile: str = "wallet"
    official_domains: tuple[str, ...] = ()
    floods: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What one contact and one network address may send, and how many conversations a contact may have open."""

    contact: Rate = CONTACT_RATE
    address: Rate = ADDRESS_RATE
    open_conversations: int = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A word of the file that only the FAQ or the day can judge, and where it stands; `path` is its dotted name."""

    word: str
    path: str
    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that an installation may decide.

    `languages` is None where the FAQ's own hold. `retention` is how long messages are kept. `idle` names the keys that
    are set although nothing acts on them yet, `written` what `bot.config.judged` looks at.
    """

    database: str = field(default=DEFAULT_DATABASE, repr=False)
    faq: tuple[Path, ...] = ()
    languages: tuple[str, ...] | None = None
    variables: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_VARIABLES))
    web: Web = field(default_factory=Web)
    telegram: Telegram = field(default_factory=Telegram)
    discord: Discord = field(default_factory=Discord)
    mail: Mail = field(default_factory=Mail)
    matching: Matching = field(default_factory=Matching)
    handoff: Handoff = field(default_factory=Handoff)
    snippets: Mapping[str, ByLanguage] = field(default_factory=dict)
    texts: Mapping[str, ByLanguage] = field(default_factory=dict)
    safety: Safety = field(default_factory=Safety)
    explorers: Mapping[str, Explorer] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    retention: int = 365 * DAY
    log: Literal["text", "json"] = "text"
    idle: tuple[str, ...] = ()
    written: tuple[Written, ...] = field(default=(), repr=False, compare=False)
