"""From the text of `frontdesk.yaml`, the environment and the command line to a Config, or all mistakes at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from bot.config.channels import bot_token, host, port, read_discord, read_mail, read_telegram, read_web
from bot.config.convert import (
    domain,
    explorer,
    language,
    line,
    list_of,
    mapping_of,
    one_of,
    scalar,
    text,
    url,
    variable,
)
from bot.config.desk import read_handoff
from bot.config.idle import idle
from bot.config.model import (
    DAY,
    DEFAULT_DATABASE,
    DEFAULT_VARIABLES,
    Config,
    Discord,
    Limits,
    Matching,
    Safety,
    Telegram,
    Web,
)
from bot.config.sheet import Section, Sheet, Value, first_of_each, substituted
from bot.config.snippets import snippets
from bot.config.values import duration, flag, rate, threshold, whole
from bot.config.wording import wording
from encoders.opening import FETCHED
from intents.document import Mapping as MappingNode
from intents.document import Node, Scalar, kind, read
from intents.problem import Problem, Problems

T = TypeVar("T")
D = TypeVar("D")

_RETENTION = 365 * DAY
_LIMITS, _SAFETY, _MATCHING = Limits(), Safety(), Matching()


class ConfigError(Exception):
    """The configuration cannot be used; its admin finds every mistake, with its place and remedy, in `problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Source:
    """A configuration file: its name for messages, its text, and the folder that its relative paths belong to."""

    name: str
    text: str | bytes
    folder: Path


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says; None where it is silent. Its paths belong to the working folder."""

    database: str | None = None
    faq: tuple[Path, ...] = ()
    host: str | None = None
    port: int | None = None


NO_FLAGS = Flags()


def read_config(
    source: Source | None, environment: Mapping[str, str], flags: Flags = NO_FLAGS
) -> tuple[Config, tuple[Problem, ...]]:
    """The configuration and all mistakes in it; a setting that has one keeps its default."""
    problems = Problems(source.name if source else "frontdesk.yaml")
    sheet = Sheet(problems)
    node = _document(source, environment, problems) if source else None
    folder = source.folder if source else Path()
    with Section(sheet, node) as root:
        config = _config(root, environment, folder)
    config = replace(config, idle=idle(sheet.given, config), written=tuple(sheet.written))
    from_environment = Problems("environment")
    config = _with_environment(config, environment, from_environment)
    return _with_flags(config, flags), (*first_of_each(problems), *first_of_each(from_environment))


def settings() -> tuple[str, ...]:
    """The dotted names of all keys that there are, parts with free names left out."""
    sheet = Sheet(Problems(""))
    with Section(sheet, None) as root:
        _config(root, {}, Path())
    return tuple(dict.fromkeys(sheet.asked))


def _document(source: Source, environment: Mapping[str, str], problems: Problems) -> Node | None:
    words = source.text if isinstance(source.text, str) else source.text.decode("utf-8", "replace")
    if all(line.lstrip()[:1] in ("", "#") for line in words.removeprefix("\ufeff").splitlines()):
        return None
    node = read(source.text, problems)
    if node is None:
        return None
    if not isinstance(node, MappingNode):
        message = f"a configuration begins with keys such as 'web:', not with {kind(node)}; write 'key: value' lines"
        problems.error(node.line, node.column, message)
        return None
    return substituted(node, environment, problems)


def _config(root: Section, environment: Mapping[str, str], folder: Path) -> Config:
    variables = {**DEFAULT_VARIABLES, **root.take("variables", mapping_of(text, variable), {})}
    return Config(
        database=root.take("database", lambda value: database(line(value), folder), DEFAULT_DATABASE, secret=True),
        faq=tuple(folder / path for path in root.take("faq", _files, ())),
        languages=root.take("languages", _languages, None),
        variables=variables,
        web=read_web(root),
        telegram=read_telegram(root, environment),
        discord=read_discord(root, environment),
        mail=read_mail(root),
        matching=_matching(root, folder),
        handoff=read_handoff(root),
        snippets=root.take("snippets", snippets(variables), {}),
        texts=root.take("texts", wording(variables), {}),
        safety=_safety(root),
        explorers=root.take("explorers", mapping_of(explorer), {}),
        limits=_limits(root),
        retention=_retention(root),
        log=root.take("log", one_of("text", "json"), "text"),
    )


def database(address: str, folder: Path) -> str:
    """The database's URL with a relative SQLite path joined to the folder; ValueError for other kinds of database."""
    if re.match(r"postgres(ql)?://.", address):
        return address
    found = re.fullmatch(r"sqlite:///(.+)", address)
    if found is None:
        raise ValueError("write sqlite:///FILE or postgresql://USER@HOST/NAME")
    return address if found[1] == ":memory:" else f"sqlite:///{folder / found[1]}"


def encoder(word: str, folder: Path) -> str:
    """A folder with a model, joined to that of the file, or `fastembed:NAME`; whether it is there, the start tells."""
    if not word.startswith(FETCHED):
        return str(folder / word) if word else ""
    if not re.fullmatch(r"[\w.-]{1,100}(/[\w.-]{1,100})?", word.removeprefix(FETCHED)):
        raise ValueError(f"name a model after {FETCHED}, such as {FETCHED}BAAI/bge-small-en-v1.5")
    return word


def _files(value: Value) -> tuple[str, ...]:
    if isinstance(value.node, Scalar):
        return (line(value),)
    found = list_of(line)(value)
    if not value.items():
        raise ValueError("name at least one file")
    return found


def _languages(value: Value) -> tuple[str, ...]:
    found = list_of(scalar(language))(value)
    if not value.items():
        raise ValueError("list at least one, such as [en]")
    if len(set(found)) < len(found):
        raise ValueError("list each language once")
    return found or ("en",)


def _matching(root: Section, folder: Path) -> Matching:
    with root.section("matching") as matching:
        found = Matching(
            answer_above=matching.take("answer_above", scalar(threshold), None),
            clarify_above=matching.take("clarify_above", scalar(threshold), None),
            semantic=matching.take("semantic", one_of("off", "auto", "best"), _MATCHING.semantic),
            encoder=matching.take("encoder", lambda value: encoder(line(value), folder), ""),
        )
        if found.answer_above is not None and (found.clarify_above or 0) > found.answer_above:
            matching.error("clarify_above", "higher than answer_above; make it lower, or leave both to auto")
        return found


def _safety(root: Section) -> Safety:
    with root.section("safety") as safety:
        return Safety(
            profile=safety.take("profile", scalar(variable), _SAFETY.profile),
            official_domains=safety.take("official_domains", list_of(domain), ()),
            floods=safety.take("floods", scalar(flag), _SAFETY.floods),
        )


def _limits(root: Section) -> Limits:
    with root.section("limits") as limits:
        return Limits(
            contact=limits.take("contact", scalar(rate), _LIMITS.contact),
            address=limits.take("address", scalar(rate), _LIMITS.address),
            open_conversations=limits.take(
                "open_conversations", scalar(lambda word: whole(word, 1, 1000)), _LIMITS.open_conversations
            ),
        )


def _retention(root: Section) -> int:
    with root.section("retention") as retention:
        return retention.take("messages", scalar(lambda word: duration(word, DAY)), _RETENTION)


def _with_environment(config: Config, environment: Mapping[str, str], problems: Problems) -> Config:
    """`FRONTDESK_…` wins over the file; an empty variable is as good as none."""

    def take(name: str, convert: Callable[[Value], T], default: D) -> T | D:
        word = environment.get(name, "")
        value = Value(Scalar(word, 1, 1, plain=False), name, Sheet(problems), secret=True)
        return value.read(convert, default) if word else default

    here = Path()
    telegram: Telegram = config.telegram
    discord: Discord = config.discord
    alone = discord.token == environment.get("DISCORD_TOKEN", "")
    web: Web = config.web
    return replace(
        config,
        database=take("FRONTDESK_DATABASE", lambda value: database(line(value), here), config.database),
        faq=take("FRONTDESK_FAQ", lambda value: (Path(line(value)),), config.faq),
        web=replace(
            web,
            host=take("FRONTDESK_HOST", host, web.host),
            port=take("FRONTDESK_PORT", scalar(port), web.port),
        ),
        telegram=replace(
            telegram,
            api_base=take("FRONTDESK_TELEGRAM_API_BASE", url("http", "https"), telegram.api_base),
        ),
        discord=replace(
            discord,
            token=take("DISCORD_TOKEN", bot_token, "") if alone else discord.token,
            api_base=take("FRONTDESK_DISCORD_API_BASE", url("http", "https"), discord.api_base),
            gateway_url=take("FRONTDESK_DISCORD_GATEWAY_URL", url("ws", "wss"), discord.gateway_url),
        ),
    )


def _with_flags(config: Config, flags: Flags) -> Config:
    web = replace(
        config.web,
        host=config.web.host if flags.host is None else flags.host,
        port=config.web.port if flags.port is None else flags.port,
    )
    return replace(config, web=web, database=flags.database or config.database, faq=flags.faq or config.faq)
