"""The figures of the desk over HTTP: what `frontdesk stats --json` prints."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query
from fastapi.exceptions import RequestValidationError
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from console.parts import Console, ConsoleParts
from insights.model import Backlog, FirstContact, Lateness, Part, Share, Spread, Stats
from insights.stats import as_json

router = APIRouter()

SINCE = "30d"
"""The period where nobody asks for another."""
Since = Annotated[str, Query(max_length=40, description="A span such as 30d or 12h, or a day such as 2027-01-31.")]


class EntryCountJson(TypedDict):
    """An entry and how often the bot answered with it."""

    id: str
    n: int


class StatsJson(TypedDict):
    """The figures of a period, each with the number that it was computed from and null where that is 0."""

    since: str
    until: str
    conversations: int
    handed_off: int | None
    frt_seconds: Spread
    frt_staffed_seconds: Spread
    next_response_seconds: Spread
    time_to_resolve_seconds: Spread
    fcr: FirstContact
    containment: Share | None
    repeat_contacts: Share | None
    csat: Share
    breaches: Lateness | None
    backlog: Backlog | None
    top_entries: list[EntryCountJson]
    by_channel: dict[str, Part]
    by_team: dict[str, Part]
    by_operator: dict[str, Part]
    by_language: dict[str, Part]
    by_entry: dict[str, Part]


@router.get("/stats")
async def get_stats(console: Console, since: Since = SINCE) -> StatsJson:
    """How the desk did since then; docs/metrics.md has the definition of every figure."""
    return cast(StatsJson, as_json(await stats_since(console, since)))


async def stats_since(console: ConsoleParts, since: str) -> Stats:
    """The figures, or the 422 that says how a period is written."""
    try:
        return await console.reports(since)
    except ValueError as wrong:
        error = {"type": "value_error", "loc": ("query", "since"), "msg": f"{str(wrong).capitalize()}."}
        raise RequestValidationError([error]) from None
