"""`frontdesk check` from its user's chair."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.patience import patience
from bot.commands.recognition import recognition
from bot.config import Config, Source, read_config
from bot.config.untold import untold

ROOT = Path(__file__).parents[2]
CLEAN = "entries: [{id: a, questions: [one a, two b, three c, four d, five e], answer: x}]\n"
CONFUSED = """entries:
- id: fees
  questions: [why are the fees so high, what does a transfer cost, network fee too high, who gets the gas fee,
    reduce the transaction fee]
  answer: x
  tests: [change my password]
- id: password
  questions: [i forgot my password, how do i reset the password, lost password, password does not work,
    "Why are  the fees so high?"]
  answer: x
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own, and no settings from outside."""
    for name in os.environ:
        if name.startswith("FRONTDESK_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(folder: Path, faq: str, *words: str) -> int:
    (folder / "faq.yaml").write_text(faq, encoding="utf-8")
    return main(["check", "--tier", "lexical", *words])


def test_without_mistakes_only_that_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(folder, CLEAN, "--strict") == 0
    assert capsys.readouterr() == ("", "no mistakes\n")


def test_findings_stand_on_the_lines_concerned_and_are_counted_last(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(folder, CONFUSED) == 0
    out, err = capsys.readouterr()
    first, second = out.splitlines()
    assert first.startswith("faq.yaml:6:11: warning: fees: the test 'change my password' finds 'password' (")
    assert second.startswith("faq.yaml:9:5: warning: password: the question 'Why are  the fees so high?' stands in two")
    assert "(also in faq.yaml:3, entry fees)" in second
    assert err == "2 warnings\n"


def test_check_names_the_mistakes_of_configuration_and_faq_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "frontdesk.yaml").write_text("log: loud\nlimits: {contact: x}\n", encoding="utf-8")
    (folder / "faq.yaml").write_text("entries: [{id: a, questions: [b], answer: c, tgs: []}]\n", encoding="utf-8")
    assert main(["check", "--tier", "lexical"]) == 78
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" error: ")[0] for line in lines] == [
        "frontdesk.yaml:1:6:",
        "frontdesk.yaml:2:19:",
        "faq.yaml:1:46:",
    ]


def test_warnings_pass_unless_they_are_to_count(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "faq.yaml").write_text("entries: [{id: a, questions: [b], answer: c}]\n", encoding="utf-8")
    assert main(["check", "--tier", "lexical"]) == 0
    assert "faq.yaml:1:19: warning: a: only one question" in capsys.readouterr().out
    assert main(["check", "--tier", "lexical", "--strict"]) == 1


def test_a_failing_test_is_a_warning(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init"]) == 0
    faq = folder / "faq.yaml"
    text = faq.read_text(encoding="utf-8")
    faq.write_text(text.replace("[how to backup my wallet]", "[the gas fees are much too high]"), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "--tier", "lexical"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert "warning: backup-wallet: the test 'the gas fees are much too high' finds 'network-fee'" in line


def test_errors_and_warnings_are_counted_apart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "frontdesk.yaml").write_text("log: loud\n", encoding="utf-8")
    assert checked(folder, CONFUSED) == 78
    assert capsys.readouterr().err == "1 error, 2 warnings\n"


def test_as_json_every_finding_is_one_object_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(folder, CONFUSED, "--json", "--strict") == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["line"], row["column"], row["id"], row["kind"]) for row in found] == [
        (6, 11, "fees", "failing-test"),
        (9, 5, "password", "same-question"),
    ]
    assert all(set(row) == {"file", "line", "column", "severity", "id", "message", "kind"} for row in found)


def test_mistakes_of_form_are_json_as_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(folder, "entries: [{id: a, questions: [b], answer: c, tgs: []}]\n", "--json") == 78
    [row] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["severity"], row["kind"], row["column"]) == ("error", "mistake", 46)


def test_people_are_shown_twenty_of_a_kind_and_programs_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = [{"id": f"e{n}", "questions": [f"subject{n}"], "answer": "x"} for n in range(30)]
    text = json.dumps({"entries": entries}).replace("}, {", "},\n{")
    assert checked(folder, text) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 21
    assert out.splitlines()[-1] == "faq.yaml:21:15: warning: e20: and 10 more of this kind"
    assert err == "30 warnings\n"
    assert checked(folder, text, "--json") == 0
    assert len(capsys.readouterr().out.splitlines()) == 30


def test_every_kind_of_finding_has_a_line_in_the_docs() -> None:
    sources = [*(ROOT / "intents" / "lint").glob("*.py"), ROOT / "bot" / "faq_rules.py"]
    code = re.sub(r'"(error|warning)", ', "", "".join(path.read_text(encoding="utf-8") for path in sources))
    kinds = {*re.findall(r'\b(?:warn|at)\([^()]*?"([a-z-]+)"', code), "mistake", "steps"}
    section = (
        (ROOT / "docs" / "faq.md").read_text(encoding="utf-8").split("### What `check` finds")[1].split("\n## ")[0]
    )
    assert set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)) == kinds - {"rule", "warning"}


@pytest.mark.parametrize(
    ("snippets", "warned"),
    [
        ("{hello: {en: Hi}, bye: {en: Bye, zh: 再见}, ok: Fine}", ["snippets.hello: it has no text in zh"]),
        ("{hello: {zh: 您好}}", ["snippets.hello: it has no text in en"]),
        ("{hello: {en: Hi, zh: 您好}}", []),
    ],
)
def test_a_saved_reply_that_some_users_cannot_read_is_told(snippets: str, warned: list[str]) -> None:
    config, _ = read_config(Source("f.yaml", f"snippets: {snippets}", Path()), {})
    found = [str(problem) for problem in untold(config, ("en", "zh"))]
    assert len(found) == len(warned)
    assert all(line.startswith("f.yaml:1:") and words in line for line, words in zip(found, warned, strict=True))


def test_check_tells_of_a_saved_reply_that_some_users_cannot_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "frontdesk.yaml").write_text("languages: [en, zh]\nsnippets: {hello: {en: Hi}}\n", encoding="utf-8")
    checked(folder, CLEAN)
    assert "frontdesk.yaml:2:20: warning: snippets.hello: it has no text in zh" in capsys.readouterr().out


def test_who_waits_is_told_what_for(capsys: pytest.CaptureFixture[str]) -> None:
    with patience("learning", after=0) as telling:
        telling.join()
    assert capsys.readouterr().err == "frontdesk: learning\n"


def test_who_need_not_wait_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with patience("learning", after=3600):
        pass
    assert capsys.readouterr().err == ""


def test_learning_is_told_only_while_it_is_learned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "faq.yaml").write_text(CONFUSED, encoding="utf-8")
    config = Config(faq=(folder / "faq.yaml",), database="sqlite:///desk.db")
    recognition(config, "lexical", patient=0)
    told = "frontdesk: learning 10 questions; this takes a moment, once after each change of them\n"
    assert capsys.readouterr().err == told
    recognition(config, "lexical", patient=0)
    assert capsys.readouterr().err == ""
    recognition(replace(config, database="sqlite:///:memory:"), "lexical", patient=0)
    assert capsys.readouterr().err == "frontdesk: learning 10 questions; this takes a moment\n", "nothing is kept"


def test_a_warning_of_the_configuration_is_shown_and_only_the_strict_fail(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shift = "{team: core, who: eve, when: {mon: 09:00-10:00}}"
    desk = f"handoff:\n  teams: {{core: {{members: [ann]}}}}\n  shifts: [{shift}]\n"
    (folder / "frontdesk.yaml").write_text(desk, encoding="utf-8")
    assert checked(folder, CLEAN) == 0
    assert capsys.readouterr().out == (
        "frontdesk.yaml:3:30: warning: handoff.shifts[0].who: "
        "'eve' is not in the team 'core'; add the name to its members\n"
    )
    assert checked(folder, CLEAN, "--strict") == 1


def test_an_entry_for_a_team_that_is_not_there_is_told_at_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "frontdesk.yaml").write_text("handoff: {teams: {core: {members: [ann]}}}\n", encoding="utf-8")
    assert checked(folder, CLEAN.replace("answer: x", "answer: x, team: cores")) == 0
    assert capsys.readouterr().out == (
        "faq.yaml:1:16: warning: a: there is no team 'cores' under handoff.teams; did you mean 'core'?\n"
    )
