"""What of the configuration only the FAQ and the day can judge: languages that nobody speaks here, dates gone by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.config.model import Config, Written
from conversation.texts import shipped
from intents.problem import Problem


def judged(config: Config, faq: tuple[str, ...], today: date) -> Iterator[Problem]:
    """Warnings, in the order of the file. `faq` are the languages of the FAQ, none where it cannot be read."""
    offered = config.languages or faq
    spoken = tuple(code for code in offered if code in shipped() or code in config.texts)
    dates = [one for one in config.written if one.path.startswith("handoff.exceptions.")]
    gone = bool(dates) and all(date.fromisoformat(one.word) < today for one in dates)
    for one in sorted(config.written, key=lambda one: (one.line, one.column)):
        message = _language(one, offered, spoken) if one not in dates else None
        if gone and one == dates[0]:
            message = "all of these days are over; take them out, or write those of this year"
        if message:
            yield Problem(one.file, one.line, one.column, "warning", one.path, message)


def _language(one: Written, offered: tuple[str, ...], spoken: tuple[str, ...]) -> str | None:
    """What is wrong with a language at its place, if anything."""
    known, listed = (offered if one.path.startswith("texts.") else spoken), ", ".join(offered)
    if not offered or one.word in known:
        return None
    if one.word in offered:
        return f"the bot has no sentences in '{one.word}' yet, so nobody is served in it; write them under texts"
    remedy = f"add it to the FAQ or to languages, or take it out (in use: {listed})"
    if one.path.startswith("handoff."):
        return f"no user is served in '{one.word}', so this team gets nobody by it; {remedy}"
    return f"'{one.word}' is not in use, so nobody reads this; {remedy}"
