"""Effects -> outbox rows: who carries what, where to, in which pieces.

What a row says is plain JSON; each carrier's module documents how it shows it. A line that reaches a user or shows up
on a desk is named by its key, so that later edits, deletions and emoji find its copies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from conversation.change import OutboxRow, RowKind
from conversation.delivery import RowState
from conversation.effects import Alert, Edit, Effect, Erase, Mark, OpenDesk, Relay, Say, Tell
from conversation.model import Address, Choice, Conversation, Waiting, WithOperator
from conversation.ports import Channel, Desk
from conversation.texts import Texts
from handoff.model import FileRef

Payload = dict[str, Any]

NOWHERE_ELSE: Mapping[str, Address] = MappingProxyType({})
CROWD = "crowd"
"""The lane of newcomers who came at once, at each desk."""


@dataclass(frozen=True, slots=True)
class Carriers:
    """Who there is to send: `channels` push to users, by carrier; `desks` show conversations to operators.

    A channel that is read by its users, such as the web, is not among them and needs no rows.
    """

    channels: Mapping[str, Channel] = field(default_factory=dict)
    desks: Sequence[Desk] = ()


def rows(
    effects: Iterable[Effect],
    conversation: Conversation,
    carriers: Carriers,
    now: int,
    origin: str = "",
    *,
    texts: Texts,
    stands: Mapping[str, Address] = NOWHERE_ELSE,
) -> tuple[OutboxRow, ...]:
    """The rows of one decision. `origin` is the carrier of the desk that shows the event already.

    `stands` tells by key of lines that stand at another address of the person than where they wrote last.
    """
    maker = _Maker(conversation, now, texts)
    address = conversation.address
    channel = carriers.channels.get(f"{address.channel}:{address.account}")
    desks = () if address.user else carriers.desks  # what happens in public is no desk's work
    placeless = isinstance(conversation.stage, Waiting) and conversation.stage.crowd
    found: list[OutboxRow] = []
    for effect in effects:
        if (at := _place_of(effect, stands)) is not None:
            found += _elsewhere(maker, effect, at, carriers)
        elif channel is not None:
            found += maker.to_user(effect, channel)
        payload = maker.for_desks(effect)
        if payload is not None and (isinstance(effect, Alert) or not placeless):
            everywhere = isinstance(effect, OpenDesk | Alert | Tell)
            found += [maker.desk_row(effect, payload, desk) for desk in desks if everywhere or desk.carrier != origin]
    return tuple(found)


def _place_of(effect: Effect, stands: Mapping[str, Address]) -> Address | None:
    """Where this belongs, if not where the person wrote last."""
    match effect:
        case Say(at=at):
            return at
        case Erase(message=message) | Edit(to="user", message=message) | Mark(to="user", message=message):
            return stands.get(message)
        case _:
            return None


def _elsewhere(maker: _Maker, effect: Effect, at: Address, carriers: Carriers) -> Iterator[OutboxRow]:
    """What is said, or changes, at another address of the same person."""
    channel = carriers.channels.get(f"{at.channel}:{at.account}")
    if channel is not None:
        there = replace(maker, conversation=replace(maker.conversation, address=at))
        yield from there.to_user(effect, channel)


_DESK_KINDS: Mapping[type[Effect], RowKind] = {
    OpenDesk: "open", Alert: "alert", Tell: "tell", Relay: "relay", Say: "relay", Edit: "edit", Mark: "mark",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the rows of one conversation at one moment (epoch ms)."""

    conversation: Conversation
    now: int
    texts: Texts

    def to_user(self, effect: Effect, channel: Channel) -> Iterator[OutboxRow]:
        """What the user's platform is asked to do; what it cannot do is said in another way, or left out."""
        able = channel.capabilities
        match effect:
            case Relay(to="user", by="mention"):
                yield self._beckon(effect, channel)
            case Say() | Relay(to="user"):
                yield from self._pieces(effect, channel)
            case Edit(key, to="user", message=message, sender=sender) if not able.edits:
                words = self.texts.text("edited_instead", self.conversation.language, text=effect.text)
                yield from self._pieces(Relay(key, "user", sender, words, message=message), channel)
            case Edit(to="user", message=message):
                pieces = list(channel.split(effect.text))
                payload = {"message": message, "pieces": pieces, "text": effect.text, "sender": effect.sender}
                yield replace(self._user_row(effect.key, "edit", payload, channel), shows=message)
            case Erase(message=message) if able.deletions:
                yield self._user_row(effect.key, "erase", {"message": message}, channel)
            case Mark(to="user", message=message, emoji=emoji) if able.reactions:
                yield self._user_row(effect.key, "mark", {"message": message, "emoji": emoji}, channel)
            case _:
                pass

    def _beckon(self, effect: Relay, channel: Channel) -> OutboxRow:
        """A word in public that somebody should come.

        Nothing of the line goes with it, and it is not linked to the line: what that reads later is not for all to see.
        """
        payload: Payload = {"text": "", "reply_to": None, "sender": effect.sender, "files": [], "media": []}
        payload |= {"message": effect.line, "by": effect.by}
        return self._user_row(f"{effect.key}:0", "relay", payload, channel)

    def _pieces(self, effect: Say | Relay, channel: Channel) -> Iterator[OutboxRow]:
        """One row a piece: what it answers belongs to the first, buttons, pictures and files to the last."""
        offered = effect.choices if isinstance(effect, Say) else ()
        able = channel.capabilities
        listed = len(offered) > able.choices
        media = _media(effect, self.conversation.language) if able.media else []
        files = effect.files if isinstance(effect, Relay) else ()
        text = effect.text if able.files else self._with_names(effect.text, files)
        pieces = channel.split(_with_list(text, offered) if listed else text)
        for n, piece in enumerate(pieces):
            last = n == len(pieces) - 1
            payload: Payload = {"text": piece, "reply_to": effect.reply_to if n == 0 else None}
            if isinstance(effect, Relay):
                payload |= {"sender": effect.sender, "files": _files(files) if last and able.files else []}
                payload |= {"media": media if last else []}
                payload |= {"by": effect.by} if effect.by else {}
                row = self._user_row(f"{effect.key}:{n}", "relay", payload, channel)
                yield replace(row, message_key=effect.line)
            else:
                shown = offered if last and not listed else ()
                choices = [{"id": choice.id, "label": choice.label} for choice in shown]
                payload |= {"choices": choices, "media": media if last else [], "entry": effect.entry}
                row = self._user_row(f"{effect.key}:{n}", "say", payload, channel)
                yield replace(row, message_key=effect.key)

    def _with_names(self, text: str, files: tuple[FileRef, ...]) -> str:
        """The text and what cannot come with it."""
        language = self.conversation.language
        return "\n".join([text, *(self.texts.text("file_elsewhere", language, name=file.name) for file in files)])

    def for_desks(self, effect: Effect) -> Payload | None:
        """What the desks are told of this effect, None where it does not concern them."""
        about: Payload = {"number": self.conversation.number, "name": self.conversation.contact.name}
        match effect:
            case OpenDesk():
                return about
            case Alert():
                return about | _rung(effect)
            case Tell():
                told = {"text": effect.text, "retry": effect.retry, "detours": list(effect.detours)}
                return about | told | {"rings": list(effect.rings)}
            case Relay(to="user", message=str()):
                return None  # it goes out again; the desks have it
            case Relay():
                line = self._line(effect) | {"sender": effect.name or effect.sender, "author": _author(effect)}
                return about | line | {"suggested": _suggested(effect)}
            case Say(kind="answer") if isinstance(self.conversation.stage, Waiting | WithOperator):
                return about | self._line(effect) | {"sender": "", "author": "bot"}
            case Edit():
                line = {"message": effect.message, "text": effect.text, "sender": effect.name or effect.sender}
                return about | line | {"author": _author(effect), "deleted": effect.deleted}
            case Mark(to="desk"):
                return about | {"message": effect.message, "emoji": effect.emoji}
            case _:
                return None

    def _line(self, effect: Say | Relay) -> Payload:
        files = _files(effect.files) if isinstance(effect, Relay) else []
        return {"text": effect.text, "files": files, "reply_to": effect.reply_to, "at": self.now}

    def desk_row(self, effect: Effect, payload: Payload, desk: Desk) -> OutboxRow:
        crowd = isinstance(effect, Alert) and effect.crowd  # what shares one line is joined to one message
        return OutboxRow(
            key=f"{effect.key}:{desk.carrier}",
            lane=f"{desk.carrier}|{CROWD if crowd else self.conversation.id}",
            carrier=desk.carrier,
            target=desk.place,
            conversation=self.conversation.id,
            kind=_DESK_KINDS[type(effect)],
            payload=payload,
            state=RowState.READY,
            due=self.now,
            shows=_shown(effect),
        )

    def _user_row(self, key: str, kind: RowKind, payload: Payload, channel: Channel) -> OutboxRow:
        address = self.conversation.address.key
        return OutboxRow(
            key=f"{key}:{channel.carrier}",
            lane=f"{channel.carrier}|{address}",
            carrier=channel.carrier,
            target=address,
            conversation=self.conversation.id,
            kind=kind,
            payload=payload,
            state=RowState.READY,
            due=self.now,
        )


