"""`frontdesk stats`: how the desk did, beside a running desk or without one. It only looks."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from bot.clock import SystemClock
from bot.commands import options as common
from bot.config import Config
from bot.garbage import set_aside
from bot.reports import Reports
from insights.model import Age, Part, Share, Spread, Stats
from insights.period import begin
from insights.stats import as_json
from storage.database import open_records

DEFAULT_SINCE = "30d"
NOTHING = "–"
NAME, CELL = 24, 13
"""Widths of the columns."""
ROWS = 20
"""Parts of one kind that are printed, those with most conversations; JSON has all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--since`, `--json` and what every command takes."""
    common.add(parser, database=True)
    parser.add_argument(
        "--since",
        metavar="WHEN",
        default=DEFAULT_SINCE,
        help="a span such as 30d or 12h, or a day such as 2027-01-31 (default: 30d)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """0; 1 when there is no database that can be read, 2 for a period that is none."""
    config = common.config(options)
    zone = config.handoff.rules.hours.zone
    try:
        begin(options.since, SystemClock().now(), zone)
    except ValueError as wrong:
        print(f"frontdesk stats: --since '{options.since}' does not fit; {wrong}", file=sys.stderr)
        return common.WRONG_USAGE
    set_aside()
    stats = asyncio.run(_read(config, options.since))
    print(json.dumps(as_json(stats), ensure_ascii=False) if options.json else "\n".join(table(stats, zone)))
    return common.FINE


def table(stats: Stats, zone: tzinfo) -> Iterator[str]:
    """The figures for people; times on the desk's clock."""
    whole = stats.whole
    yield f"from {_clock(stats.since, zone)} to {_clock(stats.until, zone)}"
    yield ""
    yield _counted("conversations", whole.conversations)
    yield _counted("handed to people", whole.handed_off)
    yield ""
    yield _row("", "n", "median", "9 of 10", "longest")
    yield from _spans(whole)
    yield ""
    yield _row("", "n", "share")
    yield from _shares(whole)
    if whole.breaches is not None:
        late = whole.breaches
        yield ""
        yield f"promised answers: {late.n} late, {late.warned} nearly late, {late.escalated} passed on"
    yield from _parts(stats)
    if stats.top_entries:
        yield ""
        yield _row("top entries", "answers")
        yield from (_row(entry, str(n)) for entry, n in stats.top_entries)


def _spans(whole: Part) -> Iterator[str]:
    spreads = {
        "first response": whole.frt_seconds,
        "… in staffed hours": whole.frt_staffed_seconds,
        "next response": whole.next_response_seconds,
        "time to resolve": whole.time_to_resolve_seconds,
    }
    yield from (_row(name, str(one.n), span(one.p50), span(one.p90)) for name, one in spreads.items())
    if whole.backlog is not None:
        yield _aged("waiting now", whole.backlog.waiting)
        yield _aged("with an operator now", whole.backlog.with_operator)


def _aged(name: str, age: Age) -> str:
    return _row(name, str(age.n), span(age.p50), span(age.p90), span(age.oldest))


def _shares(whole: Part) -> Iterator[str]:
    pending = f"   {whole.fcr.pending} more are not a week old" if whole.fcr.pending else ""
    yield _row("solved at once (FCR)", str(whole.fcr.n), percent(whole.fcr.share)) + pending
    shares = {
        "without a person": whole.containment,
        "came back in 7 days": whole.repeat_contacts,
        "content, 4–5 (CSAT)": whole.csat,
    }
    yield from (_row(name, str(one.n), percent(one.share)) for name, one in shares.items() if one is not None)


def _parts(stats: Stats) -> Iterator[str]:
    cuts: dict[str, Mapping[str, Part]] = {
        "by channel": stats.by_channel,
        "by team": stats.by_team,
        "by operator": stats.by_operator,
        "by language": stats.by_language,
        "by entry": stats.by_entry,
    }
    for title, parts in cuts.items():
        if parts:
            yield ""
            yield _row(title, "n", "first resp.", "next resp.", "resolve", "FCR", "no person", "CSAT")
            often = sorted(parts.items(), key=lambda pair: -pair[1].conversations)
            yield from (_part(name, part) for name, part in often[:ROWS])
            if len(often) > ROWS:
                yield f"… and {len(often) - ROWS} more with fewer conversations"


def _part(name: str, part: Part) -> str:
    """Shares with the number that they are of, since a part is often small."""
    spreads = (part.frt_seconds, part.next_response_seconds, part.time_to_resolve_seconds)
    shares = (Share(part.fcr.n, part.fcr.share), part.containment, part.csat)
    return _row(name, str(part.conversations), *map(_median, spreads), *map(_of, shares))


def _median(spread: Spread) -> str:
    return span(spread.p50)


def _of(share: Share | None) -> str:
    return NOTHING if share is None or share.share is None else f"{share.share:.0%} of {share.n}"


def _counted(name: str, count: int | None) -> str:
    return _row(name, NOTHING if count is None else str(count))


def _row(name: str, *cells: str) -> str:
    shown = name if len(name) < NAME else f"{name[: NAME - 2]}…"
    return f"{shown:{NAME}}{''.join(f'{cell:>{CELL}}' for cell in cells)}".rstrip()


def percent(share: float | None) -> str:
    """A share for people."""
    return NOTHING if share is None else f"{share:.1%}"


def span(seconds: float | None) -> str:
    """A span for people, in its two largest units."""
    if seconds is None:
        return NOTHING
    whole = round(seconds)
    minutes, hours, days = whole // 60, whole // 3600, whole // 86_400
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} m"
    return f"{minutes} m {whole % 60} s" if minutes else f"{whole} s"


def _clock(at: int, zone: tzinfo) -> str:
    return datetime.fromtimestamp(at / 1000, zone).strftime("%Y-%m-%d %H:%M")


async def _read(config: Config, since: str) -> Stats:
    async with open_records(config.database) as records:
        return await Reports(records, lambda: config.handoff.rules, SystemClock())(since)
