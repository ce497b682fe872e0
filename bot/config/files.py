"""Where the configuration and the FAQ are found when nobody says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.config.model import Config
from bot.config.read import NO_FLAGS, ConfigError, Flags, Source, read_config
from intents.problem import Problem

DEFAULT_FILE = Path("frontdesk.yaml")
_PACKAGE = Path(__file__).resolve().parent.parent


def load(path: Path | None, environment: Mapping[str, str], flags: Flags = NO_FLAGS) -> Config:
    """The configuration of this installation, or ConfigError with all mistakes in it; warnings alone pass."""
    config, problems = look(path, environment, flags)
    if any(problem.severity == "error" for problem in problems):
        raise ConfigError(problems)
    return config


def look(
    path: Path | None, environment: Mapping[str, str], flags: Flags = NO_FLAGS
) -> tuple[Config, tuple[Problem, ...]]:
    """The configuration, and the mistakes in it; a setting that has one keeps its default."""
    named = path or (Path(environment["FRONTDESK_CONFIG"]) if environment.get("FRONTDESK_CONFIG") else None)
    source, missing = _source(named)
    config, problems = read_config(source, environment, flags)
    return replace(config, faq=config.faq or (default_faq(),)), (*missing, *problems)


def default_faq() -> Path:
    """The working folder's `faq.yaml`, else the one that is shipped."""
    shipped = _PACKAGE.parent / "faq.yaml"
    return next((path for path in (Path("faq.yaml"), shipped) if path.is_file()), _PACKAGE / "samples" / "faq.yaml")


def _source(named: Path | None) -> tuple[Source | None, tuple[Problem, ...]]:
    """The file's text; a file that was named must be readable, the default one need not be there."""
    path = named or DEFAULT_FILE
    try:
        return Source(str(path), path.read_bytes(), path.parent), ()
    except FileNotFoundError:
        if named is None:
            return None, ()
        reason = "there is no such file; check the path, or leave --config out"
    except (OSError, ValueError) as error:
        reason = f"cannot be read ({getattr(error, 'strerror', None) or error}); check its rights"
    return None, (Problem(str(path), 1, 1, "error", "", reason),)
