"""The console's own sentences: one JSON file a language in `static/`, read by the pages here and by their modules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

from fastapi import Depends, Query, Request

from console.parts import Console

FALLBACK = "en"
COOKIE = "frontdesk_language"


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """All sentences by language."""
    folder = files("console") / "static"
    return {
        item.name.split(".")[1]: json.loads(item.read_text(encoding="utf-8"))
        for item in folder.iterdir()
        if item.name.startswith("texts.") and item.name.endswith(".json")
    }


def language_of(request: Request, fallback: str = FALLBACK) -> str:
    """The operator's choice, else the first of the browser's languages that we speak, else `fallback`."""
    for wanted in (request.query_params.get("language"), request.cookies.get(COOKIE)):
        if wanted is not None and wanted in texts():
            return wanted
    for part in request.headers.get("accept-language", "").split(",")[:20]:
        tag = part.partition(";")[0].strip().casefold().partition("-")[0]
        if tag in texts():
            return tag
    return fallback


async def page_language(
    request: Request,
    console: Console,
    language: Annotated[
        str | None, Query(max_length=40, description="What you read is in this one; without, `Accept-Language` counts.")
    ] = None,
) -> str:
    """The language of whoever reads, else the desk's first; `language` is read from the request like a page's."""
    del language
    return language_of(request, console.policy().texts.languages[0])


PageLanguage = Annotated[str, Depends(page_language)]
