"""Buttons, selects and forms as Discord accepts them."""

from __future__ import annotations

from typing import Any

from tests.kit.discord.errors import invalid, required, too_long
from tests.kit.discord.parts import Json

ROW, BUTTON, SELECT, INPUT, LABEL = 1, 2, 3, 4, 18
SELECTS = frozenset({3, 5, 6, 7, 8})
LINK = 5


def check(rows: Any) -> list[Json]:
    """The rows of a message, numbered as Discord gives them back."""
    if not isinstance(rows, list):
        raise invalid("components", code="LIST_TYPE_CONVERT", message="Only iterables may be used in a ListType")
    if len(rows) > 5:
        raise _length("components", most=5)
    seen: set[str] = set()
    numbers = iter(range(1, 200))
    done: list[Json] = []
    for at, row in enumerate(rows):
        if row.get("type") != ROW:
            raise invalid(
                "components", at, code="UNION_TYPE_CHOICES", message='Value of field "type" must be one of (1,).'
            )
        parts = row.get("components") or []
        if not parts or len(parts) > 5:
            raise _length("components", at, "components", most=5)
        if len(parts) > 1 and any(part.get("type") in SELECTS for part in parts):
            raise invalid(
                "components",
                at,
                code="COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                message="The specified component exceeds the maximum width",
            )
        number = next(numbers)
        shown = [_part(part, ("components", at, "components", place), seen) for place, part in enumerate(parts)]
        done.append({"type": ROW, "id": number, "components": [{"id": next(numbers)} | part for part in shown]})
    return done


def _length(*path: str | int, most: int) -> Exception:
    return invalid(*path, code="BASE_TYPE_BAD_LENGTH", message=f"Must be between 1 and {most} in length.")


def _part(part: Json, path: tuple[str | int, ...], seen: set[str]) -> Json:
    kind = part.get("type")
    if kind not in {BUTTON, *SELECTS}:
        raise invalid(
            *path, code="UNION_TYPE_CHOICES", message='Value of field "type" must be one of (2, 3, 5, 6, 7, 8).'
        )
    if kind == BUTTON:
        _button(part, path)
    elif kind == SELECT:
        _options(part, path)
    if "custom_id" in part:
        _custom_id(part["custom_id"], path, seen)
    elif part.get("style") != LINK:
        raise required(*path, "custom_id")
    return dict(part)


def _custom_id(given: Any, path: tuple[str | int, ...], seen: set[str]) -> None:
    if not isinstance(given, str) or not 1 <= len(given) <= 100:
        raise _length(*path, "custom_id", most=100)
    if given in seen:
        raise invalid(
            *path,
            "custom_id",
            code="COMPONENT_CUSTOM_ID_DUPLICATED",
            message="Component custom id cannot be duplicated",
        )
    seen.add(given)


def _button(part: Json, path: tuple[str | int, ...]) -> None:
    if part.get("style") not in {1, 2, 3, 4, 5}:
        raise invalid(*path, "style", code="BASE_TYPE_CHOICES", message="Value must be one of {1, 2, 3, 4, 5, 6}.")
    if len(part.get("label") or "") > 80:
        raise too_long(*path, "label", most=80)
    if not part.get("label") and not part.get("emoji"):
        raise invalid(*path, code="BUTTON_COMPONENT_NO_LABEL", message="A button must have a label or emoji")
    if (part["style"] == LINK) is not ("url" in part) or (part["style"] == LINK and "custom_id" in part):
        raise invalid(
            *path, code="BUTTON_COMPONENT_CUSTOM_ID_URL", message="A custom id and url cannot both be specified"
        )


def _options(part: Json, path: tuple[str | int, ...]) -> None:
    options = part.get("options") or []
    if not 1 <= len(options) <= 25:
        raise _length(*path, "options", most=25)
    if len(part.get("placeholder") or "") > 150:
        raise too_long(*path, "placeholder", most=150)
    values = [option.get("value") for option in options]
    for at, option in enumerate(options):
        for name in ("label", "value"):
            if not 1 <= len(option.get(name) or "") <= 100:
                raise _length(*path, "options", at, name, most=100)
        if len(option.get("description") or "") > 100:
            raise too_long(*path, "options", at, "description", most=100)
        if values.count(option["value"]) > 1:
            raise invalid(
                *path, "options", at, "value", code="SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                message="The specified option value is already used",
            )  # fmt: skip


def check_modal(data: Any) -> Json:
    """A form: title, custom_id, one to five fields."""
    if not isinstance(data, dict):
        raise required("data")
    if not 1 <= len(data.get("title") or "") <= 45:
        raise _length("data", "title", most=45)
    _custom_id(data.get("custom_id"), ("data",), set())
    rows = data.get("components") or []
    if not 1 <= len(rows) <= 5:
        raise _length("data", "components", most=5)
    seen: set[str] = set()
    for at, row in enumerate(rows):
        path = ("data", "components", at)
        if row.get("type") not in {ROW, LABEL}:
            raise invalid(*path, code="UNION_TYPE_CHOICES", message='Value of field "type" must be one of (1, 10, 18).')
        if row["type"] == LABEL and not 1 <= len(row.get("label") or "") <= 45:
            raise _length(*path, "label", most=45)
        field = field_of(row)
        if field.get("type") != INPUT:
            continue
        _custom_id(field.get("custom_id"), path, seen)
        if row["type"] == ROW and not 1 <= len(field.get("label") or "") <= 45:
            raise _length(*path, "components", 0, "label", most=45)
        if len(field.get("placeholder") or "") > 100:
            raise too_long(*path, "components", 0, "placeholder", most=100)
        if not 1 <= field.get("max_length", 4000) <= 4000:
            raise invalid(
                *path,
                "components",
                0,
                "max_length",
                code="NUMBER_TYPE_MAX",
                message="int value should be less than or equal to 4000.",
            )
    return dict(data)


def field_of(row: Json) -> Json:
    """The one field in a row or label of a form."""
    found: Json = row.get("component") or (row.get("components") or [{}])[0]
    return found
