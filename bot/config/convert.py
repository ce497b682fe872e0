"""From a value of the file to what we keep: building blocks for the reader. Each raises ValueError with the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from bot.config.sheet import Value
from conversation.explorers import Explorer
from intents.document import Scalar
from intents.keys import LANGUAGE_PATTERN
from intents.problem import suggestion
from safety.links import host as host_of

T = TypeVar("T")
W = TypeVar("W", bound=str)

_DOMAIN = re.compile(r"(?=.{1,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)*[^\W_]([\w-]{0,61}[^\W_])?")
_ID = re.compile(r"-?[0-9]{1,20}|@?[\w.#-]{1,100}")


def scalar(parse: Callable[[str], T]) -> Callable[[Value], T]:
    """A single word that `parse` understands."""
    return lambda value: parse(value.word())


def list_of(convert: Callable[[Value], T]) -> Callable[[Value], tuple[T, ...]]:
    """A list; every item that does not fit is noted and left out."""

    def read(value: Value) -> tuple[T, ...]:
        items = [item.read(convert, None) for item in value.items()]
        return tuple(item for item in items if item is not None)

    return read


def mapping_of(convert: Callable[[Value], T], key: Callable[[str], str] = str) -> Callable[[Value], dict[str, T]]:
    """A mapping with free keys that `key` may refuse; what does not fit is noted and left out."""

    def read(value: Value) -> dict[str, T]:
        taken: dict[str, T] = {}
        for name, item in value.pairs():
            try:
                word = key(name.text)
            except ValueError as wrong:
                value.sheet.error(name.line, name.column, item.path, f"the key '{name.text}' does not fit; {wrong}")
                continue
            converted = item.read(convert, None)
            if converted is not None:
                taken[word] = converted
        return taken

    return read


def by_language(convert: Callable[[Value], T]) -> Callable[[Value], dict[str, T]]:
    """A mapping from languages; which of them are in use, only the FAQ tells."""
    read = mapping_of(convert, language)

    def noted(value: Value) -> dict[str, T]:
        for key, item in value.pairs():
            if re.fullmatch(LANGUAGE_PATTERN, key.text):
                value.sheet.leave(key, item.path)
        return read(value)

    return noted


def spoken(value: Value) -> str:
    """A language code; whether it is in use, only the FAQ tells."""
    code = scalar(language)(value)
    assert isinstance(value.node, Scalar)
    value.sheet.leave(value.node, value.path)
    return code


def one_of(*words: W) -> Callable[[Value], W]:
    """One of a few words, in any case."""

    def read(value: Value) -> W:
        word = value.word()
        found = next((known for known in words if known == word.strip().lower()), None)
        if found is None:
            hint = suggestion(word, words)
            raise ValueError(f"write one of {', '.join(words)}" + (f"; {hint}" if hint.startswith("did") else ""))
        return found

    return read


def text(value: Value) -> str:
    """Any words."""
    return value.word()


def line(value: Value) -> str:
    """Words without line breaks or control characters, such as a path or a name."""
    words = value.word()
    if any(ord(character) < 32 or ord(character) == 127 for character in words):
        raise ValueError("write it in one line without control characters")
    return words.strip()


def identifier(value: Value) -> str:
    """An id of a platform: a number or a string."""
    word = line(value)
    if not _ID.fullmatch(word):
        raise ValueError("write an id: a number, or a name without spaces")
    return word


def language(word: str) -> str:
    """A language code."""
    if not re.fullmatch(LANGUAGE_PATTERN, word):
        raise ValueError("write a language code such as en, zh or pt-BR")
    return word


def variable(word: str) -> str:
    """A name that may stand in braces."""
    if not re.fullmatch(r"\w{1,80}", word):
        raise ValueError("use letters, digits and _ only, so that it can stand in {braces}")
    return word


def domain(value: Value) -> str:
    """A domain without anything around it, in lower case."""
    word = value.word().strip().rstrip(".").lower()
    if not _DOMAIN.fullmatch(word):
        raise ValueError("write only the domain, such as example.org")
    return word


def url(*schemes: Literal["http", "https", "ws", "wss"]) -> Callable[[Value], str]:
    """An address with one of these schemes, without a slash at its end."""

    def read(value: Value) -> str:
        word = line(value)
        split = urlsplit(word)
        if split.scheme not in schemes or not split.hostname or " " in word:
            raise ValueError(f"write an address that begins with {schemes[-1]}://")
        assert split.port is None or split.port >= 0  # reading the port raises ValueError when it is no number
        return word.rstrip("/")

    return read


def origin(value: Value) -> str:
    """A scheme and a host as browsers send them, in lower case."""
    word = url("http", "https")(value)
    split = urlsplit(word)
    if split.path or split.query or split.fragment or split.username is not None:
        raise ValueError("write only scheme, host and port, such as https://www.example.org")
    return word.lower()


def explorer(value: Value) -> Explorer:
    """The addresses of a block explorer's pages; a single word is that of a transaction's."""
    if isinstance(value.node, Scalar):
        return Explorer(tx=_page("tx")(value))
    try:
        section = value.section()
    except ValueError:
        raise ValueError("write an address with {tx}, or a mapping such as {tx: …, address: …}") from None
    with section:
        found = Explorer(section.take("tx", _page("tx"), ""), section.take("address", _page("address"), ""))
        if "tx" not in section and "address" not in section:
            raise ValueError("write tx, address, or both, such as {tx: https://explorer.example.org/tx/{tx}}")
    return found


def _page(what: Literal["tx", "address"]) -> Callable[[Value], str]:
    """The address of a page with the id of a transaction or an address once in it."""

    def read(value: Value) -> str:
        word = url("http", "https")(value)
        gaps = re.findall(r"\{[^}]*\}?", word)
        if gaps != [f"{{{what}}}"]:
            name = "the id of the transaction" if what == "tx" else "the address"
            raise ValueError(
                f"put {{{what}}} where {name} belongs, once and nothing else in braces, "
                f"such as https://explorer.example.org/{what}/{{{what}}}"
            )
        if "{" in host_of(word):
            raise ValueError(f"write a site in front, such as https://explorer.example.org/{what}/{{{what}}}")
        return word

    return read
