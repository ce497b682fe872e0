"""What operators type, on every desk: `/claim`, `/note …`, plain text -> Command. One grammar."""

from __future__ import annotations

from dataclasses import dataclass

from handoff.model import Claim, Command, Delete, Note, Release, Reopen, Reply, Resolve, SendEntry, Transfer

WORDS = ("/claim", "/release", "/note", "/faq", "/delete", "/transfer", "/resolve", "/reopen")

LONGEST_NAME = 80
"""Characters of a team or a person to pass on to; nobody has a longer name."""


@dataclass(frozen=True, slots=True)
class Misread:
    """This is not a command; `key` names the sentence that says what to do instead, about `word`."""

    key: str
    word: str


def parse(text: str, about: str | None = None) -> Command | Misread:
    """The command that `text` gives. Text that does not begin with a slash is a reply.

    `about` is the key of the line that the message replies to, where it replies to one.
    """
    text = text.strip()
    if not text.startswith("/"):
        return Reply(text, reply_to=about) if text else Misread("misread_empty", "")
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    match word.lower():
        case "/claim":
            return Claim()
        case "/release":
            return Release()
        case "/resolve":
            return Resolve()
        case "/reopen":
            return Reopen()
        case "/delete":
            return Delete(about) if about else Misread("misread_reply", word)
        case "/faq":
            return SendEntry(rest) if rest else Misread("misread_argument", word)
        case "/note":
            return Note(rest) if rest else Misread("misread_argument", word)
        case "/transfer":
            return Transfer(rest[:LONGEST_NAME]) if rest else Misread("misread_argument", word)
        case _:
            return Misread("misread_word", word)
