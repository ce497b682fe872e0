"""Calls, and what their failures mean."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut

from adapters.mending import mended
from adapters.telegram.api import (
    TOKEN_PAUSE,
    Api,
    TooLarge,
    account_of,
    is_message_gone,
    is_not_modified,
    is_parse_error,
    is_reply_gone,
    is_rights,
    is_thread_missing,
    outcome_of,
)
from adapters.telegram.updates import ALLOWED
from conversation.delivery import Ambiguous, NotSent, Outcome, Rejected
from conversation.texts import Texts
from tests.kit.telegram import BotApi, Fault, Person

LOST = "httpx.RemoteProtocolError: gone"


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with BotApi() as telegram:
        yield telegram


@pytest.fixture
async def api(telegram: BotApi) -> AsyncIterator[Api]:
    api = Api(telegram.token, telegram.base)
    yield api
    await api.close()


@pytest.fixture
def ada(telegram: BotApi) -> Person:
    ada = telegram.user("Ada")
    ada.starts()
    return ada


def words(key: str, **values: object) -> str:
    return Texts().text(key, "en", **values)


def outcome(error: TelegramError) -> Outcome:
    return outcome_of(error, words)


@pytest.fixture(scope="module")
def steady() -> Iterator[BotApi]:
    """One for many small tests; each writes to a person of its own."""
    with BotApi() as telegram:
        yield telegram


async def failure(api: Api, ada: Person) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await api.bot.send_message(ada.id, "hello")
    return caught.value


async def test_the_bot_tells_who_it_is(api: Api, telegram: BotApi) -> None:
    me = await api.start()
    assert api.me is me
    assert (me.username, str(me.id)) == ("frontdesk_bot", account_of(telegram.token))
    assert me.can_read_all_group_messages is False


async def test_no_log_and_no_representation_ever_holds_the_token(
    api: Api, telegram: BotApi, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file = ada.sends_document(b"x").file
    second = Api(telegram.token, telegram.base)
    await second.start()
    await api.updates(None, 0, ALLOWED)
    await api.bot.send_message(ada.id, "hello")
    await api.download(file.id, 10)
    for fault in (Fault.reset_before(), Fault.half_json(), Fault.html_error(), Fault.too_many(1)):
        telegram.faults.next("sendMessage", fault)
        error = await failure(api, ada)
        assert telegram.token not in f"{error!r} {error}"
    telegram.revoke_token()
    assert telegram.token not in repr(await failure(api, ada))
    await second.close()
    said = "\n".join(f"{record.getMessage()} {vars(record)} {record.exc_text}" for record in caplog.records)
    assert telegram.token.partition(":")[2] not in said
    assert telegram.token not in f"{api!r} {api.bot!r} {api.bot}"


async def test_what_cannot_be_read_of_an_answer_is_not_logged(
    api: Api, telegram: BotApi, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    ada.writes("my secret is a long sentence")
    telegram.faults.next("getUpdates", Fault.half_json())
    with pytest.raises(TelegramError):
        await api.updates(None, 0, ALLOWED)
    assert "secret" not in caplog.text


async def test_updates_come_as_they_are_and_are_confirmed_by_the_next_offset(
    api: Api, telegram: BotApi, ada: Person
) -> None:
    strange = telegram.inject({"message": "not an object", "of": ["the", 22]})
    first, second = await api.updates(None, 0, ALLOWED)
    assert first["message"]["text"] == "/start"
    assert second == {"update_id": strange, "message": "not an object", "of": ["the", 22]}
    assert await api.updates(None, 0, ALLOWED) == [first, second]
    assert await api.updates(strange, 0, ALLOWED) == [second]
    assert await api.updates(strange + 1, 0, ALLOWED) == []
    assert not telegram.pending
    assert telegram.calls_of("getUpdates")[0].params["allowed_updates"] == list(ALLOWED)


async def test_halves_of_characters_do_not_reach_the_database(api: Api, telegram: BotApi) -> None:
    telegram.world.queue.allowed = None
    telegram.inject({"message": {"text": "a\0b", "list": ["ok 🙂", 1, None]}})
    (update,) = await api.updates(None, 0, ALLOWED)
    assert update["message"] == {"text": "ab", "list": ["ok 🙂", 1, None]}
    assert mended({"half \ud83d": ["\udc00"]}) == {"half ?": ["?"]}


async def test_a_file_is_downloaded(api: Api, ada: Person) -> None:
    assert await api.download(ada.sends_document(b"12345").file.id, 5) == b"12345"


async def test_a_file_that_is_too_large_is_not_downloaded(api: Api, telegram: BotApi, ada: Person) -> None:
    with pytest.raises(TooLarge):
        await api.download(ada.sends_document(b"12345").file.id, 4)
    assert not telegram.calls_of("file")
    telegram.faults.next("getFile", Fault.bad_request("file is too big"))
    with pytest.raises(TooLarge):
        await api.download(ada.sends_document(b"1").file.id, 4)


async def test_a_group_that_moved_is_called_by_its_new_id(api: Api, telegram: BotApi) -> None:
    old = telegram.group("Desk", basic=True)
    new = old.upgrades()
    assert api.chat(old.id) == old.id
    with pytest.raises(TelegramError) as moved:
        await api.bot.send_message(old.id, "hello")
    assert api.chat(str(old.id)) == new.id
    assert api.known_as(new.id) == old.id
    assert api.known_as(5) == 5
    what = outcome(moved.value)
    assert isinstance(what, NotSent)
    assert str(new.id) in what.reason


FAULTS: list[tuple[Fault, type[Outcome], str, int | None]] = [
    (Fault.too_many(3), NotSent, "slow down", 3_000),
    (Fault.forbidden(), Rejected, "blocked the bot", None),
    (Fault.forbidden("user is deactivated"), Rejected, "was deleted", None),
    (Fault.forbidden("bot was kicked from the supergroup chat"), Rejected, "no longer a member", None),
    (Fault.forbidden("bot is not a member of the supergroup chat"), Rejected, "no longer a member", None),
    (Fault.forbidden("bot can't initiate conversation with a user"), Rejected, "not started the bot", None),
    (Fault.forbidden("bot can't send messages to bots"), Rejected, "messages to bots", None),
    (Fault.bad_request("chat not found"), Rejected, "does not know this chat", None),
    (Fault.bad_request("not enough rights to send text messages to the chat"), Rejected, "lacks a right", None),
    (Fault.bad_request("message is too long"), Rejected, "Message is too long", None),
    (Fault.bad_request("x" * 500), Rejected, "…", None),
    (Fault.refused(413, "Request Entity Too Large"), Rejected, "Too Large", None),
    (Fault.refused(401, "Unauthorized"), NotSent, "token", TOKEN_PAUSE),
    (Fault.refused(404, "Not Found"), NotSent, "token", TOKEN_PAUSE),
    (Fault.server_error(), Ambiguous, "no clear answer", None),
    (Fault.html_error(), Ambiguous, "no clear answer", None),
    (Fault.reset_before(), Ambiguous, "no clear answer", None),
    (Fault.reset_after(), Ambiguous, "no clear answer", None),
    (Fault.half_json(), Ambiguous, "no clear answer", None),
]


@pytest.mark.parametrize(("fault", "kind", "reason", "pause"), FAULTS, ids=lambda value: getattr(value, "__name__", ""))
async def test_a_failure_says_whether_the_message_may_have_arrived(
    steady: BotApi, fault: Fault, kind: type[Outcome], reason: str, pause: int | None
) -> None:
    api, ada = Api(steady.token, steady.base), steady.user("Ada")
    steady.faults.next("sendMessage", fault)
    what = outcome(await failure(api, ada))
    await api.close()
    assert isinstance(what, kind)
    assert reason in getattr(what, "reason", "")
    assert getattr(what, "retry_after", None) == pause


async def test_nobody_there_means_that_nothing_was_sent(steady: BotApi) -> None:
    api = Api("123:ABCdefghijklmnopqrstuvwxyz", "http://127.0.0.1:9")
    assert isinstance(outcome(await failure(api, steady.user())), NotSent)
    await api.close()


@pytest.mark.parametrize(
    ("error", "cause", "kind"),
    [
        (TimedOut(), httpx.ReadTimeout(""), Ambiguous),
        (TimedOut(), httpx.WriteTimeout(""), Ambiguous),
        (TimedOut(), httpx.ConnectTimeout(""), NotSent),
        (TimedOut(), httpx.PoolTimeout(""), NotSent),
        (NetworkError(LOST), httpx.RemoteProtocolError(""), Ambiguous),
        (NetworkError(LOST), httpx.ConnectError(""), NotSent),
        (Conflict("x"), None, NotSent),
        (InvalidToken(), None, NotSent),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_timeout_is_judged_by_its_cause(error: TelegramError, cause: Exception | None, kind: type[Outcome]) -> None:
    error.__cause__ = cause
    assert isinstance(outcome(error), kind)


@pytest.mark.parametrize(
    ("recognised", "said"),
    [
        (is_parse_error, 'Bad Request: can\'t parse entities: unsupported start tag "x" at byte offset 0'),
        (is_parse_error, "Bad Request: ENTITY_BOUNDS_INVALID"),
        (is_thread_missing, "Bad Request: message thread not found"),
        (is_thread_missing, "Bad Request: TOPIC_ID_INVALID"),
        (is_not_modified, "Bad Request: message is not modified: specified new message content and reply markup are …"),
        (is_not_modified, "Bad Request: TOPIC_NOT_MODIFIED"),
        (is_message_gone, "Bad Request: message to edit not found"),
        (is_message_gone, "Bad Request: message to delete not found"),
        (is_message_gone, "Bad Request: MESSAGE_ID_INVALID"),
        (is_reply_gone, "Bad Request: message to be replied not found"),
        (is_rights, "Bad Request: not enough rights to create a topic"),
        (is_rights, "Bad Request: CHAT_ADMIN_REQUIRED"),
    ],
)
def test_telegrams_words_are_recognised_and_only_they(recognised: Callable[[TelegramError], bool], said: str) -> None:
    known = (is_parse_error, is_thread_missing, is_not_modified, is_message_gone, is_reply_gone, is_rights)
    assert [one for one in known if one(BadRequest(said))] == [recognised]
    assert not recognised(NetworkError(said))


def test_a_right_may_be_missing_altogether() -> None:
    assert is_rights(Forbidden("Forbidden: not enough rights to send text messages to the chat"))


def test_what_is_nested_without_an_end_is_left_out() -> None:
    deep: object = "x"
    for _ in range(2_000):
        deep = [deep]
    kept = mended({"update_id": 7, "message": deep})
    assert kept["update_id"] == 7
    assert str(kept).count("[") < 60
