"""Payment card numbers. Soft, since one in 37 random 16-digit order numbers looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from safety.secrets.model import Finding

_DIGITS = re.compile(r"(?<![\w.,#/=-])\d(?:[ -]?\d){12,18}(?![\w])(?![.,-]\d)", re.ASCII)

# First digits and lengths by scheme: Visa, Mastercard, American Express, Discover, JCB, Diners Club, UnionPay.
_SCHEME = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14,17}"
)


def find_cards(text: str) -> Iterator[Finding]:
    """Findings with spans in `text`, which is folded."""
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if _SCHEME.fullmatch(digits) and _luhn(digits):
            yield Finding("card", "soft", found.start(), found.end())


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(value - 9 * (value > 9) for value in doubled)) % 10 == 0
