"""The words of redaction: what was found where, and what is put in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["recovery_phrase", "private_key", "extended_key", "seed", "keystore", "api_token", "card"]
Level = Literal["hard", "soft"]
"""`hard`: certainly a secret. `soft`: masked, and worth a question to whoever wrote it."""

_LABELS: dict[Kind, tuple[str, str]] = {
    "recovery_phrase": ("[recovery phrase removed]", "[已移除助记词]"),
    "private_key": ("[private key removed]", "[已移除私钥]"),
    "extended_key": ("[extended key removed]", "[已移除扩展私钥]"),
    "seed": ("[seed removed]", "[已移除种子]"),
    "keystore": ("[keystore removed]", "[已移除密钥库]"),
    "api_token": ("[access token removed]", "[已移除访问令牌]"),
    "card": ("[card number removed, ends in {last4}]", "[已移除卡号，尾号 {last4}]"),
}

LABEL = re.compile(
    "|".join(re.escape(words).replace(r"\{last4\}", r"\d{4}") for pair in _LABELS.values() for words in pair),
)
"""Matches everything that redaction ever writes, so that a second pass can look past it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret in `text[start:end]` of the original text. It never holds the secret itself, so it may be logged."""

    kind: Kind
    level: Level
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text without its secrets, hard and soft ones alike, and where they were, in order of appearance."""

    text: str
    findings: tuple[Finding, ...] = ()

    @property
    def hard(self) -> bool:
        """Whether at least one finding is certain."""
        return any(finding.level == "hard" for finding in self.findings)


def label(kind: Kind, language: str, secret: str) -> str:
    """What stands in a secret's place. Of a card the last four digits stay, since a number may be an order's."""
    words = _LABELS[kind][language.lower().startswith("zh")]
    if kind != "card":
        return words
    digits = [character for character in secret if character.isdecimal()]
    return words.format(last4="".join(digits[-4:]))
