"""Strict reading of YAML into nodes that know their line and column.

A configuration is written by people, so this reads the small YAML that people mean: no aliases, merge keys, tags or
duplicate keys, and every scalar stays the word that was written (`no` is Norwegian, `on` is a word). What a word
stands for is decided by whoever reads the node. Nodes are built from the parser's events without recursion: hostile
nesting costs neither stack nor time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from intents.problem import Problems, suggestion

DEEPEST = 20
"""Levels of nesting; a FAQ needs six."""

LARGEST = 8 * 1024 * 1024
"""Bytes of UTF-8; a thousand entries in ten languages stay below."""

_LOADER = getattr(yaml, "CLoader", yaml.Loader)  # libyaml is about ten times as fast, but not in every build of PyYAML
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("\r\n|[\r\n]")
_RARE_BREAK = re.compile("[\x85\u2028\u2029]")
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Scalar:
    """A word or a text. `plain` means written without quotes or block marks."""

    text: str
    line: int
    column: int
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; every key once."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None."""
        return next((value for name, value in self.pairs if name.text == key), None)

    def keys(self) -> tuple[str, ...]:
        """The keys as words."""
        return tuple(name.text for name, _ in self.pairs)


Node = Scalar | Sequence | Mapping


def read(text: str | bytes, problems: Problems) -> Node | None:
    """The one document of `text`, or None. All mistakes go to `problems`.

    With errors among them the node may be partial, which is enough to look for more mistakes in it.
    """
    decoded = _decode(text, problems)
    if decoded is None:
        return None
    ruler = _Ruler(decoded)
    try:
        return _Builder(problems, ruler).build(_events(decoded))
    except _TooDeepError as error:
        problems.error(
            error.line, error.column, f"nested deeper than {DEEPEST} levels; brackets may be missing their end"
        )
    except yaml.MarkedYAMLError as error:
        _explain(error, ruler, problems)
    return None


