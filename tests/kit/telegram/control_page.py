"""The page of `/control`: every chat, and a line to write in it."""

from __future__ import annotations

from html import escape

from tests.kit.telegram.api import BotApi
from tests.kit.telegram.model import PRESENT, Chat, Message, Topic
from tests.kit.telegram.people import Person

STYLE = """
body { font: 16px/1.4 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem }
section { border: 1px solid #999; border-radius: .5rem; padding: .5rem 1rem; margin: 1rem 0 }
form { display: inline } .bot { color: #06c } .said { white-space: pre-wrap }
"""


def page(api: BotApi) -> str:
    """The whole page."""
    shown = [chat for chat in api.chats if chat.kind != "channel"]
    rooms = "".join(room(api, chat) for chat in shown)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Telegram double</title><style>{STYLE}</style>'
        f"<h1>@{escape(api.bot.username)}</h1><p><a href=''>Reload</a> · pending updates: {len(api.pending)}</p>"
        f"{rooms}<section>{form('user', {}, ('name', 'username', 'language'), 'New person')}</section>"
        f"<section>{form('forum', {}, ('title', 'members', 'admins'), 'New forum')}</section></html>"
    )


def room(api: BotApi, chat: Chat) -> str:
    """A chat, topic by topic."""
    name = chat.title or (chat.partner.first_name if chat.partner else "")
    people = [person for person in api.people if person is chat.partner or chat.status(person) in PRESENT]
    parts = [f"<section><h2>{escape(name)} <small>{chat.kind} {chat.id}</small></h2>"]
    parts.append(corner(chat, None, people))
    for topic in chat.topics:
        parts.append(f"<h3>{topic.icon} {escape(topic.name)}{' (closed)' if topic.closed else ''}</h3>")
        parts.append(corner(chat, topic, people))
    return "".join((*parts, "</section>"))


def corner(chat: Chat, topic: Topic | None, people: list[Person]) -> str:
    """The messages of a topic (or outside of any), and a line for everybody who may write there."""
    lines = [line(message, people) for message in chat.messages if message.topic is topic]
    hidden = {"chat": str(chat.id) if chat.kind != "private" else "", "topic": str(topic.id) if topic else ""}
    writers = [f"<p>{form('say', {'user': str(one.id), **hidden}, ('text',), one.first_name)}</p>" for one in people]
    return "".join((*lines, *writers))


def line(message: Message, people: list[Person]) -> str:
    """A message and its buttons, pressed by the first person in the chat."""
    who = "bot" if message.sender.is_bot else ""
    said = escape(message.text) or f"[{message.kind}]"
    edited = " <small>edited</small>" if message.edited else ""
    chat = str(message.chat.id) if message.chat.kind != "private" else ""
    presses = "".join(
        form(
            "press",
            {"user": str(people[0].id), "chat": chat, "message": str(message.id), "label": one.text},
            (),
            one.text,
        )
        for one in message.buttons
        if one.data is not None and people
    )
    name = escape(message.sender.first_name)
    return f"<p class='{who}'>{message.id} <b>{name}</b>: <span class=said>{said}</span>{edited} {presses}</p>"


def form(verb: str, hidden: dict[str, str], fields: tuple[str, ...], label: str) -> str:
    """A small form."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items() if value
    )
    asked = "".join(f'<input name="{name}" placeholder="{name}" aria-label="{name}"> ' for name in fields)
    return f'<form method="post" action="/control/{verb}">{kept}{asked}<button>{escape(label)}</button></form> '
