"""Our links and strangers'."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.links import foreign_links, host

OURS = ("example.org",)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "see https://docs.example.org/a?b=c#d.",
        "HTTPS://EXAMPLE.ORG/",
        "example.org:8080/path",
        "(https://example.org)",
        "https://user:word@example.org/",
        "write to help@evil.com",
        "mailto:help@evil.com",
        "tg://user?id=1",
        "version 1.2.3 of node.js, e.g. this one.and so on",
        "no link at all",
        "",
    ],
)
def test_official_links_and_what_is_no_link_pass(text: str) -> None:
    assert foreign_links(text, OURS) == ()


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.net/x",
        "http://notexample.org",
        "https://example.org.evil.net/login",
        "https://example.org@evil.net/",
        "https://example.org%2f@evil.net/",
        "https://xn--exmple-cua.org",
        "https://ехample.org",
        "www.evil.net",
        "evil-site.xyz/claim",
        "https://[::1]:8080/x",
        "https://203.0.113.7/wallet",
        "https://坏.com/路径",
    ],
)
def test_every_other_link_is_named(link: str) -> None:
    assert foreign_links(f"go to {link} now", OURS) == (link,)


def test_each_link_is_named_once_in_order_of_appearance() -> None:
    text = "b.com/x, https://a.com, then b.com/x and [text](https://c.com/y)."
    assert foreign_links(text, OURS) == ("b.com/x", "https://a.com", "https://c.com/y")


def test_explorers_pass_as_templates_and_as_names() -> None:
    text = "https://etherscan.io/tx/0xabc and https://tronscan.org/#/t"
    assert foreign_links(text, OURS, ["https://etherscan.io/tx/{tx}", "tronscan.org"]) == ()


def test_a_chinese_sentence_ends_a_link() -> None:
    assert foreign_links("请访问https://evil.net/a，谢谢", OURS) == ("https://evil.net/a",)


def test_a_host_is_read_without_port_user_case_and_punycode() -> None:
    assert host("HTTPS://a:b@XN--Exmple-CUA.org:443/x") == "exämple.org"


@given(st.text(max_size=300))
def test_any_text_is_looked_through_without_an_error(text: str) -> None:
    for link in foreign_links(text, OURS):
        assert link in text
