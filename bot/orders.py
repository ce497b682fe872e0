"""An operator's order made ready to be decided on: secrets taken out, names looked up, lines checked and fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from conversation.model import Conversation
from conversation.policy import Policy
from conversation.ports import NotThere, Reader, Refused
from handoff.commands import LONGEST_NAME
from handoff.model import Amend, Command, Delete, Note, React, Reply, Resend, SendEntry, Transfer
from intents.model import Understanding
from safety.secrets import redact


@dataclass(frozen=True, slots=True)
class Orders:
    """What orders are read with. `recognize` reads an operator's words for an entry of the FAQ, in a language."""

    reader: Reader
    policy: Callable[[], Policy]
    recognize: Callable[[str, str], Understanding]

    async def ready(self, command: Command, conversation: Conversation) -> Command:
        """The order as the kernel takes it. Raises Refused, and NotThere for a line that is not to be had."""
        clean = self._looked_up(_clean(command, conversation.language), conversation)
        return await self._about_a_line(clean, conversation)

    def _looked_up(self, command: Command, conversation: Conversation) -> Command:
        """An operator names an entry by its id, or in words that surely mean one. Raises Refused."""
        if not isinstance(command, SendEntry) or command.entry:
            return command
        policy = self.policy()
        entry = policy.faq.entry(command.words)
        if entry is not None:
            return replace(command, entry=entry.id)
        ranking = self.recognize(command.words, conversation.language).parts[0].ranking
        if ranking and ranking[0].confidence >= policy.thresholds.clarify_above:
            return replace(command, entry=ranking[0].entry)
        near = ", ".join(candidate.entry for candidate in ranking[:3])
        raise Refused(policy.texts.text("faq_unknown", policy.texts.languages[0], near=near))

    async def _about_a_line(self, command: Command, conversation: Conversation) -> Command:
        """Whatever line an order names is one of this conversation; only operators' own lines can be changed.

        What is to go out again is what the line reads by now, with its files.
        """
        match command:
            case Amend(message=line) | Delete(message=line):
                authors = {"operator"}
            case Resend(message=line):
                authors = {"bot", "operator"}
            case React(message=line) | Reply(reply_to=str(line)):
                authors = {"user", "bot", "operator"}
            case _:
                return command
        found = await self.reader.line_of(line)
        if found is None or found.number != conversation.number or found.author not in authors:
            raise NotThere(f"there is no such line in #{conversation.number}")
        return replace(command, text=found.text, files=found.files) if isinstance(command, Resend) else command


def _clean(command: Command, language: str) -> Command:
    match command:
        case Reply(text):
            return replace(command, text=redact(text, language).text)
        case Note(text):
            return Note(redact(text, language).text)
        case Amend(message, text):
            return Amend(message, redact(text, language).text)
        case Transfer(to):
            return Transfer(redact(to, language).text[:LONGEST_NAME])
        case SendEntry(words):
            return replace(command, words=redact(words, language).text)
        case _:
            return command
