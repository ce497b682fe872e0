"""What makes a FAQ unfit to serve besides its form: files that cannot be read, and what safety has to say.

`intents.lint` cannot know the rules of safety, since it stands beside it; they are handed in from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.config.model import Config
from conversation.texts import fill
from intents.faq import FaqError, parse_many
from intents.lint import Rule, at
from intents.model import Entry, Faq
from intents.problem import Problem, suggestion
from safety.guard import asks_for_secret
from safety.links import foreign_links

_REMEDY = "link to safety.official_domains or explorers only, or add the domain there"


def serviceable(config: Config) -> Faq:
    """The FAQ of this configuration. Raises FaqError with every mistake that forbids to serve it."""
    return accepted(config, contents(config.faq))


def accepted(config: Config, files: Sequence[tuple[str, bytes]]) -> Faq:
    """As `serviceable`, of files that were read already, by name and content."""
    faq = parse_many(files)
    refuse(faq, rules(config))
    return faq


def contents(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Name and bytes of each file; FaqError names all that cannot be read."""
    found: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            found.append((str(path), path.read_bytes()))
        except FileNotFoundError:
            problems.append(_unreadable(path, "there is no such file; check `faq` in the configuration, or --faq"))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            problems.append(_unreadable(path, f"cannot be read ({reason}); check its path and rights"))
    if problems:
        raise FaqError(problems)
    return found


def rules(config: Config) -> tuple[Rule, ...]:
    """The rules in force: nothing asks for a secret, teams are known, and links stay on the official domains if any."""
    domains = config.safety.official_domains
    explorers = tuple(page for one in config.explorers.values() for page in (one.tx, one.address) if page)
    variables = config.variables

    def official(faq: Faq) -> Iterator[Problem]:
        return _official_links(faq, variables, domains, explorers)

    def no_secrets(faq: Faq) -> Iterator[Problem]:
        return _no_secrets(faq, variables)

    def known_teams(faq: Faq) -> Iterator[Problem]:
        return _known_teams(faq, tuple(config.handoff.rules.teams))

    return (no_secrets, known_teams, official) if domains else (no_secrets, known_teams)


def refuse(faq: Faq, rules_in_force: Sequence[Rule]) -> None:
    """Raises FaqError with everything that may not be said; warnings pass."""
    errors = [problem for rule in rules_in_force for problem in rule(faq) if problem.severity == "error"]
    if errors:
        raise FaqError(errors)


def _unreadable(path: Path, message: str) -> Problem:
    return Problem(str(path), 1, 1, "error", "", message)


def _no_secrets(faq: Faq, variables: Mapping[str, str]) -> Iterator[Problem]:
    for entry, what, text in _said(faq, variables):
        words = asks_for_secret(text)
        if words is not None:
            message = f"{what} asks for a secret ('{words}'); nobody may ask for one, so reword it"
            yield at(entry, "error", message, "secret")


def _official_links(
    faq: Faq, variables: Mapping[str, str], domains: Sequence[str], explorers: Sequence[str]
) -> Iterator[Problem]:
    for entry, what, text in _said(faq, variables):
        for link in foreign_links(text, domains, explorers):
            source = next((f"set variables.{name}, or " for name, value in variables.items() if link in value), "")
            message = f"{what} links to another domain ('{link}'); {source}{_REMEDY}"
            yield at(entry, "error", message, "foreign-link")
    for entry in faq.entries:
        for media in entry.media:
            for link in foreign_links(media.image or media.video or "", domains, explorers):
                message = f"a picture or video comes from another domain ('{link}'); {_REMEDY}"
                yield at(entry, "error", message, "foreign-link")


def _known_teams(faq: Faq, teams: tuple[str, ...]) -> Iterator[Problem]:
    """Where the configuration has teams, a name that is none of them is a slip: nobody would be rung for it."""
    for entry in faq.entries:
        if teams and entry.team is not None and entry.team not in teams:
            message = f"there is no team '{entry.team}' under handoff.teams; {suggestion(entry.team, teams)}"
            yield at(entry, "warning", message, "team")


def _said(faq: Faq, variables: Mapping[str, str]) -> Iterator[tuple[Entry, str, str]]:
    """Every answer and step as users will read it, and what to call it: a variable may bring a link along."""
    for entry in faq.entries:
        texts = [("the answer", entry.answer)]
        for step in entry.steps:
            texts.append(("a step", step.ask))
            texts.extend(("a choice", text) for choice in step.choices for text in (choice.label, choice.say))
        for what, by_language in texts:
            for language, text in by_language.items():
                yield entry, f"{what} in '{language}'", fill(text, variables)
