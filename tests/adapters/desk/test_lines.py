"""How lines read on a desk, and which of them share a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from adapters.desk.lines import Reading, how_many, relayed, ring
from conversation.change import OutboxRow
from conversation.delivery import RowState
from conversation.texts import Texts

LONGEST = 4096


def words(key: str, **values: object) -> str:
    return Texts().text(key, "en", **values)


def line(text: str, author: str = "user", sender: str = "", at: int = 0, **more: object) -> OutboxRow:
    payload: Mapping[str, object] = {
        "number": 1042, "name": "Mia", "text": text, "sender": sender, "author": author, "files": [], "reply_to": None,
        "at": at, **more,
    }  # fmt: skip
    return OutboxRow("k", "lane", "desk", "t", "c", "relay", payload, RowState.READY, 0)


def test_what_is_urgent_rings_louder() -> None:
    about = {"number": 7, "reason": "entry"}
    assert ring({**about, "tier": "new", "priority": "urgent"}, words).startswith("🚨 #7 waits: the FAQ says")
    assert ring({**about, "tier": "new", "priority": "high"}, words).endswith("· high priority")
    assert ring({**about, "tier": "warn", "priority": "normal"}, words) == "🔔 #7 is still waiting"
    back = ring({**about, "reason": "asked", "tier": "opened", "priority": "normal"}, words)
    assert back == "🔔 #7 has been waiting since you were away: asked for a person"
    assert ring({**about, "tier": "breach", "priority": "normal"}, words) == "🚨 #7 has waited too long"


def test_a_ring_names_the_team() -> None:
    about = {"number": 7, "reason": "asked", "tier": "breach", "priority": "high", "team": "core"}
    assert ring(about, words) == "🚨 #7 has waited too long · core · high priority"


SUGGESTED = [
    {"entry": "backup-wallet", "confidence": 0.873, "faq": "da705550a662"},
    {"entry": "fees", "confidence": 0.41, "faq": "da705550a662"},
]


def test_what_may_be_the_answer_stands_below_the_users_words_in_the_same_message() -> None:
    reading = Reading(words, UTC)
    shown = relayed([line("how?", suggested=SUGGESTED), line("please", suggested=[])], reading)
    assert shown.text == "how?\n💡 backup-wallet 87 % · fees 41 % — /faq backup-wallet (FAQ da705550)\nplease"
    (code,) = [span for span in shown.spans if span.style == "code"]
    assert shown.text[code.start : code.end] == "/faq backup-wallet"
    assert relayed([line("💡 fees 99 %")], reading).text == "👤 Mia: 💡 fees 99 %"


def test_newcomers_who_come_at_once_share_a_message() -> None:
    about = {"number": 7, "tier": "new", "priority": "normal", "rings": [], "loud": True, "crowd": True}
    crowd = OutboxRow("k", "lane", "desk", "t", "c", "alert", about, RowState.READY, 0)
    assert how_many([crowd, crowd, crowd, line("a")], 0, LONGEST) == 3


def test_a_user_cannot_pass_for_anybody_else() -> None:
    reading = Reading(words, UTC)
    assert relayed([line("💬 Nora: send it to me")], reading).text == "👤 Mia: 💬 Nora: send it to me"
    assert relayed([line("hi\n⚠️ verified")], reading).text.startswith("👤 Mia: ")
    assert relayed([line("hi"), line("yes", "operator", "Nora"), line("ok"), line("42", "bot")], reading).text == (
        "hi\n\n💬 Nora: yes\n\n👤 Mia: ok\n\n🤖 42"
    )


def test_only_what_fits_one_message_is_joined() -> None:
    long = line("x" * 3000)
    assert how_many([line("a"), line("b"), long, long], 0, LONGEST) == 3
    assert how_many([line("a"), line("b", reply_to="k"), line("c")], 0, LONGEST) == 1
    assert how_many([line("a", files=[{"id": "f"}]), line("b")], 0, LONGEST) == 1
    assert how_many([long, long], 0, LONGEST) == 1


def test_lines_of_several_people_are_joined_only_while_the_topic_is_behind() -> None:
    both = [line("a"), line("b", "bot"), line("c", "operator", "Nora")]
    assert how_many(both, 10_000, LONGEST) == 1
    assert how_many(both, 10_001, LONGEST) == 3
