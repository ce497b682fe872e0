"""Refuses outgoing words that ask for a secret, whoever wrote them: an operator, a snippet or the FAQ.

Nobody at the desk ever needs a phrase, a key, a password or a code, so asking is a mistake or a fraud. Warnings speak
of the same things with the same verbs; what sets them apart is a "never" before the verb, or somebody else who asks.
Typing a phrase into one's own wallet is how wallets are restored, so "enter" asks only when it names another place.

English and Chinese, one module each. A request in pieces over several messages, in a picture or in another language
passes.
"""

from __future__ import annotations

import re

from safety.guard import chinese, english
from safety.secrets.fold import fold

__all__ = ["asks_for_secret"]

_SENTENCE = re.compile(r"(?:[^.!?;\n。！？；]|\.(?=\w))+[!?！？]?")
_EMPHASIS = re.compile(r"[*_`]+")


def asks_for_secret(text: str) -> str | None:
    """The words that ask, in lower case, to be shown to their author; None where nothing asks."""
    lower = _EMPHASIS.sub("", fold(text).text.lower().replace("’", "'"))
    mentioned = False
    for sentence in _SENTENCE.findall(lower):
        request = english.request_in(sentence, mentioned=mentioned) or chinese.request_in(sentence)
        if request is not None:
            return request
        mentioned = mentioned or english.mentions_secret(sentence)
    return None
