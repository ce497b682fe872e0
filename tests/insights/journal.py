"""Five weeks of a small desk, told line by line, and the figures that somebody worked out with a pencil.

The desk's clock is that of Singapore; people are there from Monday to Friday, 09:00 to 18:00. The period begins on
Monday 2025-03-03 and ends on Tuesday 2025-04-01 at 12:00. Waits and ends in seconds; "3 d" stands for three days.

| who  | what happened                                                    | first reply | staffed  | end       |
|------|------------------------------------------------------------------|-------------|----------|-----------|
| Ada  | answered, helped, rated 5; asks again 11 days later: no repeat   |             |          | 60; 60    |
| Bob  | mei replies, next response 600, rated 3 and then 5: it is a 5    | 300         | 300      | 1800      |
| Cleo | asks at 17:50, answered next morning; asks again after 5 days    | 55800       | 1800     | 56400; 60 |
| Dan  | hacked: the team security                                        | 300         | 300      | 1200      |
| Eve  | in Chinese; tom replies and transfers, then mei replies; rated 4 | 240; 360    | 240; 360 | 1200      |
| Finn | answered, helped; comes back within 72 h: reopened, helped again |             |          | 86520     |
| Gus  | answered, and never said whether it helped: still with the bot   |             |          |           |
| Hana | tom claims and releases, mei replies; mei reopens after two days | 3600        | 3600     | 159600    |
| Ivy  | rated 1: to lea, who replies again; rated 5                      | 60; 600     | 60; 600  | 1200      |
| Jo   | still waits at the end, for 21 d 2 h                             |             |          |           |
| Kim  | tom claimed and never wrote; opened 20 d 2 h before the end      |             |          |           |
| Lou  | next response 240, counted from the first of two lines; rated 3  | 120         | 120      | 600       |
| Mia  | asks again an hour after the seven days: no repeat               |             |          | 30; 60    |
| Ned  | in Chinese; his week is not over at the end, nor Mia's second    |             |          | 120       |
| Otto | resolved before the period, asks again in it, within 7 days      |             |          | 60        |
| Pia  | asks on Friday evening before the period, answered on Monday     | 232200      | 5400     | 232800    |

Opened in the period: 18, since Ada, Cleo and Mia have two each, and Pia and the first of Otto came before.
Handed to people: Bob, Cleo, Dan, Eve, Hana, Ivy, Jo, Kim, Lou: 9.
First replies, sorted: 60 120 240 300 300 360 600 3600 55800 232200. Median between 300 and 360: 330; nine of ten
are within 55800. Staffed: 60 120 240 300 300 360 600 1800 3600 5400: 330 and 3600.
Ends, sorted: 30 60 60 60 60 60 120 600 1200 1200 1200 1800 56400 86520 159600 232800: between 600 and 1200: 900;
nine tenths of 16 are 14.4, and the 15th is 159600.
First contact: 16 were resolved, 2 of them (Ned, Mia's second) less than a week ago. Of 14 the first of Cleo, Finn, Hana
and Ivy did not hold: 10.
Without a person: Ada twice, Finn, Cleo's second, Mia twice, Ned, Otto: 8 of 16.
Came back: of 15 people who asked in the period (all but Pia) Cleo, Finn, Ivy and Otto: 4.
Ratings: Ada 5, Bob 5, Eve 4, Ivy 5, Lou 3: 4 of 5 are content.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.config import Config
from bot.wiring import Assembly
from conversation.events import Actor
from conversation.model import Address
from conversation.ports import Inbound
from handoff.commands import Misread, Who, parse
from handoff.hours import Hours
from handoff.model import Role
from handoff.rules import Rules, Team
from tests.kit.clock import HandClock
from tests.kit.house import config, settle

SINGAPORE = ZoneInfo("Asia/Singapore")
WEEK = {day: ((time(9), time(18)),) for day in range(5)}
RULES = Rules(hours=Hours(SINGAPORE, WEEK), teams={"security": Team(members=("mei",))}, give_back=0, crowd=0)
SINCE, UNTIL = "2025-03-03", "04-01 12:00"
FAR, CHINESE = {"Cleo", "Eve", "Lou", "Pia"}, {"Eve", "Ned"}
_LINE = re.compile(r"(\d\d-\d\d [\d:]+) ([\w ]+): (.+)")
ROLES: dict[str, Role] = {"mei": "operator", "tom": "operator", "lea": "lead"}

BACKUP, FEES, STUCK = "How do I back up my wallet?", "Why are the fees so high?", "My transaction is stuck"

JOURNAL = f"""
02-25 10:00 Otto: {BACKUP}
02-28 10:00 Otto: [help:yes]
02-28 17:00 Pia: /human
03-03 09:00 Ada: {BACKUP}
03-03 09:01 Ada: [help:yes]
03-03 09:02 Ada: [rate:5]
03-03 09:10 Bob: /human
03-03 09:12 mei to Bob: /claim
03-03 09:15 mei to Bob: Good morning!
03-03 09:20 Bob: it is about my account
03-03 09:30 mei to Pia: Good morning!
03-03 09:30 mei to Bob: I see.
03-03 09:40 mei to Pia: /resolve
03-03 09:40 mei to Bob: /resolve
03-03 09:41 Bob: [rate:3]
03-03 09:45 Bob: [rate:5]
03-03 17:50 Cleo: /human
03-04 09:20 tom to Cleo: Good morning!
03-04 09:30 tom to Cleo: /resolve
03-04 10:00 Dan: I was hacked
03-04 10:00 Otto: {FEES}
03-04 10:01 Otto: [help:yes]
03-04 10:05 mei to Dan: Which wallet is it?
03-04 10:20 mei to Dan: /resolve
03-04 11:00 Eve: 转人工
03-04 11:04 tom to Eve: 您好
03-04 11:05 tom to Eve: /transfer security
03-04 11:11 mei to Eve: 您好
03-04 11:20 mei to Eve: /resolve
03-04 11:21 Eve: [rate:4]
03-05 10:00 Finn: {BACKUP}
03-05 10:01 Finn: [help:yes]
03-05 12:00 Gus: {FEES}
03-05 14:00 Hana: /human
03-05 14:30 tom to Hana: /claim
03-05 14:35 tom to Hana: /release
03-05 15:00 mei to Hana: Hello!
03-05 15:10 mei to Hana: /resolve
03-06 10:00 Finn: {BACKUP}
03-06 10:02 Finn: [help:yes]
03-07 10:00 mei to Hana: /reopen
03-07 10:10 mei to Hana: One thing more.
03-07 10:20 mei to Hana: /resolve
03-09 12:00 Cleo: {FEES}
03-09 12:01 Cleo: [help:yes]
03-10 09:00 Ivy: /human
03-10 09:01 tom to Ivy: What is it?
03-10 09:05 tom to Ivy: /resolve
03-10 09:06 Ivy: [rate:1]
03-10 09:16 lea to Ivy: I am sorry. Let us look again.
03-10 09:20 lea to Ivy: /resolve
03-10 09:21 Ivy: [rate:5]
03-11 10:00 Jo: /human
03-12 10:00 Kim: /human
03-12 10:10 tom to Kim: /claim
03-13 16:00 Lou: {FEES}
03-13 16:01 Lou: /human
03-13 16:03 tom to Lou: Hello!
03-13 16:04 Lou: they were lower last week
03-13 16:05 Lou: much lower
03-13 16:08 tom to Lou: That is the network.
03-13 16:10 tom to Lou: /resolve
03-13 16:11 Lou: [rate:3]
03-14 09:00 Ada: {STUCK}
03-14 09:01 Ada: [help:yes]
03-20 10:00:00 Mia: {BACKUP}
03-20 10:00:30 Mia: [help:yes]
03-27 11:00 Mia: {FEES}
03-27 11:01 Mia: [help:yes]
03-28 10:00 Ned: 怎么备份钱包
03-28 10:02 Ned: [help:yes]
"""

EXPECTED = {
    "since": "2025-03-02T16:00:00.000Z",
    "until": "2025-04-01T04:00:00.000Z",
    "conversations": 18,
    "handed_off": 9,
    "frt_seconds": {"n": 10, "p50": 330.0, "p90": 55_800.0},
    "frt_staffed_seconds": {"n": 10, "p50": 330.0, "p90": 3600.0},
    "next_response_seconds": {"n": 2, "p50": 420.0, "p90": 600.0},
    "time_to_resolve_seconds": {"n": 16, "p50": 900.0, "p90": 159_600.0},
    "fcr": {"n": 14, "share": 10 / 14, "pending": 2},
    "containment": {"n": 16, "share": 0.5},
    "repeat_contacts": {"n": 15, "share": 4 / 15},
    "csat": {"n": 5, "share": 0.8},
    "breaches": {"n": 0, "warned": 0, "escalated": 0},
    "backlog": {
        "waiting": {"n": 1, "p50": 1_821_600.0, "p90": 1_821_600.0, "oldest": 1_821_600.0},
        "with_operator": {"n": 1, "p50": 1_735_200.0, "p90": 1_735_200.0, "oldest": 1_735_200.0},
    },
    "top_entries": [
        {"id": "backup", "n": 5}, {"id": "fees", "n": 5}, {"id": "hacked", "n": 1}, {"id": "pending", "n": 1},
    ],
}  # fmt: skip


def moment(text: str) -> int:
    """Epoch ms of `03-03 09:00`, in 2025 on the desk's clock."""
    return int(datetime.fromisoformat(f"2025-{text}").replace(tzinfo=SINGAPORE).timestamp() * 1000)


