"""The documents are true: what the code offers is in them, links lead somewhere, what is made from code is fresh."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import get_args

import pytest
from fastapi.routing import APIRoute

import adapters.web.routes
import console.api
import console.catalogue
from bot.cli import COMMANDS
from bot.config import Config, Source, read_config, settings
from bot.config.idle import idle
from bot.metrics import Figures, Snapshot, render
from conversation.change import FactName
from conversation.codec import STAGE_NAMES
from handoff.commands import WORDS
from handoff.model import Reason
from handoff.rules import Rules
from insights.model import Records
from insights.stats import as_json, summarise
from intents.faq import parse
from intents.keys import ENTRY, FAQ, keys_of
from intents.steps import findings
from tests.kit.documents import made

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part.endswith(".egg-info") for part in path.relative_to(ROOT).parts)
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|tmp|home)\b|\.\./shared")


SHARED = {
    "attachments", "buttons", "capabilities", "delays", "desk", "errands", "listening", "markup", "mending", "uplink",
    "words",
}  # fmt: skip
"""In `adapters/`, what several channels have in common."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def first_cells(name: str, heading: str = "") -> list[list[str]]:
    """The rows of the tables below a heading (or of the whole page), cell by cell, heads left out."""
    text = read(name)
    if heading:
        text = re.split(r"^## ", text.split(f"\n## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    return [
        row for row, below in zip(cells, [*cells[1:], [""]], strict=True) if not is_rule(row) and not is_rule(below)
    ]


def is_rule(row: list[str]) -> bool:
    return all(re.fullmatch(r":?-{3,}:?", cell) for cell in row)


def words_of(row: list[str]) -> list[str]:
    """What stands in backticks in the first cell."""
    return re.findall(r"`([^`]+)`", row[0])


@pytest.mark.parametrize("name", ["docs/states.md", "docs/faq.schema.json", "docs/cli.md"])
def test_what_is_made_from_code_is_as_the_code_makes_it(name: str) -> None:
    assert read(name) == made()[name], "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{target} is not there"
        if anchor:
            assert anchor in anchors(found), f"{path or page.name} has no heading #{anchor}"


def anchors(page: Path) -> set[str]:
    """Headings as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_speaks_of_somebodys_machine(page: Path) -> None:
    assert MACHINE.search(page.read_text(encoding="utf-8")) is None


def test_the_readme_starts_the_desk_with_two_commands() -> None:
    [block] = [block for block in re.findall(r"```sh\n(.*?)```", read("README.md"), re.DOTALL) if "git clone" in block]
    clone, run = block.strip().splitlines()
    assert clone.startswith("git clone ")
    assert run == "make run"
    assert re.search(r"^run:", read("Makefile"), re.MULTILINE)


def test_the_readme_leads_to_every_page() -> None:
    linked = {(ROOT / target).resolve() for target in LINK.findall(read("README.md")) if ":" not in target}
    lost = [named(page) for page in DOCS.rglob("*.md") if page not in linked and page.parent.name != "adr"]
    assert lost == ["docs/states.md"], "states.md is reached from architecture.md; every other page from the README"


def test_every_command_has_its_section() -> None:
    assert re.findall(r"^## `(\w+)`$", read("docs/cli.md"), re.MULTILINE) == list(COMMANDS)


def test_every_metric_is_explained_and_every_explained_metric_is_there() -> None:
    figures = Figures()
    for counter in (figures.events, figures.removed, figures.refused):
        counter["x"] = 1
    text = render(figures, Snapshot({"waiting": 1}, 0, 0, "v", "serving", 0, "auto", {"x": True}, {"x": 1}))
    samples = set(re.findall(r"^(frontdesk_\w+)", text, re.MULTILINE))
    assert {words_of(row)[0] for row in first_cells("docs/metrics.md", "`/metrics`")} == samples
    assert set(re.findall(r"frontdesk_\w+", read("docs/metrics.md"))) == samples


def test_every_fact_is_explained() -> None:
    explained = [words_of(row) for row in first_cells("docs/metrics.md", "Facts")]
    assert [row[0] for row in explained if row] == list(get_args(FactName))


def test_every_figure_is_defined() -> None:
    defined = [word for row in first_cells("docs/metrics.md", "Figures") for word in words_of(row)]
    assert sorted(defined) == sorted(as_json(summarise(Records({}, ()), Rules(), 0, 0)))


def leaves() -> list[str]:
    """Every setting that holds a value, sections left out."""
    every = settings()
    return [name for name in every if not any(other.startswith(f"{name}.") for other in every)]


def test_every_setting_has_a_line_and_every_line_a_setting() -> None:
    assert sorted(words_of(row)[0] for row in first_cells("docs/configuration.md", "All settings")) == sorted(leaves())


@pytest.mark.parametrize("row", first_cells("docs/configuration.md", "All settings"), ids=lambda row: str(row[0]))
def test_a_documented_default_written_into_a_file_changes_nothing(row: list[str]) -> None:
    key, default = words_of(row)[0], re.fullmatch(r"`(.+)`", row[1])
    if default is None:
        assert row[1].startswith(("none", "those of", "the folder's")), "a default is a value in backticks"
        return
    text = default[1]
    for part in reversed(key.split(".")[1:]):
        text = f"{{{part}: {text}}}"
    config, problems = read_config(Source("f", f"{key.split('.')[0]}: {text}\n", Path()), {})
    assert problems == ()
    assert plain(config) == plain(read_config(None, {})[0])


def plain(config: Config) -> Config:
    """Without what differs though it means the same: UTC has two objects, and its name is compared anyway."""
    rules = config.handoff.rules
    rules = replace(rules, hours=replace(rules.hours, zone=UTC))
    return replace(config, idle=(), handoff=replace(config.handoff, rules=rules))


@pytest.mark.parametrize("row", first_cells("docs/configuration.md", "All settings"), ids=lambda row: str(row[0]))
def test_a_setting_without_effect_says_so(row: list[str]) -> None:
    [key] = words_of(row)
    without_effect = bool(idle([key], Config()))
    assert row[2].startswith("not yet") == without_effect, "see bot/config/idle.py"


def test_every_variable_of_the_environment_is_explained() -> None:
    explained = {word for row in first_cells("docs/configuration.md", "Environment") for word in words_of(row)}
    asked = {word for path in (ROOT / "bot").rglob("*.py") for word in strings(path)}
    assert explained == {word for word in asked if re.fullmatch(r"(FRONTDESK|TELEGRAM|DISCORD)_[A-Z_]+", word)}


def strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_key_of_the_faq_is_explained() -> None:
    assert [words_of(row)[0] for row in first_cells("docs/faq.md", "Keys of the file")] == list(keys_of(FAQ))
    explained = [words_of(row)[0] for row in first_cells("docs/faq.md", "Keys of an entry")]
    assert sorted(explained) == sorted(keys_of(ENTRY))


def test_every_channel_has_its_page_and_every_page_its_channel() -> None:
    adapters = {path.stem for path in (ROOT / "adapters").iterdir() if not path.name.startswith(("_", "."))}
    assert {path.stem for path in (DOCS / "channels").glob("*.md")} == adapters - SHARED
    assert adapters >= SHARED


def routes(router: object) -> set[str]:
    return {route.path for route in getattr(router, "routes", ()) if isinstance(route, APIRoute)}


def test_every_route_of_the_apis_is_shown() -> None:
    chat = re.sub(r"files/\w{20,}", "files/{file_id}", read("docs/channels/web.md"))
    assert {path for path in routes(adapters.web.routes.router) if path not in chat} == set()
    desk = routes(console.api.router) | routes(console.catalogue.router)
    assert {path for path in desk if f"{path}`" not in read("docs/operators.md")} == set()


def test_every_word_of_the_operators_is_on_their_page() -> None:
    page = read("docs/operators.md")
    assert [word for word in WORDS if f"`{word}" not in page] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    for heading, wanted in (
        ("To run", project["dependencies"]),
        ("To test", extras["test"]),
        ("Extras", [name for extra in sorted(extras.keys() - {"test"}) for name in extras[extra]]),
    ):
        rows = first_cells("docs/dependencies.md", heading)
        names = {re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in wanted}
        assert {words_of(row)[0] for row in rows} == names
        assert all(all(row) for row in rows), "reason, licence, size, and what was considered instead"


def test_every_decision_is_listed_and_has_the_three_parts() -> None:
    records = sorted(path.name for path in (DOCS / "adr").glob("[0-9]*.md"))
    assert re.findall(r"\((\d{4}-[\w-]+\.md)\)", read("docs/adr/README.md")) == records
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    for name in records:
        assert re.findall(r"^## (.+)$", read(f"docs/adr/{name}"), re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
        ]


def test_the_glossary_has_each_word_once_with_its_meaning() -> None:
    rows = first_cells("docs/glossary.md")
    assert all(len(row) == 3 and row[0] and row[1] for row in rows)
    assert len({row[0] for row in rows}) == len(rows)


def test_the_example_of_a_guide_works_as_it_stands() -> None:
    example = re.findall(r"```yaml\n(entries:.*?)```", read("docs/faq.md").split("\n## Steps\n")[1], re.DOTALL)[0]
    assert not list(findings(parse(f"languages: [en, zh]\n{example}")))


def test_the_glossary_names_every_stage_and_every_reason() -> None:
    meaning = {row[0]: row[1] for row in first_cells("docs/glossary.md")}
    assert meaning["stage"] == ", ".join(name.replace("_", " ") for name in STAGE_NAMES.values())
    assert meaning["reason"].endswith(": " + ", ".join(Reason))


@pytest.mark.parametrize(
    "path",
    re.findall(
        r"`((?:bot|console|conversation|encoders|handoff|intents|safety|storage|tests)/[\w/.]+)`",
        "".join(page.read_text(encoding="utf-8") for page in PAGES),
    ),
)
def test_a_file_that_a_page_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_licence_and_the_changelog_speak_of_this_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert "MIT License" in read("LICENSE")
    assert re.findall(r"^## (\d\S*)", read("CHANGELOG.md"), re.MULTILINE)[0] == version
