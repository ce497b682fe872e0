"""Effects become rows that a platform can carry: what it cannot show is said in another way, or left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.outgoing import Carriers, rows
from conversation.change import OutboxRow
from conversation.effects import Alert, Edit, Effect, Erase, Mark, Relay, Say, Suggestion, Tell
from conversation.model import Choice, WithOperator
from conversation.ports import Capabilities
from conversation.texts import Texts
from handoff.model import FileRef, Priority, Reason
from intents.model import Media
from tests.kit.channels import EVERYTHING, FakeChannel
from tests.kit.worlds import NOON, fresh

FILE = FileRef("f1", "a.png", "image/png", 9)
CHOICES = (Choice("human", "Talk to a person"), Choice("none", "None of these"))
EDIT = Edit("e1:0", "user", "e0:1", "op1", "the price is 5")


def made(effect: Effect, able: Capabilities = EVERYTHING, limit: int = 4096) -> tuple[OutboxRow, ...]:
    """The rows for a channel that can do this and for one desk."""
    channel = FakeChannel(capabilities=able, limit=limit)
    carriers = Carriers({channel.carrier: channel}, (FakeChannel(carrier="fake:desk"),))
    return rows((effect,), fresh(WithOperator(NOON, "op1"), language="zh"), carriers, NOON, texts=Texts())


def to_user(effect: Effect, able: Capabilities = EVERYTHING, limit: int = 4096) -> list[OutboxRow]:
    """Those for the channel."""
    return [row for row in made(effect, able, limit) if row.carrier != "fake:desk"]


@pytest.mark.parametrize(
    ("effect", "unable"),
    [
        (Erase("e1:0", "e0:own"), replace(EVERYTHING, deletions=False)),
        (Mark("e1:0", "user", "e0:own", "👍"), replace(EVERYTHING, reactions=False)),
    ],
)
def test_what_a_platform_cannot_do_is_not_asked_of_it(effect: Effect, unable: Capabilities) -> None:
    assert len(to_user(effect)) == 1
    assert to_user(effect, unable) == []


def test_where_nothing_can_be_edited_the_correction_is_a_message_of_its_own() -> None:
    assert [(row.kind, row.shows) for row in to_user(EDIT)] == [("edit", "e0:1")]
    (row,) = to_user(EDIT, replace(EVERYTHING, edits=False))
    assert (row.kind, row.message_key, row.payload["text"]) == ("relay", "e0:1", "更正上面的内容：\nthe price is 5")
    [desk] = [row for row in made(EDIT, replace(EVERYTHING, edits=False)) if row.carrier == "fake:desk"]
    assert (desk.kind, desk.payload["text"]) == ("edit", "the price is 5")


@pytest.mark.parametrize("most", [0, 1])
def test_choices_for_which_there_are_no_buttons_are_a_numbered_list(most: int) -> None:
    say = Say("e1:0", "Which one?", "clarify", CHOICES)
    (row,) = to_user(say, replace(EVERYTHING, choices=most))
    assert row.payload["text"] == "Which one?\n\n1. Talk to a person\n2. None of these"
    assert row.payload["choices"] == []
    (row,) = to_user(say, replace(EVERYTHING, choices=2))
    assert row.payload["text"] == "Which one?"
    assert [choice["id"] for choice in row.payload["choices"]] == ["human", "none"]  # type: ignore[attr-defined] # JSON


@pytest.mark.parametrize("way", ["", "thread"])
def test_what_goes_out_again_brings_its_line_in_all_its_pieces(way: str) -> None:
    again = Relay("e1:0", "user", "op1", "Hello!", (FILE,), "e0:1", by=way)  # type: ignore[arg-type] # a way
    pieces = to_user(again, limit=3)
    assert [(row.kind, row.message_key, row.payload["text"]) for row in pieces] == [
        ("relay", "e0:1", "Hel"),
        ("relay", "e0:1", "lo!"),
    ]
    assert [row.payload.get("by", "") for row in pieces] == [way, way]
    assert [len(row.payload["files"]) for row in pieces] == [0, 1]  # type: ignore[arg-type] # JSON
    assert [row for row in made(again) if row.carrier == "fake:desk"] == []


def test_a_mention_in_public_carries_nothing_of_the_line_and_is_not_linked_to_it() -> None:
    (row,) = to_user(Relay("e1:0", "user", "op1", "my words", (FILE,), "e0:1", by="mention"), limit=3)
    assert (row.payload["by"], row.payload["message"], row.message_key, row.shows) == ("mention", "e0:1", None, None)
    assert "words" not in str(row)
    assert row.payload["files"] == []


def test_a_desk_hears_how_else_somebody_can_be_reached() -> None:
    (row,) = made(Tell("e1:0", "This did not reach the user.", "e0:1", ("thread", "mention")))
    assert (row.payload["retry"], row.payload["detours"]) == ("e0:1", ["thread", "mention"])


def test_files_that_a_platform_cannot_take_are_named_and_pictures_are_left_out() -> None:
    reply = Relay("e1:0", "user", "op1", "Here", (FILE,), "e0:1")
    (row,) = to_user(reply, replace(EVERYTHING, files=False))
    assert (row.payload["text"], row.payload["files"]) == ("Here\n[a.png 无法在此显示]", [])
    say = Say("e1:0", "Look", "answer", media=(Media(image="a.png", video=None, alt={"en": "a"}),))
    assert [row.payload["media"] for row in to_user(say)] == [[{"image": "a.png", "alt": "a"}]]
    assert [row.payload["media"] for row in to_user(say, replace(EVERYTHING, media=False))] == [[]]


def test_a_desk_hears_whom_a_ring_calls_and_how_loud_it_is() -> None:
    alert = Alert("e1:0", "warn", Reason.ASKED, Priority.HIGH, "core", ("Nora",), loud=False)
    (row,) = made(alert)
    assert row.payload == {
        "number": 1042, "name": "Ada", "tier": "warn", "reason": "asked", "priority": "high", "team": "core",
        "rings": ["Nora"], "loud": False, "crowd": False,
    }  # fmt: skip
    (told,) = made(Tell("e1:0", "Your turn.", rings=("Nora",)))
    assert told.payload["rings"] == ["Nora"]


def test_newcomers_who_come_at_once_stand_in_one_line_at_a_desk() -> None:
    alert = Alert("e1:0", "new", Reason.ASKED, Priority.NORMAL, crowd=True)
    assert [row.lane for row in made(alert)] == ["fake:desk|crowd"]
    assert [row.lane for row in made(replace(alert, crowd=False))] == ["fake:desk|c1"]


def test_a_desk_sees_what_may_answer_a_users_words_and_who_really_writes_under_another_name() -> None:
    asked = Relay("e1:0", "desk", "Ada", "how?", message="e1:own", suggested=(Suggestion("backup", 0.9, "v1"),))
    (row,) = made(asked)
    assert row.payload["suggested"] == [{"entry": "backup", "confidence": 0.9, "faq": "v1"}]
    reply = Relay("e1:0", "user", "Support Anna", "Here", name="op1")
    assert [row.payload["sender"] for row in made(reply)] == ["Support Anna", "op1"]
