"""Methods that say where updates go."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.kit.telegram.errors import BY_SET_WEBHOOK, bad
from tests.kit.telegram.model import Json
from tests.kit.telegram.params import Params
from tests.kit.telegram.updates import Webhook
from tests.kit.telegram.world import World


def ask_for(world: World, params: Params) -> None:
    """`allowed_updates`: kept until it is said anew; an empty list means the usual kinds."""
    kinds = params.json("allowed_updates", "can't parse allowed_updates JSON object")
    if kinds is not None:
        world.queue.ask_for(kinds)


def set_webhook(world: World, params: Params) -> bool:
    """`setWebhook`; plain http is fine on loopback, where tests are."""
    url = params.text("url") or ""
    if url and not re.match(r"https://|http://(127\.0\.0\.1|localhost)\b", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token") or ""
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad("secret token contains unallowed characters")
    ask_for(world, params)
    if params.flag("drop_pending_updates"):
        world.queue.pending = []
    world.queue.webhook = Webhook(url, secret, params.integer("max_connections") or 40)
    if url:
        world.queue.end_poll(BY_SET_WEBHOOK)
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """`deleteWebhook`."""
    if params.flag("drop_pending_updates"):
        world.queue.pending = []
    world.queue.webhook = Webhook()
    return True


def get_webhook_info(world: World, params: Params) -> Json:
    """`getWebhookInfo`."""
    hook = world.queue.webhook
    shown: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue.pending),
    }
    if hook.url:
        shown |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.errors:
        shown |= {"last_error_date": hook.errors[-1][0], "last_error_message": hook.errors[-1][1]}
    if world.queue.allowed is not None:
        shown["allowed_updates"] = sorted(world.queue.allowed)
    return shown


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
