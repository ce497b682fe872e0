"""What the doctor says of hours, teams and shifts."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.checkup import faq, names
from bot.config import Config, Source, read_config
from bot.desk_checkup import hours, teams
from handoff.model import Operator
from tests.kit.process import PROGRAM

ANN, BOB = Operator("ann"), Operator("Bob")


def desk(text: str) -> Config:
    config, problems = read_config(Source("f.yaml", f"handoff:\n  timezone: Asia/Singapore\n  {text}", Path()), {})
    assert all(problem.severity == "warning" for problem in problems), problems
    return config


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Singapore")).timestamp() * 1000)


MONDAY = at("2026-11-23T10:00")


@pytest.mark.parametrize(
    ("text", "now", "level", "sentence"),
    [
        ("hours: {}", "2026-11-23T10:00", "fine", "always open; set handoff.hours to tell people when you are there"),
        ("hours: {mon: '09:00-18:00'}", "2026-11-23T10:00", "fine", "open now, at 2026-11-23 10:00 (Asia/Singapore)"),
        (
            "hours: {mon-fri: '09:00-18:00'}\n  holidays: {country: SG}",
            "2026-12-24T20:00",
            "fine",
            "closed now, open again 2026-12-28 09:00 (Asia/Singapore); next days off: 2026-12-25, 2027-01-01, 2027-02",
        ),
        ("hours: {mon: []}", "2026-11-23T10:00", "problem", "closed for the next 400 days"),
        ("holidays: {also: [2026-11-24]}", "2026-11-23T10:00", "fine", "open now"),
    ],
)
def test_the_doctor_says_whether_people_are_there(text: str, now: str, level: str, sentence: str) -> None:
    finding = hours(desk(text), at(now))
    assert finding.level == level
    assert finding.sentence.startswith(sentence)


def sentences(text: str, *staff: Operator) -> list[tuple[str, str]]:
    return [(finding.level, finding.sentence) for finding in teams(desk(text), staff, MONDAY)]


def test_a_desk_without_teams_has_nothing_to_tell_of_them() -> None:
    assert sentences("hours: {}") == []


def test_teams_of_operators_are_fine() -> None:
    assert sentences("teams: {core: {members: [ann, Bob]}, eyes: {members: [ann]}}", ANN, BOB) == [
        ("fine", "core 2, eyes 1")
    ]


def test_a_team_that_nobody_is_in_calls_everybody() -> None:
    [(level, sentence)] = sentences("teams: {core: {}}", ANN)
    assert level == "warning"
    assert sentence == "core: nobody is in it, so everybody is called; name people in handoff.teams.core.members"


def test_a_member_who_is_no_operator_is_told_with_what_to_do() -> None:
    [(_, some), (_, none)] = sentences("teams: {core: {members: [ann, eve, bob]}, eyes: {members: [max]}}", ANN, BOB)
    assert some == "core: not everybody in it is an operator; write Bob for bob; use: frontdesk operators add eve"
    assert none == "eyes: none of its members is an operator, so nobody is called; use: frontdesk operators add max"


def test_a_team_named_like_an_operator_or_never_there_is_told() -> None:
    [(_, sentence)] = sentences("teams: {ann: {members: [ann], hours: {mon: []}}}", ANN)
    assert "an operator has this name as well" in sentence
    assert "closed for the next 400 days" in sentence


def test_open_hours_without_a_shift_are_counted() -> None:
    text = "hours: {mon-fri: '09:00-18:00'}\n  teams: {core: {members: [ann]}}\n  shifts: [%s]"
    morning = "{team: core, who: ann, when: {mon-fri: '09:00-13:00'}}"
    whole = "{team: core, who: ann, when: {mon-fri: '08:00-18:00'}}"
    [(level, sentence)] = sentences(text % morning, ANN)
    assert level == "fine"
    assert sentence == (
        "core 1; nobody of it is on shift for 25 of 45 open hours in seven days; then all of the team are called"
    )
    assert sentences(text % whole, ANN) == [("fine", "core 1")]
    assert sentences(text % f"{morning}, {whole}", ANN) == [("fine", "core 1")]


def test_frontdesk_doctor_tells_of_hours_and_teams(tmp_path: Path) -> None:
    desk = "handoff: {hours: {mon: []}, teams: {core: {members: [ann, eve]}}}"
    (tmp_path / "frontdesk.yaml").write_text(f"matching: {{semantic: 'off'}}\n{desk}\n", encoding="utf-8")
    subprocess.run([PROGRAM, "operators", "add", "ann", "--role", "admin"], cwd=tmp_path, check=True)
    doctor = subprocess.run([PROGRAM, "doctor"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert doctor.returncode == 1
    out = doctor.stdout
    assert "PROBLEM  hours      closed for the next 400 days" in out
    assert "warning  teams      core: not everybody in it is an operator; use: frontdesk operators add eve" in out
    assert out.count(" teams ") == 1, "what is not well is not told as well"


def test_a_team_that_is_not_well_stands_in_one_line_and_the_others_in_another() -> None:
    assert [level for level, _ in sentences("teams: {core: {}, eyes: {members: [ann]}}", ANN)] == ["warning", "fine"]
    assert sentences("teams: {core: {}, eyes: {members: [ann]}}", ANN)[-1] == ("fine", "eyes 1")


def test_operators_who_are_called_alike_are_told_with_what_to_do() -> None:
    staff = (ANN, Operator("zed", alias="ＡＮＮ"), Operator("Ann"), Operator("Bob"))
    found = list(names(staff))
    assert {finding.level for finding in found} == {"warning"}
    for_zed, anew = "; choose another alias: frontdesk operators link zed --alias NAME", "; remove one of them and add"
    assert found[0].sentence == f"'ＡＮＮ' of zed reads like the name or alias of ann{for_zed}"
    assert found[1].sentence.startswith(f"'Ann' of Ann reads like the name or alias of ann{anew}")
    assert found[2].sentence == f"'Ann' of Ann reads like the name or alias of zed{for_zed}"


def test_one_warning_is_not_called_warnings(tmp_path: Path) -> None:
    faq_file = tmp_path / "faq.yaml"
    faq_file.write_text("entries: [{id: a, questions: [one a], answer: x}]\n", encoding="utf-8")
    found = faq(replace(desk("hours: {}"), faq=(faq_file,)), datetime.now(ZoneInfo("UTC")))
    assert found.sentence.startswith("1 warning; ")
