"""The table of the FAQ file: every key, its shape, and the sentence that an editor shows about it."""

from __future__ import annotations

from intents.shape import ByLanguage, Date, Key, ListOf, Number, OneOf, Record, Text

ID_PATTERN = r"[A-Za-z0-9._?-]{1,80}"
LANGUAGE_PATTERN = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"

_ID = Text(ID_PATTERN, "use 1 to 80 of A–Z a–z 0–9 . _ - ?", bare_numbers=True)
_LANGUAGE = Text(LANGUAGE_PATTERN, "use a code such as en, zh or pt-BR")
_WORD = Text(bare_numbers=True)
_UTTERANCES = ByLanguage(ListOf(Text()))

_MEDIA = Record(
    (
        Key("image", Text(), "A path or address of a picture."),
        Key("video", Text(), "The address of a video."),
        Key("alt", ByLanguage(Text()), "What the picture or video shows, for those who cannot see it."),
    ),
    exactly_one=("image", "video"),
)

_CHOICE = Record(
    (
        Key("label", ByLanguage(Text()), "What the button reads, by language.", "write what the button reads"),
        Key("say", ByLanguage(Text()), "Advice that is given before going on, by language."),
        Key(
            "then",
            Text(ID_PATTERN, "use next, solved, handoff, or the id of a step or an entry", bare_numbers=True),
            "What follows: next (the following step, after the last one a person), solved, handoff, or the id of a "
            "step of this entry or of an entry. Without it: next.",
        ),
    )
)

_STEP = Record(
    (
        Key("id", _ID, "A name that `then` can point to; unique in the entry, and no entry's id."),
        Key("ask", ByLanguage(Text()), "What is asked, by language.", "write what is asked"),
        Key(
            "choices",
            ListOf(_CHOICE, shortest=2, longest=6),
            "Two to six answers to choose from; 'talk to a person' is always added.",
            "write two to six answers to choose from",
        ),
    )
)

ENTRY = Record(
    (
        Key(
            "id",
            _ID,
            "A stable name of 1 to 80 of A–Z a–z 0–9 . _ - ?, unique among all entries.",
            "give the entry a unique one",
        ),
        Key("title", ByLanguage(Text()), "A short heading, by language; shown as a choice and in the help centre."),
        Key(
            "questions",
            _UTTERANCES,
            "How people ask this, by language. Ten different wordings are worth more than any setting.",
            "list how people ask this",
        ),
        Key(
            "answer",
            ByLanguage(Text()),
            "The answer by language, in small Markdown: bold, italic, code, lists, links. {product} is filled in.",
            "write what the bot should say",
        ),
        Key("tests", _UTTERANCES, "Held-out wordings, by language, that must find this entry; never learned from."),
        Key("tags", ListOf(_WORD), "Topics: menus of the bot and categories of the help centre."),
        Key("media", ListOf(_MEDIA), "Pictures and videos that belong to the answer."),
        Key("related", ListOf(_ID), "Ids of entries that are offered as buttons below the answer."),
        Key(
            "handoff",
            OneOf(("never", "offer", "always")),
            "Whether a person is offered with the answer (offer), never, or takes over at once (always).",
        ),
        Key("team", _WORD, "The team that takes over."),
        Key("priority", OneOf(("low", "normal", "high", "urgent")), "How urgent a handoff from this entry is."),
        Key(
            "needs",
            ListOf(_WORD, longest=4),
            "At most four things to ask before a person takes over; the user may skip them.",
        ),
        Key("expires", Date(), "A day such as 2027-01-31 after which a warning asks for a look at the answer."),
        Key("steps", ListOf(_STEP, shortest=1), "Guided troubleshooting after the answer, one question at a time."),
    )
)

FAQ = Record(
    (
        Key("version", Number((1,)), "The version of this format."),
        Key(
            "languages",
            ListOf(_LANGUAGE, shortest=1),
            "Codes of the languages of this file; the first is the fallback. Without it: [en].",
        ),
        Key(
            "entries",
            ListOf(ENTRY, shortest=1),
            "The questions and answers.",
            "list the questions and answers under it",
        ),
    )
)


def keys_of(record: Record) -> tuple[str, ...]:
    """The names of a record's keys."""
    return tuple(key.name for key in record.keys)


def shape_of(record: Record, name: str) -> Key:
    """The key of a record with this name."""
    return next(key for key in record.keys if key.name == name)
