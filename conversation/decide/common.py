"""What is the same in every stage: notes, commands, choices that are gone, the language, warnings about secrets."""

from __future__ import annotations

from conversation.codec import stage_name
from conversation.decide.turn import Turn
from conversation.events import Event, OperatorActed, UserAskedForHuman, UserChose, UserCommanded, UserSaid
from conversation.model import Choice, Resolved, Waiting, WithBot, WithOperator
from handoff.model import Note, Reply
from intents.model import Language
from intents.normalize import detect
from safety.guard import asks_for_secret

WALLET_SECRETS = frozenset({"recovery_phrase", "private_key", "extended_key", "seed", "keystore"})


def handle(turn: Turn, event: Event) -> bool:
    """Does what no stage changes; True when that was all there is to do."""
    match event:
        case OperatorActed(command=Note()):
            return True
        case OperatorActed(command=Reply(text)) if words := asks_for_secret(text):
            turn.refuse("refuse_asks_secret", words=words)
            return True
        case UserCommanded():
            _command(turn, event)
            return True
        case UserChose(choice=choice) if choice not in {offered.id for offered in turn.conversation.offered}:
            turn.refuse("choice_gone", to_user=True)
            return True
        case UserChose(choice=choice) if choice.startswith("lang:"):
            _speak(turn, choice.removeprefix("lang:"))
            return True
        case UserSaid():
            _listen(turn, event)
            return False
        case UserAskedForHuman(text=text, files=files):
            if not text.startswith("/"):  # a command is the same word in every language
                _follow(turn, detect(text, turn.policy.texts.languages))
            if files:
                turn.relay_to_desk(text, files)
            return False
        case _:
            return False


def _listen(turn: Turn, event: UserSaid) -> None:
    """The language follows the user until they choose one; a secret is answered with a warning first."""
    _follow(turn, event.understanding.parts[0].language)
    if event.removed:
        _warn(turn, event.removed)
    elif event.masked:
        turn.say("masked", kind="warning")


def _follow(turn: Turn, spoken: Language | None) -> None:
    if not turn.conversation.language_chosen and spoken in turn.policy.texts.languages:
        turn.set(language=spoken)


def _warn(turn: Turn, removed: tuple[str, ...]) -> None:
    wallet = next((kind for kind in removed if kind in WALLET_SECRETS), None)
    if wallet is not None:
        turn.say("warning_wallet", kind="warning", secret=turn.words(f"kind_{wallet}"))
    else:
        turn.say("warning_card" if "card" in removed else "warning_token", kind="warning")


def _command(turn: Turn, event: UserCommanded) -> None:
    match event.command:
        case "start" if isinstance(turn.conversation.stage, WithBot | Resolved):
            turn.say("welcome")
        case "help":
            turn.say("help")
        case "language":
            _speak(turn, event.argument.strip().lower())
        case _:
            status(turn)


def _speak(turn: Turn, language: str) -> None:
    languages = turn.policy.texts.languages
    if language in languages:
        turn.set(language=language, language_chosen=True)
        turn.say("language_set")
        return
    names = tuple(Choice(f"lang:{code}", turn.policy.texts.text("language_name", code)) for code in languages)
    turn.say("language_unknown" if language else "language_ask", choices=names)


def status(turn: Turn) -> None:
    """Where the request stands, in a sentence."""
    match turn.conversation.stage:
        case Waiting():
            turn.say("position")
        case WithOperator(operator=operator):
            turn.say("has_it", operator=operator)
        case stage:
            turn.say(f"status_{stage_name(stage).removeprefix('with_')}")
