"""The methods of the Bot API by their names; each takes the world and the parameters and returns the result's JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.kit.telegram.methods import albums, chats, copies, edits, sending, topics, webhooks
from tests.kit.telegram.params import Params
from tests.kit.telegram.world import World

Method = Callable[[World, Params], Any]

TABLE: dict[str, Method] = {
    **sending.METHODS,
    **albums.METHODS,
    **copies.METHODS,
    **edits.METHODS,
    **topics.METHODS,
    **chats.METHODS,
    **webhooks.METHODS,
}
BY_LOWER_NAME = {name.lower(): name for name in (*TABLE, "getUpdates")}
"""Telegram does not care how a method's name is capitalized."""
