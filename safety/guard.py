"""Refuses outgoing words that ask for a secret, whoever wrote them: an operator, a snippet or the FAQ.

Nobody at the desk ever needs a phrase, a key, a password or a code, so asking is a mistake or a fraud. Warnings speak
of the same things with the same verbs; what sets them apart is a "never" before the verb, or somebody else who asks.
Typing a phrase into one's own wallet is how wallets are restored, so "enter" asks only when it names a place of ours.

English and Chinese. Limits: a request spread over several messages, in pictures or in other languages passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from safety.secrets.fold import fold

_SECRET = (
    r"(?:(?:recovery|seed|secret|backup|mnemonic|wallet)[ -]+(?:recovery[ -]+)?(?:phrases?|words?|key|seed)|mnemonics?"
    r"|(?:12|15|18|21|24|twelve|fifteen|eighteen|twenty[ -]?four)(?:[ -]or[ -]\w+)?[ -](?:secret |seed |recovery )?words?"
    r"|(?:private|secret|signing|spending)[ -]?keys?|keystore|xprv|seeds?\b|srp\b|phrase|passphrase|pass ?words?|passcode|pin\b"
    r"|(?:(?:verification|security|2fa|two-factor|sms|login|log-in|one-time|authenticat\w+|confirmation|otp|backup|text"
    r"|email|\d-digit|six-digit) )+codes?|otps?\b|credentials|login details)"
)
_US = (
    r"(?:me|us|(?:our|the|my|your|a|an)(?: \w+)? (?:support|team|staff|agents?|admins?|moderators?|colleague|bot|desk|specialist"
    r"|technician|engineer)|support|admin|staff)\b"
)
_HERE = (
    r"(?:\bhere\b|\bbelow\b|(?:this|our|the following) (?:\w+ )?(?:chat|form|page|site|website|link|bot|channel|conversation"
    r"|ticket|thread|dm|portal|tool|field|message|portal)|in (?:a )?(?:dm|private message|reply)|https?:|www\.)"
)
_HAND = (
    r"\b(?:send(?:ing)?|shar(?:e|ing)|provid(?:e|ing)|submit(?:ting)?|forward(?:ing)?|dm|pm|e?mail|text|message|disclos(?:e|ing)"
    r"|supply|upload|post|hand over|drop|reply with|respond with|reveal|pass)\b"
)
_TELL = r"\b(?:tell|giv(?:e|ing)|show|let|read|write|dictate|paste|type|copy|screenshot|say)\b"
_ENTER = r"\b(?:enter(?:ing)?|typ(?:e|ing)|input|past(?:e|ing)|put|fill in|import|confirm|verify|validate|write|add|copy|drop|leave|insert)\b"
_GAP = r"[^.!?;\n]{0,60}?"

_REQUESTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_HAND}(?! you\b){_GAP}\byour\b[^.!?;,\n]{{0,30}}?{_SECRET}",
        rf"(?:{_HAND}|{_TELL})(?: it| them)?(?: over)?(?: to| with)? {_US}{_GAP}{_SECRET}",
        rf"(?:{_HAND}|{_TELL}){_GAP}{_SECRET}{_GAP}\b(?:to|with|for) {_US}",
        rf"(?:{_HAND}|{_TELL}|{_ENTER}){_GAP}{_SECRET}{_GAP}{_HERE}",
        rf"{_HERE}[^.!?\n]{{0,60}}?(?:{_ENTER}|{_HAND}) your {_GAP}{_SECRET}",
        rf"{_HAND} (?:over )?(?:the|all|all the|those|these|both) {_SECRET}",
        rf"\b(?:i|we|support|the team|our team)(?: \w+)? (?:need|require|want|ask for|must have|would like|have to (?:see|check|know))"
        rf"(?! you\b){_GAP}\b(?:your|the) {_GAP}{_SECRET}",
        rf"\b(?:may|can|could) (?:i|we) (?:please )?(?:have|get|see|know) {_GAP}{_SECRET}",
        rf"\b(?:what(?:'s| is| are| was)|which is) your (?:\w+ )?{_SECRET}",
        rf"\bis your {_SECRET}\W{{0,3}}\?|\b{_SECRET} (?:is|are) (?:required|needed|necessary) (?:to|for|by) (?:verif|valid|confirm|"
        r"prove|process|unlock your account|release|refund|us\b|our\b|support)",
        r"\b(?:validate|authenticate|rectify|verify|synchroni[sz]e|whitelist|re-?validate) your (?:\w+ )?wallets?\b(?! address|'s)",
    )
)
_REFERRING = re.compile(
    rf"(?:{_HAND}|{_TELL}) (?:it|them|those|these|that|a (?:photo|picture|screenshot)(?: of (?:it|them))?) "
    rf"(?:over )?(?:(?:to|with) )?(?:{_US}|here\b|in (?:this|a) )"
)
_WARNING = re.compile(
    r"\b(?:never|not|no|nobody|none|cannot|can't|don't|doesn't|won't|isn't|aren't|shouldn't|mustn't|wouldn't|needn't|nor"
    r"|neither|without|avoid|refuse|beware|careful|scam\w*|fraud\w*|thie\w+|fake\w*|impersonat\w+|phishing|pretend\w*|claim\w*"
    r"|anyone|anybody|someone|somebody|whoever|everyone who|people who|strangers?|they|he|she|asks|asked|instead of|rather than)\b"
)
_NO_WARNING = re.compile(
    r"\b(?:(?:do not|don't|dont|no need to) (?:worry|hesitate|panic|be afraid|be shy|forget)|no (?:worries|problem)|not sure"
    r"|why not|if not|can you not|cannot (?:\w+ ){1,6}(?:without|unless|until)|can't (?:\w+ ){1,6}(?:without|unless|until)"
    r"|not (?:\w+ ){1,4}(?:without|unless|until)|never mind)\b"
)
_EXCEPT = re.compile(rf"\b(?:except|unless it is|other than|but only|apart from)(?: to| with| for)? {_US}")
_TURN = re.compile(r"\b(?:but|however|instead|just|please|so|then|simply|kindly|now|only)\b|[:：—]| - ")
_SENTENCE = re.compile(r"(?:[^.!?;\n。！？；]|\.(?=\w))+[!?！？]?")


def asks_for_secret(text: str) -> str | None:
    """The words that ask, to be shown to their author; None where nothing asks."""
    lower = re.sub(r"[*_`]+", "", fold(text).text.lower().replace("’", "'"))
    mentioned = False
    for sentence in _SENTENCE.findall(lower):
        for request in _english(sentence, mentioned=mentioned):
            return request
        for request in _chinese(sentence):
            return request
        mentioned = mentioned or re.search(_SECRET, sentence) is not None
    return None


def _english(sentence: str, *, mentioned: bool) -> Iterator[str]:
    patterns = (*_REQUESTS, _REFERRING) if mentioned else _REQUESTS
    for pattern in patterns:
        for request in pattern.finditer(sentence):
            if _EXCEPT.search(sentence) or not _is_warning(sentence, request):
                yield request.group().strip()


def _is_warning(sentence: str, request: re.Match[str]) -> bool:
    """Whether a "never" or somebody else who asks stands before the verb, with no "but please" between them."""
    before = _NO_WARNING.sub(" ", sentence[: request.start()])
    turns = list(_TURN.finditer(before))
    part = before[turns[-1].end() :] if turns else before
    return _WARNING.search(part) is not None or _WARNING.search(_NO_WARNING.sub(" ", request.group())) is not None


_SECRET_ZH = (
    r"(?:助[记記][词詞]|[恢复復备備]{2}(?:短[语語]|[词詞]|密[语語])|[种種]子(?:短[语語]|[词詞]|密[语語])?|[私密秘][钥鑰匙]匙?|keystore|密[码碼]|口令|[验驗][证證][码碼]"
    r"|校[验驗][码碼]|[动動][态態][码碼]|谷歌[码碼]|pin\s*[码碼]|(?:12|15|18|24|十二|十五|十八|二十四)\s*[个個]?\s*(?:英文)?(?:[单單][词詞]|[词詞]|字))"
)
_HAND_ZH = r"(?:[发發](?:送|[给給]|到|[过過][来來]|一下|下)?|提供|告[诉訴知]|提交|私[发發信聊]|交[给給]|分享|上[传傳]|出示|[报報](?:上|一下|[给給])|[给給]出|[转轉][发發]|回[复復]|[给給])"
_ENTER_ZH = r"(?:[输輸]入|填[写寫入]|[贴貼]|粘[贴貼]|[写寫]|导入|導入|[验驗][证證]|[确確][认認]|打)"
_US_ZH = r"(?:我[们們]?|客服|管理[员員]|工作人[员員]|[团團][队隊]|[专專][员員]|技[术術]|人工)"
_HERE_ZH = r"(?:[这這][里裡]|此[处處]|下[面方]|以下|本[页頁群]|群[里裡]|(?:[这這该該])?[个個]?(?:[链鏈鍊][接結结]|[网網][址站页頁]|表[单單格]|[页頁]面|[对對][话話]框?|[会會][话話]|聊天)|https?:|www\.)"
_ASK_ZH = (
    r"(?:[请請]|麻[烦煩]|[烦煩]|[劳勞][驾駕]|需要|必[须須]|可以|能否|能不能|方便|快|把|[将將]|直接|先|[帮幫]忙|要)"
)
_GAP_ZH = r"[^。！？；\n]{0,14}?"

_REQUESTS_ZH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ASK_ZH}[^。！？；，,\n]{{0,8}}?{_HAND_ZH}(?!您的?邮|你)[^。！？；，,\n]{{0,10}}?{_SECRET_ZH}",
        rf"(?:把|[将將]|您的?|你的?){_GAP_ZH}{_SECRET_ZH}{_GAP_ZH}{_HAND_ZH}",
        rf"{_HAND_ZH}{_US_ZH}{_GAP_ZH}{_SECRET_ZH}",
        rf"{_SECRET_ZH}{_GAP_ZH}{_HAND_ZH}{_GAP_ZH}(?:{_US_ZH}|[过過][来來]|{_HERE_ZH})",
        rf"{_HAND_ZH}(?:一下)?(?:您|你)的?{_GAP_ZH}{_SECRET_ZH}",
        rf"(?:{_HAND_ZH}|{_ENTER_ZH}){_GAP_ZH}{_SECRET_ZH}{_GAP_ZH}{_HERE_ZH}",
        rf"(?:在|到|通[过過]|[点點][击擊开開]){_GAP_ZH}{_HERE_ZH}{_GAP_ZH}(?:{_HAND_ZH}|{_ENTER_ZH}){_GAP_ZH}{_SECRET_ZH}",
        rf"{_US_ZH}{_GAP_ZH}(?:需要|要|想|得)(?:知道|看|核[对對实實])?[^。！？；，,\n]{{0,6}}?(?:您|你){_GAP_ZH}{_SECRET_ZH}",
        rf"(?:您|你)的?{_SECRET_ZH}是(?:多少|什[么麼]|[啥])",
        rf"(?:[验驗][证證]|激活|同步|[认認][证證]|校[验驗])(?:一下)?(?:您|你)的?[钱錢]包(?!地址)",
    )
)
_WARNING_ZH = re.compile(
    r"不要|不[会會]|[绝絕]不|切[勿莫]|[请請]勿|勿|别|別|[从從]不|永不|[永决決]不|不得|不能|不可|不[应應該该]|[无無]需|不需|不必|任何人|有人|谁|誰|[诈詐][骗騙]"
    r"|[骗騙]子|凡是|冒充|自[称稱]|假[冒的]|一旦|如果(?:您|你)?(?:已|曾)|已[经經]|都是|避免|防止|以免|[没沒]有人|索[要取]|他[们們]|[对對]方|不[发發给給提告]"
)
_NO_WARNING_ZH = re.compile(
    r"别担心|別擔心|不要[担擔]心|不用[担擔]心|不要[着著]急|别急|別急|不要[紧緊]|别忘|別忘|不要忘"
)
_EXCEPT_ZH = re.compile(rf"除了?{_US_ZH}|除了?官方")
_TURN_ZH = re.compile(r"但是?|不[过過]|只[需要能有]|而是|[请請](?!勿|不|[别別切务務])|[：:]")


def _chinese(sentence: str) -> Iterator[str]:
    for pattern in _REQUESTS_ZH:
        for request in pattern.finditer(sentence):
            before = _NO_WARNING_ZH.sub("", sentence[: request.start()])
            turns = list(_TURN_ZH.finditer(before))
            part = before[turns[-1].end() :] if turns else before
            warned = _WARNING_ZH.search(part) or _WARNING_ZH.search(_NO_WARNING_ZH.sub("", request.group()))
            if _EXCEPT_ZH.search(sentence) or not warned:
                yield request.group().strip()
