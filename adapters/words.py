"""Sentences in one language, as those who say them get them."""

from __future__ import annotations

from collections.abc import Callable

Words = Callable[..., str]
"""`words(key, **values)`: a sentence in the language of whoever reads it."""
