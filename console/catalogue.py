"""What an operator can pick from while writing: saved replies, entries of the FAQ, colleagues and teams."""

from __future__ import annotations

from typing import Annotated, NotRequired

from fastapi import APIRouter, Depends, Query
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from console.identity import DeskOperator, operator_of_desk
from console.orders import BIGGEST
from console.parts import Console, ConsoleParts
from console.texts import PageLanguage
from conversation.model import Conversation
from conversation.ports import NotThere
from handoff import snippets
from intents.model import Context, Entry

router = APIRouter(prefix="/api/desk", tags=["desk"], dependencies=[Depends(operator_of_desk)])

ENTRIES_SHOWN = 50
Number = Annotated[int | None, Query(ge=1, le=BIGGEST, description="The conversation whose user is to read it.")]
Words = Annotated[str, Query(max_length=500, description="An entry's id, or words for it; without, the first entries.")]


class SnippetJson(TypedDict):
    """A saved reply, filled in for the conversation."""

    name: str
    text: str


class SnippetsJson(TypedDict):
    """All saved replies, by name."""

    snippets: list[SnippetJson]


class EntryJson(TypedDict):
    """An entry of the FAQ: its heading for the desk, its answer for the user."""

    id: str
    title: str
    text: str
    confidence: NotRequired[float]


class EntriesJson(TypedDict):
    """Entries, the likeliest first, and the version of the FAQ that they are from."""

    faq: str
    entries: list[EntryJson]


class ColleagueJson(TypedDict):
    """Somebody of the desk, how many conversations they have, and whether nothing rings for them now."""

    name: str
    role: str
    conversations: int
    muted: bool


class DeskJson(TypedDict):
    """Whom a conversation can be passed on to."""

    teams: list[str]
    people: list[ColleagueJson]


@router.get("/snippets")
async def list_snippets(console: Console, identity: DeskOperator, number: Number = None) -> SnippetsJson:
    """The saved replies by name, as the user of this conversation would read them."""
    conversation = await _conversation(console, number)
    policy = console.policy()
    language = conversation.language if conversation else policy.texts.languages[0]
    shown_as = identity.operator.alias or identity.operator.name
    values: dict[str, object] = {**policy.texts.variables, "operator": shown_as}
    if conversation is not None:
        values |= {
            "number": conversation.number,
            "name": conversation.contact.name or "",
            "code": policy.code(conversation.id),
        }
    shown: list[SnippetJson] = []
    for name, texts in sorted(policy.snippets.items()):
        words = snippets.worded(texts, (language, *policy.texts.languages))
        shown.append({"name": name, "text": snippets.fill(words, values)})
    return {"snippets": shown}


@router.get("/entries")
async def list_entries(
    console: Console, shown_in: PageLanguage, words: Words = "", number: Number = None
) -> EntriesJson:
    """Entries of the FAQ that these words may mean, the likeliest first: headings as you read, answers as the user."""
    conversation = await _conversation(console, number)
    policy = console.policy()
    language = conversation.language if conversation else shown_in

    def shown(entry: Entry, confidence: float | None = None) -> EntryJson:
        _, answer = entry.answer_in(language, policy.faq.languages)
        found: EntryJson = {
            "id": entry.id, "title": console.title(entry.id, shown_in), "text": policy.texts.render(answer),
        }  # fmt: skip
        return found if confidence is None else {**found, "confidence": confidence}

    if not words.strip():
        return {"faq": policy.faq.version, "entries": [shown(entry) for entry in policy.faq.entries[:ENTRIES_SHOWN]]}
    exact = policy.faq.entry(words.strip())
    if exact is not None:
        return {"faq": policy.faq.version, "entries": [shown(exact, 1.0)]}
    ranking = console.knowledge.recognize(words, Context(language)).parts[0].ranking
    found = ((policy.faq.entry(one.entry), one.confidence) for one in ranking)
    return {
        "faq": policy.faq.version,
        "entries": [shown(entry, confidence) for entry, confidence in found if entry is not None],
    }


@router.get("/colleagues")
async def list_colleagues(console: Console) -> DeskJson:
    """Whom a conversation can be passed on to: the teams, and everybody of the desk."""
    policy, now = console.policy(), console.clock.now()
    loads = {one.name: one.load for one in policy.roster.people}
    people: list[ColleagueJson] = [
        {
            "name": one.name, "role": one.role, "conversations": loads.get(one.name, 0),
            "muted": one.muted_until > now,
        }
        for one in await console.staff.all()
    ]  # fmt: skip
    return {"teams": list(policy.rules.teams), "people": people}


async def _conversation(console: ConsoleParts, number: int | None) -> Conversation | None:
    if number is None:
        return None
    found = await console.reader.by_number(number)
    if found is None:
        raise NotThere(f"There is no conversation #{number}.")
    return found
