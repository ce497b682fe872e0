"""A call's parameters, whichever way they came: query, form, multipart or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from tests.kit.telegram.errors import bad
from tests.kit.telegram.model import Json


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    mime: str
    content: bytes = field(repr=False)


class Params:
    """Values by name. In forms everything is text, in JSON values have their types; both read the same here."""

    def __init__(self, values: Json, uploads: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    @classmethod
    async def of(cls, request: Request) -> Params:
        """The query's and the body's."""
        values: Json = dict(request.query_params)
        uploads: dict[str, Upload] = {}
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            body = await request.body()
            try:
                values |= json.loads(body) if body else {}
            except (ValueError, TypeError):
                raise bad("can't parse JSON object") from None
        elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            async with request.form(max_part_size=8 * 1024 * 1024) as form:
                for name, value in form.multi_items():
                    if isinstance(value, UploadFile):
                        uploads[name] = Upload(value.filename or "", value.content_type or "", await value.read())
                    else:
                        values[name] = value
        return cls(values, uploads)

    def text(self, name: str) -> str | None:
        """A text; None when it is missing."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """A whole number; None when it is missing."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        """Whether it is there and true."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def json(self, name: str, wrong: str = "") -> Any:
        """A list or an object; None when it is missing; `wrong` is said when it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(wrong or f"can't parse {name} JSON object") from None

    def plain(self) -> Json:
        """For the log: objects as objects, numbers as numbers, files as `Upload`."""
        return {name: _plain(name, value) for name, value in self.values.items()} | self.uploads


WORDS = frozenset({"text", "caption", "name", "title", "description", "url", "secret_token", "emoji", "query"})


def _plain(name: str, value: Any) -> Any:
    """Text as it is; what is JSON, decoded."""
    if not isinstance(value, str) or name in WORDS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
