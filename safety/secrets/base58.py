"""Base58Check, the alphabet and checksum of Bitcoin's keys and, with another alphabet, of the XRP Ledger's."""

from __future__ import annotations

from hashlib import sha256

BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"

_LONGEST = 128  # characters; beyond it nothing that we look for exists, and the arithmetic is quadratic


def decode_check(text: str, alphabet: str = BITCOIN) -> bytes | None:
    """Version and payload without the four checksum bytes; None unless the checksum is right."""
    if len(text) > _LONGEST:
        return None
    number = 0
    for character in text:
        digit = alphabet.find(character)
        if digit < 0:
            return None
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    raw = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(raw) < 5:
        return None
    payload, checksum = raw[:-4], raw[-4:]
    return payload if sha256(sha256(payload).digest()).digest()[:4] == checksum else None
