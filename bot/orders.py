"""An operator's order made ready to be decided on: secrets taken out, names looked up, lines checked and fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from conversation.model import Conversation, Resolved
from conversation.policy import Policy
from conversation.ports import NotThere, Reader, Refused, Translator
from conversation.views import MessageView
from handoff.commands import LONGEST_NAME
from handoff.model import (
    Amend,
    Block,
    Command,
    Delete,
    Merge,
    Note,
    React,
    Reply,
    Resend,
    SendEntry,
    SendSnippet,
    Teach,
    Transfer,
)
from intents.model import Understanding
from safety.guard import asks_for_secret
from safety.secrets import redact


@dataclass(frozen=True, slots=True)
class Orders:
    """What orders are read with. `recognize` reads an operator's words for an entry of the FAQ, in a language.

    Without a `translator` users read what operators wrote.
    """

    reader: Reader
    policy: Callable[[], Policy]
    recognize: Callable[[str, str], Understanding]
    translator: Translator | None = None

    async def ready(self, command: Command, conversation: Conversation) -> Command:
        """The order as the kernel takes it. Raises Refused, and NotThere for a line that is not to be had."""
        match _clean(command, conversation.language):
            case SendEntry(words, "") as sent:
                return replace(sent, entry=self._entry(words, conversation.language))
            case Teach() as taught:
                return await self._lesson(taught, conversation)
            case Block() as block:
                return await self._newest(block, conversation)
            case Merge() as merged:
                return await self._target(merged, conversation)
            case clean:
                return await self._translated(await self._about_a_line(clean, conversation), conversation.language)

    def refused(self, key: str, **values: object) -> Refused:
        """The error that says this to an operator."""
        texts = self.policy().texts
        return Refused(texts.text(key, texts.languages[0], **values))

    async def _translated(self, command: Command, language: str) -> Command:
        """What users read of it is in their language; what the guard refuses is refused in the operator's own words."""
        if self.translator is None or not isinstance(command, Reply | Amend) or asks_for_secret(command.text):
            return command
        text = await self.translator.translate(command.text, language) if command.text else ""
        return replace(command, text=text)

    def _entry(self, words: str, language: str) -> str:
        """An operator names an entry by its id, or in words that surely mean one. Raises Refused."""
        policy = self.policy()
        entry = policy.faq.entry(words)
        if entry is not None:
            return entry.id
        ranking = self.recognize(words, language).parts[0].ranking
        if ranking and ranking[0].confidence >= policy.thresholds.clarify_above:
            return ranking[0].entry
        raise self.refused("faq_unknown", near=", ".join(candidate.entry for candidate in ranking[:3]))

    async def _lesson(self, command: Teach, conversation: Conversation) -> Teach:
        """What the user said, which entry answered it, and which one should have. Raises Refused."""
        right = command.entry or self._entry(command.words, conversation.language)
        view = await self.reader.conversation(conversation.number)
        lines = view.messages if view else ()
        asked = _asked(lines, command.about)
        if asked is None:
            raise self.refused("refuse_nothing_said")
        wrong = _answered_with(lines[asked + 1 :])
        if wrong == right:
            raise self.refused("refuse_taught")
        return replace(command, entry=right, text=lines[asked].text, wrong=wrong)

    async def _target(self, command: Merge, conversation: Conversation) -> Merge:
        """The other conversation must be open, and nobody's in public. Raises Refused."""
        other = await self.reader.by_number(command.number)
        if (
            other is None
            or other.number == conversation.number
            or isinstance(other.stage, Resolved)
            or other.address.user
        ):
            raise self.refused("refuse_merge", number=command.number)
        return replace(command, contact=other.contact.id)

    async def _newest(self, command: Block, conversation: Conversation) -> Block:
        """Whoever has gone on elsewhere would not notice that an earlier conversation was blocked. Raises Refused."""
        newest = await self.reader.newest(conversation.address)
        if newest is not None and newest.number != conversation.number:
            raise self.refused("refuse_block_here", number=newest.number)
        return command

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


def _asked(lines: Sequence[MessageView], about: str | None) -> int | None:
    """Where the words stand that are to be learnt from: the line that is meant, or the last before it of the user.

    Commands are no questions.
    """
    ends = len(lines)
    if about is not None:
        ends = next((n + 1 for n, line in enumerate(lines) if line.key == about), 0)
    mine = (n for n in reversed(range(ends)) if lines[n].author == "user" and not lines[n].text.startswith("/"))
    return next(mine, None)


def _answered_with(following: Sequence[MessageView]) -> str:
    """The entry with which the bot answered before the user wrote again; empty if it did not."""
    for line in following:
        if line.author == "user":
            break
        if line.author == "bot" and line.entry:
            return line.entry
    return ""


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
        case SendSnippet(name):
            return SendSnippet(redact(name, language).text[:LONGEST_NAME])
        case SendEntry(words) | Teach(words):
            return replace(command, words=redact(words, language).text)
        case _:
            return command
