"""Text that every database can keep: no lone surrogates, which have no UTF-8, and no NUL, which PostgreSQL refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import orjson

Values = Sequence[object]
"""The values of one row, in the order of its statement."""
REPLACEMENT = "\ufffd"


def keepable(texts: Iterable[str | None]) -> bool:
    """Whether these can be kept as they are: one look at all of them, since nearly always they can."""
    text = "".join([text for text in texts if text])
    return "\0" not in text and (text.isascii() or _is_unicode(text))


def clean(values: Values) -> list[object]:
    """The values of one row with everything replaced that cannot be kept."""
    return [_clean(value) for value in values]


def as_json(value: object) -> str:
    """Compact JSON that can be kept. Raises ValueError or TypeError for what is not JSON."""
    try:
        text = orjson.dumps(value, _plain)
    except TypeError:  # a lone surrogate; what is not JSON at all fails again
        return orjson.dumps(_clean(value), _plain).decode()
    return (orjson.dumps(_clean(value), _plain) if b"\\u0000" in text else text).decode()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def _is_unicode(text: str) -> bool:
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
