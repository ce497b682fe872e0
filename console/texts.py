"""The console's own sentences: one JSON file a language in `static/`, read by the pages here and by their modules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fastapi import Request

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


def language_of(request: Request) -> str:
    """The operator's choice, else the first of the browser's languages that we speak, else English."""
    for wanted in (request.query_params.get("language"), request.cookies.get(COOKIE)):
        if wanted is not None and wanted in texts():
            return wanted
    for part in request.headers.get("accept-language", "").split(",")[:20]:
        tag = part.partition(";")[0].strip().casefold().partition("-")[0]
        if tag in texts():
            return tag
    return FALLBACK
