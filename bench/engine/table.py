"""Rows of figures as text: for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, object]


def percent(value: float) -> str:
    """A share, with a digit after the point."""
    return f"{value:.1%}"


def short(value: float) -> str:
    """A number with as many digits as are worth reading."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def exact(value: float) -> str:
    """A number between 0 and 1."""
    return f"{value:.3f}"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the figure below it, and how it is written."""

    heading: str
    figure: str
    write: Callable[[float], str]

    def cell(self, row: Row) -> str:
        """The figure of a row; a dash where it has none."""
        value = row.get(self.figure)
        return self.write(float(value)) if isinstance(value, int | float) else "–"


OF_SETS = (
    Column("accuracy", "accuracy", percent),
    Column("typos", "accuracy_typos", percent),
    Column("recall@3", "recall_at_3", percent),
    Column("OOS refused", "oos_refused", percent),
    Column("AUROC", "oos_auroc", exact),
    Column("ECE", "calibration_error", exact),
    Column("ECE, OOS", "calibration_error_with_oos", exact),
    Column("p50 ms", "p50", short),
    Column("p99 ms", "p99", short),
    Column("MB", "memory", short),
    Column("fit s", "fit_seconds", short),
)

OF_SIZES = (
    Column("fit s", "fit_seconds", short),
    Column("fit MB", "fit_memory", short),
    Column("p50 ms", "p50", short),
    Column("p99 ms", "p99", short),
    Column("MB", "memory", short),
)

OF_WALLET = (
    Column("right, or offered", "helped", percent),
    Column("wrong", "misled", percent),
    Column("best is right", "accuracy", percent),
    Column("OOS answered", "oos_answered", percent),
    Column("OOS asked back", "oos_clarified", percent),
)

_WIDE = 10


def head(columns: tuple[Column, ...]) -> str:
    """The headings for a terminal; three columns before them tell what the figures are of."""
    return f"{'':<21}{'':<12}{'':<31}" + "".join(f"{column.heading:>{_wide(column)}}" for column in columns)


def line(columns: tuple[Column, ...], *names: str, row: Row) -> str:
    """A row for a terminal."""
    what, which, method = names
    return f"{what:<21}{which:<12}{method:<31}" + "".join(f"{column.cell(row):>{_wide(column)}}" for column in columns)


def _wide(column: Column) -> int:
    return max(_WIDE, len(column.heading) + 2)


def markdown(
    columns: tuple[Column, ...], names: tuple[str, ...], rows: Sequence[tuple[tuple[str, ...], Row]]
) -> list[str]:
    """A table; `names` are the headings of what stands before the figures in each row."""
    found = [
        f"| {' | '.join([*names, *(column.heading for column in columns)])} |",
        f"|{'|'.join(['---'] * len(names) + ['--:'] * len(columns))}|",
    ]
    return found + [f"| {' | '.join([*before, *(column.cell(row) for column in columns)])} |" for before, row in rows]
