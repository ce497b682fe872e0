"""How secrets are asked for in Chinese. Patterns are in simplified characters; text is brought there first."""

from __future__ import annotations

import re

_SIMPLER = str.maketrans(
    "記詞復備種語鑰碼驗證校動態個單發給過來訴聯傳報轉輸寫貼導認們員團隊專術這裡該鏈鍊結網頁對話會請煩勞駕須將幫點擊開"
    "錢絕別從決應無誰詐騙稱經沒萬擔著緊務臉圖復實麼為讓",
    "记词复备种语钥码验证校动态个单发给过来诉联传报转输写贴导认们员团队专术这里该链链结网页对话会请烦劳驾须将帮点击开"
    "钱绝别从决应无谁诈骗称经没万担着紧务脸图复实么为让",
)

_NOUN = (
    r"(?:助记词|(?:恢复|备份)(?:短语|词|密语|单词)|种子(?:短语|词|密语)?|[私密秘]钥匙?|keystore|密码|口令|验证码|校验码"
    r"|动态码|谷歌码|pin\s*码|(?:12|15|18|24|十二|十五|十八|二十四)\s*个?\s*(?:英文)?(?:单词|词|字))"
)
_HAND = (
    r"(?:发(?:送|给|到|过来|来|一下|下)?|提供|告[诉知]|提交|私[发信聊]|交给|分享|上传|出示|报(?:上|一下|给)|给出|转发"
    r"|回复|说(?:一下|下)|念|给)"
)
_ENTER = r"(?:输入|填[写入]|粘?贴|写|导入|验证|确认|打)"
_US = r"(?:我们?|客服|管理员|工作人员|团队|专员|技术|人工)"
_HERE = (
    r"(?:这里|此处|下[面方]|以下|本[页群]|群里|[这该]?个?(?:链接|网[址站页]|表[单格]|页面|对话框?|会话|聊天)"
    r"|https?:|www\.)"
)
_ASK = r"(?:请|麻烦|烦|劳驾|需要|必须|可以|能否|能不能|方便|快|把|将|直接|先|帮忙|要)"
_GAP = r"[^。！？；\n]{0,14}?"

_REQUESTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ASK}[^。！？；，,\n]{{0,8}}?{_HAND}(?!你)[^。！？；，,\n]{{0,10}}?{_NOUN}",
        rf"(?:把|将|[您你]的?){_GAP}{_NOUN}{_GAP}{_HAND}",
        rf"{_HAND}{_US}{_GAP}{_NOUN}",
        rf"{_NOUN}{_GAP}{_HAND}{_GAP}(?:{_US}|过来|{_HERE})",
        rf"{_HAND}(?:一下)?[您你]的?{_GAP}{_NOUN}",
        rf"(?:{_HAND}|{_ENTER}){_GAP}{_NOUN}{_GAP}{_HERE}",
        rf"(?:在|到|通过|点[击开]|打开|访问|进入){_GAP}{_HERE}{_GAP}(?:{_HAND}|{_ENTER}){_GAP}{_NOUN}",
        rf"(?:https?:|www\.)[^\s，。]*[\s，]*[^。！？；\n]{{0,20}}?{_ENTER}{_GAP}{_NOUN}",
        rf"{_US}{_GAP}(?:需要|要|想|得)(?:知道|看|核[对实])?[^。！？；，,\n]{{0,6}}?[您你]{_GAP}{_NOUN}",
        rf"[您你]的?[^。！？；，,\n]{{0,4}}{_NOUN}是(?:多少|什么|啥)",
        r"(?:验证|激活|同步|认证|校验)(?:一下)?[您你]的?钱包(?!地址)",
    )
)
_WARNING = re.compile(
    r"不要|不会|绝不|切[勿莫]|请?勿|别|从不|永不|[永决]不|不得|不能|不可|不[应该]|无需|不需|不必|任何人|有人|谁|诈骗|骗子"
    r"|凡是|冒充|自称|假[冒的]|一旦|如果[您你]?(?:已|曾)|已经|都是|避免|防止|以免|没有人|索[要取]|他们|对方|不[发给提告]"
)
_NO_WARNING = re.compile(r"别担心|不[要用]担心|不要着急|别急|不要紧|别忘|不要忘")
_EXCEPT = re.compile(rf"除了?(?:{_US}|官方)")
_TURN = re.compile(r"但是?|不过|只[需要能有]|而是|请(?!勿|不|别|切|务)|[：:]")


def request_in(sentence: str) -> str | None:
    """The words of a lower-case sentence that ask, in simplified characters."""
    simple = sentence.translate(_SIMPLER)
    for pattern in _REQUESTS:
        for request in pattern.finditer(simple):
            if _EXCEPT.search(simple) or not _is_warning(simple, request):
                return request.group().strip()
    return None


def _is_warning(sentence: str, request: re.Match[str]) -> bool:
    """Whether a "never" or somebody else who asks stands before the verb, with no "but please" between them."""
    before = _NO_WARNING.sub("", sentence[: request.start()])
    turns = list(_TURN.finditer(before))
    part = before[turns[-1].end() :] if turns else before
    return _WARNING.search(part) is not None or _WARNING.search(_NO_WARNING.sub("", request.group())) is not None
