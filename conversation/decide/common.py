"""What is the same in every stage: notes, commands, choices that are gone, the language, warnings about secrets."""

from __future__ import annotations

from conversation.decide import identity, linking, menu, needs, queue, saved
from conversation.decide.turn import Turn
from conversation.events import (
    Event,
    OperatorActed,
    Undelivered,
    Unprocessable,
    UserAskedForHuman,
    UserChose,
    UserCommanded,
    UserDeleted,
    UserEdited,
    UserSaid,
    is_own_line,
)
from conversation.model import Choice, Resolved, Waiting, WithBot, WithOperator
from conversation.starts import entry_for
from handoff.model import Amend, Command, Delete, Note, React, Reopen, Reply, Resend, SendEntry, SendSnippet
from intents.language import detect, is_latin, is_mere_data
from intents.model import Language
from intents.normalize import normalize
from safety.guard import asks_for_secret

WALLET_SECRETS = frozenset({"recovery_phrase", "private_key", "extended_key", "seed", "keystore"})


def handle(turn: Turn, event: Event) -> bool:
    """Does what no stage changes; True when that was all there is to do."""
    match event:
        case OperatorActed(command=Note()):
            return True
        case OperatorActed(command=React(message, emoji)):
            turn.mark_at_user(message, emoji)
            return True
        case OperatorActed(command=command):
            return refuses(turn, command)
        case UserCommanded():
            warn(turn, event.removed, turn.own)
            return _command(turn, event)
        case UserChose(choice=choice) if choice not in {offered.id for offered in turn.conversation.offered}:
            turn.refuse("choice_gone", to_user=True)
            return True
        case UserChose(choice=choice) if choice.startswith("lang:"):
            _speak(turn, choice.removeprefix("lang:"))
            return True
        case UserDeleted(message=message):
            return not is_own_line(message)
        case UserSaid():
            _listen(turn, event, turn.own)
        case UserEdited(message=message):
            _listen(turn, event, message)
        case UserAskedForHuman(text=text):
            if not text.startswith("/"):  # a command is the same word in every language
                follow(turn, detect(text, turn.policy.texts.languages), text)
            warn(turn, event.removed, turn.own)
        case Unprocessable():
            warn(turn, event.removed, turn.own)
        case _:
            pass
    return False


def refuses(turn: Turn, command: Command) -> bool:
    """Whether nobody may do this, whoever has the floor: ask for a secret, send what is not there, change a note."""
    match command:
        case Reply() | SendEntry() | SendSnippet() | Resend() | Reopen() if turn.conversation.blocked:
            turn.refuse("refuse_blocked")
            return True
        case SendEntry(words, name):
            entry = turn.policy.faq.entry(name)
            if entry is None:
                turn.refuse("refuse_no_entry", words=words)
                return True
            return _guards(turn, turn.entry_words(entry))
        case SendSnippet(name):
            return _refuses_snippet(turn, name)
        case Amend(message) | Delete(message) if is_own_line(message):
            turn.refuse("refuse_not_said")
            return True
        case Reply(text) | Resend(text=text) | Amend(_, text):
            return _guards(turn, text)
        case _:
            return False


def _refuses_snippet(turn: Turn, name: str) -> bool:
    assert isinstance(turn.event, OperatorActed)
    text = saved.worded(turn, name, turn.event.actor)
    if not text:
        turn.refuse("refuse_no_snippet", name=name, names=", ".join(turn.policy.snippets) or "–")
        return True
    return _guards(turn, text)


def _guards(turn: Turn, text: str) -> bool:
    words = asks_for_secret(text)
    if words is not None:
        turn.refuse("refuse_asks_secret", words=words)
    return words is not None


def _listen(turn: Turn, event: UserSaid | UserEdited, message: str) -> None:
    """The language follows the user until they choose one; a secret is answered with a warning first.

    What we asked for is data, and a label such as "Out of gas" is the same word in every language.
    """
    if not _is_offered(turn, event.text) and not needs.takes(turn, event):
        follow(turn, event.understanding.parts[0].language, event.text)
    warn(turn, event.removed, message)
    if event.masked and not event.removed:
        turn.say("masked", kind="warning")


def _is_offered(turn: Turn, text: str) -> bool:
    words = normalize(text)
    return bool(words) and words in {normalize(choice.label) for choice in turn.conversation.offered}


def follow(turn: Turn, spoken: Language | None, text: str) -> None:
    """The user's language, unless they have chosen one. Answers may be in more languages than our own sentences.

    Who talks in another script names brands, devices and addresses in Latin letters too: `text` must hold words.
    """
    known = (*turn.policy.texts.languages, *turn.policy.faq.languages)
    if turn.conversation.language_chosen or spoken is None or spoken not in known:
        return
    changes_script = is_latin(spoken) and not is_latin(turn.conversation.language)
    if not (changes_script and is_mere_data(text) and not turn.policy.texts.means_human(text)):
        turn.set(language=spoken)


def warn(turn: Turn, removed: tuple[str, ...], message: str) -> None:
    """Secrets were in the line with the key `message`: the user is told, and it goes out of the chat."""
    if not removed:
        return
    wallet = next((kind for kind in removed if kind in WALLET_SECRETS), None)
    if wallet is not None:
        turn.say("warning_wallet", kind="warning", secret=turn.words(f"kind_{wallet}"))
    else:
        turn.say("warning_card" if "card" in removed else "warning_token", kind="warning")
    turn.erase(message)


def _command(turn: Turn, event: UserCommanded) -> bool:
    """False for a link into the FAQ: what it asks is the stages' to answer."""
    match event.command:
        case "start" if entry_for(event.argument, turn.policy.faq) is not None:
            return False
        case "start" if isinstance(turn.conversation.stage, WithBot | Resolved):
            turn.say("welcome", choices=menu.topics(turn))
        case "help":
            turn.say("help")
        case "language":
            _speak(turn, event.argument.strip().lower())
        case "verify":
            identity.verify(turn, event.argument)
        case "link" | "unlink":
            linking.handle(turn, event)
        case _:
            status(turn)
    return True


def _speak(turn: Turn, language: str) -> None:
    languages = turn.policy.texts.languages
    if language in languages:
        turn.set(language=language, language_chosen=True)
        turn.say("language_set")
        return
    names = tuple(Choice(f"lang:{code}", turn.policy.texts.text("language_name", code)) for code in languages)
    turn.say("language_unknown" if language else "language_ask", choices=names)


def status(turn: Turn) -> None:
    """Where the request stands: its number, who has it or at which place it is, and when people are there."""
    match turn.conversation.stage:
        case Waiting() as stage:
            queue.tell_place(turn, stage)
        case WithOperator() as stage:
            owner = stage.shown or stage.operator
            _stands(turn, turn.words("has_it", operator=owner), queue.away(turn, stage.team))
        case WithBot():
            _stands(turn, turn.words("status_bot"), queue.away(turn, None))
        case Resolved():
            turn.say("status_resolved")


def _stands(turn: Turn, sentence: str, opening: str) -> None:
    """Where it stands, and when people are back, if they are away."""
    away = turn.words("status_away", opening=opening) if opening else ""
    turn.say_text("\n".join(filter(None, (sentence, away))), kind="notice")


def tell_undelivered(turn: Turn, event: Undelivered) -> None:
    """The operators learn that a line did not arrive, and may send it again."""
    turn.tell(turn.desk_words("undelivered", reason=event.reason), event.message, event.detours)


def take_back(turn: Turn, message: str) -> None:
    """The operators see that the user deleted this line; what it said stays in the transcript."""
    turn.edit_at_desk(message, turn.desk_words("line_deleted"), deleted=True)
