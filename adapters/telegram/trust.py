"""Whom calls of Telegram believe to be Telegram."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """The usual authorities; read once for all bots, since reading them takes a tenth of a second."""
    return httpx.create_ssl_context()
