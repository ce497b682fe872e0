"""To and from plain JSON: how conversations and events are kept.

A dataclass becomes an object with its class name under `is`; on the way back only the names listed here are built.
Missing fields take their defaults and unknown ones are dropped, so a field may be added without rewriting a database;
`VERSION` rises when a field changes its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, cast, get_type_hints

from conversation import events, model
from conversation.events import Event
from conversation.model import Conversation, Resolved, Stage, Waiting, WithBot, WithOperator
from handoff import model as handoff
from intents import model as intents

VERSION = 1

STAGE_NAMES: Mapping[type[Stage], str] = {
    WithBot: "with_bot",
    Waiting: "waiting",
    WithOperator: "with_operator",
    Resolved: "resolved",
}

_KNOWN: Mapping[str, type[Any]] = {
    cls.__name__: cls
    for module in (model, events, handoff, intents)
    for cls in vars(module).values()
    if isinstance(cls, type) and is_dataclass(cls)
}

_PLAIN = frozenset({str, int, float, bool, type(None)})
"""What JSON has, so that most fields need no look at their type's name."""


class UnknownFormat(ValueError):
    """This was written by a newer Frontdesk. Install that version again, or restore an older backup."""


def stage_name(stage: Stage) -> str:
    """The stage as the outside calls it."""
    return STAGE_NAMES[type(stage)]


def dump(value: Conversation | Event) -> dict[str, Any]:
    """A JSON object that `load` or `load_event` reads."""
    return {"v": VERSION, **_dump(value)}


def load(data: Mapping[str, Any]) -> Conversation:
    """The conversation that was dumped; raises UnknownFormat."""
    return cast(Conversation, _checked(data))


def load_event(data: Mapping[str, Any]) -> Event:
    """The event that was dumped; raises UnknownFormat."""
    return cast(Event, _checked(data))


def _checked(data: Mapping[str, Any]) -> object:
    if data.get("v") != VERSION:
        raise UnknownFormat(f"format {data.get('v')!r} is not {VERSION}")
    found = _load(data)
    if isinstance(found, Mapping):
        raise UnknownFormat(f"{data.get('is')!r} is not known here")
    return found


def _dump(value: Any) -> Any:
    cls = value.__class__
    if cls in _PLAIN:
        return value
    if cls is tuple:
        return [_dump(item) for item in value]
    known = cls.__name__
    if known not in _KNOWN:
        return value
    found = {"is": known}
    for name in _names(known):  # a loop, since this runs for every message and a comprehension takes twice as long
        item = getattr(value, name)
        found[name] = item if item.__class__ in _PLAIN else _dump(item)
    return found


def _load(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_load(item) for item in value)
    if isinstance(value, Mapping) and value.get("is") in _KNOWN:
        known = str(value["is"])
        enums = _enums(known)
        found = {name: _load(value[name]) for name in _names(known) if name in value}
        return _KNOWN[known](**{name: enums[name](item) if name in enums else item for name, item in found.items()})
    return value


@cache
def _names(known: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(_KNOWN[known]))


@cache
def _enums(known: str) -> Mapping[str, type[StrEnum]]:
    return {
        name: hint
        for name, hint in get_type_hints(_KNOWN[known]).items()
        if isinstance(hint, type) and issubclass(hint, StrEnum)
    }
