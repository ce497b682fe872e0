"""A draw as files, so that anybody can ask `frontdesk eval` the same: FAQs in YAML and their questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bench.engine.data import Draw, Set, faq_of
from bench.engine.sets import line


def write(chosen: Set, folder: Path) -> Iterator[str]:
    """Write one FAQ a draw, the test questions with those out of scope, and the mistyped; tells each file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    key = chosen.source.key
    for draw in chosen.draws:
        yield _written(folder / f"{key}-{draw.name.replace(' ', '-')}.yaml", _yaml(chosen, draw))
    for name, queries in (("queries", (*chosen.test, *chosen.outside)), ("typos", chosen.typos)):
        yield _written(folder / f"{key}-{name}.jsonl", "".join(f"{line(query)}\n" for query in queries))


def _yaml(chosen: Set, draw: Draw) -> str:
    """A text in JSON is one in YAML as well."""
    faq = faq_of(draw.rows, chosen.source.language)
    [language] = faq.languages
    lines = ["version: 1", f"languages: [{language}]", "entries:"]
    for entry in faq.entries:
        lines += [f"  - id: {json.dumps(entry.id)}", "    questions:", f"      {language}:"]
        lines += [f"        - {json.dumps(text, ensure_ascii=False)}" for text in entry.questions[language]]
        lines += [f"    answer: {{{language}: {json.dumps(entry.id)}}}"]
    return "\n".join(lines) + "\n"


def _written(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return path.name
