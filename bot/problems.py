"""Every error that leaves over HTTP, as a problem document (RFC 9457) in words that say what to do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from conversation.ports import NotThere, Refused, StorageError, TryLater

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
NO_JSON = "The body is not a JSON object."
NOT_THERE = "There is nothing here, or it is not yours."
NOT_STORED = "This could not be stored just now. Please send it again in a moment."
BROKEN = "Something went wrong on our side. Please try again."
RETRY_AFTER_FAILURE = 5
"""Seconds to wait after the database failed."""


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: object) -> JSONResponse:
    """The one shape of an error; `more` are further members of the document."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, dict(headers or {}), MEDIA_TYPE)


def answer_with_problems(app: FastAPI) -> None:
    """Makes the app answer our errors, and those of the framework, as problems."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotThere, _not_there)
    app.add_exception_handler(TryLater, _try_later)
    app.add_exception_handler(StorageError, _storage)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    detail = NOT_THERE if error.status_code == HTTPStatus.NOT_FOUND and error.detail == phrase else error.detail
    return problem(error.status_code, detail, error.headers)


async def _validation(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = list(error.errors())
    if any(_no_json(each) for each in found):
        return problem(400, NO_JSON)
    fields = [{"field": _field(each), "message": str(each["msg"])} for each in found]
    return problem(422, "; ".join(f"{each['field']}: {each['message']}" for each in fields), errors=fields)


def _no_json(error: Mapping[str, Any]) -> bool:
    """Whether the body was missing or no JSON at all; bytes or text come here when it was not declared as JSON."""
    if error["type"] == "json_invalid":
        return True
    return tuple(error["loc"]) == ("body",) and isinstance(error.get("input"), str | bytes | None)


def _field(error: Mapping[str, Any]) -> str:
    """The field's name as the client wrote it: files.0, after, number."""
    return ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    return problem(409, str(error))


async def _not_there(_request: Request, error: Exception) -> JSONResponse:
    return problem(404, str(error) or NOT_THERE)


async def _try_later(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TryLater)
    detail = f"Too many at once; nothing was stored. Please try again in {error.seconds} s."
    return problem(429, detail, {"Retry-After": str(max(1, error.seconds))})


async def _storage(_request: Request, error: Exception) -> JSONResponse:
    log.error("the database refused: %s", error)
    return problem(503, NOT_STORED, {"Retry-After": str(RETRY_AFTER_FAILURE)})
