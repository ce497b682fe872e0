"""To and from plain JSON: how conversations and events are kept.

A dataclass becomes an object with its class name under `is`; on the way back only the names listed here are built.
Missing fields take their defaults and unknown ones are dropped, so a field may be added without rewriting a database;
`VERSION` rises when a field changes its meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

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


class UnknownFormat(ValueError):
    """This was written by a newer Frontdesk. Install that version again, or restore an older backup."""


def stage_name(stage: Stage) -> str:
    """The stage as the outside calls it."""
    return STAGE_NAMES[type(stage)]


def dump(value: Conversation | Event) -> dict[str, Any]:
    """A JSON object that `load` or `load_event` reads."""
    return _conversation(value) if isinstance(value, Conversation) else {"v": VERSION, **_dump(value)}


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


def _conversation(value: Conversation) -> dict[str, Any]:
    """By hand: every message keeps its conversation once, and going through the fields takes twice as long."""
    contact, address = value.contact, value.address
    return {
        "v": VERSION,
        "is": "Conversation",
        "id": value.id,
        "number": value.number,
        "contact": {"is": "Contact", "id": contact.id, "name": contact.name},
        "address": {
            "is": "Address",
            "channel": address.channel,
            "account": address.account,
            "chat": address.chat,
            "user": address.user,
        },
        "language": value.language,
        "stage": _dump(value.stage),
        "opened_at": value.opened_at,
        "version": value.version,
        "language_chosen": value.language_chosen,
        "last_entry": value.last_entry,
        "quiet_since": value.quiet_since,
        "offered": [{"is": "Choice", "id": choice.id, "label": choice.label} for choice in value.offered],
        "guide": _dump(value.guide),
        "details": [{"is": "Detail", "name": detail.name, "value": detail.value} for detail in value.details],
        "blocked": value.blocked,
    }


def _dump(value: Any) -> Any:
    if value.__class__ is tuple:
        return [_dump(item) for item in value]
    known = value.__class__.__name__
    if known not in _KNOWN:
        return value
    form = _form(known)
    found: dict[str, Any] = dict(zip(form.names, form.values(value), strict=True))
    for name in form.nested:
        found[name] = _dump(found[name])
    found["is"] = known
    return found


def _load(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_load(item) for item in value)
    if isinstance(value, Mapping) and value.get("is") in _KNOWN:
        known = str(value["is"])
        form = _form(known)
        found = {name: _load(value[name]) for name in form.names if name in value}
        for name in form.enums.keys() & found.keys():
            found[name] = form.enums[name](found[name])
        return _KNOWN[known](**found)
    return value


@dataclass(frozen=True, slots=True)
class _Form:
    """How a class is taken apart and put together, worked out once: every message goes through here."""

    names: tuple[str, ...]
    values: Callable[[Any], Iterable[Any]]
    nested: tuple[str, ...]
    enums: Mapping[str, type[StrEnum]]


@cache
def _form(known: str) -> _Form:
    names = tuple(field.name for field in fields(_KNOWN[known]))
    hints = get_type_hints(_KNOWN[known])
    values = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, name) for name in names]
    enums = {name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, StrEnum)}
    return _Form(names, values, tuple(name for name in names if not _is_plain(hints[name])), enums)


def _is_plain(hint: Any) -> bool:
    """Whether values of this type are JSON as they are."""
    if get_origin(hint) in (Union, UnionType):
        return all(_is_plain(part) for part in get_args(hint))
    return get_origin(hint) is Literal or (isinstance(hint, type) and issubclass(hint, str | int | float | NoneType))
