"""Effects -> outbox rows: who carries what, where to, in which pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from conversation.change import OutboxRow, RowKind
from conversation.delivery import RowState
from conversation.effects import Alert, Effect, Relay, Say
from conversation.model import Conversation
from conversation.ports import Channel, Desk
from handoff.model import FileRef


def rows(
    effects: Iterable[Effect],
    conversation: Conversation,
    channels: Mapping[str, Channel],
    desks: Sequence[Desk],
    now: int,
) -> tuple[OutboxRow, ...]:
    """The rows of one decision. A channel that is read by its users (web) is not in `channels` and needs none."""
    address = conversation.address
    channel = channels.get(f"{address.channel}:{address.account}")
    found: list[OutboxRow] = []
    for effect in effects:
        match effect:
            case Say() | Relay(to="user"):
                if channel is not None:
                    found += _to_user(effect, conversation, channel, now)
            case Relay() | Alert():
                found += (_to_desk(effect, conversation, desk, now) for desk in desks)
            case _:
                pass
    return tuple(found)


def _to_user(effect: Say | Relay, conversation: Conversation, channel: Channel, now: int) -> Iterator[OutboxRow]:
    pieces = channel.split(effect.text)
    kind: RowKind = "say" if isinstance(effect, Say) else "relay"
    for n, piece in enumerate(pieces):
        last = n == len(pieces) - 1
        payload: dict[str, Any] = {"text": piece}
        if isinstance(effect, Relay):
            payload |= {"sender": effect.sender, "files": _files(effect.files) if last else []}
        elif last:
            payload["choices"] = [{"id": choice.id, "label": choice.label} for choice in effect.choices]
        yield OutboxRow(
            key=f"{effect.key}:{channel.carrier}:{n}",
            lane=f"{channel.carrier}|{conversation.address.key}",
            carrier=channel.carrier,
            target=conversation.address.key,
            conversation=conversation.id,
            kind=kind,
            payload=payload,
            state=RowState.READY,
            due=now,
            message_key=effect.key,
        )


def _to_desk(effect: Relay | Alert, conversation: Conversation, desk: Desk, now: int) -> OutboxRow:
    payload: dict[str, Any] = {"number": conversation.number, "name": conversation.contact.name}
    if isinstance(effect, Relay):
        payload |= {"text": effect.text, "sender": effect.sender, "files": _files(effect.files)}
    else:
        payload |= {"tier": effect.tier, "reason": str(effect.reason), "priority": str(effect.priority)}
    return OutboxRow(
        key=f"{effect.key}:{desk.carrier}",
        lane=f"{desk.carrier}|{conversation.id}",
        carrier=desk.carrier,
        target=conversation.id,
        conversation=conversation.id,
        kind="relay" if isinstance(effect, Relay) else "alert",
        payload=payload,
        state=RowState.READY,
        due=now,
    )


def _files(files: tuple[FileRef, ...]) -> list[dict[str, object]]:
    return [{"id": file.id, "name": file.name, "mime": file.mime, "size": file.size} for file in files]
