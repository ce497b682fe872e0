"""One decision in the making."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from conversation.effects import (
    Alert,
    Edit,
    Effect,
    Erase,
    Join,
    Learn,
    Mark,
    OfferCode,
    OpenDesk,
    Part,
    Relay,
    Say,
    SayKind,
    Suggestion,
    Tell,
    Tier,
    Wake,
)
from conversation.events import Actor, Event, Surroundings, TimerName, UserEdited, UserSaid, own_line
from conversation.explorers import links, written
from conversation.model import Address, Choice, Conversation, Stage, Waiting, WithOperator
from conversation.policy import Policy
from handoff import routing
from handoff.model import Detour, FileRef, Resend, Teach
from intents.model import Entry, Language, Media, in_language

Said = TypeVar("Said", Relay, Edit)


@dataclass(frozen=True, slots=True)
class Decision:
    """What an event does: the new state and what is to be done, or a `refusal`: then nothing else changes.

    The refusal is a sentence for whoever asked, an operator's in the desk's language, a user's in theirs.
    """

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
    refusal: str | None = None


class Turn:
    """Collects a decision while the rules of a stage run; a local of `decide`, never kept.

    Effects are keyed `event id : n` in the order in which they are added, so a repeated decision has the same keys.
    """

    def __init__(self, conversation: Conversation, event: Event, policy: Policy) -> None:
        self.before = conversation
        self.conversation = conversation
        self.event = event
        self.policy = policy
        self.surroundings: Surroundings = getattr(event, "surroundings", Surroundings())
        self._effects: list[Effect] = []
        self._refusal: str | None = None
        self._showed_pages = False

    def decision(self) -> Decision:
        """The finished decision."""
        if self._refusal is not None:
            return Decision(self.before, (), self._refusal)
        return Decision(self.conversation, tuple(self._effects))

    @property
    def own(self) -> str:
        """The key of the user's line that is being decided on."""
        return own_line(self.event)

    def words(self, key: str, **values: object) -> str:
        """A sentence in the user's language, with the number and the position at hand."""
        known = {"number": self.conversation.number, "position": self.surroundings.position}
        return self.policy.texts.text(key, self.conversation.language, **{**known, **values})

    def desk_words(self, key: str, **values: object) -> str:
        """A sentence in the desk's language."""
        return self.policy.texts.text(key, self.policy.texts.languages[0], **values)

    def entry_words(self, entry: Entry) -> str:
        """What the FAQ says, in the user's language as far as it can."""
        _, words = entry.answer_in(self.conversation.language, self.policy.faq.languages)
        return self.policy.texts.render(words)

    def faq_words(self, texts: Mapping[Language, str]) -> str:
        """A text of the FAQ in the user's language as far as it can; empty where there is none."""
        _, words = in_language(texts, self.conversation.language, self.policy.faq.languages)
        return self.policy.texts.render(words)

    def pages(self) -> str:
        """Where the transactions and addresses of the user's words can be looked at; said once a turn."""
        text = self.event.text if isinstance(self.event, UserSaid | UserEdited) else ""
        found = () if self._showed_pages else links(text, self.policy.explorers)
        self._showed_pages = self._showed_pages or bool(found)
        return self.words("explorer_links", links=written(found)) if found else ""

    def choice(self, choice_id: str, key: str) -> Choice:
        """A choice whose label is a sentence of the bot."""
        return Choice(choice_id, self.words(key))

    def refuse(self, key: str, *, to_user: bool = False, **values: object) -> None:
        """Nothing happens; `key` says why."""
        self._refusal = self.words(key, **values) if to_user else self.desk_words(key, **values)

    def say(
        self,
        key: str,
        *,
        kind: SayKind = "notice",
        choices: tuple[Choice, ...] = (),
        reply_to: str | None = None,
        **values: object,
    ) -> None:
        """The bot says one of its own sentences."""
        self.say_text(self.words(key, **values), kind=kind, choices=choices, reply_to=reply_to)

    def say_at(self, address: Address, text: str) -> None:
        """The bot says this at another address of the same person."""
        self._effects.append(Say(self._key(), text, "notice", at=address))

    def say_text(
        self, text: str, *, kind: SayKind, choices: tuple[Choice, ...] = (), reply_to: str | None = None
    ) -> None:
        """The bot says this; its choices become the ones that can be chosen."""
        self._effects.append(Say(self._key(), text, kind, choices, reply_to=reply_to))
        self._offer(choices)

    def say_entry(
        self, entry: Entry, choices: tuple[Choice, ...] = (), reply_to: str | None = None, below: str = ""
    ) -> None:
        """The bot answers from the FAQ, pictures and all, with the words of `below` under it."""
        words = "\n\n".join(filter(None, (self.entry_words(entry), self.pages(), below)))
        media = entry.media
        if entry.handoff != "never":  # nobody means small talk by "and on my phone?"
            self.set(last_entry=entry.id)
        self._effects.append(Say(self._key(), words, "answer", choices, entry.id, media, reply_to))
        self._offer(choices)

    def relay_to_desk(
        self,
        text: str,
        files: tuple[FileRef, ...] = (),
        reply_to: str | None = None,
        suggested: tuple[Suggestion, ...] = (),
    ) -> None:
        """The user's words go to the people, with the entries that may answer them."""
        relay = Relay(self._key(), "desk", self._user(), text, files, self.own, reply_to, suggested=suggested)
        self._effects.append(relay)

    def relay_to_user(
        self,
        actor: Actor,
        text: str,
        files: tuple[FileRef, ...] = (),
        reply_to: str | None = None,
        media: tuple[Media, ...] = (),
    ) -> None:
        """An operator's words go to the user."""
        relay = Relay(self._key(), "user", actor.shown, text, files, reply_to=reply_to, media=media)
        self._effects.append(_by(actor, relay))

    def resend_to_user(self, actor: Actor, command: Resend) -> None:
        """A line that did not arrive goes to the user again."""
        relay = Relay(self._key(), "user", actor.shown, command.text, command.files, command.message, by=command.by)
        self._effects.append(_by(actor, relay))

    def edit_at_desk(self, message: str, text: str, *, deleted: bool = False) -> None:
        """The people see that the user's line reads differently now, or is gone."""
        self._effects.append(Edit(self._key(), "desk", message, self._user(), text, deleted))

    def edit_at_user(self, message: str, actor: Actor, text: str) -> None:
        """The user sees that the operator's line reads differently now."""
        self._effects.append(_by(actor, Edit(self._key(), "user", message, actor.shown, text)))

    def erase(self, message: str) -> None:
        """The line goes out of the user's chat, where the platform lets us."""
        self._effects.append(Erase(self._key(), message))

    def mark_at_desk(self, message: str, emoji: str) -> None:
        """The people see the user's emoji."""
        self._effects.append(Mark(self._key(), "desk", message, emoji))

    def mark_at_user(self, message: str, emoji: str) -> None:
        """The user sees an operator's emoji."""
        self._effects.append(Mark(self._key(), "user", message, emoji))

    def tell(
        self,
        text: str,
        retry: str | None = None,
        detours: tuple[Detour, ...] = (),
        *,
        rings: tuple[str, ...] = (),
    ) -> None:
        """The bot's word to the operators."""
        self._effects.append(Tell(self._key(), text, retry, detours, rings))

    def alert(
        self, tier: Tier, stage: Waiting, *, called: Waiting | None = None, everybody: bool = False, soft: bool = False
    ) -> None:
        """The desks ring, and call those by name who should take it: as it is, or as it will be with `called`.

        `soft`: nobody is called, and it makes no sound.
        """
        meant, rules = called or stage, self.policy.rules
        at = self.event.at - (tier in ("warn", "breach"))  # due within the hours, up to their last moment
        people = routing.rings(
            rules,
            self.policy.roster,
            team=meant.team,
            wanted=meant.wanted,
            for_lead=meant.for_lead,
            priority=meant.priority,
            everybody=everybody,
            at=at,
        )
        loud = not soft and routing.is_loud(rules, meant.team, meant.priority, at)
        people = () if soft or stage.crowd else people
        rung = Alert(self._key(), tier, stage.reason, stage.priority, stage.team, people, loud, stage.crowd)
        self._effects.append(rung)

    def wake(self, timer: TimerName, at: int | None, since: int) -> None:
        """The timer fires then; None cancels it."""
        self._effects.append(Wake(self._key(), timer, at, since))

    def offer_code(self, code: str, until: int) -> None:
        """Whoever types this code elsewhere before `until` (epoch ms) is the same person."""
        self._effects.append(OfferCode(self._key(), code, until))

    def join(self, contact: str, code: str = "") -> None:
        """The person is this contact from now on."""
        self.set(contact=replace(self.conversation.contact, id=contact))
        self._effects.append(Join(self._key(), contact, code))

    def part(self, contact: str) -> None:
        """The address belongs to this contact alone from now on."""
        self.set(contact=replace(self.conversation.contact, id=contact))
        self._effects.append(Part(self._key()))

    def learn(self, command: Teach, operator: str) -> None:
        """A line to learn from is kept."""
        self._effects.append(Learn(self._key(), command.text, command.wrong, command.entry, operator))

    def count_silence(self, span: int) -> None:
        """From now on the user's silence is counted; after `span` ms the timer fires."""
        self.set(quiet_since=self.event.at)
        self._effects.append(Wake(self._key(), "silence", self.event.at + span, self.event.at))

    def count_on(self, since: int, span: int) -> None:
        """The same silence is counted further: the timer fires `span` ms after it began."""
        self._effects.append(Wake(self._key(), "silence", since + span, since))

    def stop_counting(self) -> None:
        """We owe the user something, or all is done: silence means nothing."""
        if self.conversation.quiet_since is not None:
            self.set(quiet_since=None)
            self._effects.append(Wake(self._key(), "silence", None, self.event.at))

    def enter(self, stage: Stage) -> None:
        """The conversation is in this stage now; where that brings it to people, their desks open for it.

        A newcomer in a crowd waits without a place there. What is asked of those who wait ends with the waiting.
        """
        old = self.conversation.stage
        if _has_a_place(stage) and not _has_a_place(old):
            self._effects.append(OpenDesk(self._key()))
        if isinstance(old, Waiting) and old.needs and not isinstance(stage, Waiting):
            self.set(offered=())
        self.conversation = replace(self.conversation, stage=stage)

    def set(self, **changes: object) -> None:
        """Other fields of the conversation."""
        self.conversation = replace(self.conversation, **changes)  # type: ignore[arg-type] # replace checks the names

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        if choices:
            self.set(offered=choices)

    def _user(self) -> str:
        return self.conversation.contact.name or ""

    def _key(self) -> str:
        return f"{self.event.id}:{len(self._effects)}"


def _has_a_place(stage: Stage) -> bool:
    """Whether the desks show it."""
    return isinstance(stage, WithOperator) or (isinstance(stage, Waiting) and not stage.crowd)


def _by(actor: Actor, effect: Said) -> Said:
    """With what colleagues call the operator, where users call them otherwise."""
    return replace(effect, name=actor.name) if actor.alias else effect
