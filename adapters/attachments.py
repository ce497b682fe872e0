"""Files that come in, by whichever channel: names made harmless, kinds that may be shown, how large they may be."""

from __future__ import annotations

import re
import unicodedata

from safety.secrets import redact

MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 120
BINARY = "application/octet-stream"
MIME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
PICTURES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
"""The only kinds that a browser may show in place, each with how such a file begins."""


def safe_name(name: str | None) -> str:
    """A file name without a path, invisible characters or secrets, short enough to show."""
    last = re.split(r"[/\\]", name or "")[-1]
    visible = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    clean = redact(re.sub(r"\s+", " ", visible)).text.strip(" .")
    if len(clean) > MAX_NAME:
        stem, dot, ending = clean.rpartition(".")
        tail = dot + ending if stem and len(ending) <= 10 else ""
        clean = clean[: MAX_NAME - len(tail)] + tail
    return clean or "file"


def kind_of(declared: str | None, content: bytes) -> str:
    """The file's kind as we store it: a picture must begin like one, and what looks odd is plain bytes."""
    mime = (declared or "").partition(";")[0].strip().casefold()
    if mime in PICTURES:
        return mime if PICTURES[mime].match(content) else BINARY
    return mime if MIME.fullmatch(mime) else BINARY
