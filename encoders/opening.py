"""Which encoders a tier has on this machine, and what it lacks: what is missing or broken is told and left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from encoders.steady import Steady, panics_as_errors
from intents.encoder import Encoder

Tier = Literal["lexical", "auto", "best"]

FETCHED = "fastembed:"
"""What the name of a model that fastembed fetches begins with; anything else is a folder."""

_MODEL, _TOKENIZER = "model.onnx", "tokenizer.json"
_LONGEST_REASON = 160  # characters of what a library said


@dataclass(frozen=True, slots=True)
class Opened:
    """The encoders that can be used, the tier that they make, and a sentence for each that cannot."""

    encoders: tuple[Steady, ...] = ()
    tier: Tier = "lexical"
    lacking: tuple[str, ...] = ()

    @property
    def instead(self) -> str:
        """What is lacking and what serves in its place, in one line for the log."""
        return f"{'; '.join(self.lacking)}; going on with tier {self.tier}"


class _Absent(Exception):
    """There is nothing to be opened; the message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to open, the extra that it comes with, and what to do where it is there and does not work."""

    what: str
    extra: str
    remedy: str
    open: Callable[[], Encoder]


def open_encoders(tier: Tier, choice: str = "", downloads: Path | None = None) -> Opened:
    """The encoders of a tier; reading them takes seconds the first time in a process. Never raises.

    `choice` is a folder with model.onnx and tokenizer.json, or `fastembed:NAME`, in the place of the bundled encoder;
    what fastembed fetches is kept in `downloads`.
    """
    found: list[Steady] = []
    lacking: list[str] = []
    wanted = list(_wanted(tier, choice, downloads))
    for one in wanted:
        try:
            with panics_as_errors():
                found.append(Steady(one.open()))
        except _Absent as error:
            lacking.append(str(error))
        except ImportError as error:
            lacking.append(f"{one.what} is not installed ({_reason(error)}); use: {_install(one.extra)}")
        except Exception as error:  # noqa: BLE001 # a model's file may make its loader raise anything
            lacking.append(f"{one.what} does not work ({_reason(error)}); {one.remedy}")
    serving: Tier = tier if len(found) == len(wanted) else "auto" if found else "lexical"
    return Opened(tuple(found), serving, tuple(lacking))


def _wanted(tier: Tier, choice: str, downloads: Path | None) -> Iterator[_Wanted]:
    if tier == "lexical":
        return
    if choice.startswith(FETCHED):
        name = choice.removeprefix(FETCHED)
        remedy = "check its name and, for the first start, the way to the internet"
        yield _Wanted(f"the encoder {name}", "fastembed", remedy, lambda: _fetched(name, downloads))
    elif choice:
        remedy = "put its model.onnx and tokenizer.json there"
        yield _Wanted(f"the encoder in {choice}", "best", remedy, lambda: _in_folder(Path(choice)))
    else:
        yield _Wanted("the multilingual encoder", "semantic", _again("semantic"), _multilingual)
    if tier == "best":
        yield _Wanted("the compact English encoder", "best", _again("best"), _compact_english)


def _install(extra: str) -> str:
    return f"pip install 'frontdesk[{extra}]'"


def _again(extra: str) -> str:
    return f"use: pip install --force-reinstall 'frontdesk[{extra}]'"


def _reason(error: Exception) -> str:
    """In one line: libraries like to explain themselves at length."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:_LONGEST_REASON]


@cache  # the weights are read once in a process, whoever asks for them
def _multilingual() -> Encoder:
    from encoders.bundled import Multilingual  # noqa: PLC0415 # optional, and slow to import

    return Multilingual()


@cache
def _compact_english() -> Encoder:
    from encoders.folder import compact_english  # noqa: PLC0415 # as above

    return compact_english()


def _in_folder(folder: Path) -> Encoder:
    """Raises _Absent before anything is imported: a mistyped folder is no reason to install a package."""
    if not folder.is_dir():
        remedy = f"set matching.encoder to a folder with {_MODEL} and {_TOKENIZER}, or to {FETCHED}NAME"
        raise _Absent(f"there is no folder {folder} to take an encoder from; {remedy}")
    missing = [name for name in (_MODEL, _TOKENIZER) if not (folder / name).is_file()]
    if missing:
        raise _Absent(f"the encoder in {folder} lacks {' and '.join(missing)}; put what is missing there")
    from encoders.folder import from_folder  # noqa: PLC0415 # as above

    return from_folder(folder)


def _fetched(name: str, downloads: Path | None) -> Encoder:
    from encoders.fetched import FetchedEncoder  # noqa: PLC0415 # as above

    return FetchedEncoder(name, downloads)
