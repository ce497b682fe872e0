"""Methods that write a message again somewhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.kit.telegram.errors import bad
from tests.kit.telegram.methods.places import caption_of, markup_of, place
from tests.kit.telegram.methods.sending import deliver
from tests.kit.telegram.model import Json, Message
from tests.kit.telegram.params import Params
from tests.kit.telegram.shapes import message_json, user_json
from tests.kit.telegram.world import World

TIES = frozenset({"media_group_id", "forward_origin", "via_bot", "sender_chat", "is_automatic_forward"})
"""What belongs to the message and not to its content."""


def source(world: World, params: Params, verb: str) -> Message:
    """The message to write again."""
    chat = world.open_chat(params.values.get("from_chat_id", ""))
    found = chat.message(params.integer("message_id") or 0)
    if found is None:
        raise bad(f"message to {verb} not found")
    if found.service:
        raise bad(f"the message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return found


def again(message: Message) -> Json:
    """The fields of its content."""
    body = {name: value for name, value in message.body.items() if name not in TIES}
    return {
        "kind": message.kind,
        "text": message.text,
        "entities": list(message.entities),
        "files": list(message.files),
        "body": body,
    }


def copy_message(world: World, params: Params) -> Json:
    """`copyMessage`."""
    where = place(world, params)
    content = again(source(world, params, "copy"))
    if "caption" in params.values and content["kind"] != "text":
        content["text"], content["entities"] = caption_of(params)
    return {"message_id": deliver(world, where, markup_of(params), **content).id}


def forward_message(world: World, params: Params) -> Json:
    """`forwardMessage`."""
    where = place(world, params)
    original = source(world, params, "forward")
    content = again(original)
    content["body"]["forward_origin"] = original.body.get("forward_origin") or {
        "type": "user",
        "sender_user": user_json(original.sender),
        "date": original.date,
    }
    return message_json(deliver(world, where, None, **content))


METHODS: dict[str, Callable[[World, Params], Any]] = {"copyMessage": copy_message, "forwardMessage": forward_message}
