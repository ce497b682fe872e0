"""Rows of the outbox and the messages that become of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.markup import parse, utf16
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected, Sent
from handoff.model import Amend, Delete, FileRef, Reply
from tests.adapters.telegram.scene import Scene, last, scene
from tests.kit.telegram import Fault, Person, png

PNG = ("a.png", "image/png", png())
PDF = ("b.pdf", "application/pdf", b"%PDF")
VOICE = ("c.ogg", "audio/ogg", b"OggS")
VIDEO = ("d.mp4", "video/mp4", b"film")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Scene]:
    (tmp_path / "shot.png").write_bytes(png())
    (tmp_path.parent / "secret.png").write_bytes(png())
    async with scene(media=tmp_path) as stage:
        yield stage


@pytest.fixture
def ada(stage: Scene) -> Person:
    ada = stage.telegram.user("Ada")
    ada.starts()
    return ada


async def say(stage: Scene, ada: Person, text: str, key: str = "row:0", **payload: object) -> Outcome:
    return await stage.send(
        ada, "say", key=key, **{"text": text, "choices": [], "media": [], "reply_to": None} | payload
    )


async def kept(stage: Scene, *files: tuple[str, str, bytes]) -> list[FileRef]:
    return [await stage.built.files.put("op1", name, mime, content) for name, mime, content in files]


async def relay(stage: Scene, ada: Person, text: str, files: list[FileRef]) -> Outcome:
    shown = [{"id": file.id, "name": file.name, "mime": file.mime, "size": file.size} for file in files]
    return await stage.send(ada, "relay", text=text, sender="op1", files=shown, reply_to=None)


def answers(ada: Person) -> list[str]:
    return [message.text for message in ada.chat.from_bot]


async def test_looks_travel_as_entities_and_links_have_no_preview(stage: Scene, ada: Person) -> None:
    outcome = await say(stage, ada, "**Bold** `code` [here](https://a.example) <i>&amp;")
    sent = last(ada.chat)
    assert outcome == Sent((f"{ada.id}:{sent.id}",))
    assert sent.text == "Bold code here <i>&amp;"
    assert [(entity["type"], entity.get("url")) for entity in sent.entities] == [
        ("bold", None), ("code", None), ("text_link", "https://a.example"),
    ]  # fmt: skip
    call = stage.telegram.calls_of("sendMessage")[-1]
    assert call.params["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in call.params


async def test_looks_that_telegram_refuses_are_left_out(stage: Scene, ada: Person) -> None:
    stage.telegram.faults.next("sendMessage", Fault.bad_request("can't parse entities: unsupported"))
    assert isinstance(await say(stage, ada, "**Bold** words"), Sent)
    assert (last(ada.chat).text, last(ada.chat).entities) == ("Bold words", [])


async def test_an_answered_message_that_is_gone_is_left_out(stage: Scene, ada: Person) -> None:
    message = ada.writes("How do I back up my wallet?")
    await stage.hear()
    line = await stage.built.database.reader.line(stage.chat.carrier, f"{ada.id}:{message.id}")
    assert line is not None
    await say(stage, ada, "to that", reply_to=line.message)
    assert last(ada.chat).reply_to is message
    ada.deletes(message)
    assert isinstance(await say(stage, ada, "to nothing", reply_to=line.message), Sent)
    assert last(ada.chat).reply_to is None
    stage.telegram.faults.next("sendMessage", Fault.bad_request("message to be replied not found"))
    assert isinstance(await say(stage, ada, "to nothing", reply_to=line.message), Sent)


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("x" * 4096, [4096]),
        ("x" * 4097, [4096, 1]),
        ("😀" * 2048, [4096]),
        ("😀" * 2048 + "!", [4096, 1]),
        ("**" + "b" * 4096 + "**", [4096]),
        ("para " * 700 + "\n\n" + "next " * 300, [3499, 1499]),
    ],
)
async def test_long_words_are_cut_where_a_reader_would(
    stage: Scene, ada: Person, text: str, lengths: list[int]
) -> None:
    pieces = stage.chat.split(text)
    assert [utf16(parse(piece).text.strip()) for piece in pieces] == lengths
    for number, piece in enumerate(pieces):
        assert isinstance(await say(stage, ada, piece, key=f"row:{number}"), Sent)
    assert [utf16(text) for text in answers(ada)] == lengths


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.forbidden(), Rejected),
        (Fault.too_many(7), NotSent),
        (Fault.server_error(), Ambiguous),
        (Fault.reset_after(), Ambiguous),
    ],
)
async def test_failures_are_outcomes(stage: Scene, ada: Person, fault: Fault, outcome: type[Outcome]) -> None:
    stage.telegram.faults.next("sendMessage", fault)
    assert isinstance(await say(stage, ada, "hello"), outcome)


async def test_each_file_goes_in_the_form_that_shows_it_best(stage: Scene, ada: Person) -> None:
    for file in (PNG, PDF, VOICE, VIDEO):
        assert isinstance(await relay(stage, ada, "", await kept(stage, file)), Sent)
    assert [message.kind for message in ada.chat.from_bot] == ["photo", "document", "voice", "video"]
    assert [message.file.content for message in ada.chat.from_bot] == [PNG[2], PDF[2], VOICE[2], VIDEO[2]]
    assert ada.chat.from_bot[1].file.name == "b.pdf"


async def test_few_words_stand_below_the_file_many_above_it(stage: Scene, ada: Person) -> None:
    files = await kept(stage, PNG)
    await relay(stage, ada, "**Look** here", files)
    assert (last(ada.chat).text, last(ada.chat).entities[0]["type"]) == ("Look here", "bold")
    await relay(stage, ada, "x" * 1025, files)
    assert [(message.kind, len(message.text)) for message in ada.chat.from_bot[1:]] == [("text", 1025), ("photo", 0)]


async def test_several_files_go_as_albums(stage: Scene, ada: Person) -> None:
    outcome = await relay(stage, ada, "all of it", await kept(stage, PNG, VIDEO, PDF, PDF, VOICE))
    sent = ada.chat.from_bot
    assert isinstance(outcome, Sent)
    assert len(outcome.remote) == len(sent) == 5
    albums = [message.body.get("media_group_id") for message in sent]
    assert albums[0] == albums[1] != albums[2] == albums[3]
    assert albums[4] is None
    assert [message.text for message in sent] == ["all of it", "", "", "", ""]


async def test_a_picture_that_is_none_goes_as_a_document(stage: Scene, ada: Person) -> None:
    await relay(stage, ada, "", await kept(stage, ("x.png", "image/png", b"no picture")))
    assert last(ada.chat).kind == "document"


async def test_words_arrive_although_their_file_is_gone(stage: Scene, ada: Person) -> None:
    assert isinstance(await relay(stage, ada, "here", [FileRef("gone", "x.png", "image/png", 5)]), Sent)
    assert answers(ada) == ["here"]


async def test_what_arrived_is_not_sent_again_when_the_rest_is(stage: Scene, ada: Person) -> None:
    files = await kept(stage, PDF, VOICE)
    stage.telegram.faults.next("sendVoice", Fault.too_many(5))
    assert await relay(stage, ada, "x" * 2000, files) == NotSent(
        "Telegram asks us to slow down; it goes out later.", 5000
    )
    outcome = await relay(stage, ada, "x" * 2000, files)
    assert [message.kind for message in ada.chat.from_bot] == ["text", "document", "voice"]
    assert outcome == Sent(tuple(f"{ada.id}:{message.id}" for message in ada.chat.from_bot))


async def test_a_picture_of_the_faq_carries_the_words(stage: Scene, ada: Person) -> None:
    outcome = await say(stage, ada, "Press **here**", media=[{"image": "shot.png", "alt": "a button"}])
    assert (last(ada.chat).kind, last(ada.chat).text) == ("photo", "Press here")
    assert outcome == Sent((f"{ada.id}:{last(ada.chat).id}",))


async def test_several_pictures_come_before_the_words(stage: Scene, ada: Person) -> None:
    media = [{"image": "shot.png", "alt": "first"}, {"image": "shot.png", "alt": "second"}]
    await say(stage, ada, "x" * 1025, media=media)
    assert [(message.kind, message.text[:6]) for message in ada.chat.from_bot] == [
        ("photo", "first"), ("photo", "second"), ("text", "xxxxxx"),
    ]  # fmt: skip


@pytest.mark.parametrize("image", ["missing.png", "../secret.png", "/etc/hostname"])
async def test_a_picture_that_cannot_be_shown_does_not_hold_up_the_words(
    stage: Scene, ada: Person, image: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(await say(stage, ada, "Press **here**", media=[{"image": image, "alt": ""}]), Sent)
    assert [(message.kind, message.text) for message in ada.chat.from_bot] == [("text", "Press here")]
    assert image in caplog.text


async def test_a_video_is_a_link_below_the_words(stage: Scene, ada: Person) -> None:
    await say(stage, ada, "Watch", media=[{"video": "https://v.example/1", "alt": "The film"}])
    assert last(ada.chat).text == "Watch\n\nThe film"
    assert last(ada.chat).entities[0]["url"] == "https://v.example/1"


async def replied(stage: Scene, ada: Person, reply: Reply) -> str:
    """An operator's line; its key."""
    ada.writes("/human")
    await stage.hear()
    await stage.act(ada, reply)
    line = await stage.built.database.reader.line(stage.chat.carrier, f"{ada.id}:{last(ada.chat).id}")
    assert line is not None
    return line.message


