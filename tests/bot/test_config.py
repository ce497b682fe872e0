"""The configuration: everything that may be set, every mistake named, and which source wins."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import Config, ConfigError, Flags, Source, load, look, read_config, settings
from bot.config.model import DAY, HOUR, SECOND, Matching, Telegram, TelegramGroup, TelegramRates
from bot.limits import Rate
from conversation.explorers import Explorer
from handoff.model import Priority
from handoff.rules import Team
from intents.problem import Problem

EVERYTHING = """
database: sqlite:///data/desk.db
faq: [faq.yaml, more/faq.yaml]
languages: [en, zh, no]
variables: {product: Acme Wallet, version: 2}
web:
  {host: 0.0.0.0, port: 9000, public_url: "https://help.example.org/", allowed_origins: ["https://A.org"], demo: no}
telegram:
  token: "${TELEGRAM_TOKEN}"
  api_base: "http://127.0.0.1:8081"
  rates: {token: 25/s, chat: 1/s, group: 18/min}
  mode: webhook
  webhook_secret: abc_DEF-1
  desk_chats: [-1001, "-1002"]
  groups: [{chat: -100123, topics: [7, "8"]}]
discord:
  token: "${DISCORD_TOKEN}"
  api_base: "http://127.0.0.1/api/v10"
  gateway_url: "ws://127.0.0.1:9"
  desk_channel: 1
  help_channels: [2]
  guilds: [3]
mail: {address: help@example.org, imap: "imaps://me:pw@mail.example.org", smtp: "smtps://me:pw@mail.example.org"}
matching: {answer_above: 0.8, clarify_above: .4, semantic: "off", encoder: models/small}
handoff:
  timezone: Asia/Singapore
  hours: {mon-fri: ["09:00-12:30", "14:00-18:00"], sat: ["10:00-14:00"]}
  holidays: {country: SG, also: [2026-12-31], except: [2026-12-25]}
  teams: {core: {members: [op1], languages: [en], hours: {mon-fri: "09:00-18:00"}}, security: {members: [op2]}}
  answer_within: {normal: 30s, urgent: 10s}
  auto_resolve: 12h
  reopen_within: 3d
  only_listed: true
  shifts: [{team: core, who: op1, when: {mon-fri: ["09:00-18:00"]}}]
snippets: {closing: {en: "Anything else?", zh: 还有其他问题吗？}, bye: Goodbye!}
texts: {en: {welcome: "Hello!"}}
safety: {profile: wallet, official_domains: [Example.org], floods: off}
explorers:
  ethereum: "https://etherscan.io/tx/{tx}"
  tron: {tx: "https://tronscan.org/#/transaction/{tx}", address: "https://tronscan.org/#/address/{address}"}
limits: {contact: 8/10s, address: 60/min, open_conversations: 5}
retention: {messages: 30d}
log: json
"""
NUMBER_TEN = "MTA.xyz.hidden-part"
"""As Discord makes tokens: the bot's user id in base64, a time, a signature."""
TOKENS = {"TELEGRAM_TOKEN": "123:abc", "DISCORD_TOKEN": NUMBER_TEN}


def read(text: str | bytes, environment: dict[str, str] | None = None, flags: Flags | None = None) -> Config:
    config, problems = read_config(Source("f.yaml", text, Path("/etc/desk")), environment or {}, flags or Flags())
    assert problems == ()
    return config


def mistakes(text: str | bytes, environment: dict[str, str] | None = None) -> tuple[Problem, ...]:
    return read_config(Source("f.yaml", text, Path()), environment or {})[1]


def test_every_key_of_the_interface_is_read() -> None:
    config = read(EVERYTHING, TOKENS)
    assert config.database == "sqlite:////etc/desk/data/desk.db"
    assert config.faq == (Path("/etc/desk/faq.yaml"), Path("/etc/desk/more/faq.yaml"))
    assert config.languages == ("en", "zh", "no")
    assert config.variables == {"product": "Acme Wallet", "version": "2", "status_page": "https://status.example.org"}
    assert (config.web.host, config.web.port, config.web.demo) == ("0.0.0.0", 9000, False)
    assert (config.web.public_url, config.web.allowed_origins) == ("https://help.example.org", ("https://a.org",))
    assert config.telegram == Telegram(
        token="123:abc",
        api_base="http://127.0.0.1:8081",
        rates=TelegramRates(Rate(25, 1000), Rate(1, 1000), Rate(18, 60_000)),
        mode="webhook",
        webhook_secret="abc_DEF-1",
        desk_chats=("-1001", "-1002"),
        groups=(TelegramGroup("-100123", ("7", "8")),),
    )
    assert (config.discord.token, config.discord.gateway_url) == (NUMBER_TEN, "ws://127.0.0.1:9")
    assert (config.discord.desk_channel, config.discord.help_channels, config.discord.guilds) == ("1", ("2",), ("3",))
    assert config.mail.address == "help@example.org"
    assert config.matching == Matching(0.8, 0.4, "off", "/etc/desk/models/small")
    assert config.safety.official_domains == ("example.org",)
    assert config.safety.floods is False
    assert config.snippets["closing"]["zh"] == "还有其他问题吗？"
    assert config.snippets["bye"] == {"": "Goodbye!"}
    assert config.texts == {"en": {"welcome": "Hello!"}}
    assert config.explorers == {
        "ethereum": Explorer("https://etherscan.io/tx/{tx}"),
        "tron": Explorer("https://tronscan.org/#/transaction/{tx}", "https://tronscan.org/#/address/{address}"),
    }
    assert (config.limits.contact, config.limits.address) == (Rate(8, 10_000), Rate(60, 60_000))
    assert (config.limits.open_conversations, config.retention, config.log) == (5, 30 * DAY, "json")