def is_empty(node: Node | None) -> bool:
    """Whether a key was left without a value (nothing, `~` or `null`)."""
    return node is None or (isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null", "Null", "NULL"))


def kind(node: Node) -> str:
    """What a node is, in the words of a message."""
    if is_empty(node):
        return "nothing"
    match node:
        case Scalar(text=text):
            return f"'{text if len(text) <= _LONGEST_WORD else text[:_LONGEST_WORD] + '…'}'"
        case Sequence():
            return "a list"
        case Mapping():
            return "a mapping"


def unknown_keys(node: Mapping, known: tuple[str, ...], problems: Problems, entry: str = "") -> None:
    """An error for every key that is not known, each with a suggestion."""
    for name, _ in node.pairs:
        if name.text not in known:
            message = f"unknown key '{name.text}'; {suggestion(name.text, known)}"
            problems.error(name.line, name.column, message, entry)


def _decode(raw: str | bytes, problems: Problems) -> str | None:
    size = len(raw) if isinstance(raw, bytes) else len(raw.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        problems.error(1, 1, f"larger than {LARGEST // 1024 // 1024} MB; split it into several files")
        return None
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        problems.error(*_position(before, len(before)), "not UTF-8; save the file with the encoding UTF-8")
        return None
    text = text.removeprefix("\ufeff")
    wrong = _UNREADABLE.search(text)
    if wrong is None:
        return text
    message = f"the invisible character U+{ord(wrong.group()):04X} is not allowed; remove it"
    problems.error(*_position(text, wrong.start()), message)
    return None


def _position(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=_LOADER)


class _Ruler:
    """Lines and columns as editors count them. YAML ends lines at U+0085, U+2028 and U+2029 as well; editors do not."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))] if _RARE_BREAK.search(text) else []

    def place(self, mark: Any) -> tuple[int, int]:  # either reader has marks of its own type
        if mark is None:
            return 1, 1
        if not self._starts:
            return mark.line + 1, mark.column + 1
        line = bisect_right(self._starts, mark.index)
        return line, mark.index - self._starts[line - 1] + 1

    def character(self, line: int, column: int) -> str:
        rows = _BREAK.split(self._text)[line - 1 : line]  # a reader may complain about the line after the last
        return rows[0][column - 1 : column] if rows else ""


class _TooDeepError(Exception):
    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.line = line
        self.column = column


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    line: int
    column: int
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    pairs: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    key: Node | None = None

    def close(self) -> Node:
        if self.is_mapping:
            return Mapping(tuple(self.pairs.values()), self.line, self.column)
        return Sequence(tuple(self.items), self.line, self.column)


class _Builder:
    """Turns events into nodes with its own stack."""

    def __init__(self, problems: Problems, ruler: _Ruler) -> None:
        self.problems = problems
        self.ruler = ruler
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        for event in events:
            line, column = self.ruler.place(event.start_mark)
            match event:
                case yaml.DocumentStartEvent():
                    self._document(line, column)
                case yaml.AliasEvent():
                    self._error(line, column, f"'*{event.anchor}' is an alias; write the value out instead")
                    self._add(Scalar("", line, column))
                case yaml.ScalarEvent():
                    self._plainly(event, line, column)
                    self._add(Scalar(event.value, line, column, plain=not event.style))
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._plainly(event, line, column)
                    self._open(line, column, isinstance(event, yaml.MappingStartEvent))
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._add(self.stack.pop().close())
        if self.root is None:
            self._error(1, 1, "the file is empty")
        return self.root

    def _error(self, line: int, column: int, message: str) -> None:
        self.problems.error(line, column, message)

    def _document(self, line: int, column: int) -> None:
        self.documents += 1
        if self.documents == 2:
            self._error(line, column, "a second document begins here ('---'); keep one document a file")

    def _plainly(self, event: yaml.NodeEvent, line: int, column: int) -> None:
        if event.anchor is not None:
            self._error(line, column, f"'&{event.anchor}' is an anchor; write the value out where it is needed")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._error(line, column, f"'{tag}' is a tag; leave it out, or quote the text if it is meant")

    def _open(self, line: int, column: int, is_mapping: bool) -> None:
        if len(self.stack) >= DEEPEST:
            raise _TooDeepError(line, column)
        self.stack.append(_Open(line, column, is_mapping))

    def _add(self, node: Node) -> None:
        if not self.stack:
            if self.documents == 1:
                self.root = node
            return
        top = self.stack[-1]
        if not top.is_mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = node
        else:
            self._pair(top, top.key, node)
            top.key = None

    def _pair(self, top: _Open, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self._error(key.line, key.column, f"{kind(key)} cannot be a key; quote it if braces are part of the text")
        elif key.plain and key.text == "<<":
            self._error(key.line, key.column, "'<<' is a merge key; write the keys out instead")
        elif key.text in top.pairs:
            first = top.pairs[key.text][0].line
            message = f"the key '{key.text}' stands here a second time (first in line {first}); keep one of them"
            self._error(key.line, key.column, message)
        else:
            top.pairs[key.text] = (key, value)


def _explain(error: yaml.MarkedYAMLError, ruler: _Ruler, problems: Problems) -> None:
    opened = "flow" in (error.context or "") or "quoted scalar" in (error.context or "")
    mark = (error.context_mark if opened and "escape" not in (error.problem or "") else None) or error.problem_mark
    line, column = ruler.place(mark)
    problems.error(line, column, _plain_words(error, ruler.character(line, column)))


def _plain_words(error: yaml.MarkedYAMLError, character: str) -> str:
    """The two parsers word the same mistakes differently; these are the ones that people make."""
    problem, context = error.problem or "", error.context or ""
    if "cannot start any token" in problem:
        if character == "\t":
            return "a tab; indent with spaces instead"
        return f"a text cannot start with '{character}'; put quotes around it"
    if "mapping values are not allowed" in problem:
        return "a second ': ' in one value, or a wrong indentation; put quotes around a text that contains ': '"
    if "escape" in problem:
        return "a backslash in double quotes means something special; write \\\\ or use single quotes"
    if "quoted scalar" in context:
        return "a quote is opened and never closed; close it"
    if "expected ':'" in problem:
        return "a key without ': '; add it, or indent the line to belong to the text above"
    if "flow" in context:
        return "a '[' or '{' has no matching end, or a comma is missing; add it"
    if "expected" in problem and "block" in context:
        return "this line does not fit those above; check its indentation and quotes"
    return f"cannot be read as YAML ({problem or context or 'unknown reason'}); check quotes and indentation here"
