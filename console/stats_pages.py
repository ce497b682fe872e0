"""The figures of the desk as a page: what people ask about first on top, then every part in a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse

from console.parts import Console, ConsoleParts
from console.render import PageOperator, page
from console.stats_api import SINCE, Since, stats_since
from console.texts import FALLBACK, language_of, texts
from insights.model import Age, Part, Share, Spread, Stats

router = APIRouter()

PERIODS = ("24h", "7d", "30d", "90d")
NOTHING = "–"
Words = Mapping[str, str]
"""The page's sentences by key."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure in large, what it is, and what else is known of it. `title` is a key, and so is `hint`."""

    title: str
    value: str
    details: tuple[str, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A name with a count, drawn as long as its `percent` of the longest."""

    name: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Table:
    """Parts of one kind: `title` is a key; a row has the name and a cell for every figure."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@router.get("/stats")
async def stats_page(request: Request, console: Console, identity: PageOperator, since: Since = SINCE) -> HTMLResponse:
    """How the desk did, in a period of the operator's choice; one that cannot be read is the usual one."""
    try:
        stats = await stats_since(console, since)
    except RequestValidationError:
        since, stats = SINCE, await stats_since(console, SINCE)
    language = language_of(request)
    words = {**texts()[FALLBACK], **texts()[language]}
    return page(
        request, console, "stats.html", identity, since=since, periods=PERIODS, tiles=tiles(stats.whole, words),
        bars=bars(stats, console, language), tables=tables(stats, console, words, language),
        begun=_clock(console, stats.since), ended=_clock(console, stats.until),
    )  # fmt: skip


def _clock(console: ConsoleParts, at: int) -> str:
    """A moment on the desk's clock."""
    return datetime.fromtimestamp(at / 1000, console.policy().rules.hours.zone).strftime("%Y-%m-%d %H:%M")


def tiles(whole: Part, t: Words) -> list[Tile]:
    """The figures of the whole desk."""
    waiting, late = whole.backlog and whole.backlog.waiting, whole.breaches
    pending = (t["stats_pending"].replace("{n}", str(whole.fcr.pending)),) if whole.fcr.pending else ()
    return [
        Tile("stats_conversations", str(whole.conversations), _handed_off(whole, t), "stats_conversations_hint"),
        _spread("frt", whole.frt_seconds, t, _staffed(whole.frt_staffed_seconds, t)),
        _spread("next", whole.next_response_seconds, t),
        _spread("resolve", whole.time_to_resolve_seconds, t),
        _waiting(waiting or Age(), t),
        _share("fcr", Share(whole.fcr.n, whole.fcr.share), t, pending),
        _share("containment", whole.containment, t),
        _share("repeat", whole.repeat_contacts, t),
        _share("csat", whole.csat, t),
        Tile("stats_late", str(late.n if late else 0), _lateness(whole, t), "stats_late_hint"),
    ]


def bars(stats: Stats, console: ConsoleParts, language: str) -> list[Bar]:
    """What the bot answered most."""
    most = max((n for _, n in stats.top_entries), default=1)
    return [Bar(console.title(entry, language), n, round(100 * n / most, 1)) for entry, n in stats.top_entries]


def tables(stats: Stats, console: ConsoleParts, t: Words, language: str) -> list[Table]:
    """Every kind of part that there is."""
    entries = {console.title(entry, language): part for entry, part in stats.by_entry.items()}
    languages = {t.get(f"language_{code}", code): part for code, part in stats.by_language.items()}
    kinds: dict[str, Mapping[str, Part]] = {
        "stats_by_channel": stats.by_channel,
        "stats_by_team": stats.by_team,
        "stats_by_operator": stats.by_operator,
        "stats_by_language": languages,
        "stats_by_entry": entries,
    }
    return [
        Table(title, tuple((name, *_cells(part, t)) for name, part in sorted(parts.items(), key=_size)))
        for title, parts in kinds.items()
        if parts
    ]


def _size(named: tuple[str, Part]) -> int:
    """Parts with most conversations come first."""
    return -named[1].conversations


def _cells(part: Part, t: Words) -> tuple[str, ...]:
    spreads = (part.frt_seconds, part.next_response_seconds, part.time_to_resolve_seconds)
    shares = (Share(part.fcr.n, part.fcr.share), part.containment, part.csat)
    return (str(part.conversations), *(span(one.p50, t) for one in spreads), *(_of(one, t) for one in shares))


def _of(share: Share | None, t: Words) -> str:
    if share is None or share.share is None:
        return NOTHING
    return t["stats_share_of"].replace("{share}", f"{share.share:.0%}").replace("{n}", str(share.n))


def _spread(name: str, spread: Spread, t: Words, more: tuple[str, ...] = ()) -> Tile:
    most = t["stats_most"].replace("{span}", span(spread.p90, t))
    details = (most, *more, _number(spread.n, t)) if spread.n else (_number(0, t),)
    return Tile(f"stats_{name}", span(spread.p50, t), details, f"stats_{name}_hint")


def _share(name: str, share: Share | None, t: Words, more: tuple[str, ...] = ()) -> Tile:
    known = share or Share()
    value = NOTHING if known.share is None else f"{known.share:.0%}"
    return Tile(f"stats_{name}", value, (_number(known.n, t), *more), f"stats_{name}_hint")


def _waiting(age: Age, t: Words) -> Tile:
    details = (t["stats_oldest"].replace("{span}", span(age.oldest, t)),) if age.n else ()
    return Tile("stats_waiting", str(age.n), details, "stats_waiting_hint")


def _handed_off(whole: Part, t: Words) -> tuple[str, ...]:
    return (t["stats_handed_off"].replace("{n}", str(whole.handed_off)),)


def _staffed(spread: Spread, t: Words) -> tuple[str, ...]:
    return (t["stats_staffed"].replace("{span}", span(spread.p50, t)),)


def _lateness(whole: Part, t: Words) -> tuple[str, ...]:
    late = whole.breaches
    if late is None:
        return ()
    return (t["stats_lateness"].replace("{warned}", str(late.warned)).replace("{escalated}", str(late.escalated)),)


def _number(n: int, t: Words) -> str:
    return t["stats_n"].replace("{n}", str(n))


def span(seconds: float | None, t: Words) -> str:
    """A span in its two largest units, in the operator's language."""
    if seconds is None:
        return NOTHING
    whole = round(seconds)
    pairs = (("d", whole // 86_400), ("h", whole // 3600 % 24), ("min", whole // 60 % 60), ("s", whole % 60))
    first = next((place for place, (_, n) in enumerate(pairs) if n), len(pairs) - 1)
    return " ".join(t[f"span_{unit}"].replace("{n}", str(n)) for unit, n in pairs[first : first + 2] if n or whole == 0)
