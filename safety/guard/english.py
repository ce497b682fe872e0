"""How secrets are asked for in English."""

from __future__ import annotations

import re


def _pattern(text: str) -> str:
    """Long patterns are written over several lines, which are joined as they stand."""
    return "".join(line.strip() for line in text.splitlines())


_CODE_OF = (
    r"verification|security|2fa|two-factor|sms|login|log-in|one-time|authenticat\w+|confirmation|otp|backup|text"
    r"|email|\d-digit|six-digit"
)
_NOUN = _pattern(
    rf"""(?:
    (?:recovery|seed|secret|backup|mnemonic|wallet)[ -]+(?:recovery[ -]+)?(?:phrases?|words?|key|seed)|mnemonics?
    |(?:12|15|18|21|24|twelve|fifteen|eighteen|twenty[ -]?four)(?:[ -]or[ -]\w+)?[ -](?:secret |seed |recovery )?words?
    |(?:private|secret|signing|spending)[ -]?keys?|keystore|xprv|seeds?\b|srp\b|phrase|passphrase
    |pass ?words?(?! (?:reset|manager|hint))|passcode|pin\b|(?:(?:{_CODE_OF}) )+codes?|otps?\b
    |code (?:from|in) (?:the|your)|code (?:that )?you (?:just )?(?:got|received)|credentials|login details
    )"""
)
_US = _pattern(
    r"""(?:me|us|(?:our|the|my|your|a|an)(?: \w+)? (?:support|team|staff|agents?|admins?|moderators?|colleague|bot|desk
    |specialist|technician|engineer)|support|admin|staff)\b"""
)
_HERE = _pattern(
    r"""(?:\bhere\b|\bbelow\b|(?:this|our|the following) (?:\w+ )?(?:chat|form|page|site|website|link|bot|channel
    |conversation|ticket|thread|dm|portal|tool|field|message)|in (?:a )?(?:dm|private message|reply)|https?:|www\.)"""
)
_HAND = _pattern(
    r"""\b(?:send(?:ing)?|shar(?:e|ing)|provid(?:e|ing)|submit(?:ting)?|forward(?:ing)?|dm|pm|e?mail|text|message
    |disclos(?:e|ing)|supply|upload|post|hand over|drop|reply with|respond with|reveal|pass)\b"""
)
_TELL = r"\b(?:tell|giv(?:e|ing)|show|let|read|write|dictate|paste|type|copy|screenshot|say|list)\b"
_ENTER = _pattern(
    r"""\b(?:enter(?:ing)?|typ(?:e|ing)|input|past(?:e|ing)|put|fill in|import|confirm|verify|validate|write|add|copy
    |drop|leave|insert)\b"""
)
_NEED = _pattern(
    r"""\b(?:i|we|support|the team|our team)(?: \w+)? (?:need|require|want|ask for|must have|would like
    |have to (?:see|check|know))(?! you\b)"""
)
_PURPOSE = r"(?:verif|valid|confirm|prove|process|unlock your account|release|refund|us\b|our\b|support)"
_GAP = r"[^.!?;\n]{0,60}?"

_REQUESTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_HAND}(?! you\b){_GAP}\byour\b[^.!?;,\n]{{0,30}}?{_NOUN}",
        rf"(?:{_HAND}|{_TELL})(?: it| them)?(?: over)?(?: to| with)? {_US}{_GAP}{_NOUN}",
        rf"(?:{_HAND}|{_TELL}){_GAP}{_NOUN}{_GAP}\b(?:to|with|for) {_US}",
        rf"(?:{_HAND}|{_TELL}|{_ENTER}){_GAP}{_NOUN}{_GAP}{_HERE}",
        rf"{_HERE}[^.!?\n]{{0,60}}?(?:{_ENTER}|{_HAND}) your {_GAP}{_NOUN}",
        rf"(?:https?:|www\.)[^!?;\n]{{0,80}}?{_ENTER}{_GAP}{_NOUN}",
        rf"{_HAND} (?:over )?(?:the|all|all the|those|these|both) {_NOUN}",
        rf"{_NEED}{_GAP}\byour {_GAP}{_NOUN}",
        rf"{_NEED} (?:the|all|all the) {_NOUN}",
        rf"\b(?:may|can|could) (?:i|we) (?:please )?(?:have|get|see|know) (?!my\b|our\b){_GAP}{_NOUN}",
        rf"\b(?:what(?:'s| is| are| was)|which is) your (?:\w+ )?{_NOUN}|\bis your {_NOUN}\W{{0,3}}\?",
        rf"\b{_NOUN} (?:is|are) (?:required|needed|necessary) (?:to|for|by) {_PURPOSE}",
        r"\b(?:validate|authenticate|rectify|verify|whitelist|re-?validate) your (?:\w+ )?wallets?\b(?! address|'s)",
    )
)
_REFERRING = re.compile(
    rf"(?:{_HAND}|{_TELL}) (?:it|them|those|these|that|a (?:photo|picture|screenshot)(?: of (?:it|them))?) "
    rf"(?:over )?(?:(?:to|with) )?(?:{_US}|here\b|in (?:this|a) )"
)
"""Asks for what an earlier sentence has named."""

_WARNING = re.compile(
    _pattern(
        r"""\b(?:never|not|no|nobody|none|cannot|can't|don't|doesn't|won't|isn't|aren't|shouldn't|mustn't|wouldn't
        |needn't|nor|neither|without|avoid|refuse|beware|careful|scam\w*|fraud\w*|thie\w+|fake\w*|impersonat\w+
        |phishing|pretend\w*|claim\w*|anyone|anybody|someone|somebody|whoever|everyone who|people who|strangers?
        |they|he|she|asks|asked|instead of|rather than)\b"""
    )
)
_NO_WARNING = re.compile(
    _pattern(
        r"""\b(?:(?:do not|don't|dont|no need to) (?:worry|hesitate|panic|be afraid|be shy|forget)
        |no (?:worries|problem)|not sure|why not|if not|can you not|never mind
        |(?:cannot|can't|not) (?:\w+ ){1,6}(?:without|unless|until))\b"""
    )
)
_EXCEPT = re.compile(rf"\b(?:except|unless it is|other than|but only|apart from)(?: to| with| for)? {_US}")
_TURN = re.compile(r"\b(?:but|however|instead|just|please|so|then|simply|kindly|now|only)\b|[:：—]| - ")


def mentions_secret(sentence: str) -> bool:
    """Whether a secret is named at all."""
    return re.search(_NOUN, sentence) is not None


def request_in(sentence: str, *, mentioned: bool) -> str | None:
    """The words of a lower-case sentence that ask; `mentioned`: a secret was named before it."""
    for pattern in (*_REQUESTS, _REFERRING) if mentioned else _REQUESTS:
        for request in pattern.finditer(sentence):
            if _EXCEPT.search(sentence) or not _is_warning(sentence, request):
                return request.group().strip()
    return None


def _is_warning(sentence: str, request: re.Match[str]) -> bool:
    """Whether a "never" or somebody else who asks stands before the verb, with no "but please" between them."""
    before = _NO_WARNING.sub(" ", sentence[: request.start()])
    turns = list(_TURN.finditer(before))
    part = before[turns[-1].end() :] if turns else before
    return _WARNING.search(part) is not None or _WARNING.search(_NO_WARNING.sub(" ", request.group())) is not None
