"""The FAQ file: text in, entries out, or all of its mistakes at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as Map
from collections.abc import Sequence as Seq
from dataclasses import replace
from datetime import date
from typing import cast

from intents.document import Mapping, Node, Scalar, Sequence, kind, read, unknown_keys
from intents.keys import ENTRY, FAQ, keys_of, shape_of
from intents.model import Entry, Faq, HandoffRule, KeyPath, Language, Media, Position, PriorityName
from intents.problem import Problem, Problems
from intents.shape import Plain, Reading, take
from intents.steps import mistakes, steps_of

DEFAULT_LANGUAGES = ("en",)


class FaqError(Exception):
    """The FAQ cannot be used; its author finds every mistake, with its place and remedy, in `problems`."""

    def __init__(self, problems: Seq[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def parse(text: str | bytes, source: str = "faq.yaml") -> Faq:
    """The FAQ of one file, or FaqError."""
    return parse_many([(source, text)])


def parse_many(files: Seq[tuple[str, str | bytes]]) -> Faq:
    """One FAQ of several files (name, text), or FaqError with the mistakes of all of them.

    Ids are unique across the files; the first language of the first file is the fallback of all.
    """
    problems: list[Problem] = []
    languages: dict[Language, None] = {}
    entries: dict[str, Entry] = {}
    for source, text in files:
        found = Problems(source)
        for language, entry in _file(text, found):
            languages.update(dict.fromkeys(language))
            if entry is not None:
                _unique(entry, entries, found)
        problems.extend(found)
    problems.extend(mistakes(entries.values()))
    if problems:
        raise FaqError(problems)
    return Faq(version_of([text for _, text in files]), tuple(languages), tuple(entries.values()))


def version_of(texts: Seq[str | bytes]) -> str:
    """Twelve hexadecimal digits that change with any byte of the texts."""
    digest = hashlib.sha256()
    for text in texts:
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()[:12]


def _unique(entry: Entry, entries: dict[str, Entry], problems: Problems) -> None:
    first = entries.setdefault(entry.id, entry)
    if first is not entry:
        where = f"line {first.line}" if first.file == entry.file else f"{first.file}, line {first.line}"
        message = f"the id '{entry.id}' stands here a second time (first in {where}); give one of them another id"
        problems.error(entry.line, entry.column, message, entry.id)


def _file(text: str | bytes, problems: Problems) -> list[tuple[tuple[Language, ...], Entry | None]]:
    """The languages of a file beside each of its entries; an entry that is of no use is None."""
    root = read(text, problems)
    if root is None:
        return []
    if not isinstance(root, Mapping):
        problems.error(
            root.line, root.column, f"a FAQ begins with keys such as 'entries:', not with {kind(root)}; write them"
        )
        return []
    unknown_keys(root, keys_of(FAQ), problems)
    languages = _languages(root.get("languages"), problems)
    version = root.get("version")
    if version is not None:
        take(version, shape_of(FAQ, "version").shape, Reading(problems, languages), "'version'")
    return [(languages, None), *((languages, entry) for entry in _entries(root, languages, problems))]


def _languages(node: Node | None, problems: Problems) -> tuple[Language, ...]:
    if node is None:
        return DEFAULT_LANGUAGES
    reading = Reading(problems, DEFAULT_LANGUAGES)
    taken = cast("list[str] | None", take(node, shape_of(FAQ, "languages").shape, reading, "'languages'"))
    listed = tuple(dict.fromkeys(taken or ()))
    if taken is not None and len(listed) < len(taken):
        problems.error(node.line, node.column, "a language is listed twice; keep it once")
    return listed or DEFAULT_LANGUAGES


def _entries(root: Mapping, languages: tuple[Language, ...], problems: Problems) -> list[Entry | None]:
    node = root.get("entries")
    if node is None:
        problems.error(root.line, root.column, "'entries' is missing; list the questions and answers under it")
        return []
    if not isinstance(node, Sequence):
        problems.error(
            node.line, node.column, f"'entries' must be a list, not {kind(node)}; begin each entry with '- id:'"
        )
        return []
    if not node.items:
        problems.error(node.line, node.column, "'entries' is empty; add a first entry")
    return [_entry(item, languages, problems) for item in node.items]


def _entry(node: Node, languages: tuple[Language, ...], problems: Problems) -> Entry | None:
    id_node = node.get("id") if isinstance(node, Mapping) else None
    name = id_node.text if isinstance(id_node, Scalar) else ""
    reading = Reading(problems, languages, name)
    taken = take(node, ENTRY, reading, "an entry")
    if not isinstance(taken, dict):
        return None
    _not_bare(node, taken, reading)
    if "id" not in taken:
        return None
    place = id_node or node
    return replace(_build(taken, problems.file, place.line, place.column), places=dict(_places(node, ())))


def _places(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, Position]]:
    """Of every key and item below a node. Nodes are never deeper than `document.DEEPEST`."""
    if isinstance(node, Mapping):
        for name, value in node.pairs:
            yield (*path, name.text), (name.line, name.column)
            yield from _places(value, (*path, name.text))
    elif isinstance(node, Sequence):
        for at, item in enumerate(node.items):
            yield (*path, at), (item.line, item.column)
            yield from _places(item, (*path, at))


def _not_bare(node: Node, values: Map[str, Plain], reading: Reading) -> None:
    """Errors for an entry whose questions or answers exist, but hold nothing."""
    assert isinstance(node, Mapping)
    questions, answer = values.get("questions"), values.get("answer")
    if isinstance(questions, dict) and not any(questions.values()):
        reading.error(node.get("questions") or node, "there is no question; list how people ask this")
    if isinstance(answer, dict) and not answer:
        reading.error(node.get("answer") or node, "there is no answer; write what the bot should say")


def _build(values: Map[str, Plain], file: str, line: int, column: int) -> Entry:
    media = cast("list[dict[str, Plain]]", values.get("media", []))
    return Entry(
        id=str(values["id"]),
        title=cast("dict[Language, str]", values.get("title", {})),
        questions=_utterances(values.get("questions")),
        answer=cast("dict[Language, str]", values.get("answer", {})),
        tests=_utterances(values.get("tests")),
        tags=_words(values.get("tags")),
        media=tuple(_media(item) for item in media),
        related=_words(values.get("related")),
        handoff=cast("HandoffRule", values.get("handoff", "offer")),
        team=cast("str | None", values.get("team")),
        priority=cast("PriorityName | None", values.get("priority")),
        needs=_words(values.get("needs")),
        expires=cast("date | None", values.get("expires")),
        steps=steps_of(values.get("steps")),
        line=line,
        column=column,
        file=file,
    )


def _media(values: Map[str, Plain]) -> Media:
    image, video = cast("str | None", values.get("image")), cast("str | None", values.get("video"))
    return Media(image=image, video=video, alt=cast("dict[Language, str]", values.get("alt", {})))


def _utterances(value: Plain | None) -> dict[Language, tuple[str, ...]]:
    by_language = cast("dict[Language, list[str]]", value or {})
    return {language: tuple(texts) for language, texts in by_language.items() if texts}


def _words(value: Plain | None) -> tuple[str, ...]:
    return tuple(cast("list[str]", value or []))
