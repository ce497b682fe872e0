"""Text that every database can keep: no lone surrogates, which have no UTF-8, and no NUL, which PostgreSQL refuses."""

from __future__ import annotations

import json
from collections.abc import Mapping

REPLACEMENT = "\ufffd"


def clean(values: tuple[object, ...]) -> tuple[object, ...]:
    """The values of one row, what cannot be kept replaced; nearly always the very same tuple."""
    for value in values:
        if isinstance(value, str) and not _keepable(value):
            return tuple(_clean(value) for value in values)
    return values


def as_json(value: object) -> str:
    """Compact JSON that can be kept. Raises ValueError or TypeError for what is not JSON."""
    text = _encode(value)
    return text if "\\u0000" not in text and _keepable(text) else _encode(_clean(value))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False, default=_plain
).encode


def _keepable(text: str) -> bool:
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _clean(value: object) -> object:
    match value:
        case str():
            return value.replace("\0", REPLACEMENT).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case Mapping():
            return {_clean(key): _clean(item) for key, item in value.items()}
        case tuple() | list():
            return [_clean(item) for item in value]
        case _:
            return value
