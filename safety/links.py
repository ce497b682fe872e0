"""Which links in a text lead outside the official domains.

A domain is official when it is a listed one or below it. Comparing whole labels from the right is what keeps
`example.org.evil.net` and `notexample.org` out; what stands before an `@` is a user name, whatever it looks like.

Limits: a listed public suffix (`co.uk`, `github.io`) is taken at its word and covers everything under it, as no list
of public suffixes is shipped; a bare `evil.net` without a path counts as a link only under the endings below.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

_URL = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]{1,20})://|(?<![\w@.-])(?=www\.))[^\s<>\"'`|\\^{}（）【】「」《》，。；！？、]+",
    re.IGNORECASE,
)
_ENDINGS = (
    "app|biz|cc|click|cn|co|com|dev|finance|fun|gg|info|io|link|live|net|online|org|pro|ru|shop|site|space|store"
    "|support|tech|top|tv|vip|website|xyz"
)
_BARE = re.compile(
    rf"(?<![\w@./:%-])(?:[^\W_](?:[\w-]{{0,61}}[^\W_])?\.){{1,6}}(?:{_ENDINGS})(?![\w-]|\.\w)(?:[:/?#][^\s<>\"'）】」》，。；！？、]*)?",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'\"*_~…"
_OUR_SCHEMES = frozenset({"http", "https", "ftp", "ws", "wss"})


def foreign_links(text: str, official_domains: Iterable[str], explorers: Iterable[str] = ()) -> tuple[str, ...]:
    """The links that lead elsewhere, as written, each once, in order of appearance.

    `official_domains` are host names; `explorers` may be URL templates such as `https://etherscan.io/tx/{tx}`.
    """
    trusted = {name for entry in (*official_domains, *explorers) if (name := host(entry))}
    links = dict.fromkeys(_links(text))
    return tuple(link for link in links if not _is_trusted(host(link), trusted))


def host(link: str) -> str:
    """The host of a link or bare domain, in lower case, punycode decoded and full width folded; "" if none."""
    rest = link.split("://", 1)[-1].replace("\\", "/")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    name = unquote(authority.rsplit("@", 1)[-1])
    name = name.partition("]")[0].lstrip("[") if name.startswith("[") else name.partition(":")[0]
    name = unicodedata.normalize("NFKC", name).replace("。", ".").casefold().strip(".")
    return ".".join(_decoded(part) for part in name.split("."))


def _links(text: str) -> Iterable[str]:
    """URLs with a scheme of the web or `www.`, then bare domains that are no part of one."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, str]] = []
    for url in _URL.finditer(text):
        taken.append(url.span())
        if url["scheme"] is None or url["scheme"].lower() in _OUR_SCHEMES:
            found.append((url.start(), url.group().rstrip(_TRAILING)))
    outside = list(text)
    for start, stop in taken:
        outside[start:stop] = " " * (stop - start)
    found += [(bare.start(), bare.group().rstrip(_TRAILING)) for bare in _BARE.finditer("".join(outside))]
    return [link for _, link in sorted(found)]


def _is_trusted(name: str, trusted: Iterable[str]) -> bool:
    return any(name == domain or name.endswith(f".{domain}") for domain in trusted)


def _decoded(part: str) -> str:
    if not part.startswith("xn--"):
        return part
    try:
        return part[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return part
