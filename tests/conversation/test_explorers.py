"""Ids of transactions and addresses, and the pages on which they can be looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.briefing import brief
from conversation.explorers import MOST, Explorer, links, without_ids, written
from conversation.texts import Texts
from conversation.views import ConversationView, MessageView, QueueRow
from handoff.model import Priority
from safety.secrets import redact
from tests.kit.worlds import POLICY, TORN, UNSURE, after, fresh, said, says, understood

HASH = "5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02"
EVM = "0x742d35Cc6634C0532925a3b844Bc454e4438f44e"
TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
BITCOIN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SCRIPT = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"
SEGWIT = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
SOLANA = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"
SIGNATURE = "5" * 87
EXPLORERS = {
    "ethereum": Explorer("https://etherscan.io/tx/{tx}", "https://etherscan.io/address/{address}"),
    "bsc": Explorer("https://bscscan.com/tx/{tx}", "https://bscscan.com/address/{address}"),
    "Polygon": Explorer("https://polygonscan.com/tx/{tx}"),
    "arbitrum": Explorer("https://arbiscan.io/tx/{tx}"),
    "btc": Explorer("https://mempool.space/tx/{tx}", "https://mempool.space/address/{address}"),
    "tron": Explorer("https://tronscan.org/#/transaction/{tx}", "https://tronscan.org/#/address/{address}"),
    "solana": Explorer("https://solscan.io/tx/{tx}", "https://solscan.io/account/{address}"),
    "mychain": Explorer("https://scan.mychain.example/tx/{tx}"),
}


def found(text: str) -> list[str]:
    """The links of a text as the bot gets to see it."""
    return [link.url for link in links(redact(text).text, EXPLORERS)]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"my transaction 0x{HASH} is pending on bsc", f"https://bscscan.com/tx/0x{HASH}"),
        (f"币安链交易0x{HASH}一直没到账", f"https://bscscan.com/tx/0x{HASH}"),
        (f"USDT BEP-20, tx 0x{HASH}", f"https://bscscan.com/tx/0x{HASH}"),
        (f"以太坊 交易哈希 0x{HASH}", f"https://etherscan.io/tx/0x{HASH}"),
        (f"polygon txid 0x{HASH.upper()}", f"https://polygonscan.com/tx/0x{HASH.upper()}"),
        (f"tx 0x{HASH} on MyChain", f"https://scan.mychain.example/tx/0x{HASH}"),
        (f"look: https://arbiscan.io/tx/0x{HASH}", f"https://arbiscan.io/tx/0x{HASH}"),
        (f"address {EVM} on ethereum is empty", f"https://etherscan.io/address/{EVM}"),
        (f"btc txid: {HASH}", f"https://mempool.space/tx/{HASH}"),
        (f"USDT TRC20 transaction {HASH}", f"https://tronscan.org/#/transaction/{HASH}"),
        (f"转到{TRON}没收到", f"https://tronscan.org/#/address/{TRON}"),
        (f"sent to {BITCOIN}.", f"https://mempool.space/address/{BITCOIN}"),
        (f"sent to {SCRIPT}", f"https://mempool.space/address/{SCRIPT}"),
        (f"sent to {SEGWIT}!", f"https://mempool.space/address/{SEGWIT}"),
        (f"sent to ({SEGWIT.upper()})", f"https://mempool.space/address/{SEGWIT.upper()}"),
        (f"my address is {SOLANA}", f"https://solscan.io/account/{SOLANA}"),
        (f"solana signature {SIGNATURE}", f"https://solscan.io/tx/{SIGNATURE}"),
    ],
)
def test_an_id_is_shown_by_the_explorer_of_its_chain(text: str, url: str) -> None:
    assert found(text) == [url]


@pytest.mark.parametrize(
    "text",
    [
        "", "how do i back up", "0x742d35Cc6634C0532925a3b844Bc454e4438f44", f"{EVM}0", f"transaction {HASH}0",
        BITCOIN[:-1] + "b", TRON[:-1] + "u", "bc1short", "T" + "1" * 33, "1111111111111111111111111111",
        f"my private key is {HASH}", f"0x{HASH}", "1" * 88,
    ],
)  # fmt: skip
def test_what_only_looks_like_an_id_or_may_be_a_key_gives_no_link(text: str) -> None:
    assert found(text) == []


def test_without_a_named_chain_all_of_its_kind_are_offered_but_never_more_than_three() -> None:
    assert found(f"txid {HASH}") == [f"https://mempool.space/tx/{HASH}", f"https://tronscan.org/#/transaction/{HASH}"]
    assert len(found(f"tx 0x{HASH}, address {EVM}, {TRON}")) == MOST


def test_an_explorer_without_a_page_for_it_is_left_out_and_each_page_is_named_once() -> None:
    assert found(f"polygon address {EVM} {EVM}") == [
        f"https://etherscan.io/address/{EVM}",
        f"https://bscscan.com/address/{EVM}",
    ]
    assert links(f"tx 0x{HASH}", {}) == ()


def test_several_links_are_lines_with_their_chains() -> None:
    pages = links(f"txid {HASH}", EXPLORERS)
    assert written(pages) == f"\nbtc: {pages[0].url}\ntron: {pages[1].url}"


@given(st.text(), st.sampled_from([EVM, TRON, BITCOIN, f"tx 0x{HASH}", f"txid {HASH}"]), st.text())
def test_a_link_holds_nothing_but_the_template_and_the_id(before: str, named: str, after_it: str) -> None:
    templates = [page for one in EXPLORERS.values() for page in (one.tx, one.address)]
    for link in links(f"{before} {named} {after_it}", EXPLORERS):
        stems = [page.split("{")[0] for page in templates if page and link.url.startswith(page.split("{")[0])]
        assert stems
        assert link.url.removeprefix(max(stems, key=len)).isalnum()


def test_ids_are_left_out_of_what_is_recognised() -> None:
    assert without_ids(f"my transaction 0x{HASH} is pending").split() == ["my", "transaction", "is", "pending"]


POLICY_WITH = replace(POLICY, explorers={"bsc": EXPLORERS["bsc"]})
TEXT = f"transaction 0x{HASH}"


def test_the_link_stands_below_the_answer_once_and_in_the_users_language() -> None:
    both = replace(understood(), parts=understood().parts + understood("fees").parts)
    first, second = says(after(fresh(), said(TEXT, both), policy=POLICY_WITH))
    assert first.text.endswith(f"\n\nYou can look at it here: https://bscscan.com/tx/0x{HASH}")
    assert "bscscan" not in second.text
    (chinese,) = says(after(fresh(language="zh"), said(TEXT, understood(language="zh")), policy=POLICY_WITH))
    assert chinese.text.endswith(f"您可以在这里查看：https://bscscan.com/tx/0x{HASH}")


@pytest.mark.parametrize("meaning", [TORN, UNSURE])
def test_a_link_helps_where_no_answer_does(meaning: object) -> None:
    (say,) = says(after(fresh(), said(TEXT, meaning), policy=POLICY_WITH))  # type: ignore[arg-type] # parametrised
    assert f"https://bscscan.com/tx/0x{HASH}" in say.text


def test_an_answer_behind_a_button_has_no_link() -> None:
    (say,) = says(after(fresh(), said(), policy=POLICY_WITH))
    assert "look at it" not in say.text


def test_the_briefing_names_the_pages_of_all_that_the_user_wrote_and_of_nobody_else() -> None:
    row = QueueRow(
        number=1042, stage="waiting", channel="web", contact="abcdef0123456789", name=None, language="en",
        priority=Priority.NORMAL, team=None, owner=None, waiting_since=0, unread=1, last="", last_at=0,
    )  # fmt: skip
    messages = (
        MessageView(1, "user", f"tx 0x{HASH}", 0),
        MessageView(2, "user", "on bsc", 0),
        MessageView(3, "bot", f"see {TRON}", 0),
    )
    view = ConversationView(row, messages, (), ())
    lines = brief(view, Texts(), explorers=EXPLORERS).summary
    assert [line for line in lines if "explorer" in line] == [f"In the explorer: https://bscscan.com/tx/0x{HASH}"]
    assert not any("explorer" in line for line in brief(view, Texts()).summary)
