"""Rows of the outbox and the messages that become of them on Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.buttons import Press, action_of
from adapters.discord.letters import Letter
from adapters.discord.markup import to_discord
from adapters.discord.places import CHANNEL
from adapters.discord.sending import Sender
from adapters.markup import parse
from conversation.change import OutboxRow
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected, RowState, Sent
from tests.adapters.discord.sending_scene import BUTTONS, Stage, sending
from tests.kit.discord import Fault
from tests.kit.telegram import png

SEND = "POST /channels/*/messages"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    (tmp_path / "shot.png").write_bytes(png())
    (tmp_path.parent / "secret.png").write_bytes(png())
    async with sending(tmp_path) as stage:
        yield stage


def choices(*ids: str) -> list[dict[str, str]]:
    return [{"id": one, "label": one.title()} for one in ids]


async def test_words_reach_the_person_with_their_looks_and_ping_nobody(stage: Stage) -> None:
    outcome = await stage.say("**Bold** @everyone <@1> [here](https://a.example)")
    (message,) = stage.ada.dm.from_bot
    assert outcome == Sent((f"{stage.ada.dm.id}:{message.id}",))
    assert message.text == r"**Bold** \@everyone \<@1> [here](https://a.example)"
    assert not message.mentions
    call = stage.discord.calls_of(SEND)[-1]
    assert call.json["allowed_mentions"] == {"parse": []}
    assert len(call.json["nonce"]) == 25


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("x" * 2000, [2000]),
        ("x" * 2001, [2000, 1]),
        ("*" * 1500, [2000, 1000]),
        ("**" + "b" * 1996 + "**", [2000]),
        ("para " * 350 + "\n\n" + "next " * 300, [1749, 1499]),
    ],
)
async def test_long_words_are_cut_where_a_reader_would(stage: Stage, text: str, lengths: list[int]) -> None:
    pieces = stage.chat.split(text)
    assert [len(to_discord(parse(piece)).strip()) for piece in pieces] == lengths
    for number, piece in enumerate(pieces):
        assert isinstance(await stage.say(piece, key=f"row:{number}"), Sent)
    assert [len(text) for text in stage.ada.dm.texts] == lengths


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.forbidden(), Rejected),
        (Fault.too_many(40), NotSent),
        (Fault.server_error(), Ambiguous),
        (Fault.reset_after(), Ambiguous),
        (Fault.refused(400, 50035, "Invalid Form Body"), Rejected),
    ],
)
async def test_failures_are_outcomes(stage: Stage, fault: Fault, outcome: type[Outcome]) -> None:
    stage.discord.fault(SEND, fault)
    assert isinstance(await stage.say("hello"), outcome)


async def test_a_send_without_an_answer_is_shown_once(stage: Stage) -> None:
    stage.discord.fault(SEND, Fault.reset_after())
    assert isinstance(await stage.say("once"), Ambiguous)
    assert isinstance(await stage.say("once", attempts=2), Sent)
    assert stage.ada.dm.texts == ["once"]


async def test_after_a_long_outage_we_look_before_we_send_again(stage: Stage) -> None:
    stage.discord.world.nonce_life = 0
    refs = [{"id": (await stage.kept("a.txt")).id}]
    stage.discord.fault(SEND, Fault.reset_after())
    assert isinstance(await stage.say("**once**", files=refs), Ambiguous)
    stage.clock.wind(30 * 60_000)
    assert isinstance(await stage.say("**once**", attempts=2, files=refs), Sent)
    assert stage.ada.dm.texts == ["**once**"]


async def test_the_same_words_of_another_line_or_an_older_time_do_not_count(stage: Stage) -> None:
    stage.discord.world.nonce_life = 0
    await stage.say("hello", key="one:0")
    await stage.line("bot", stage.ada.dm.from_bot[0])
    assert isinstance(await stage.say("hello", key="two:0", attempts=2), Sent)
    assert stage.ada.dm.texts == ["hello", "hello"]
    stage.clock.wind(3_600_001)
    assert isinstance(await stage.say("hello", key="three:0", attempts=2), Sent)
    assert stage.ada.dm.texts == ["hello"] * 3


async def test_a_few_choices_are_buttons_and_many_a_list(stage: Stage) -> None:
    known = await stage.known()
    await stage.say("Did this help?", choices=choices("yes", "no", "human"))
    message = stage.ada.dm.from_bot[-1]
    assert message.labels == ["Yes", "No", "Human"]
    data = message.parts[1]["custom_id"]
    assert data.startswith("u:")
    read = BUTTONS.read(data[2:], CHANNEL, stage.ada.id, "user", stage.clock.now())
    assert read == Press(known.number, action_of("no"))
    await stage.say("Which?", key="row:1", choices=choices(*"abcdefg"))
    (menu,) = stage.ada.dm.from_bot[-1].parts
    assert (menu["placeholder"], len(menu["options"])) == ("Please choose", 7)
    assert menu["options"][2] == {"label": "C", "value": action_of("c")}
    read = BUTTONS.read(menu["custom_id"][2:], CHANNEL, stage.ada.id, "user", stage.clock.now())
    assert read == Press(known.number, "select")
    await stage.say("Fees.", key="row:2", choices=choices("yes", "no", "human", "entry:a", "entry:b", "entry:c"))
    message = stage.ada.dm.from_bot[-1]
    assert message.labels == ["Yes", "No", "Human"]
    assert len(message.options) == 3
    await stage.say("Where?", key="row:3", choices=choices(*(f"step:a:0:{n}" for n in range(6)), "human"))
    message = stage.ada.dm.from_bot[-1]
    assert (message.labels, len(message.options)) == (["Human"], 6)


async def test_in_public_stands_an_answer_below_the_question_with_two_buttons_at_most(stage: Stage) -> None:
    question, at = stage.ada.writes("How?", channel=stage.help), stage.public(stage.help)
    line = await stage.line("user", question, at=at)
    await stage.say("So.", at, reply_to=line, choices=choices("yes", "private", "solved"))
    message = stage.help.from_bot[-1]
    assert (message.text, message.labels, message.reply_to) == ("So.", ["Private", "Solved"], question)
    assert message.pings == []
    number = (await stage.known(at)).number
    for part, (prefix, action) in zip(message.parts, [("p:", "private"), ("s:", "solved")], strict=True):
        assert part["custom_id"].startswith(prefix)
        read = BUTTONS.read(part["custom_id"][2:], CHANNEL, stage.ada.id, "user", stage.clock.now())
        assert read == Press(number, action)


async def test_an_answer_to_a_message_that_is_gone_goes_out_all_the_same(stage: Stage) -> None:
    question = stage.ada.writes("How?")
    line = await stage.line("user", question)
    stage.ada.deletes(question)
    assert isinstance(await stage.say("So.", reply_to=line), Sent)
    assert stage.ada.dm.from_bot[-1].reply_to is None


async def test_files_go_with_the_words_ten_a_message(stage: Stage) -> None:
    files = [await stage.kept(f"f {n}.txt", content=str(n).encode()) for n in range(12)]
    outcome = await stage.relay("All of them", *files)
    first, second = stage.ada.dm.from_bot
    assert (first.text, len(first.files), second.text, len(second.files)) == ("All of them", 10, "", 2)
    assert [file.content for file in second.files] == [b"10", b"11"]
    assert first.files[0].name == "f_0.txt"
    assert isinstance(outcome, Sent)
    assert len(outcome.remote) == 2


async def test_what_arrived_of_a_row_is_not_sent_a_second_time(stage: Stage) -> None:
    sender = Sender(stage.api, stage.database.reader, stage.clock, stage.chat.carrier)
    row = OutboxRow("row:0", "lane", stage.chat.carrier, "", "none", "say", {}, RowState.SENDING, 0)
    tried: list[int] = []

    async def step(number: int, letter: Letter) -> str:
        tried.append(number)
        if tried == [0, 1]:
            raise ConnectionResetError
        return f"1:{number}"

    letters = [Letter("one"), Letter("two")]
    with pytest.raises(ConnectionResetError):
        await sender.deliver(row, step, letters)
    assert await sender.deliver(row, step, letters) == ("1:0", "1:1")
    assert tried == [0, 1, 1]


async def test_pictures_stand_below_the_words_and_videos_are_links(stage: Stage) -> None:
    media = [
        {"image": "shot.png", "alt": "The page"},
        {"image": "https://a.example/b.png", "alt": ""},
        {"video": "https://a.example/film", "alt": "A film"},
        {"image": "../secret.png", "alt": ""},
        {"image": "missing.png", "alt": ""},
    ]
    assert isinstance(await stage.say("Look", media=media), Sent)
    (message,) = stage.ada.dm.from_bot
    assert message.text == "Look\n\n[A film](https://a.example/film)"
    assert [embed["image"]["url"].rpartition("/")[2].partition("?")[0] for embed in message.embeds] == [
        "0-shot.png", "b.png",
    ]  # fmt: skip
    assert message.embeds[0]["description"] == "The page"
    assert [file.content for file in message.files] == [png()]


async def test_a_file_that_was_deleted_meanwhile_is_left_out(stage: Stage) -> None:
    assert isinstance(await stage.send("relay", text="Words", files=[{"id": "nowhere"}]), Sent)
    assert stage.ada.dm.texts == ["Words"]
    assert await stage.send("relay", text="", files=[{"id": "nowhere"}]) == Sent(())
