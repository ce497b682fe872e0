"""Access tokens of services, PEM blocks and keystore files: secrets that say by their form what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from safety.secrets.model import Finding, Kind

_EDGE = r"(?<![0-9A-Za-z_])"

_TOKENS = re.compile(
    _EDGE
    + "(?:"
    + "|".join(
        (
            r"\d{8,10}:[A-Za-z0-9_-]{35}(?![\w-])",  # Telegram bot
            r"(?:mfa\.[\w-]{60,100}|[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,40})(?![\w-])",  # Discord
            r"gh[pousr]_[A-Za-z0-9]{36,255}",  # GitHub
            r"github_pat_[A-Za-z0-9_]{22,255}",
            r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])",  # AWS
            r"(?<!-)sk-(?=[\w-]{0,80}\d)(?=[\w-]{0,80}[A-Z])[A-Za-z0-9_-]{20,255}",  # OpenAI and its like
            r"xox[abeoprs]-[A-Za-z0-9-]{20,255}",  # Slack
            r"AIza[A-Za-z0-9_-]{35}(?![\w-])",  # Google
            r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}",  # Stripe
            r"eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}",  # JSON Web Token
        )
    )
    + ")",
    re.ASCII,
)
_AWS_SECRET = re.compile(
    r"secret.?(?:access.?)?key\W{1,6}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])", re.ASCII | re.IGNORECASE
)
_BECH32_KEY = re.compile(
    _EDGE + r"(?:nsec1[ac-hj-np-z02-9]{58}|(?P<extended>(?:xprv|root_xsk|acct_xsk|addr_xsk)1[ac-hj-np-z02-9]{50,250}))"
)
_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_PEM_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_CIPHERTEXT = re.compile(r"""\\?["']?cipher_?text\\?["']?\s*:""", re.IGNORECASE)
_KDF = re.compile(r"""\\?["']?kdf(?:params)?\\?["']?\s*:""", re.IGNORECASE)


def find_credentials(text: str) -> Iterator[Finding]:
    """Findings with spans in `text`, which is folded; all of them hard."""
    yield from _keystores(text)
    yield from _pem_blocks(text)
    for token in _TOKENS.finditer(text):
        yield Finding("api_token", "hard", token.start(), token.end())
    for secret in _AWS_SECRET.finditer(text):
        yield Finding("api_token", "hard", secret.start(1), secret.end(1))
    for key in _BECH32_KEY.finditer(text):
        kind: Kind = "extended_key" if key["extended"] else "private_key"
        yield Finding(kind, "hard", key.start(), key.end())


def _pem_blocks(text: str) -> Iterator[Finding]:
    """From BEGIN to END; without an END to the end of the text, since what follows is the key."""
    position = 0
    while begin := _PEM.search(text, position):
        end = _PEM_END.search(text, begin.end())
        position = end.end() if end else len(text)
        yield Finding("private_key", "hard", begin.start(), position)


def _keystores(text: str) -> Iterator[Finding]:
    """An encrypted wallet file (ciphertext and key derivation in one object), with the braces around it."""
    if not (_CIPHERTEXT.search(text) and _KDF.search(text)):
        return
    for start, end in _objects(text):
        if _CIPHERTEXT.search(text, start, end) and _KDF.search(text, start, end):
            yield Finding("keystore", "hard", start, end)


def _objects(text: str) -> Iterator[tuple[int, int]]:
    """The outermost `{…}` of the text; one that is never closed runs to the end."""
    depth, start = 0, 0
    for brace in re.finditer(r"[{}]", text):
        if brace.group() == "{":
            start = brace.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield start, brace.end()
    if depth:
        yield start, len(text)
