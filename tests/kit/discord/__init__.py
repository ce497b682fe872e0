"""A double of Discord: REST and gateway as they are on the wire, on a port of loopback, and people who act from a test.

The program runs against it unchanged, and so does discord.py:

    with DiscordApi() as api:
        guild = api.guild("Community")
        help_, desk = guild.text("help"), guild.forum("desk")
        ada, op = api.user("Ada", locale="en-US"), api.user("Opal")
        guild.joins(ada)
        guild.joins(op, roles=[guild.role("Support")])
        ... start the program with api.base, api.gateway and api.token ...
        ada.writes("How do I back up my wallet?")
        answer = api.wait(lambda: ada.dm.find("Back up"))
        ada.presses(answer, "No")
        ada.uses("ask", channel=help_, question="...")

`DiscordApi` makes people and guilds, orders trouble (`faults`, `limit`, `drop`, `offline`, `revoke_token`) and waits; a
`Person` acts; a `Channel` shows what stands in it, an `Interaction` what was answered to it. `python -m
tests.kit.discord` serves it by itself, with a page and verbs for curl under `/control`. `docs/testing-discord.md` says
what it does and where it differs from Discord.
"""

from __future__ import annotations

from tests.kit.discord.api import DiscordApi
from tests.kit.discord.faults import Fault, Limit
from tests.kit.discord.guilds import Community
from tests.kit.discord.model import Channel, Guild, Interaction, Message
from tests.kit.discord.parts import Account, Attachment, Member, Role
from tests.kit.discord.people import Person
from tests.kit.discord.sessions import Identify, Resume
from tests.kit.discord.world import Call

__all__ = [
    "Account", "Attachment", "Call", "Channel", "Community", "DiscordApi", "Fault", "Guild", "Identify", "Interaction",
    "Limit", "Member", "Message", "Person", "Resume", "Role",
]  # fmt: skip
