"""Short answers to operators in their thread, which nobody waits for, and where a stranger is told what to do."""

from __future__ import annotations

from adapters.desk.members import Stranger
from adapters.desk.told import Told
from adapters.discord import calls
from adapters.discord.letters import Letter
from adapters.discord.markup import split, to_discord
from adapters.discord.room import Room
from adapters.errands import Errands
from adapters.markup import Styled

LONGEST_NOTE = 4000
"""Characters; Discord takes 4,096."""


class Hints(Told):
    """What the bot tells the operators of the desk beside the conversations."""

    def __init__(self, room: Room, errands: Errands) -> None:
        super().__init__(room.clock)
        self._room = room
        self._errands = errands

    def say(self, sentence: str, channel: str, reply_to: str | None = None) -> None:
        """A message in a thread, or in the desk channel itself."""
        letter = Letter(to_discord(split(Styled(sentence, ()))[0]), reply_to=reply_to, silent=True)
        self._errands.run(calls.send(self._room.api, channel, letter.body()))

    def note(self, name: str, text: str, channel: str) -> None:
        """What an operator noted by a slash command, for the others to read; no line of a user looks like this."""
        embed = {"author": {"name": f"📝 {name}"}, "description": text[:LONGEST_NOTE]}
        self._errands.run(calls.send(self._room.api, channel, Letter(embeds=(embed,), silent=True).body()))

    def refusal(self, stranger: Stranger) -> str:
        """Why this person may not act, and what to do about it."""
        return self._room.words(key_of(stranger), user=stranger.user)


def key_of(stranger: Stranger) -> str:
    """The sentence for who may not act, as it reads on Discord."""
    return f"discord_{stranger.key}" if stranger.key in _OURS else stranger.key


_OURS = frozenset({"desk_only_listed", "desk_not_a_member"})
"""Sentences that read otherwise on Discord."""
