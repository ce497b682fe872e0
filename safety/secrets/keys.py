"""Private keys and seeds that are one long run of letters and digits.

Where an encoding carries a checksum it decides. Bare hexadecimal does not: 64 digits may as well be the hash of a
transaction, so the words around them decide, and without such words the answer is soft.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from safety.secrets.base58 import BITCOIN, RIPPLE, decode_check
from safety.secrets.fold import fold
from safety.secrets.model import Finding, Kind, Level

_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{28,136}(?![0-9A-Za-z])")
_HEX = re.compile(r"(?:0[xX])?(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
_BYTES = re.compile(r"\[\s*\d{1,3}(?:\s*,\s*\d{1,3}){63}\s*\]")  # a Solana key file: 64 numbers, 0 to 255
_BASE58 = frozenset(BITCOIN)

_WIF_VERSIONS = frozenset({0x80, 0xEF, 0xB0, 0x9E, 0xF1, 0xCC})  # Bitcoin, its tests, Litecoin, Dogecoin ×2, Dash
_BIP38 = (b"\x01\x42", b"\x01\x43")
_STELLAR_SEED = 18 << 3
_RIPPLE_SEED = 0x21
_RIPPLE_ED25519 = b"\x01\xe1\x4b"

_BEFORE, _AFTER = 60, 30  # characters in which a word belongs to the digits

_PRIVATE = (
    r"priv(?:ate)?[ _-]?key|secret|signing[ _-]?key|keypair|(?<![a-z])(?:sk|pk|wif|seed)(?![a-z])|mnemonic|import"
    r"|私钥|私鑰|密钥|密鑰|秘钥|种子|種子|秘密鍵|導入|导入|clave privada|cle privee|chave privada|chiave privata"
    r"|приватн|закрыт\w+ ключ|" + fold("개인키|비밀키").text
)
_PUBLIC = (
    r"(?<![a-z])(?:txn?s?|txid|hash|sig)(?![a-z])|transaction|transfer|block|contract|address|signature|sha-?256"
    r"|checksum|commit|public|explorer|receipt|order|交易|哈希|区块|區塊|合约|合約|地址|签名|簽名|公钥|公鑰|转账|轉賬"
    r"|hachage|transaccion|транзакци|хеш|хэш"
)
_CONTEXT = re.compile(f"(?P<private>{_PRIVATE})|(?P<public>{_PUBLIC})")


def find_keys(text: str) -> Iterator[Finding]:
    """Findings with spans in `text`, which is folded."""
    for run in _RUN.finditer(text):
        judged = _by_checksum(run.group()) or _by_context(text, run.start(), run.end())
        if judged is not None:
            yield Finding(*judged, run.start(), run.end())
    for numbers in _BYTES.finditer(text):
        if all(int(number) < 256 for number in re.findall(r"\d+", numbers.group())):
            yield Finding("private_key", "hard", numbers.start(), numbers.end())


def _by_checksum(run: str) -> tuple[Kind, Level] | None:
    match len(run):
        case 56 if run[0] == "S":
            return ("seed", "hard") if _is_stellar_seed(run) else None
        case 28 | 29 | 30 | 31 if run[0] == "s":
            return ("seed", "hard") if _is_ripple_seed(run) else None
        case 51 | 52 | 54 | 58 | 98:
            return ("private_key", "hard") if _is_private_key(run) else None
        case length if 107 <= length <= 113:
            return _extended_key(run)
        case _:
            return None


def _is_private_key(run: str) -> bool:
    payload = decode_check(run)
    if payload is None:
        return False
    if run.startswith("edsk") or (len(payload) == 39 and payload.startswith(_BIP38)):
        return True
    compressed = len(payload) == 34 and payload[-1] == 1
    return payload[0] in _WIF_VERSIONS and (len(payload) == 33 or compressed)


def _extended_key(run: str) -> tuple[Kind, Level] | None:
    """BIP-32: 78 bytes, of which byte 45 is 0 for a private key, 2 or 3 for a public one — whatever the coin."""
    payload = decode_check(run)
    if payload is not None:
        return ("extended_key", "hard") if len(payload) == 78 and payload[45] == 0 else None
    mistyped = run[1:4] == "prv" and _BASE58.issuperset(run)
    return ("extended_key", "soft") if mistyped else None


def _is_stellar_seed(run: str) -> bool:
    try:
        raw = base64.b32decode(run)
    except ValueError:
        return False
    crc = 0  # CRC-16/XMODEM, low byte first
    for byte in raw[:-2]:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return raw[0] == _STELLAR_SEED and raw[-2:] == crc.to_bytes(2, "little")


def _is_ripple_seed(run: str) -> bool:
    payload = decode_check(run, RIPPLE)
    if payload is None:
        return False
    return (len(payload) == 17 and payload[0] == _RIPPLE_SEED) or (
        len(payload) == 19 and payload.startswith(_RIPPLE_ED25519)
    )


def _by_context(text: str, start: int, end: int) -> tuple[Kind, Level] | None:
    """For what has no checksum: bare hexadecimal, and the 64 bytes that are a Solana key or a Solana signature."""
    run = text[start:end]
    kind: Kind
    if _HEX.fullmatch(run):
        kind = "seed" if end - start >= 128 else "private_key"
    elif end - start in (87, 88) and _BASE58.issuperset(run):
        kind = "private_key"
    else:
        return None
    if (word := _nearest_word(text, start, end)) == "private":
        return kind, "hard"
    return None if word == "public" or _in_link(text, start) else (kind, "soft")


def _nearest_word(text: str, start: int, end: int) -> str | None:
    """`private` or `public`: what the closest telling word says; one before the digits wins over one after."""
    before = [found.lastgroup for found in _CONTEXT.finditer(text[max(0, start - _BEFORE) : start].lower())]
    if before:
        return before[-1]
    after = _CONTEXT.search(text[end : end + _AFTER].lower())
    return after.lastgroup if after else None


def _in_link(text: str, start: int) -> bool:
    """Whether the digits are the tail of a URL, as on a block explorer."""
    chunk = text[max(0, start - 200) : start].split()[-1:]
    return bool(chunk) and not text[start - 1].isspace() and ("://" in chunk[0] or "www." in chunk[0])
