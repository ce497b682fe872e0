"""The page of `/control`: every channel, and a line to write in it."""

from __future__ import annotations

from html import escape

from tests.kit.discord.api import DiscordApi
from tests.kit.discord.model import Channel, Interaction, Message
from tests.kit.discord.parts import CATEGORY, DM, FORUM
from tests.kit.discord.people import Person
from tests.kit.discord.permissions import sees

STYLE = """
body { font: 16px/1.4 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem }
section { border: 1px solid #999; border-radius: .5rem; padding: .5rem 1rem; margin: 1rem 0 }
form { display: inline } .bot { color: #06c } .said { white-space: pre-wrap } .thread { margin-left: 2rem }
"""


def page(api: DiscordApi) -> str:
    """The whole page."""
    rooms = "".join(room(api, one) for one in ordered(api) if one.type != CATEGORY)
    asked = "".join(answers(one) for one in api.interactions[-8:])
    state = "connected" if api.connected else "nobody is connected"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Discord double</title><style>{STYLE}</style>'
        f"<h1>{escape(api.bot.name)}</h1><p><a href=''>Reload</a> · {state}</p>"
        f"{rooms}<section><h2>Commands and buttons</h2>{asked}</section>"
        f"<section>{form('user', {}, ('name', 'locale'), 'New person')} "
        f"{form('text', {}, ('name',), 'New channel')} {form('forum', {}, ('name', 'tags'), 'New forum')}"
        "</section></html>"
    )


def ordered(api: DiscordApi) -> list[Channel]:
    """Channels, each followed by its threads; the private ones first."""
    places = [one for one in api.channels if not (one.is_thread or (one.type == DM and not one.history))]
    done: list[Channel] = []
    for one in sorted(places, key=lambda place: place.type != DM):
        done += [one, *(one.guild.threads_of(one) if one.guild else [])]
    return done


def room(api: DiscordApi, channel: Channel) -> str:
    """A channel with its messages, and a line for everybody who may write there."""
    people = [one for one in api.people if one is channel.recipient or (channel.guild and sees(channel, one))]
    name = channel.name or (channel.recipient.name if channel.recipient else "")
    kind = {DM: "private", FORUM: "forum"}.get(channel.type, "thread" if channel.is_thread else "channel")
    marks = " · ".join([kind, channel.id, *channel.tag_names, *(["archived"] if channel.archived else [])])
    lines = "".join(line(message, people) for message in channel.messages)
    verb, fields = ("post", ("title", "text")) if channel.type == FORUM else ("say", ("text",))
    hidden = {} if channel.type == DM else {"channel": channel.id}
    writers = "".join(f"<p>{form(verb, {'user': one.id, **hidden}, fields, one.name)}</p>" for one in people)
    place = "thread" if channel.is_thread else ""
    return f"<section class='{place}'><h2>{escape(name)} <small>{escape(marks)}</small></h2>{lines}{writers}</section>"


def line(message: Message, people: list[Person]) -> str:
    """A message with its embeds and buttons, pressed by the first person in the channel."""
    who = "bot" if message.author.bot else ""
    edited = " <small>edited</small>" if message.edited else ""
    cards = "".join(
        f"<br><b>{escape(str(embed.get('title') or ''))}</b> {escape(str(embed.get('description') or ''))}"
        for embed in message.embeds
    )
    files = "".join(f" [{escape(file.name)}]" for file in message.files)
    presses = ""
    if people:
        hidden = {"user": people[0].id, "message": message.id}
        buttons = [str(part.get("label") or "") for part in message.parts if part["type"] == 2 and "custom_id" in part]
        presses = "".join(form("press", hidden | {"label": one}, (), one) for one in buttons)
        presses += "".join(form("select", hidden | {"label": one}, (), one) for one in message.options)
    said = escape(message.text) or (f"[line of kind {message.type}]" if message.system else "")
    name = escape(message.author.name)
    return f"<p class='{who}'><b>{name}</b>: <span class=said>{said}{cards}</span>{files}{edited} {presses}</p>"


def answers(asked: Interaction) -> str:
    """Who used what, and what only they see."""
    what = escape(str(asked.data.get("name") or asked.data.get("custom_id")))
    lines = "".join(line(message, [asked.user] if isinstance(asked.user, Person) else []) for message in asked.shown)
    fill = ""
    if asked.modal is not None and not asked.modal_done:
        fill = form("submit", {"user": asked.user.id, "interaction": asked.id}, ("text",), str(asked.modal["title"]))
    return f"<p><b>{escape(asked.user.name)}</b> used {what}</p>{lines}{fill}"


def form(verb: str, hidden: dict[str, str], fields: tuple[str, ...], label: str) -> str:
    """A small form."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items() if value
    )
    asked = "".join(f'<input name="{name}" placeholder="{name}" aria-label="{name}"> ' for name in fields)
    return f'<form method="post" action="/control/{verb}">{kept}{asked}<button>{escape(label)}</button></form> '
