"""The JSON Schema of the FAQ file, for completion and checks in editors; made from the same table as the parser."""

from __future__ import annotations

from intents.keys import FAQ, LANGUAGE_PATTERN
from intents.shape import ByLanguage, Date, Key, ListOf, Number, OneOf, Record, Shape, Text

Json = dict[str, object]


def schema() -> Json:
    """The schema as plain JSON values."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Frontdesk FAQ",
        "description": "Questions and answers of a support desk, in one or several languages.",
        **_shape(FAQ),
    }


def _shape(shape: Shape) -> Json:
    match shape:
        case Text(pattern=pattern, bare_numbers=bare):
            kind: Json = {"type": ["string", "integer"] if bare else "string", "minLength": 1}
            return {**kind, "pattern": f"^{pattern}$"} if pattern else kind
        case OneOf(words=words):
            return {"enum": list(words)}
        case Number(allowed=allowed):
            return {"enum": list(allowed)}
        case Date():
            return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "format": "date"}
        case ListOf():
            return _list(shape)
        case ByLanguage(value=value):
            return _by_language(value)
        case Record():
            return _record(shape)


def _list(shape: ListOf) -> Json:
    found: Json = {"type": "array", "items": _shape(shape.item)}
    if shape.shortest:
        found["minItems"] = shape.shortest
    if shape.longest is not None:
        found["maxItems"] = shape.longest
    return found


def _by_language(value: Shape) -> Json:
    bare = _shape(value)
    languages = {"type": "object", "additionalProperties": False, "patternProperties": {f"^{LANGUAGE_PATTERN}$": bare}}
    return {"anyOf": [bare, {**languages, "description": "By language; without it, the first language is meant."}]}


def _record(shape: Record) -> Json:
    found: Json = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _key(key) for key in shape.keys},
    }
    required = [key.name for key in shape.keys if key.required]
    if required:
        found["required"] = required
    if shape.exactly_one:
        found["oneOf"] = [{"required": [name]} for name in shape.exactly_one]
    return found


def _key(key: Key) -> Json:
    return {"title": key.name, "description": key.description, **_shape(key.shape)}
