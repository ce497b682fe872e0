"""The chart of accuracies as SVG: a panel a set, a bar a method, and a dot where typing mistakes lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

PANELS = ("banking77-10", "clinc150-10", "bq_faq_zh", "smalltalk-zh")

_WIDTH, _PANEL, _BAR, _LABELS, _MARGIN = 900, 450, 22, 175, 16
_SCALE = _PANEL - _LABELS - 2 * _MARGIN - 34  # pixels from 0 to 100 %
_OURS = {"lexical": "#8ec5e8", "auto": "#3d8fc9", "best": "#17568f"}
_THEIRS, _DOT, _INK, _LINE = "#c9ccd1", "#d9622b", "#24292f", "#e4e6ea"

Row = Mapping[str, object]


def draw(rows: Sequence[Row]) -> str:
    """The whole picture; a set or method without figures is left out."""
    panels = [panel for panel in (_bars(rows, key) for key in PANELS) if panel]
    deep = 58 + _BAR * max((len(panel) for panel in panels), default=0)
    height = 34 + deep * ((len(panels) + 1) // 2)
    size = f'width="{_WIDTH}" height="{height}"'
    shape = f'{size} viewBox="0 0 {_WIDTH} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {shape} role="img" font-family="system-ui, sans-serif">',
        "<title>Accuracy by method, as asked and with typing mistakes</title>",
        f'<rect {size} fill="#ffffff"/>',
        *_legend(),
    ]
    for at, panel in enumerate(panels):
        parts += _panel(panel, at % 2 * _PANEL + _MARGIN, 34 + at // 2 * deep)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bars(rows: Sequence[Row], key: str) -> dict[str, Row]:
    """The last row of each method, which is the mean where there is one; the weakest first."""
    found = {str(row["method"]): row for row in rows if row["set"] == key}
    return dict(sorted(found.items(), key=lambda each: _share(each[1], "accuracy") or 0))


def _panel(bars: Mapping[str, Row], left: int, top: int) -> Iterator[str]:
    title = next(iter(bars.values()))["title"]
    yield _text(left, top + 18, str(title), weight="600", size=14)
    zero, first = left + _LABELS, top + 28
    for share in (0, 25, 50, 75, 100):
        x = zero + _SCALE * share / 100
        yield f'<line x1="{x}" x2="{x}" y1="{first}" y2="{first + _BAR * len(bars)}" stroke="{_LINE}"/>'
        yield _text(x, first + _BAR * len(bars) + 14, f"{share}", anchor="middle", size=10, ink="#57606a")
    for at, (method, row) in enumerate(bars.items()):
        yield from _bar(method, row, zero, first + _BAR * at)


def _bar(method: str, row: Row, zero: int, top: int) -> Iterator[str]:
    share, typos = _share(row, "accuracy") or 0.0, _share(row, "accuracy_typos")
    ours = method in _OURS
    label = method.replace(" extractOne (WRatio)", " extractOne").replace(" (100 queries)", "")
    name = f"Frontdesk {label}" if ours else label
    yield _text(zero - 8, top + 15, name, anchor="end", weight="600" if ours else "400")
    colour = _OURS.get(method, _THEIRS)
    yield f'<rect x="{zero}" y="{top + 3}" width="{_SCALE * share:.1f}" height="{_BAR - 6}" rx="2" fill="{colour}"/>'
    if typos is not None:
        x = zero + _SCALE * typos
        yield f'<circle cx="{x:.1f}" cy="{top + _BAR / 2}" r="4" fill="{_DOT}" stroke="#ffffff"/>'
    yield _text(zero + _SCALE * share + 6, top + 15, f"{100 * share:.1f}")


def _legend() -> Iterator[str]:
    yield f'<rect x="{_MARGIN}" y="12" width="22" height="12" rx="2" fill="{_OURS["auto"]}"/>'
    yield _text(_MARGIN + 28, 22, "accuracy in % as asked")
    yield f'<circle cx="{_MARGIN + 190}" cy="18" r="4" fill="{_DOT}"/>'
    yield _text(_MARGIN + 200, 22, "with typing mistakes")


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", weight: str = "400", size: int = 12, ink: str = _INK
) -> str:
    look = f'text-anchor="{anchor}" font-weight="{weight}" font-size="{size}" fill="{ink}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(text)}</text>'


def _share(row: Row, figure: str) -> float | None:
    value = row.get(figure)
    return float(value) if isinstance(value, int | float) else None
