"""Transactions and addresses in a text, and where a block explorer shows them.

Nothing here asks a network: a link is made from the characters that were found and the template of the configuration.
The text is redacted before, so what may be a key is gone; only what has the exact form of an id is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Literal

from safety.links import host
from safety.secrets.base58 import BITCOIN, decode_check

MOST = 3
"""Links below one answer."""

Family = Literal["evm", "bitcoin", "tron", "solana", "hex"]
"""Chains whose ids look alike; `hex` are those of which we only know that a transaction is 64 digits."""

What = Literal["tx", "address"]


@dataclass(frozen=True, slots=True)
class Explorer:
    """The addresses of its pages, with `{tx}` or `{address}` where the id belongs; empty where it has no such page."""

    tx: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A page of an explorer, by the name that the configuration gives the chain."""

    chain: str
    url: str


NO_EXPLORERS: Mapping[str, Explorer] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Chain:
    family: Family
    names: str
    """Pattern of what people call it, in lower case."""


_CHAINS: Mapping[str, _Chain] = {
    "ethereum": _Chain("evm", r"\b(?:ethereum|eth|erc-?20|mainnet)\b|以太坊|以太币|以太"),
    "bsc": _Chain("evm", r"\b(?:bsc|bnb|bep-?20|(?:binance|bnb) smart chain)\b|币安(?:智能)?链|幣安(?:智能)?鏈"),
    "polygon": _Chain("evm", r"\b(?:polygon|matic|pol)\b|马蹄链"),
    "arbitrum": _Chain("evm", r"\b(?:arbitrum|arb)\b"),
    "optimism": _Chain("evm", r"\b(?:optimism|op mainnet)\b"),
    "base": _Chain("evm", r"\b(?:on base|base (?:chain|network|mainnet))\b|base\s?链"),
    "avalanche": _Chain("evm", r"\b(?:avalanche|avax)\b|雪崩"),
    "fantom": _Chain("evm", r"\b(?:fantom|ftm)\b"),
    "gnosis": _Chain("evm", r"\b(?:gnosis|xdai)\b"),
    "linea": _Chain("evm", r"\blinea\b"),
    "zksync": _Chain("evm", r"\bzk-?sync\b"),
    "bitcoin": _Chain("bitcoin", r"\b(?:bitcoin|btc)\b|比特币|比特幣"),
    "tron": _Chain("tron", r"\b(?:tron|trx|trc-?20)\b|波场|波場"),
    "solana": _Chain("solana", r"\b(?:solana|sol)\b|索拉纳"),
    "litecoin": _Chain("hex", r"\b(?:litecoin|ltc)\b|莱特币"),
    "dogecoin": _Chain("hex", r"\b(?:dogecoin|doge)\b|狗狗币"),
    "bitcoin-cash": _Chain("hex", r"\b(?:bitcoin[ -]cash|bch)\b|比特币现金"),
    "ripple": _Chain("hex", r"\b(?:ripple|xrp)\b|瑞波"),
    "cardano": _Chain("hex", r"\b(?:cardano|ada)\b|艾达币"),
    "monero": _Chain("hex", r"\b(?:monero|xmr)\b|门罗"),
}

_EVM = r"0x(?:[0-9a-f]{64}|[0-9a-f]{40})"
_BARE = r"[0-9a-f]{64}"
_SEGWIT = r"bc1[ac-hj-np-z02-9]{11,71}"
_BASE58 = r"[1-9A-HJ-NP-Za-km-z]{25,88}"
_IDS = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?P<evm>(?i:{_EVM}))|(?P<bare>(?i:{_BARE}))|(?P<segwit>{_SEGWIT}|{_SEGWIT.upper()})"
    rf"|(?P<base58>{_BASE58}))(?![0-9A-Za-z])"
)
_LOOKED_AT = 12  # words of a text that may be ids; checksums take their time
_SIGNATURE, _KEY = 64, 32  # bytes of a Solana signature and of an address there
_BITCOIN_VERSIONS, _TRON_VERSION = (0x00, 0x05), 0x41


@dataclass(frozen=True, slots=True)
class _Found:
    what: What
    families: tuple[Family, ...]
    text: str


def links(text: str, explorers: Mapping[str, Explorer]) -> tuple[Link, ...]:
    """The pages of what the text names, at most `MOST`; those of a chain that it names, else of all that may fit."""
    if not explorers:
        return ()
    around = _IDS.sub(" ", text).lower()
    pages: dict[str, Link] = {}
    for found in _ids(text):
        fitting = {
            chain: explorer
            for chain, explorer in explorers.items()
            if _family(chain) in found.families and getattr(explorer, found.what)
        }
        named = {chain: explorer for chain, explorer in fitting.items() if _names(around, chain, explorer)}
        for chain, explorer in (named or fitting).items():
            url = getattr(explorer, found.what).replace(f"{{{found.what}}}", found.text)
            pages.setdefault(url, Link(chain, url))
    return tuple(pages.values())[:MOST]


def without_ids(text: str) -> str:
    """The words around them: an id is long, and says nothing of what is asked."""
    return _IDS.sub(" ", text)


def written(found: tuple[Link, ...]) -> str:
    """The links as words: a single one bare, several each in a line with its chain."""
    if len(found) == 1:
        return found[0].url
    return "".join(f"\n{link.chain}: {link.url}" for link in found)


def _ids(text: str) -> Iterator[_Found]:
    for match in islice(_IDS.finditer(text), _LOOKED_AT):
        word = match.group()
        match match.lastgroup:
            case "evm":
                yield _Found("tx" if len(word) == 66 else "address", ("evm",), word)
            case "bare":
                yield _Found("tx", ("bitcoin", "tron", "hex"), word)
            case "segwit":
                yield _Found("address", ("bitcoin",), word)
            case _:
                yield from _base58(word)


def _base58(word: str) -> Iterator[_Found]:
    """What the checksum, or where there is none the length, proves to be an id; a word that only looks so is none."""
    payload = decode_check(word) if len(word) <= 35 else None
    if payload is not None and len(payload) == 21:
        if payload[0] in _BITCOIN_VERSIONS:
            yield _Found("address", ("bitcoin",), word)
        elif payload[0] == _TRON_VERSION:
            yield _Found("address", ("tron",), word)
    elif len(word) in (86, 87, 88) and _bytes(word) == _SIGNATURE:
        yield _Found("tx", ("solana",), word)
    elif len(word) in (43, 44) and _bytes(word) == _KEY:
        yield _Found("address", ("solana",), word)


def _bytes(word: str) -> int:
    """How many bytes a base58 word stands for."""
    number = 0
    for character in word:
        number = number * 58 + BITCOIN.index(character)
    zeros = len(word) - len(word.lstrip(BITCOIN[0]))
    return zeros + (number.bit_length() + 7) // 8


def _known(chain: str) -> _Chain | None:
    """What a name of the configuration stands for, such as `eth` or `bnb`."""
    name = chain.lower().replace("_", " ")
    return _CHAINS.get(name) or next((known for known in _CHAINS.values() if re.fullmatch(known.names, name)), None)


def _family(chain: str) -> Family:
    """Chains that we do not know are taken for relatives of Ethereum, as most are."""
    known = _known(chain)
    return known.family if known else "evm"


def _names(text: str, chain: str, explorer: Explorer) -> bool:
    """Whether a text in lower case names the chain, or the site of its explorer."""
    known = _known(chain)
    names = known.names if known else rf"\b{re.escape(chain.lower())}\b"
    site = host(explorer.tx or explorer.address)
    return re.search(names, text, re.ASCII) is not None or site in text
