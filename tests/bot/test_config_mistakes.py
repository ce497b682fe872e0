"""Mistakes in a configuration: each is named with its place and its remedy, all at once, and none escapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config, Source, read_config, settings
from intents.problem import Problem


def mistakes(text: str | bytes, environment: dict[str, str] | None = None) -> tuple[Problem, ...]:
    return read_config(Source("f.yaml", text, Path()), environment or {})[1]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("prot: 1", "f.yaml:1:1: error: prot", "unknown key"),
        ("port: 1", "f.yaml:1:1: error: port", "did you mean 'web.port'?"),
        ("web: {prot: 1}", "f.yaml:1:7: error: web.prot", "did you mean 'port'?"),
        ("web: {port: 65536}", "f.yaml:1:13: error: web.port", "0 to 65535"),
        ("web: {port: 80.5}", "f.yaml:1:13: error: web.port", "'80.5' does not fit"),
        ("web: [1]", "f.yaml:1:6: error: web", "a list does not fit"),
        ("web: {demo: maybe}", "f.yaml:1:13: error: web.demo", "on or off"),
        ("web: {host: 'a b'}", "f.yaml:1:13: error: web.host", "host name"),
        ("web: {public_url: example.org}", "f.yaml:1:19: error: web.public_url", "https://"),
        ("web: {public_url: 'http://x:port'}", "f.yaml:1:19: error: web.public_url", "does not fit"),
        ("web: {allowed_origins: ['https://x.org/page']}", "f.yaml:1:25: error: web.allowed_origins[0]", "only scheme"),
        ("database: mysql://x", "f.yaml:1:11: error: database", "sqlite:///FILE"),
        ("database: sqlite://x.db", "f.yaml:1:11: error: database", "sqlite:///FILE"),
        ("languages: en", "f.yaml:1:12: error: languages", "list"),
        ("languages: [en, en]", "f.yaml:1:12: error: languages", "once"),
        ("languages: ['']", "f.yaml:1:13: error: languages[0]", "language code"),
        ("variables: {a b: c}", "f.yaml:1:13: error: variables.a b", "letters"),
        ("log: xml", "f.yaml:1:6: error: log", "text, json"),
        ("matching: {answer_above: 1.5}", "f.yaml:1:26: error: matching.answer_above", "auto or a number"),
        ("matching: {answer_above: .3, clarify_above: .5}", "f.yaml:1:45: error: matching.clarify_above", "lower"),
        ("matching: {semantic: On}", "f.yaml:1:22: error: matching.semantic", "off, auto, best"),
        ("matching: {encoder: 'fastembed:'}", "f.yaml:1:21: error: matching.encoder", "name a model"),
        ("matching: {encoder: 'fastembed:a b'}", "f.yaml:1:21: error: matching.encoder", "name a model"),
        ('matching: {encoder: "a\\nb"}', "f.yaml:1:21: error: matching.encoder", "one line"),
        ("telegram: {rates: {chat: fast}}", "f.yaml:1:26: error: telegram.rates.chat", "8/10s"),
        ("telegram: {rates: fast}", "f.yaml:1:19: error: telegram.rates", "write off"),
        ("telegram: {mode: pull}", "f.yaml:1:18: error: telegram.mode", "polling, webhook"),
        ("telegram: {token: a, mode: webhook}", "f.yaml:1:11: error: telegram.webhook_secret", "missing"),
        ("telegram: {desk_chats: [[1]]}", "f.yaml:1:25: error: telegram.desk_chats[0]", "a list does not fit"),
        ("telegram: {groups: [{topics: [1]}]}", "f.yaml:1:21: error: telegram.groups[0].chat", "missing"),
        ("discord: {gateway_url: 'http://x'}", "f.yaml:1:24: error: discord.gateway_url", "wss://"),
        ("discord: {desk_channel: support}", "f.yaml:1:25: error: discord.desk_channel", "Copy Channel ID"),
        ("discord: {guilds: [-7]}", "f.yaml:1:20: error: discord.guilds[0]", "Copy Server ID"),
        (
            "discord: {desk_channel: 1, help_channels: [1]}",
            "f.yaml:1:43: error: discord.help_channels",
            "users may not read the desk",
        ),
        ("mail: {address: nobody}", "f.yaml:1:17: error: mail.address", "help@example.org"),
        ("texts: {en: {welcom: hi}}", "f.yaml:1:14: error: texts.en.welcom", "did you mean 'welcome'?"),
        (
            "safety: {official_domains: ['https://x.org']}",
            "f.yaml:1:29: error: safety.official_domains[0]",
            "only the domain",
        ),
        ("explorers: {eth: 'https://x.org/'}", "f.yaml:1:18: error: explorers.eth", "{tx}"),
        ("explorers: {eth: 'https://x.org/{tx}/{id}'}", "f.yaml:1:18: error: explorers.eth", "nothing else in braces"),
        ("explorers: {eth: 'https://{tx}.x.org'}", "f.yaml:1:18: error: explorers.eth", "a site in front"),
        ("explorers: {eth: [a]}", "f.yaml:1:18: error: explorers.eth", "a mapping such as {tx: …, address: …}"),
        ("explorers: {eth: {}}", "f.yaml:1:18: error: explorers.eth", "write tx, address, or both"),
        ("explorers: {eth: {tx: 'ftp://x.org/{tx}'}}", "f.yaml:1:23: error: explorers.eth.tx", "begins with https://"),
        (
            "explorers: {eth: {address: 'https://x.org/{tx}'}}",
            "f.yaml:1:28: error: explorers.eth.address",
            "put {address} where the address belongs",
        ),
        ("explorers: {eth: {txs: 'https://x.org/{tx}'}}", "f.yaml:1:19: error: explorers.eth.txs", "mean 'tx'?"),
        ("limits: {contact: 0/s}", "f.yaml:1:19: error: limits.contact", "at least one"),
        ("limits: {open_conversations: 0}", "f.yaml:1:30: error: limits.open_conversations", "from 1"),
        ("retention: {messages: 1h}", "f.yaml:1:23: error: retention.messages", "at least"),
        ("snippets: [a]", "f.yaml:1:11: error: snippets", "a list does not fit"),
        ("snippets: {a: {english please: b}}", "f.yaml:1:16: error: snippets.a.english please", "language code"),
        ("snippets: {' ': b}", "f.yaml:1:12: error: snippets. ", "at most 40 characters"),
        ("snippets: {a: Send your recovery phrase.}", "f.yaml:1:15: error: snippets.a", "asks for a secret"),
        ("snippets: {a: 'Hi {nmae}, {number}'}", "f.yaml:1:15: warning: snippets.a", "did you mean 'name'?"),
        ("faq: []", "f.yaml:1:6: error: faq", "at least one file"),
        ('faq: "a\\0b"', "f.yaml:1:6: error: faq", "control characters"),
        ("web: {port: '${PORT-1}'}", "f.yaml:1:13: error: -", "${NAME:-value}"),
        ("- web", "f.yaml:1:1: error: -", "a list"),
        ("web: {port: 1}\nweb: {port: 2}", "f.yaml:2:1: error: -", "second time"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(text: str, place: str, words: str) -> None:
    found = [str(problem) for problem in mistakes(text)]
    assert any(line.startswith(f"{place}: ") and words in line for line in found), found


def test_ten_mistakes_are_all_reported_at_once_in_the_order_of_the_file() -> None:
    lines = [
        "database: oracle",
        "langages: [en]",
        "web: {port: big}",
        "telegram: {mode: x}",
        "matching: {answer_above: high}",
        "handoff: {timezone: Mars}",
        "limits: {contact: many}",
        "retention: {messages: forever}",
        "safety: {floods: sometimes}",
        "log: loud",
    ]
    assert [problem.line for problem in mistakes("\n".join(lines))] == list(range(1, 11))


@pytest.mark.parametrize("token", ["secret", "c2VjcmV0.x.y", "MTA.", "MTA", "M*TA.x.y", "MTA.x y", "Bot MTA.x.y"])
def test_a_token_that_names_no_bot_of_discord_is_a_mistake_that_does_not_quote_it(token: str) -> None:
    [problem] = mistakes(f"discord: {{token: '{token}'}}")
    assert str(problem).startswith("f.yaml:1:18: error: discord.token: this does not fit; ")
    [other] = mistakes("", {"DISCORD_TOKEN": token})
    assert str(other).startswith("environment:1:1: error: DISCORD_TOKEN: this does not fit; ")
    for said in (str(problem), str(other)):
        assert token not in said
        assert "Bot'" in said or "without spaces" in said


def test_a_mistake_in_the_environment_names_the_variable() -> None:
    [problem] = mistakes("", {"FRONTDESK_PORT": "many"})
    assert str(problem).startswith("environment:1:1: error: FRONTDESK_PORT: ")


NAMES = st.sampled_from([*settings(), *(name.rsplit(".")[-1] for name in settings()), "mon-fri", "x"])
PLAIN = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.sampled_from(["auto", "09:00-10:00", "1/s", "2026-01-01", "sqlite:///x", "https://x.org/{tx}", "${A:-b}"]),
)
TREES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4))


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_any_bytes_are_a_configuration_or_a_list_of_mistakes(raw: bytes | str) -> None:
    config, problems = read_config(Source("f.yaml", raw, Path()), {})
    assert isinstance(config, Config)
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in problems)


@given(st.dictionaries(NAMES, TREES, max_size=5))
def test_any_tree_is_a_configuration_or_a_list_of_mistakes(tree: dict[str, object]) -> None:

    config, problems = read_config(Source("f.yaml", json.dumps(tree), Path()), {"A": "[1"})
    assert isinstance(config, Config)
    assert all(problem.message and "Error" not in problem.message for problem in problems)
