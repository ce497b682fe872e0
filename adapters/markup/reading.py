"""Small Markdown -> text and spans: the same dialect, mark for mark, as `adapters/web/static/markdown.js`.

One pass finds the tokens of a line, one pairs them with a stack that holds each mark once at most, one builds the text:
a line's length is all that reading it costs, whatever is written there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters.markup.styled import SPACE, Span, Style, Styled, settle

_NO_URL = SPACE + "<>\"'`\\\\*\\[\\]，。；！？、（）【】《》"
_SCHEME = "[Hh][Tt][Tt][Pp][Ss]?://"
# A bare address: its marks are no markup. Points and brackets at its end belong to the sentence around it.
URL = rf"{_SCHEME}(?:[^{_NO_URL}]|\[[A-Za-z0-9_]{{0,30}}\](?!\())*[^{_NO_URL}_.,:;!?)]"
TARGET = rf"{_SCHEME}[^(){SPACE}]+"
_TOKEN = re.compile(
    rf"\\(?P<escaped>[\\*_`\[\]]|[-#](?=[{SPACE}#]|\Z))|`(?P<code>[^`\n]+)`|(?P<bare>{URL})|\]\((?P<target>{TARGET})\)"
    r"|\*\*|[*_\[]"
)
_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_STYLES: dict[str, Style] = {"**": "bold", "*": "italic", "_": "italic", "[": "link"}

FENCE = re.compile(rf"[{SPACE}]*(`{{3,}})(?:[A-Za-z][A-Za-z0-9_+#.-]*)?[{SPACE}]*\Z")
HEADING = re.compile(rf"#{{1,4}}[{SPACE}]+")
ITEM = re.compile(rf"([{SPACE}]*)([-*•]|[0-9]{{1,3}}[.)])([{SPACE}]+)")


@dataclass(frozen=True, slots=True)
class _Opened:
    mark: str
    token: int
    after: int  # where in the source its content begins


def parse(markdown: str) -> Styled:
    """Reads a text as the chat shows it; items become `• item` lines and headings lines. Never raises."""
    rows = markdown.split("\n")
    lines: list[str] = []
    spans: list[Span] = []
    place = at = 0
    while at < len(rows):
        fence = FENCE.match(rows[at])
        if fence:
            last = next((n for n in range(at + 1, len(rows)) if rows[n].strip(SPACE) == fence[1]), len(rows))
            block = rows[at + 1 : last]
            if any(row.strip(SPACE) for row in block):
                spans.append(Span(place, place + sum(map(len, block)) + len(block) - 1, "pre"))
            else:
                block = rows[at : last + 1]  # an empty block says nothing: what was written stays
            lines += block
            place += sum(map(len, block)) + len(block)
            at = last + 1
            continue
        text, found = read_row(rows[at])
        spans += (Span(place + span.start, place + span.end, span.style, span.url) for span in found)
        lines.append(text)
        place += len(text) + 1
        at += 1
    text = "\n".join(lines)
    return Styled(text, settle(text, spans))


def read_row(row: str) -> tuple[str, tuple[Span, ...]]:
    """One line that belongs to no block: its text and its spans."""
    item = ITEM.match(row)
    if item:
        before, mark, gap = item.groups()
        head, rest = before + (mark if mark[0].isdigit() else "•") + gap, row[item.end() :]
    else:
        heading = HEADING.match(row)
        head, rest = "", row[heading.end() :] if heading else row
    text, spans = _inline(rest)
    moved = (Span(len(head) + span.start, len(head) + span.end, span.style, span.url) for span in spans)
    text = head + text
    return text, settle(text, moved)


def is_address(url: str) -> bool:
    """Whether a link may lead there: http or https and a host, nothing else."""
    try:
        return bool(re.fullmatch(TARGET, url) and urlsplit(url).hostname)
    except ValueError:
        return False


def _inline(source: str) -> tuple[str, list[Span]]:
    tokens = list(_TOKEN.finditer(source))
    opens = _pairs(source, tokens)
    closes = {closing: opening for opening, closing in opens.items()}
    begun: dict[int, int] = {}
    pieces: list[str] = []
    spans: list[Span] = []
    length = done = 0
    for number, token in enumerate(tokens):
        shown = token["escaped"] or token[0]
        if token["code"] and token["code"].strip(SPACE):
            shown = token["code"]
        elif number in opens or number in closes:
            shown = ""
        before = source[done : token.start()]
        done = token.end()
        length += len(before)
        if number in opens:
            begun[number] = length
        elif number in closes:
            style = _STYLES[tokens[closes[number]][0]]
            spans.append(Span(begun[closes[number]], length, style, token["target"]))
        elif shown == token["code"]:
            spans.append(Span(length, length + len(shown), "code"))
        pieces += (before, shown)
        length += len(shown)
    return "".join((*pieces, source[done:])), spans


def _pairs(source: str, tokens: list[re.Match[str]]) -> dict[int, int]:
    """Which token opens and which closes; the newest opening counts, and closing an outer mark undoes inner ones."""
    pairs: dict[int, int] = {}
    stack: list[_Opened] = []
    for number, token in enumerate(tokens):
        if token["escaped"] or token["code"] or token["bare"]:
            continue
        mark = "[" if token["target"] else token[0]
        depth = next((n for n, opened in enumerate(stack) if opened.mark == mark), None)
        if depth is not None and _may_close(source, stack[depth], token):
            pairs[stack[depth].token] = number
            del stack[depth:]
        elif _may_open(source, token):
            if depth is not None:
                del stack[depth]
            stack.append(_Opened(mark, number, token.end()))
    return pairs


def _may_open(source: str, token: re.Match[str]) -> bool:
    mark, (before, after) = token[0], _beside(source, token)
    if mark == "[":
        return True
    if token["target"] or after in SPACE:
        return False
    return mark == "**" or not (before in _WORD or mark == after == "_")


def _may_close(source: str, opened: _Opened, token: re.Match[str]) -> bool:
    mark, (before, after) = token[0], _beside(source, token)
    if mark == "[" or opened.after == token.start():
        return False
    if token["target"]:
        return bool(source[opened.after : token.start()].strip(SPACE)) and is_address(token["target"])
    return before not in SPACE and (mark == "**" or not (after in _WORD or mark == before == "_"))


def _beside(source: str, token: re.Match[str]) -> tuple[str, str]:
    """The characters before and after; a line begins and ends as if there were spaces."""
    return source[token.start() - 1] if token.start() else " ", source[token.end() : token.end() + 1] or " "