def test_the_desk_keeps_its_hours_in_its_own_zone() -> None:
    handoff = read(EVERYTHING, TOKENS).handoff
    assert handoff.rules.hours.zone == ZoneInfo("Asia/Singapore")
    assert handoff.rules.hours.week[4] == ((time(9), time(12, 30)), (time(14), time(18)))
    assert handoff.rules.hours.week[5] == ((time(10), time(14)),)
    assert 6 not in handoff.rules.hours.week
    assert {date(2026, 12, 31), date(2026, 8, 10)} <= handoff.rules.hours.closed, "with the national day, observed"
    assert date(2026, 12, 25) not in handoff.rules.hours.closed
    assert handoff.rules.teams["security"] == Team(members=("op2",))
    assert handoff.rules.teams["core"].hours is not None
    assert handoff.rules.teams["core"].hours.week[0] == ((time(9), time(18)),)
    assert handoff.rules.answer_within == {Priority.NORMAL: 30 * SECOND, Priority.URGENT: 10 * SECOND}
    assert (handoff.auto_resolve, handoff.reopen_within, handoff.only_listed) == (12 * HOUR, 72 * HOUR, True)
    assert handoff.rules.shifts[0].when[0] == ((time(9), time(18)),)


def test_the_settings_that_documentation_must_name_are_those_that_are_read() -> None:
    known = set(settings())
    given = {line.split(":")[0] for line in EVERYTHING.splitlines() if line and not line.startswith(" ")}
    assert given <= known
    assert {"web.port", "telegram.webhook_secret", "handoff.holidays.except", "retention.messages"} <= known


def test_keys_that_nothing_acts_on_yet_are_named_once() -> None:
    idle = read(EVERYTHING, TOKENS).idle
    assert {"mail.address", "retention.messages"} <= set(idle)
    assert {
        "snippets",
        "handoff.teams",
        "handoff.shifts",
        "handoff.holidays.country",
        "web.port",
        "telegram.rates",
        "discord.token",
        "discord.guilds",
        "handoff.hours",
        "limits.contact",
        "matching.semantic",
        "matching.encoder",
    }.isdisjoint(idle)
    assert len(set(idle)) == len(idle)
    assert read("").idle == ()


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# nothing\n  # set\n", "\ufeff# mark", b"# bytes \xe4\xb8\xad", "#" * 100_000]
)
def test_a_file_of_comments_is_an_empty_configuration(text: str | bytes) -> None:
    assert read(text) == Config()


def test_words_for_yes_and_no_are_read_by_their_word_quoted_or_not() -> None:
    for word in ("off", '"off"', "no", "'false'", "Off"):
        assert read(f"safety: {{floods: {word}}}").safety.floods is False
    for word in ("on", '"on"', "yes", "true"):
        assert read(f"web: {{demo: {word}}}").web.demo is True
    assert read("telegram: {rates: off}").telegram.rates is None
    assert read('matching: {semantic: "off"}').matching.semantic == read("matching: {semantic: off}").matching.semantic
    assert read("languages: [no]").languages == ("no",)


def test_a_key_without_a_value_keeps_its_default() -> None:
    config = read("web:\nlog:\nhandoff: {timezone: , hours: }\nmail: {address: '', imap: ''}\nfaq: ''")
    assert config == Config()


def test_the_environment_fills_variables_in() -> None:
    text = 'web: {host: "${HOST}", port: "${PORT:-9001}", public_url: "https://${NAME}.example.${TLD:-org}"}'
    config = read(text, {"NAME": "help"})
    assert (config.web.host, config.web.port, config.web.public_url) == ("127.0.0.1", 9001, "https://help.example.org")
    assert read(text, {"PORT": "7", "NAME": "a"}).web.port == 7
    assert read(text, {"PORT": "", "NAME": "a"}).web.port == 9001


def test_a_value_of_the_environment_cannot_bring_keys_along() -> None:
    config = read('variables: {product: "${X}"}', {"X": "a, b: c}\nlog: json"})
    assert (config.variables["product"], config.log) == ("a, b: c}\nlog: json", "text")