async def test_a_line_that_grows_or_shrinks_changes_its_number_of_messages(stage: Scene, ada: Person) -> None:
    key = await replied(stage, ada, Reply("a " * 3000))
    before = ada.chat.from_bot[-2:]
    await stage.act(ada, Amend(key, "short"))
    assert (before[0].text, before[1].deleted) == ("short", True)
    await stage.act(ada, Amend(key, "b " * 3000))
    assert before[0].text.startswith("b b")
    assert last(ada.chat).text.startswith("b b")
    assert last(ada.chat) is not before[0]


async def test_words_below_a_file_are_changed_there(stage: Scene, ada: Person) -> None:
    files = tuple(await kept(stage, PNG))
    key = await replied(stage, ada, Reply("this one", files))
    photo = last(ada.chat)
    await stage.act(ada, Amend(key, "that one"))
    assert (photo.kind, photo.text) == ("photo", "that one")


async def test_a_line_that_cannot_be_deleted_is_let_go(stage: Scene, ada: Person) -> None:
    key = await replied(stage, ada, Reply("oh no"))
    stage.telegram.faults.next("deleteMessage", Fault.bad_request("message can't be deleted for everyone"))
    await stage.act(ada, Delete(key))
    assert not last(ada.chat).deleted
    known = await stage.newest(ada)
    assert known is not None
    assert await stage.built.database.store.unfinished() == ()


async def test_a_row_that_is_not_for_users_is_let_go(stage: Scene, ada: Person) -> None:
    assert await stage.send(ada, "open", number=1, name="Ada") == Sent(())


async def test_reading_a_picture_does_not_hold_up_others(stage: Scene, ada: Person) -> None:
    media = [{"image": "shot.png", "alt": ""}]
    outcomes = await asyncio.gather(*(say(stage, ada, "x", key=f"row:{n}", media=media) for n in range(5)))
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
