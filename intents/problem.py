"""What is wrong with a file, said so that its author can put it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import fuzz, process

_LISTED = 20

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. Lines and columns count from 1; `id` is the entry's, empty where there is none."""

    file: str
    line: int
    column: int
    severity: Severity
    id: str
    message: str
    kind: str = "mistake"
    """A short name of what is wrong, the same for all of its kind; `mistake` for all that breaks the form of a file."""

    def __str__(self) -> str:
        """The line that `frontdesk check` prints."""
        where = f"{self.file}:{self.line}:{self.column}"
        return f"{where}: {self.severity}: {self.id or '-'}: {self.message}"


@dataclass(slots=True)
class Problems:
    """Collects mistakes while reading goes on, so that the author sees all of them at once."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def error(self, line: int, column: int, message: str, entry: str = "") -> None:
        """Note a mistake that makes the file unusable."""
        self.found.append(Problem(self.file, line, column, "error", entry, message))

    def warn(self, line: int, column: int, message: str, entry: str = "") -> None:
        """Note something that works, but hardly as its author meant it."""
        self.found.append(Problem(self.file, line, column, "warning", entry, message))

    @property
    def errors(self) -> bool:
        """Whether any of them is an error."""
        return any(problem.severity == "error" for problem in self.found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self.found))


def suggestion(word: str, known: tuple[str, ...]) -> str:
    """The end of a sentence about an unknown word: the closest known one, else all that are known."""
    best = process.extractOne(word, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60)
    if best is not None:
        return f"did you mean '{best[0]}'?"
    listed = ", ".join(known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    return f"known here: {listed}"
