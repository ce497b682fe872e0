"""Shapes: what the value of a key may look like.

One table of keys (see `intents.keys`) drives the parser, the schema for editors and the suggestions in messages, so
that they cannot drift apart. `take` turns a node into plain values and notes everything that does not fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from intents.document import Mapping, Node, Scalar, Sequence, is_empty, kind, unknown_keys
from intents.problem import Problems, suggestion

_NUMBER = re.compile(r"[-+]?(\d[\d_]*)?\.?\d+([eE][-+]?\d+)?|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

Plain = str | int | date | list["Plain"] | dict[str, "Plain"]
"""What `take` makes of a node."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words. `pattern` must match all of it and is explained by `rule`; `bare_numbers` lets 404 be the word "404"."""

    pattern: str = ""
    rule: str = ""
    bare_numbers: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number of these."""

    allowed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Date:
    """A day as 2027-01-31."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; `shortest` and `longest` bound its length."""

    item: Shape
    shortest: int = 0
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """A mapping from language to value; the bare value means the first language."""

    value: Shape


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys. `exactly_one` names keys of which one, and only one, must be there."""

    keys: tuple[Key, ...]
    exactly_one: tuple[str, ...] = ()


Shape = Text | OneOf | Number | Date | ListOf | ByLanguage | Record


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the file: its shape, and what an editor shows about it."""

    name: str
    shape: Shape
    description: str
    required: str = ""
    """What to say when it is missing; empty: it may be."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What every step of `take` needs to know: where mistakes go, the entry's id, the languages of the file."""

    problems: Problems
    languages: tuple[str, ...]
    entry: str = ""

    def error(self, node: Node, message: str) -> None:
        """Note a mistake at a node."""
        self.problems.error(node.line, node.column, message, self.entry)


def take(node: Node, shape: Shape, reading: Reading, name: str) -> Plain | None:
    """The value of a node, or None after noting why it does not fit; parts that do not fit are left out."""
    match shape:
        case Text():
            return _text(node, shape, reading, name)
        case OneOf(words=words):
            return _one_of(node, words, reading, name)
        case Number(allowed=allowed):
            return _number(node, allowed, reading, name)
        case Date():
            return _date(node, reading, name)
        case ListOf():
            return _list(node, shape, reading, name)
        case ByLanguage(value=value):
            return _by_language(node, value, reading, name)
        case Record():
            return _record(node, shape, reading, name)


def _text(node: Node, shape: Text, reading: Reading, name: str) -> str | None:
    if not isinstance(node, Scalar) or is_empty(node):
        reading.error(node, f"{name} must be a text, not {kind(node)}; write the text here")
        return None
    if node.plain and not shape.bare_numbers and _NUMBER.fullmatch(node.text):
        reading.error(node, f"{name} must be a text, not the number {node.text}; put quotes around it")
        return None
    if not node.text.strip():
        reading.error(node, f"{name} is empty; write something or remove the line")
        return None
    if shape.pattern and not re.fullmatch(shape.pattern, node.text):
        reading.error(node, f"{name} {kind(node)} has a wrong form; {shape.rule}")
        return None
    return node.text


def _one_of(node: Node, words: tuple[str, ...], reading: Reading, name: str) -> str | None:
    if isinstance(node, Scalar) and node.text in words:
        return node.text
    hint = suggestion(node.text, words) if isinstance(node, Scalar) else ""
    reading.error(node, f"{name} must be one of {', '.join(words)}, not {kind(node)}; {hint or 'choose one'}")
    return None


def _number(node: Node, allowed: tuple[int, ...], reading: Reading, name: str) -> int | None:
    if isinstance(node, Scalar) and node.plain and node.text in {str(number) for number in allowed}:
        return int(node.text)
    wanted = " or ".join(str(number) for number in allowed)
    reading.error(node, f"{name} must be {wanted}, not {kind(node)}; write {wanted}")
    return None


def _date(node: Node, reading: Reading, name: str) -> date | None:
    if isinstance(node, Scalar) and re.fullmatch(r"\d{4}-\d\d-\d\d", node.text):
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            pass
    reading.error(node, f"{name} must be a date, not {kind(node)}; write it like 2027-01-31")
    return None


def _list(node: Node, shape: ListOf, reading: Reading, name: str) -> list[Plain] | None:
    if not isinstance(node, Sequence):
        reading.error(node, f"{name} must be a list, not {kind(node)}; put it in [ ] or on lines that begin with '- '")
        return None
    if len(node.items) < shape.shortest:
        reading.error(node, _too_short(len(node.items), shape.shortest, name))
    if shape.longest is not None and len(node.items) > shape.longest:
        reading.error(node, f"{name} has {len(node.items)} items; keep at most {shape.longest}")
    values = [take(item, shape.item, reading, f"an item of {name}") for item in node.items]
    return [value for value in values if value is not None]


def _too_short(count: int, shortest: int, name: str) -> str:
    if shortest == 1:
        return f"{name} is an empty list; add at least one"
    return f"{name} has {count or 'no'} {'item' if count == 1 else 'items'}; write at least {shortest}"


def _by_language(node: Node, value: Shape, reading: Reading, name: str) -> dict[str, Plain] | None:
    if not isinstance(node, Mapping):
        taken = take(node, value, reading, name)
        return None if taken is None else {reading.languages[0]: taken}
    taken_by_language: dict[str, Plain] = {}
    for language, child in node.pairs:
        if language.text not in reading.languages:
            hint = suggestion(language.text, reading.languages)
            reading.error(
                language, f"the language '{language.text}' is not listed under languages; add it there, or {hint}"
            )
            continue
        taken = take(child, value, reading, f"{name} in '{language.text}'")
        if taken is not None:
            taken_by_language[language.text] = taken
    return taken_by_language


def _record(node: Node, shape: Record, reading: Reading, name: str) -> dict[str, Plain] | None:
    if not isinstance(node, Mapping):
        reading.error(node, f"{name} must be a mapping, not {kind(node)}; begin it with '{shape.keys[0].name}:'")
        return None
    unknown_keys(node, tuple(key.name for key in shape.keys), reading.problems, reading.entry)
    present = [key for key in shape.exactly_one if node.get(key) is not None]
    if shape.exactly_one and len(present) != 1:
        reading.error(node, f"{name} needs exactly one of {', '.join(shape.exactly_one)}; it has {len(present)}")
    values: dict[str, Plain] = {}
    for key in shape.keys:
        child = node.get(key.name)
        if child is None:
            if key.required:
                reading.error(node, f"'{key.name}' is missing; {key.required}")
            continue
        value = take(child, key.shape, reading, f"'{key.name}'")
        if value is not None:
            values[key.name] = value
    return values
