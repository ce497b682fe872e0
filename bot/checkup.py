"""What `frontdesk doctor` looks at, apart from the channels and the desk's rules: FAQ, engine, database, disk, staff.

Each check says in plain words what it found and, where something is wrong, what to do about it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.config import Config
from bot.faq_rules import contents, rules
from bot.fitting import wanted
from bot.models import downloads_folder, models_folder
from conversation.ports import StorageError
from encoders.opening import Tier, open_encoders
from handoff.model import Operator
from handoff.roster import alike, takers
from intents.faq import FaqError, parse_many
from intents.lint import lint
from storage.database import Database, sqlite_path

Level = Literal["fine", "warning", "problem"]
LITTLE_SPACE = 500 * 1024 * 1024
"""Bytes below which a disk is called nearly full."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what it is about, how bad it is, and a sentence that ends with what to do."""

    subject: str
    level: Level
    sentence: str


def faq(config: Config, today: datetime) -> Finding:
    """Whether it can be read, and what its author should look at."""
    try:
        found = parse_many(contents(config.faq))
    except FaqError as broken:
        return Finding("FAQ", "problem", f"{_count(len(broken.problems), 'error')}; see: frontdesk check")
    warnings = lint(found, today.date(), rules(config))
    if warnings:
        return Finding("FAQ", "warning", f"{_count(len(warnings), 'warning')}; see: frontdesk check")
    return Finding("FAQ", "fine", f"{_count(len(found.entries), 'entry', 'entries')}, no mistakes")


def engine(config: Config) -> Finding:
    """Which tier serves, and what a better one would take."""
    asked = wanted(config.matching)
    opened = open_encoders(asked, config.matching.encoder, downloads_folder(models_folder(config.database)))
    if opened.lacking:
        return Finding("engine", "warning", f"tier {opened.tier}, not {asked}: {'; '.join(opened.lacking)}")
    names = ", ".join(encoder.name for encoder in opened.encoders)
    return Finding("engine", "fine", _TIERS[asked].format(names=names))


_TIERS: Mapping[Tier, str] = {
    "lexical": "tier lexical: words and spelling, as configured; matching.semantic: auto finds what they mean as well",
    "auto": "tier auto: words and {names}; matching.semantic: best adds a second opinion for English",
    "best": "tier best: words, {names}",
}


async def database(config: Config, opened: Database) -> Finding:
    """Whether it can be written."""
    path = sqlite_path(config.database)
    where = "in memory; everything is gone at the end" if path is None else f"{path}, {_size(path)}"
    try:
        await opened.staff.put_setting("doctor", "was here")
    except StorageError as error:
        return Finding("database", "problem", str(error))
    return Finding("database", "fine" if path else "warning", where)


def disk(config: Config) -> Finding | None:
    """Room on the disk of the database."""
    path = sqlite_path(config.database)
    if path is None:
        return None
    free = shutil.disk_usage(path.absolute().parent).free
    words = f"{free / 1024**3:.1f} GB free"
    if free < LITTLE_SPACE:
        return Finding("disk", "problem", f"only {words} beside {path.name}; make room before writing stops")
    return Finding("disk", "fine", words)


async def staff(opened: Database) -> Finding:
    """Whether anybody can sign in."""
    everybody = await opened.staff.all()
    if not everybody:
        return Finding("staff", "warning", "nobody yet; the first start prints a link, or use: frontdesk operators add")
    admins = sum(operator.role == "admin" for operator in everybody)
    if not admins:
        return Finding("staff", "warning", "nobody is an admin; use: frontdesk operators add NAME --role admin")
    return Finding("staff", "fine", f"{len(everybody)}, of whom {admins} admin")


def names(staff: Sequence[Operator]) -> Iterator[Finding]:
    """For each two operators whom users or colleagues could take for one another what to do."""
    for place, operator in enumerate(staff):
        for called, other in takers(operator, staff[:place]):
            sentence = f"'{called}' of {operator.name} reads like the name or alias of {other.name}"
            yield Finding("staff", "warning", f"{sentence}; {_remedy(called, operator, other)}")


def _remedy(called: str, operator: Operator, other: Operator) -> str:
    """An alias can be changed at once, a name only by adding somebody anew."""
    if called == operator.alias or alike(called) == alike(other.alias):
        holder = operator if called == operator.alias else other
        return f"choose another alias: frontdesk operators link {holder.name} --alias NAME"
    return "remove one of them and add them under another name"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _size(path: Path) -> str:
    size = path.stat().st_size if path.exists() else 0
    return f"{size / 1024**2:.1f} MB"
