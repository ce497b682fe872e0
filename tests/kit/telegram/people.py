"""What a person does with a thumb on a screen: write, press, edit, send, react, block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Literal

from tests.kit.telegram.entities import formatted
from tests.kit.telegram.files import media_json, png
from tests.kit.telegram.methods.sending import PLAIN
from tests.kit.telegram.model import CHANNEL_POSTER, PRESENT, Account, Chat, Json, Message, Topic
from tests.kit.telegram.shapes import chat_json, message_json, reactions_json, user_json
from tests.kit.telegram.world import Press, World

FileKind = Literal["photo", "document", "video", "voice", "audio", "sticker", "animation", "video_note"]


@dataclass(eq=False, repr=False, kw_only=True)
class Person(Account):
    """Somebody with the app. Where no chat is named, it is the private one with the bot.

    Every sending verb also takes: `chat` and `topic` (a topic alone is enough), `reply_to`, `entities`,
    `forwarded_from` (a person, a chat, or a name that hides its account), `via_bot` (an inline bot),
    `as_channel` (writes in a group in the name of a channel).
    """

    world: World
    chat: Chat

    def starts(self, payload: str = "") -> Message:
        """Opens the chat with the bot, perhaps by a link with a payload."""
        return self.writes(f"/start {payload}".strip())

    def writes(self, text: str, **where: Any) -> Message:
        """A text."""
        return self._send("text", text=text, **where)

    def sends_photo(self, content: bytes | None = None, caption: str = "", **where: Any) -> Message:
        """A photo, of a picture if no bytes are given."""
        return self._file("photo", png() if content is None else content, caption, **where)

    def sends_document(
        self,
        content: bytes = b"log\n",
        name: str = "log.txt",
        mime: str = "text/plain",
        caption: str = "",
        **where: Any,
    ) -> Message:
        """A file."""
        return self._file("document", content, caption, name=name, mime=mime, **where)

    def sends_voice(self, content: bytes = b"OggS voice", seconds: int = 3, caption: str = "", **where: Any) -> Message:
        """A voice message."""
        return self._file("voice", content, caption, seconds=seconds, **where)

    def sends_video(self, content: bytes = b"video", seconds: int = 5, caption: str = "", **where: Any) -> Message:
        """A video."""
        return self._file("video", content, caption, name="clip.mp4", seconds=seconds, **where)

    def sends_audio(self, content: bytes = b"ID3 song", seconds: int = 60, caption: str = "", **where: Any) -> Message:
        """A piece of music."""
        return self._file("audio", content, caption, name="song.mp3", seconds=seconds, **where)

    def sends_animation(self, content: bytes = b"gif", caption: str = "", **where: Any) -> Message:
        """A GIF."""
        return self._file("animation", content, caption, name="cat.mp4", **where)

    def sends_video_note(self, content: bytes = b"round", **where: Any) -> Message:
        """A round video."""
        return self._file("video_note", content, seconds=4, **where)

    def sends_sticker(self, content: bytes = b"RIFF sticker", **where: Any) -> Message:
        """A sticker."""
        return self._file("sticker", content, **where)

    def sends_contact(self, phone: str = "+491701234567", first_name: str = "Bob", **where: Any) -> Message:
        """Somebody's number."""
        return self._send("contact", body={"contact": {"phone_number": phone, "first_name": first_name}}, **where)

    def sends_location(self, latitude: float = 52.52, longitude: float = 13.405, **where: Any) -> Message:
        """A place."""
        return self._send("location", body={"location": {"latitude": latitude, "longitude": longitude}}, **where)

    def sends_album(self, contents: Sequence[bytes] = (), caption: str = "", **where: Any) -> list[Message]:
        """Photos that belong together; the first has the caption."""
        mark = {"media_group_id": self.world.new_media_group()}
        pictures = contents or (png(), png(80, 60))
        return [
            self._file("photo", content, caption if number == 0 else "", more=mark, **where)
            for number, content in enumerate(pictures)
        ]

    def presses(self, message: Message, label: str) -> Press:
        """The button with this label, or with this in its label; `answer` comes later."""
        button = message.button(label)
        assert button.data is not None, f"{button} opens a link; nobody is told when it is pressed"
        return self.presses_data(message, button.data)

    def presses_data(self, message: Message, data: str) -> Press:
        """As an app that still shows a keyboard which has changed since, or as one that makes data up."""
        world = self.world
        with world.change():
            press = Press(str(int(token_hex(8), 16)), self, message, data)
            world.presses[press.id] = press
            shown = (
                {"message_id": message.id, "chat": chat_json(message.chat), "date": 0}
                if message.deleted
                else message_json(message)
            )
            content = {
                "id": press.id,
                "from": user_json(self),
                "message": shown,
                "chat_instance": world.chat_instance(message.chat),
                "data": data,
            }
            world.queue.push("callback_query", content)
        return press

    def edits(self, message: Message, text: str, entities: Sequence[Json] = ()) -> Message:
        """Their own message says something else now (a caption too)."""
        assert message.sender is self, f"{message} is not {self.first_name}'s"
        with self.world.change():
            message.versions.append(message.text)
            message.text, message.entities = formatted(text, list(entities), None)
            message.edit_date = self.world.now()
            self.world.tell(message, "edited_message")
        return message

    def deletes(self, message: Message) -> None:
        """Takes a message away. Bots are never told."""
        with self.world.change():
            message.deleted = True

    def reacts(self, message: Message, *emoji: str) -> None:
        """These reactions instead of those before; none takes them away."""
        world = self.world
        with world.change():
            before = message.reactions.get(self.id, [])
            message.reactions[self.id] = list(emoji)
            content = {
                "chat": chat_json(message.chat),
                "message_id": message.id,
                "user": user_json(self),
                "date": world.now(),
                "old_reaction": reactions_json(before),
                "new_reaction": reactions_json(list(emoji)),
            }
            if message.chat.kind == "private" or message.chat.status(world.bot) in {"administrator", "creator"}:
                world.queue.push("message_reaction", content)

    def blocks_bot(self) -> None:
        """Stops and blocks the bot."""
        self._set_blocked(blocked=True)

    def unblocks_bot(self) -> None:
        """Lets the bot write again."""
        self._set_blocked(blocked=False)

    def deactivates(self) -> None:
        """Deletes the account."""
        with self.world.change():
            self.deactivated = True

    def joins(self, chat: Chat) -> None:
        """Enters a group."""
        with self.world.change():
            self.world.set_member(chat, self, self, status="member")
            self.world.event(chat, self, {"new_chat_members": [user_json(self)]})

    def leaves(self, chat: Chat) -> None:
        """Leaves a group."""
        with self.world.change():
            self.world.set_member(chat, self, self, status="left", rights=frozenset())
            self.world.event(chat, self, {"left_chat_member": user_json(self)})

    def _set_blocked(self, *, blocked: bool) -> None:
        with self.world.change():
            self.chat.blocked = blocked
            self.world.set_member(self.chat, self.world.bot, self, status="kicked" if blocked else "member")

    def _file(
        self, kind: FileKind, content: bytes, caption: str = "", *, name: str = "", mime: str = "", seconds: int = 0,
        more: Json | None = None, **where: Any,
    ) -> Message:  # fmt: skip
        with self.world.change():
            files = self.world.files.keep(kind, content, name, mime, seconds)
            assert not (caption and kind in PLAIN), f"a {kind} has no caption"
            return self._send(kind, text=caption, files=files, body=media_json(files) | (more or {}), **where)

    def _send(
        self, kind: str, *, text: str = "", entities: Sequence[Json] = (), body: Json | None = None,
        chat: Chat | None = None, topic: Topic | None = None, reply_to: Message | None = None,
        forwarded_from: Account | Chat | str | None = None, via_bot: Account | None = None,
        as_channel: Chat | None = None, **fields: Any,
    ) -> Message:  # fmt: skip
        chat = chat or (topic.chat if topic else reply_to.chat if reply_to else self.chat)
        topic = topic or (reply_to.topic if reply_to else None)
        shown = dict(body or {})
        with self.world.change():
            self._enter(chat, topic)
            if forwarded_from is not None:
                shown["forward_origin"] = origin_json(forwarded_from, self.world.now())
            if via_bot is not None:
                shown["via_bot"] = user_json(via_bot)
            if as_channel is not None:
                shown["sender_chat"] = chat_json(as_channel)
            words, spans = formatted(text, list(entities), None)
            sender = CHANNEL_POSTER if as_channel else self
            message = self.world.post(
                chat, sender, kind, text=words, entities=spans, body=shown, topic=topic, reply_to=reply_to, **fields
            )
            self.world.tell(message)
        return message

    def _enter(self, chat: Chat, topic: Topic | None) -> None:
        """Whether this person can write here at all; whoever wrote to the bot may be written to."""
        assert not self.deactivated, f"{self.first_name} is gone"
        if chat is self.chat:
            assert not chat.blocked, f"{self.first_name} blocked the bot; use unblocks_bot() first"
            chat.started = True
            return
        assert chat.status(self) in PRESENT, f"{self.first_name} is not a member of {chat.title}"
        assert chat.migrated_to is None, f"{chat.title} is a supergroup now"
        if topic is not None:
            assert not topic.deleted, f"the topic {topic.name!r} was deleted"
            assert not topic.closed or self.world.may(chat, "can_manage_topics", self), f"{topic.name!r} is closed"


def origin_json(whom: Account | Chat | str, date: int) -> Json:
    """A `MessageOrigin`."""
    match whom:
        case str():
            return {"type": "hidden_user", "date": date, "sender_user_name": whom}
        case Account():
            return {"type": "user", "date": date, "sender_user": user_json(whom)}
        case Chat(kind="channel"):
            return {"type": "channel", "date": date, "chat": chat_json(whom), "message_id": 7}
        case Chat():
            return {"type": "chat", "date": date, "sender_chat": chat_json(whom)}
