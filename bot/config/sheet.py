"""A configuration file while it is read: typed values by key, and every mistake with its place.

A section knows its keys by being asked for them, so there is no second list of keys that could drift from the reading.
Mistakes never stop the reading: whatever does not fit is noted, and the default stands in for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from bot.config.model import Written
from intents.document import Mapping as MappingNode
from intents.document import Node, Scalar, Sequence, is_empty, kind
from intents.problem import Problem, Problems, suggestion

T = TypeVar("T")
D = TypeVar("D")

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


@dataclass(slots=True)
class Sheet:
    """What all sections share. `given` are the dotted names of the keys with a value, `asked` of all that there are.

    `written` are words that cannot be judged here.
    """

    problems: Problems
    given: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)

    def error(self, line: int, column: int, path: str, message: str) -> None:
        """Note a mistake under its dotted name."""
        self.problems.error(line, column, message, path)

    def warn(self, line: int, column: int, path: str, message: str) -> None:
        """Note what can be used, but hardly as its author meant it."""
        self.problems.warn(line, column, message, path)

    def leave(self, word: Scalar, path: str) -> None:
        """Leave this word to whoever knows the FAQ and the day."""
        self.written.append(Written(word.text, path, self.problems.file, word.line, word.column))


@dataclass(frozen=True, slots=True)
class Value:
    """What stands at a key. A secret one is never quoted in a message."""

    node: Node
    path: str
    sheet: Sheet
    secret: bool = False

    def error(self, message: str) -> None:
        """Note a mistake here."""
        self.sheet.error(self.node.line, self.node.column, self.path, message)

    def warn(self, message: str) -> None:
        """Note here what can be used, but hardly as its author meant it."""
        self.sheet.warn(self.node.line, self.node.column, self.path, message)

    def read(self, convert: Callable[[Value], T], default: D) -> T | D:
        """The converted value, or the default after noting what is wrong with it."""
        try:
            return convert(self)
        except ValueError as wrong:
            what = "this" if self.secret else kind(self.node)
            self.error(f"{what} does not fit; {wrong}")
            return default

    def word(self) -> str:
        """The words of a plain value; ValueError for lists, mappings and nothing."""
        if not isinstance(self.node, Scalar) or (self.node.plain and is_empty(self.node)):
            raise ValueError("write a single word or text here")
        return self.node.text

    def items(self) -> list[Value]:
        """The values of a list; ValueError for anything else."""
        if not isinstance(self.node, Sequence):
            raise ValueError("write a list, such as [first, second]")
        return [replace(self, node=item, path=f"{self.path}[{n}]") for n, item in enumerate(self.node.items)]

    def pairs(self) -> list[tuple[Scalar, Value]]:
        """The keys and values of a mapping whose keys are free to choose; ValueError for anything else."""
        if not isinstance(self.node, MappingNode):
            raise ValueError("write a mapping, such as {name: value}")
        return [(key, replace(self, node=node, path=f"{self.path}.{key.text}")) for key, node in self.node.pairs]

    def section(self) -> Section:
        """The keys of a mapping whose keys are ours; ValueError for anything else."""
        if not isinstance(self.node, MappingNode):
            raise ValueError("write a mapping with keys of its own below")
        return Section(self.sheet, self.node, self.path)


class Section:
    """The known keys of a mapping; as a context it reports those that nobody asked for when it ends."""

    def __init__(self, sheet: Sheet, node: Node | None, path: str = "") -> None:
        self.sheet = sheet
        self.path = path
        self.node = node
        self._keys: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if isinstance(self.node, MappingNode):
            for key, _node in self.node.pairs:
                if key.text not in self._keys:
                    self._unknown(key)

    def __contains__(self, key: str) -> bool:
        return self._find(key) is not None

    def take(self, key: str, convert: Callable[[Value], T], default: D, *, secret: bool = False) -> T | D:
        """The value of a key; the default where there is none or where it does not fit."""
        path = self._ask(key)
        node = self._find(key)
        if node is None:
            return default
        self.sheet.given.append(path)
        return Value(node, path, self.sheet, secret).read(convert, default)

    def section(self, key: str) -> Section:
        """A section below this one; empty where there is none or where something else stands in its place."""
        path = self._ask(key)
        node = self._find(key)
        if node is None:
            return Section(self.sheet, None, path)
        empty = Section(self.sheet, None, path)
        return Value(node, path, self.sheet).read(Value.section, empty)

    def error(self, key: str, message: str) -> None:
        """Note a mistake at a key, or at the section where the key is missing."""
        self.sheet.error(*self._at(key), self._name(key), message)

    def warn(self, key: str, message: str) -> None:
        """Note at a key what can be used, but hardly as its author meant it."""
        self.sheet.warn(*self._at(key), self._name(key), message)

    def _at(self, key: str) -> tuple[int, int]:
        node = self._find(key) or self.node
        return (node.line, node.column) if node else (1, 1)

    def _ask(self, key: str) -> str:
        self._keys.append(key)
        self.sheet.asked.append(self._name(key))
        return self._name(key)

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _find(self, key: str) -> Node | None:
        """The node of a key; a text without words is as good as none, since unset variables leave one behind."""
        node = self.node.get(key) if isinstance(self.node, MappingNode) else None
        return None if is_empty(node) or (isinstance(node, Scalar) and not node.text) else node

    def _unknown(self, key: Scalar) -> None:
        elsewhere = [path for path in self.sheet.asked if path.endswith(f".{key.text}")]
        hint = f"did you mean '{elsewhere[0]}'?" if elsewhere else suggestion(key.text, tuple(self._keys))
        self.sheet.error(key.line, key.column, self._name(key.text), f"unknown key; {hint}")


def substituted(node: Node, environment: Mapping[str, str], problems: Problems) -> Node:
    """The tree with `${NAME}` and `${NAME:-value}` filled in; as in a shell, an empty variable takes the value too."""
    match node:
        case Scalar():
            return _filled(node, environment, problems)
        case Sequence():
            return replace(node, items=tuple(substituted(item, environment, problems) for item in node.items))
        case MappingNode():
            return replace(
                node, pairs=tuple((key, substituted(value, environment, problems)) for key, value in node.pairs)
            )


def _filled(node: Scalar, environment: Mapping[str, str], problems: Problems) -> Scalar:
    if "${" not in node.text:
        return node
    if "${" in _VARIABLE.sub("", node.text):
        problems.error(
            node.line, node.column, "'${' begins a variable of the environment; write ${NAME} or ${NAME:-value}"
        )
    return replace(node, text=_VARIABLE.sub(lambda found: environment.get(found[1]) or found[2] or "", node.text))


def first_of_each(problems: Problems) -> tuple[Problem, ...]:
    """All problems in the order of the file, each once."""
    return tuple(dict.fromkeys(problems))