def settings(**changes: object) -> Config:
    """The configuration of that desk."""
    base = config(**changes)
    handoff = replace(base.handoff, timezone="Asia/Singapore", rules=RULES)
    return replace(base, handoff=handoff)


async def play(built: Assembly, clock: HandClock) -> None:
    """Everything happens in the real house, at its time."""
    for n, line in enumerate(JOURNAL.strip().splitlines()):
        when, who, what = _LINE.fullmatch(line).groups()  # type: ignore[union-attr] # every line is one
        clock.wind(moment(when) - clock.now())
        name, to, whom = who.partition(" to ")
        if to:
            await _operator(built, name, whom, what, f"o{n}")
        else:
            pressed = what[1:-1] if what.startswith("[") else None
            text = "" if pressed else what
            language = "zh" if who in CHINESE else "en"
            await built.intake.accept(Inbound(_address(who), f"u{n}", text, pressed, name=who, language=language))
        await settle(built, clock)
    clock.wind(moment(UNTIL) - clock.now())


async def _operator(built: Assembly, name: str, whom: str, what: str, key: str) -> None:
    conversation = await built.database.reader.newest(_address(whom))
    assert conversation is not None
    command = parse(what)
    assert not isinstance(command, Misread | Who)
    await built.engine.act(conversation.number, Actor(name, ROLES[name]), command, key)


def _address(who: str) -> Address:
    return Address("far" if who in FAR else "fake", "main", who)
