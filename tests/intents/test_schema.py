"""The schema for editors is made from the parser's own table and lies in the docs."""

from __future__ import annotations

import json
from pathlib import Path

from intents.keys import ENTRY, FAQ, keys_of
from intents.schema import schema

FILE = Path(__file__).parents[2] / "docs" / "faq.schema.json"


def test_the_schema_in_the_docs_is_in_step_with_the_parser() -> None:
    assert json.loads(FILE.read_text("utf-8")) == schema()


def test_every_key_is_in_the_schema_with_a_description() -> None:
    top = schema()["properties"]
    assert isinstance(top, dict)
    assert tuple(top) == keys_of(FAQ)
    entry = top["entries"]["items"]
    assert tuple(entry["properties"]) == keys_of(ENTRY)
    assert entry["required"] == ["id", "questions", "answer"]
    assert all(key["description"].endswith(".") for key in [*top.values(), *entry["properties"].values()])
