"""One decision in the making."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conversation.effects import Alert, Effect, Relay, Say, SayKind, Tier, Wake
from conversation.events import Event, Surroundings
from conversation.model import Choice, Conversation, Stage, Waiting
from conversation.policy import Policy
from handoff.model import FileRef


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

    def decision(self) -> Decision:
        """The finished decision."""
        if self._refusal is not None:
            return Decision(self.before, (), self._refusal)
        return Decision(self.conversation, tuple(self._effects))

    def words(self, key: str, **values: object) -> str:
        """A sentence in the user's language, with the number and the position at hand."""
        known = {"number": self.conversation.number, "position": self.surroundings.position}
        return self.policy.texts.text(key, self.conversation.language, **{**known, **values})

    def choice(self, choice_id: str, key: str) -> Choice:
        """A choice whose label is a sentence of the bot."""
        return Choice(choice_id, self.words(key))

    def refuse(self, key: str, *, to_user: bool = False, **values: object) -> None:
        """Nothing happens; `key` says why."""
        language = self.conversation.language if to_user else self.policy.texts.languages[0]
        self._refusal = self.policy.texts.text(key, language, **values)

    def say(self, key: str, *, kind: SayKind = "notice", choices: tuple[Choice, ...] = (), **values: object) -> None:
        """The bot says one of its own sentences."""
        self.say_text(self.words(key, **values), kind=kind, choices=choices)

    def say_text(self, text: str, *, kind: SayKind, choices: tuple[Choice, ...] = (), entry: str | None = None) -> None:
        """The bot says this; its choices become the ones that can be chosen."""
        self._effects.append(Say(self._key(), text, kind, choices, entry))
        if choices:
            self.set(offered=choices)

    def relay_to_desk(self, text: str, files: tuple[FileRef, ...] = ()) -> None:
        """The user's words go to the people."""
        sender = self.conversation.contact.name or ""
        self._effects.append(Relay(self._key(), "desk", sender, text, files))

    def relay_to_user(self, operator: str, text: str, files: tuple[FileRef, ...] = ()) -> None:
        """An operator's words go to the user."""
        self._effects.append(Relay(self._key(), "user", operator, text, files))

    def alert(self, tier: Tier, waiting: Waiting) -> None:
        """The desks ring."""
        self._effects.append(Alert(self._key(), tier, waiting.reason, waiting.priority, waiting.team))

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
        """The conversation is in this stage now."""
        self.conversation = replace(self.conversation, stage=stage)

    def set(self, **changes: object) -> None:
        """Other fields of the conversation."""
        self.conversation = replace(self.conversation, **changes)  # type: ignore[arg-type] # replace checks the names

    def _key(self) -> str:
        return f"{self.event.id}:{len(self._effects)}"
