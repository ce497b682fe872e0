"""The commands that Discord offers while somebody types a slash, or opens a message's menu."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord import calls
from adapters.discord.api import TROUBLE, Api, Json
from conversation.ports import Staff
from conversation.texts import Texts

log = logging.getLogger(__name__)

SETTING = "discord:commands:{application}"
"""The setting with what is registered: a JSON object from the server's id ("" for everywhere) to a hash."""

ANSWER, TAKE = "Answer from FAQ", "Take to desk"
"""The commands in a message's menu."""

LONGEST = 100
"""Characters of a description."""
MOST_CHOICES = 25
_TYPED, _ON_A_MESSAGE = 1, 3
_TEXT = 3
_IN_SERVERS, _WITH_THE_BOT = 0, 1
_MANAGE_MESSAGES = str(1 << 13)
_LOCALES: Mapping[str, tuple[str, ...]] = {
    "en": ("en-US", "en-GB"),
    "es": ("es-ES", "es-419"),
    "pt": ("pt-BR",),
    "sv": ("sv-SE",),
    "zh": ("zh-CN", "zh-TW"),
}
"""What Discord calls languages, where that is not their code."""
_PLAIN = frozenset({
    "bg", "cs", "da", "de", "el", "fi", "fr", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "ro",
    "ru", "th", "tr", "uk", "vi",
})  # fmt: skip

Option = tuple[str, str]
"""The name of an argument, and the key of the sentence that describes it; one that ends in a question mark may be left
out."""
_EVERYBODY: Mapping[str, Option | None] = {
    "ask": ("question", "option_question"),
    "help": None,
    "start": None,
    "human": None,
    "status": None,
    "language": ("code", "option_code"),
    "verify": ("code", "option_verify"),
    "link": ("code?", "option_link"),
    "unlink": None,
}
_DESK: Mapping[str, Option | None] = {
    "claim": ("number?", "option_claimed"),
    "release": None,
    "resolve": ("after?", "option_after"),
    "reopen": None,
    "note": ("text", "option_text"),
    "faq": ("words", "option_words"),
    "transfer": ("to", "option_to"),
    "reply": ("text", "option_text"),
    "delete": None,
    "snippet": ("name?", "option_name"),
    "snooze": ("span", "option_span"),
    "merge": ("number", "option_number"),
    "teach": ("words", "option_words"),
    "who": None,
    "block": None,
    "unblock": None,
    "mute": ("span", "option_span"),
    "unmute": None,
}


@dataclass(frozen=True, slots=True)
class Commands:
    """For everybody, everywhere; and for operators, in the desk's server only."""

    everybody: Sequence[Json] = ()
    desk: Sequence[Json] = ()


def commands(texts: Texts) -> Commands:
    """As Discord takes them. The sentences are those in force; the names are the same in every language."""
    everybody = [_typed(texts, name, option) for name, option in _EVERYBODY.items()]
    everywhere = {"contexts": [_IN_SERVERS, _WITH_THE_BOT], "integration_types": [0]}
    desk = [_typed(texts, name, option) for name, option in _DESK.items()]
    desk += [{"type": _ON_A_MESSAGE, "name": name} for name in (ANSWER, TAKE)]
    return Commands(
        [{**command, **everywhere} for command in everybody],
        [{**command, "default_member_permissions": _MANAGE_MESSAGES} for command in desk],
    )


def _typed(texts: Texts, name: str, option: Option | None) -> dict[str, Any]:
    found = {"type": _TYPED, "name": name, **_described(texts, f"menu_{name}")}
    if option is not None:
        word, needed = option[0].removesuffix("?"), not option[0].endswith("?")
        argument = {"type": _TEXT, "name": word, "required": needed, **_described(texts, option[1])}
        if name == "language":
            argument["choices"] = [
                {"name": texts.text("language_name", code)[:LONGEST], "value": code}
                for code in texts.languages[:MOST_CHOICES]
            ]
        found["options"] = [argument]
    return found


def _described(texts: Texts, key: str) -> dict[str, Any]:
    """In the first language, and in the others by Discord's names of them."""
    others = {
        locale: texts.text(key, language)[:LONGEST]
        for language in texts.languages[1:]
        for locale in _LOCALES.get(language, (language,) if language in _PLAIN else ())
    }
    return {"description": texts.text(key, texts.languages[0])[:LONGEST], "description_localizations": others}


async def sync(api: Api, staff: Staff, wanted: Commands, server: str) -> None:
    """Registers what differs from what was registered last; `server` is the desk's (empty: there is none).

    A failure costs convenience only, so it is logged and nothing else.
    """
    setting = SETTING.format(application=api.application)
    kept = await staff.setting(setting)
    before: dict[str, str] = json.loads(kept) if kept else {}
    scopes = {"": wanted.everybody} | ({server: wanted.desk} if server else {})
    for scope in before.keys() - scopes.keys():
        scopes[scope] = ()
    done = dict(before)
    for scope, commands_there in scopes.items():
        digest = _digest(commands_there)
        if before.get(scope, _digest(())) == digest:
            continue
        try:
            await calls.put_commands(api, scope, commands_there)
            done[scope] = digest
        except TROUBLE as error:
            log.warning(
                "the commands were not registered; it is tried again with the next connection: %s",
                type(error).__name__,
                extra={"server": scope or "everywhere"},
            )
    done = {scope: digest for scope, digest in done.items() if digest != _digest(())}
    if done != before:
        await staff.put_setting(setting, json.dumps(done))


def _digest(found: Sequence[Json]) -> str:
    return hashlib.sha256(json.dumps(list(found), sort_keys=True).encode()).hexdigest()