def _with_list(text: str, choices: Sequence[Choice]) -> str:
    """The text with its choices below it, for a platform that has no buttons for them."""
    return "\n".join([text, "", *(f"{n}. {choice.label}" for n, choice in enumerate(choices, 1))])


def _shown(effect: Effect) -> str | None:
    """The line that a desk row shows, or asks about."""
    match effect:
        case Relay():
            return effect.line
        case Say(key=key):
            return key
        case Tell(retry=line):
            return line
        case _:
            return None


def _rung(effect: Alert) -> Payload:
    about = {"tier": effect.tier, "reason": str(effect.reason), "priority": str(effect.priority), "team": effect.team}
    return about | {"rings": list(effect.rings), "loud": effect.loud, "crowd": effect.crowd}


def _suggested(effect: Relay) -> list[Payload]:
    return [{"entry": one.entry, "confidence": one.confidence, "faq": one.faq} for one in effect.suggested]


def _author(effect: Relay | Edit) -> str:
    return "user" if effect.to == "desk" else "operator"


def _media(effect: Say | Relay, language: str) -> list[dict[str, str]]:
    found = []
    for media in effect.media:
        kind, source = ("image", media.image) if media.image else ("video", media.video)
        if source:
            found.append({kind: source, "alt": media.alt.get(language) or next(iter(media.alt.values()), "")})
    return found


def _files(files: tuple[FileRef, ...]) -> list[dict[str, object]]:
    return [{"id": file.id, "name": file.name, "mime": file.mime, "size": file.size} for file in files]
