"""`sendMediaGroup`: an album is a row of messages that share a mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.kit.telegram.errors import bad
from tests.kit.telegram.files import media_json
from tests.kit.telegram.methods.places import caption_of, place
from tests.kit.telegram.methods.sending import deliver, received
from tests.kit.telegram.model import Json
from tests.kit.telegram.params import Params
from tests.kit.telegram.shapes import message_json
from tests.kit.telegram.world import World

MOST = 10
KINDS = frozenset({"photo", "video", "document", "audio"})


def send_media_group(world: World, params: Params) -> list[Json]:
    """`sendMediaGroup`."""
    where = place(world, params)
    items = params.json("media", "can't parse media JSON object")
    check(items)
    prepared = []
    for item in items:
        text, entities = caption_of(Params(item))
        files = received(world, params, item["type"], item.get("media"))
        prepared.append({"kind": item["type"], "text": text, "entities": entities, "files": files})
    mark = {"media_group_id": world.new_media_group()} if len(prepared) > 1 else {}
    sent = [deliver(world, where, None, **fields, body=media_json(fields["files"]) | mark) for fields in prepared]
    return [message_json(message) for message in sent]


def check(items: Any) -> None:
    """Whether these make an album."""
    if not items or not isinstance(items, list):
        raise bad("there are no messages to send")
    if len(items) > MOST:
        raise bad("too many messages to send as an album")
    kinds = {item.get("type") if isinstance(item, dict) else None for item in items}
    if not kinds <= KINDS:
        raise bad("can't parse InputMedia: wrong type")
    for kind in ("audio", "document"):
        if kind in kinds and len(kinds) > 1:
            raise bad(f"{kind.capitalize()} can't be mixed with other media types")


METHODS: dict[str, Callable[[World, Params], Any]] = {"sendMediaGroup": send_media_group}
