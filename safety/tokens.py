"""Values that leave the house and must come back unchanged, and tokens that are only ever compared.

A signed token is `base64url(payload) . base64url(mac)`, without padding. The code is HMAC-SHA256 cut to 16 bytes:
forging it takes 2^128 tries, and a Telegram button, which holds 64 bytes in all, has room left for what it means.
The payload is readable by whoever holds the token: sign what may be known, never a secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

MAC_BYTES = 16
_LONGEST = 4096  # characters; we never issue longer ones, so longer ones are not worth hashing


def sign(secret: bytes, payload: bytes | str, purpose: str) -> str:
    """A token for `payload` (at most 3,000 bytes). With another purpose or secret it does not verify."""
    raw = payload.encode() if isinstance(payload, str) else payload
    return f"{_encode(raw)}.{_encode(_mac(secret, raw, purpose))}"


def verify(secret: bytes, token: str, purpose: str) -> bytes | None:
    """The payload, or None for anything that `sign` did not make for this purpose. Never raises."""
    if len(token) > _LONGEST or not token.isascii():
        return None
    body, dot, mac = token.partition(".")
    raw, given = _decode(body), _decode(mac)
    if not dot or raw is None or given is None:
        return None
    return raw if hmac.compare_digest(_mac(secret, raw, purpose), given) else None


def hash_token(token: str) -> str:
    """What is stored of an API token: enough to recognise it, nothing to use it. Tokens are random, so no salt."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _mac(secret: bytes, raw: bytes, purpose: str) -> bytes:
    name = purpose.encode()
    message = len(name).to_bytes(4, "big") + name + raw  # with its length, no purpose is the start of another
    return hmac.digest(secret, message, "sha256")[:MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes | None:
    """None unless `text` is exactly what `_encode` writes, so that a payload has one token and no other."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    return raw if _encode(raw) == text else None
