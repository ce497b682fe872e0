"""Which settings nothing acts on yet. Whoever builds a part takes its line out of here."""

from __future__ import annotations

from collections.abc import Iterable

from bot.config.model import Config

_WHOLE = (
    "mail.",
    "limits.open_conversations",
    "retention.",
)
"""Names of keys; those that end in a dot stand for all keys below."""


def idle(given: Iterable[str], config: Config) -> tuple[str, ...]:
    """The dotted names among `given` that have no effect, in the order of the file."""
    found: list[str] = []
    for path in given:
        if _is_idle(path, config) and not any(path.startswith((f"{whole}.", f"{whole}[")) for whole in found):
            found.append(path)
    return tuple(dict.fromkeys(found))


def _is_idle(path: str, config: Config) -> bool:
    if any(path.startswith(name) if name.endswith(".") else path == name for name in _WHOLE):
        return True
    match path.split("."):
        case ["safety", "profile"]:
            return config.safety.profile != "wallet"
        case _:
            return False
