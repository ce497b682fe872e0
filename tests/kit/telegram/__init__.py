"""A double of Telegram's Bot API: the real protocol on a port of loopback, and people who act from a test.

The program runs against it unchanged (`telegram.api_base` is its address), and so does any client of the Bot API:

    with BotApi() as api:
        ada, op = api.user("Ada", language="en"), api.user("Op")
        desk = api.forum("Desk", admins=[op])
        ... start the program with api.base and api.token ...
        ada.writes("How do I back up my wallet?")
        answer = api.wait(lambda: ada.chat.find("Back up"))
        ada.presses(answer, "No")
        topic = api.wait(lambda: desk.find_topic("Ada"))
        op.writes("Which version is it?", topic=topic)
        api.wait(lambda: ada.chat.find("Which version"))

`BotApi` makes people and chats, orders trouble (`faults`, `budget`, `outage`, `revoke_token`) and waits; a `Person`
acts; a `Chat` and a `Topic` show what stands in them. `python -m tests.kit.telegram` serves it by itself, with a page
and verbs for curl under `/control`. `docs/testing-telegram.md` says what it does and where it differs from Telegram.
"""

from __future__ import annotations

from tests.kit.telegram.api import BotApi
from tests.kit.telegram.faults import Budget, Fault
from tests.kit.telegram.files import png
from tests.kit.telegram.groups import Group
from tests.kit.telegram.model import Account, Button, Chat, Message, StoredFile, Topic
from tests.kit.telegram.people import Person
from tests.kit.telegram.world import Call, Press

__all__ = [
    "Account", "BotApi", "Budget", "Button", "Call", "Chat", "Fault", "Group", "Message", "Person", "Press",
    "StoredFile", "Topic", "png",
]  # fmt: skip
