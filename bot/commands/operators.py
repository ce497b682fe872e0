"""`frontdesk operators`: staff, before the first start and beside a running desk."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from typing import get_args

from bot.commands import options as common
from bot.config import Config
from console.invitations import acceptable_name, invite, is_invited, revoke
from conversation.ports import NameTaken, Staff, Ways
from handoff.model import Operator, Role
from handoff.roster import alike
from safety.tokens import hash_token
from storage.database import open_store

TOKEN_BYTES = 32
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")  # letters to Unicode, empty space to the eye


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The four verbs."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="add somebody")
    add.add_argument("--role", choices=get_args(Role), default="operator", help="default: operator")
    add.add_argument("--token", action="store_true", help="make a token for the API and print nothing else")
    link = verbs.add_parser("link", help="set somebody's Telegram or Discord id, or what users call them")
    remove = verbs.add_parser("remove", help="take away every way in, at once")
    for verb in (add, link):
        verb.add_argument("--telegram", type=_platform_id, metavar="ID", help="their numeric user id on Telegram")
        verb.add_argument("--discord", type=_platform_id, metavar="ID", help="their numeric user id on Discord")
    add.add_argument("--alias", type=_alias, default="", metavar="NAME", help="what users call them instead of NAME")
    link.add_argument("--alias", type=_alias, metavar="NAME", help="what users call them; '' for their own name again")
    for verb in (add, link, remove):
        verb.add_argument(
            "name", type=_name, metavar="NAME", help="what colleagues see, and users unless there is an alias"
        )
    listing = verbs.add_parser("list", help="show everybody")
    listing.add_argument("--json", action="store_true", help="print JSON")
    for verb in (add, link, remove, listing):
        common.add(verb, database=True)


def run(options: argparse.Namespace) -> int:
    """0, or 1 with words when it cannot be done."""
    config = common.config(options)
    verb = {"add": _add, "link": _link, "list": _list, "remove": _remove}[options.verb]
    return asyncio.run(_with_staff(config, lambda staff: verb(staff, options, config)))


async def _with_staff(config: Config, act: Callable[[Staff], Awaitable[int]]) -> int:
    async with open_store(config.database, exclusive=False, clock_now=_now) as database:
        return await act(database.staff)


async def _add(staff: Staff, options: argparse.Namespace, config: Config) -> int:
    operator = Operator(options.name, options.role, options.telegram, options.discord, alias=options.alias)
    token = secrets.token_urlsafe(TOKEN_BYTES) if options.token else None
    try:
        await staff.add(operator, token_hash=None if token is None else hash_token(token))
    except NameTaken as taken:
        if taken.name != operator.name or alike(taken.holder) != alike(operator.name):
            return _no_second(taken)
        return _no(
            f"there is an operator '{taken.holder}' already; choose another name. For a new password, see Staff in "
            "the console; for Telegram and Discord ids, operators link"
        )
    if token is not None:
        print(token)
        return common.FINE
    path = await invite(staff, operator.name, _now())
    print(f"added {operator.name} ({operator.role}). This link sets their password; it works once, within a day:")
    print(_address(config) + path)
    if not config.web.public_url:
        print("(If Frontdesk runs at another address, put that one in front of /console.)")
    return common.FINE


async def _link(staff: Staff, options: argparse.Namespace, _: Config) -> int:
    ids = (options.telegram, options.discord)
    if ids == (None, None) and options.alias is None:
        print("frontdesk: say what to link, with --telegram ID, --discord ID or --alias NAME", file=sys.stderr)
        return common.WRONG_USAGE
    try:
        if options.alias is not None and not await staff.set_alias(options.name, options.alias):
            return _no_such(options.name)
    except NameTaken as taken:
        return _no_second(taken)
    if ids != (None, None) and not await staff.link(options.name, telegram=options.telegram, discord=options.discord):
        return _no_such(options.name)
    print(f"linked {options.name}")
    return common.FINE


async def _list(staff: Staff, options: argparse.Namespace, _: Config) -> int:
    everybody, ways, now = await staff.all(), await staff.ways(), _now()
    invited = {operator.name for operator in everybody if await is_invited(staff, operator.name, now)}
    if options.json:
        found = [_fields(each) | _ways_in(ways.get(each.name, Ways()), each.name in invited) for each in everybody]
        print(json.dumps(found, ensure_ascii=False))
    elif not everybody:
        print("nobody yet; add somebody with: frontdesk operators add NAME")
    for operator in () if options.json else everybody:
        ids = [f"{name} {value}" for name in ("telegram", "discord") if (value := getattr(operator, name))]
        alias = [f"users see {operator.alias}"] if operator.alias else []
        held = _ways_in(ways.get(operator.name, Ways()), operator.name in invited)
        print("  ".join([operator.name, operator.role, *ids, *alias, _held(held)]))
    return common.FINE


async def _remove(staff: Staff, options: argparse.Namespace, _: Config) -> int:
    await revoke(staff, options.name)
    if not await staff.remove(options.name):
        return _no_such(options.name)
    print(f"removed {options.name}; their tokens and sessions have ended")
    return common.FINE


def _ways_in(ways: Ways, invited: bool) -> dict[str, bool]:
    return {"password": ways.password, "invitation": invited, "token": ways.token}


def _held(ways: dict[str, bool]) -> str:
    """Those ways in that there are, in words."""
    words = {"password": "password", "invitation": "link to set a password", "token": "token"}
    held = " and ".join(words[way] for way, there in ways.items() if there)
    return {"": "no password", "token": "token only"}.get(held, held)


def _fields(operator: Operator) -> dict[str, str | None]:
    return {
        "name": operator.name,
        "role": operator.role,
        "telegram": operator.telegram,
        "discord": operator.discord,
        "alias": operator.alias or None,
    }


def _name(text: str) -> str:
    if not acceptable_name(text) or _INVISIBLE & set(text):
        raise argparse.ArgumentTypeError(
            "a name begins with a letter or digit and has at most 40 letters, digits, _ . ' -"
        )
    return text


def _alias(text: str) -> str:
    return _name(text) if text else ""


def _platform_id(text: str) -> str:
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a user id; it is a number, not the @name, which can change hands"
        )
    return text


def _no(message: str) -> int:
    print(f"frontdesk: {message}", file=sys.stderr)
    return common.FINDINGS


def _no_second(taken: NameTaken) -> int:
    return _no(
        f"'{taken.name}' reads like the name or alias of the operator '{taken.holder}', and users could not tell them "
        "apart; choose another one"
    )


def _no_such(name: str) -> int:
    return _no(f"there is no operator '{name}'; see: frontdesk operators list")


def _address(config: Config) -> str:
    web = config.web
    host = f"[{web.host}]" if ":" in web.host else web.host
    return web.public_url or f"http://{host}:{web.port}"


def _now() -> int:
    return time.time_ns() // 1_000_000