def test_a_token_in_the_environment_is_enough_and_an_empty_one_in_the_file_is_off() -> None:
    assert read("", TOKENS).telegram.token == "123:abc"
    assert read("", TOKENS).discord.token == NUMBER_TEN
    assert read("", TOKENS).idle == ()
    assert read("discord: {token: ''}", TOKENS).discord.token == ""
    assert read("telegram: {token: ''}", TOKENS).telegram.token == ""
    assert read("telegram:", TOKENS).telegram.token == "123:abc"


def test_secrets_appear_in_no_message_and_no_representation() -> None:
    text = (
        "telegram: {token: 'secret one', webhook_secret: 'secret two'}\ndatabase: mysql://me:pw@x\nmail: {imap: [pw]}"
    )
    found = mistakes(text)
    assert len(found) == 4
    assert not any(
        "secret one" in str(problem) or "secret two" in str(problem) or "me:" in str(problem) for problem in found
    )
    config = read(EVERYTHING.replace("sqlite:///data/desk.db", "postgresql://me:hidden@x/y"), TOKENS)
    assert not any(word in repr(config) for word in ("123:abc", "xyz", "MTA", "abc_DEF", "me:pw", "hidden"))


def test_flags_win_over_the_environment_and_the_environment_over_the_file() -> None:
    text = "database: sqlite:///a.db\nfaq: a.yaml\nweb: {host: 1.1.1.1, port: 1}"
    environment = {
        "FRONTDESK_DATABASE": "sqlite:///b.db",
        "FRONTDESK_FAQ": "b.yaml",
        "FRONTDESK_HOST": "2.2.2.2",
        "FRONTDESK_PORT": "2",
    }
    flags = Flags("sqlite:///c.db", (Path("c.yaml"),), "3.3.3.3", 0)
    assert _where(read(text)) == ("sqlite:////etc/desk/a.db", (Path("/etc/desk/a.yaml"),), "1.1.1.1", 1)
    assert _where(read(text, environment)) == ("sqlite:///b.db", (Path("b.yaml"),), "2.2.2.2", 2)
    assert _where(read(text, environment, flags)) == ("sqlite:///c.db", (Path("c.yaml"),), "3.3.3.3", 0)
    assert _where(read("")) == ("sqlite:///frontdesk.db", (), "127.0.0.1", 8080)


def _where(config: Config) -> tuple[str, tuple[Path, ...], str, int]:
    return config.database, config.faq, config.web.host, config.web.port


def test_doubles_are_named_by_the_environment() -> None:
    environment = {
        "FRONTDESK_TELEGRAM_API_BASE": "http://127.0.0.1:1/",
        "FRONTDESK_DISCORD_API_BASE": "http://127.0.0.1:2/api/v10",
        "FRONTDESK_DISCORD_GATEWAY_URL": "ws://127.0.0.1:3",
    }
    config = read(EVERYTHING, TOKENS | environment)
    assert config.telegram.api_base == "http://127.0.0.1:1"
    assert (config.discord.api_base, config.discord.gateway_url) == ("http://127.0.0.1:2/api/v10", "ws://127.0.0.1:3")


def test_absolute_paths_and_other_servers_stay_as_they_are() -> None:
    for url in ("sqlite:////var/desk.db", "sqlite:///:memory:", "postgresql://me@db/desk"):
        assert read(f"database: '{url}'").database == url
    assert read("faq: /srv/faq.yaml").faq == (Path("/srv/faq.yaml"),)


def test_the_default_file_may_be_missing_but_a_named_one_may_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None, {}).web.port == 8080
    with pytest.raises(ConfigError, match=r"no.yaml:1:1: error: -: there is no such file"):
        load(Path("no.yaml"), {})
    with pytest.raises(ConfigError, match="cannot be read"):
        load(None, {"FRONTDESK_CONFIG": str(tmp_path)})
    (tmp_path / "frontdesk.yaml").write_text("web: {port: 1}", encoding="utf-8")
    assert load(None, {}).web.port == 1
    (tmp_path / "other.yaml").write_text("web: {port: 2}", encoding="utf-8")
    assert load(None, {"FRONTDESK_CONFIG": "other.yaml"}).web.port == 2
    assert load(Path("frontdesk.yaml"), {"FRONTDESK_CONFIG": "other.yaml"}).web.port == 1


def test_without_a_word_the_faq_of_the_working_folder_serves_else_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [shipped] = load(None, {}).faq
    assert shipped.is_file()
    (tmp_path / "faq.yaml").touch()
    assert load(None, {}).faq == (Path("faq.yaml"),)


def test_the_shipped_samples_are_empty_configurations_and_the_same(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    sample = root / "bot" / "samples" / "frontdesk.yaml"
    assert look(sample, {})[1] == ()
    assert sample.read_bytes() == (root / "frontdesk.yaml").read_bytes()
    lines = [line.removeprefix("# ") for line in sample.read_text(encoding="utf-8").splitlines() if line[:2] != "##"]
    uncommented = tmp_path / "frontdesk.yaml"
    uncommented.write_text("\n".join(lines), encoding="utf-8")
    assert load(uncommented, {}).handoff.timezone == "Asia/Singapore"
