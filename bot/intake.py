"""Where everything that users do comes in: redacted before anything else sees it, then decided and kept.

The raw text lives in this module's local variables and nowhere else: not in the database, not in a log, not in the
recogniser.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.engine import Engine
from bot.linking import Linking, Wish, followed
from bot.metrics import Figures
from bot.throttle import Throttle
from conversation.change import AlreadySeen, Seen
from conversation.decide import continues
from conversation.decide.afterwards import typed_score
from conversation.events import (
    CommandName,
    Event,
    Surroundings,
    Unprocessable,
    UserAskedForHuman,
    UserChose,
    UserCommanded,
    UserDeleted,
    UserEdited,
    UserReacted,
    UserSaid,
)
from conversation.explorers import without_ids
from conversation.model import Contact, Conversation, Resolved, Waiting, WithBot
from conversation.policy import Policy
from conversation.ports import Clock, Inbound, Knowledge, Origin, Reader, Receipt, Store
from conversation.views import LineView
from handoff.model import FileRef
from intents.language import detect
from intents.model import Context, Understanding
from intents.verdict import Answer, judge
from safety.secrets import Redaction, redact

COMMANDS: dict[str, CommandName] = {
    f"/{name}": name for name in ("start", "help", "status", "language", "verify", "link", "unlink")
}


@dataclass(frozen=True, slots=True)
class Door:
    """What intake is built from. `removed_from` tells the kinds of secrets that attachments held.

    `buttons` is how many choices a channel can show as such, by carrier; where that is not known, all of them.
    """

    engine: Engine
    store: Store
    reader: Reader
    clock: Clock
    policy: Callable[[], Policy]
    knowledge: Callable[[], Knowledge]
    throttle: Throttle
    figures: Figures
    removed_from: Callable[[tuple[FileRef, ...]], tuple[str, ...]] = lambda files: ()
    buttons: Mapping[str, int] = field(default_factory=dict)


class _NotTaken(Exception):
    """It is from somebody who was blocked, or about what is not theirs any more."""


class Intake:
    """Implements `conversation.ports.Intake`."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._linking = Linking(door.reader)

    async def accept(self, inbound: Inbound) -> Receipt:
        """Returns once it is durable. Raises Refused, TryLater or StorageError; then nothing was stored."""
        door = self._door
        carrier = f"{inbound.address.channel}:{inbound.address.account}"
        seen = Seen(carrier, inbound.external_id)
        about = await door.reader.line(carrier, inbound.about) if inbound.about else None
        if inbound.act == "react" and about is None:
            return Receipt(0)  # an emoji below something that is none of ours
        if inbound.act == "delete" and not self._takes_back(inbound, about):
            return Receipt(0)
        if inbound.heard == "overheard" and inbound.act != "delete" and not self._is_for_us(inbound):
            return Receipt(0)

        async with door.engine.lanes.lane(inbound.address.key):
            before = await door.reader.seen(seen)
            if before is not None:
                return Receipt(before, duplicate=True)
            door.throttle.check(inbound, door.clock.now())
            try:
                return await self._happened(seen, inbound, about)
            except _NotTaken:
                return Receipt(0)

    async def _happened(self, seen: Seen, inbound: Inbound, about: LineView | None) -> Receipt:
        door = self._door
        wish, since = self._linking.wish(inbound, door.clock.now()), inbound.account_since

        async def find() -> Conversation:
            nonlocal wish, since
            wish = await self._linking.looked_up(wish, inbound, door.clock.now())
            found = await self._conversation(inbound, about, wish)
            since = await self._young(inbound, found)
            return found

        def make(conversation: Conversation, around: Surroundings) -> Event:
            event = self._event(seen, inbound, about, conversation, replace(around, account_since=since))
            return wish.told(event) if isinstance(event, UserCommanded) else event

        origin = Origin(seen.account, inbound.remotes)
        at = None if inbound.act in ("delete", "react") else inbound.address
        result = await door.engine.happen(seen, find, make, origin=origin, cursor=inbound.cursor, at=at)
        if isinstance(result, AlreadySeen):
            return Receipt(result.seq, duplicate=True)
        self._linking.count(wish, inbound, door.clock.now())
        return Receipt(result.seqs[0] if result.seqs else 0)

    async def _young(self, inbound: Inbound, conversation: Conversation) -> int | None:
        """When the account was made, if it is too new for the queue and nobody of us had to do with the person yet."""
        since, age = inbound.account_since, self._door.policy().rules.account_age
        if since is None or since + age <= self._door.clock.now():
            return None
        return None if await self._door.reader.had_people(conversation.contact.id) else since

    def _takes_back(self, inbound: Inbound, about: LineView | None) -> bool:
        """Whether this is the user's own line, and still there."""
        texts = self._door.policy().texts
        gone = {texts.text("line_deleted", language) for language in texts.languages}
        return about is not None and about.author == "user" and about.text not in gone

    def _is_for_us(self, inbound: Inbound) -> bool:
        """What is said in public to everybody concerns us when we surely know the answer, or a secret is in it.

        Everything else is nobody's request: it is not kept. Small talk between people is left to them.
        """
        policy = self._door.policy()
        clean = redact(inbound.text, inbound.language or policy.texts.languages[0])
        if _kinds(clean, "hard"):
            return True
        understanding = self._door.knowledge().recognize(_asked(inbound.text, clean), Context(inbound.language))
        verdicts = (judge(part, policy.thresholds) for part in understanding.parts)
        entries = [policy.faq.entry(verdict.entry) for verdict in verdicts if isinstance(verdict, Answer)]
        return any(entry is not None and entry.handoff != "never" for entry in entries)

    async def _conversation(self, inbound: Inbound, about: LineView | None, wish: Wish) -> Conversation:
        """The person's open one, or the resolved one while it can be reopened, or a new one.

        A change to an earlier line, or an emoji below it, belongs to the conversation of that line; who leaves the
        others, to one that began where they are. Raises _NotTaken where nothing is.
        """
        door, now = self._door, self._door.clock.now()
        name = redact(inbound.name).text if inbound.name else None
        if about is not None and inbound.act in ("edit", "delete", "react"):
            return await self._meant(inbound, about)
        known = await self._known(inbound, wish)
        if known is not None and (wish.parts is not None or continues(known, now, door.policy())):
            return known
        languages = door.policy().texts.languages
        spoken = known.language if known else inbound.language
        return Conversation(
            id=secrets.token_hex(16),
            number=await door.store.reserve_number(),
            contact=known.contact if known else Contact(secrets.token_hex(16), name),
            address=inbound.address,
            language=spoken if spoken in languages else languages[0],
            language_chosen=known.language_chosen if known else False,
            stage=WithBot(now),
            opened_at=now,
            details=known.details if known else (),
        )

    async def _meant(self, inbound: Inbound, about: LineView) -> Conversation:
        """The conversation of that line, while it is still the person's own."""
        meant = await self._door.reader.by_number(about.number)
        theirs = await self._door.reader.newest(inbound.address)
        if meant is None or theirs is None or meant.contact.id != theirs.contact.id or meant.blocked:
            raise _NotTaken
        return meant

    async def _known(self, inbound: Inbound, wish: Wish) -> Conversation | None:
        """Whoever was blocked at one address gets nowhere by parting from it."""
        reader = self._door.reader
        found = await reader.newest(inbound.address)
        known = await followed(reader, found) if found is not None else None
        if known is not None and known.blocked:
            raise _NotTaken
        return known if wish.parts is None else await reader.newest_of(inbound.address)

    def _event(
        self, seen: Seen, inbound: Inbound, about: LineView | None, conversation: Conversation, around: Surroundings
    ) -> Event:
        at, event_id = self._door.clock.now(), f"{seen.account}:{seen.external_id}"
        if choice := inbound.choice or self._listed(inbound, conversation):
            return UserChose(event_id, at, choice, around)
        if inbound.act == "react" and about is not None:
            return UserReacted(event_id, at, about.message, inbound.text)
        if inbound.act == "delete" and about is not None:
            return UserDeleted(event_id, at, about.message)
        texts = self._door.policy().texts
        spoken = None if conversation.language_chosen else detect(inbound.text, texts.languages)
        clean = self._redacted(inbound.text, spoken or conversation.language)
        removed = _kinds(clean, "hard") + self._door.removed_from(inbound.files)
        if inbound.unreadable:
            return Unprocessable(event_id, at, clean.text, around, removed)
        word, _, argument = clean.text.strip().partition(" ")
        changed = about if inbound.act == "edit" and about is not None and about.author == "user" else None
        if changed is None and inbound.act != "comment":
            if inbound.act == "ask" or word.lower() == "/human" or texts.means_human(clean.text):
                return UserAskedForHuman(event_id, at, clean.text, around, inbound.files, inbound.heard, removed)
            if word.lower() in COMMANDS:
                name = COMMANDS[word.lower()]
                return UserCommanded(event_id, at, name, argument.strip(), clean.text, around, inbound.heard, removed)
        understanding = self._understood(inbound, clean, conversation)
        soft = _kinds(clean, "soft")
        if changed is not None:
            return UserEdited(event_id, at, changed.message, clean.text, understanding, around, removed, soft)
        about_line = about.message if about else None
        words = (clean.text, understanding, around, removed, soft, inbound.files, about_line, inbound.heard)
        return UserSaid(event_id, at, *words, comments=inbound.act == "comment")

    def _listed(self, inbound: Inbound, conversation: Conversation) -> str | None:
        """The choice whose number or words somebody typed, where choices are a list below the text and no buttons.

        A score is typed everywhere: "from 1 (poor) to 5" reads like a question of its own.
        Between people a number is just a number, unless we have asked something ourselves.
        """
        offered, address = conversation.offered, inbound.address
        if inbound.act == "say" and not inbound.files and (score := typed_score(conversation, inbound.text)):
            return score
        buttons = self._door.buttons.get(f"{address.channel}:{address.account}", len(offered))
        if len(offered) <= buttons or inbound.act != "say" or inbound.files:
            return None
        stage = conversation.stage
        if not (isinstance(stage, WithBot | Resolved) or (isinstance(stage, Waiting) and stage.needs)):
            return None
        typed = inbound.text.strip().rstrip(".)").casefold()
        return next((one.id for n, one in enumerate(offered, 1) if typed in {str(n), one.label.casefold()}), None)

    def _understood(self, inbound: Inbound, clean: Redaction, conversation: Conversation) -> Understanding:
        language = conversation.language if conversation.language_chosen or conversation.version else inbound.language
        context = Context(language, conversation.last_entry)
        return self._door.knowledge().recognize(_asked(inbound.text, clean), context)

    def _redacted(self, text: str, language: str) -> Redaction:
        clean = redact(text, language)
        for finding in clean.findings:
            self._door.figures.removed[finding.kind] += 1
        return clean


def _asked(text: str, clean: Redaction) -> str:
    """What the recogniser reads: neither secrets nor ids of transactions tell what is asked."""
    return without_ids(_without(text, clean))


def _without(text: str, clean: Redaction) -> str:
    """The text around what was removed: the words that mark the gap are ours and ask nothing."""
    kept, at = [], 0
    for finding in sorted(clean.findings, key=lambda finding: finding.start):
        kept.append(text[at : finding.start])
        at = max(at, finding.end)
    return " ".join((*kept, text[at:]))


def _kinds(clean: Redaction, level: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.kind for finding in clean.findings if finding.level == level))
