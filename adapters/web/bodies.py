"""What a client may send, and which field is wrong when it does not fit."""

from __future__ import annotations

import unicodedata
from typing import Annotated
from uuid import UUID

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

MAX_TEXT = 16_384
MAX_FILES = 10
SEEN_AS_NOTHING = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters by category that show nothing: Hangul fillers and the empty Braille pattern."""

FileId = Annotated[str, Field(min_length=1, max_length=100)]


class SessionBody(BaseModel):
    """How the visitor's client introduces itself."""

    language: Annotated[str | None, Field(max_length=35, description="A language tag such as en or zh-CN.")] = None


class MessageBody(BaseModel):
    """One thing that the visitor did: words, a pressed choice, or files with or without words."""

    key: Annotated[UUID, Field(description="Made by the client; the same key again is the same message.")]
    text: Annotated[str | None, Field(description="At most 16,384 characters.")] = None
    choice: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    files: Annotated[list[FileId], Field(max_length=MAX_FILES)] = Field(default_factory=list)

    def checked_text(self) -> str:
        """The text without what no database keeps; raises the 413 or 422 that says what is wrong."""
        text = (self.text or "").replace("\x00", "")
        if len(text) > MAX_TEXT:
            raise HTTPException(413, f"A message has at most {MAX_TEXT:,} characters.")
        if self.choice is not None and (self.files or not is_blank(text)):
            raise wrong_field("choice", "Send either a choice, or text and files.")
        if self.choice is None and not self.files and is_blank(text):
            raise wrong_field("text", "Write something, or send a choice or files.")
        return "" if is_blank(text) else text


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: spaces, controls, zero-width characters and fillers only."""
    return all(unicodedata.category(c)[0] in "ZC" or c in SEEN_AS_NOTHING for c in text)


def wrong_field(field: str, message: str) -> RequestValidationError:
    """The error that names a field of the body, as one found by the types would."""
    return RequestValidationError([{"type": "value_error", "loc": ("body", field), "msg": message}])
