"""How a database is opened, and in which words it is refused."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from storage.database import connect, open_store, sqlite_path
from storage.errors import CannotOpen
from storage.schema import migrate, migrations, version_of


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///relative.db", Path("relative.db")),
        ("sqlite:///folder/relative.db", Path("folder/relative.db")),
        ("sqlite:////var/lib/desk.db", Path("/var/lib/desk.db")),
        ("sqlite:///:memory:", None),
    ],
)
def test_a_url_names_a_file_or_memory(url: str, path: Path | None) -> None:
    assert sqlite_path(url) == path


@pytest.mark.parametrize(
    "url", ["", "frontdesk.db", "sqlite:/x.db", "sqlite://x.db", "sqlite:///", "mysql://u:secret@h/d"]
)
def test_an_address_that_is_none_is_refused_with_the_right_form_and_without_its_password(url: str) -> None:
    with pytest.raises(CannotOpen, match=r"sqlite:///file\.db") as refused:
        sqlite_path(url)
    assert "secret" not in str(refused.value)


def test_postgresql_is_refused_with_what_to_use_instead() -> None:
    with pytest.raises(CannotOpen, match=r"later version; use sqlite:///frontdesk\.db"):
        sqlite_path("postgresql://user:secret@host/desk")


async def test_missing_folders_are_made_and_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "desk.db"
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.with_name("desk.db-wal").stat().st_mode) == 0o600


@pytest.mark.parametrize("exclusive", [True, False])
async def test_a_folder_that_cannot_be_written_is_named(exclusive: bool) -> None:
    with pytest.raises(CannotOpen, match=r"/proc/nowhere/desk.db cannot be written .*check the rights of its folder"):
        await connect("sqlite:////proc/nowhere/desk.db", exclusive=exclusive, clock_now=lambda: 1)


async def test_a_folder_where_the_file_should_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="cannot be written"):
        await connect(f"sqlite:///{tmp_path}", exclusive=True, clock_now=lambda: 1)


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("not a database, but long enough to be looked at " * 50)
    before = path.read_bytes()
    with pytest.raises(CannotOpen, match="is not a database"):
        await connect(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1)
    assert path.read_bytes() == before


async def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE songs (title TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(CannotOpen, match="another program"):
        await connect(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1)
    assert path.read_bytes() == before


async def test_after_a_refusal_the_lock_is_free(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("not a database, but long enough to be looked at " * 50)
    with pytest.raises(CannotOpen):
        await connect(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1)
    path.unlink()
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1) as database:
        assert await database.staff.all() == ()


async def test_closing_twice_is_fine(tmp_path: Path) -> None:
    database = await connect(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1)
    await database.close()
    await database.close()


async def test_the_settings_that_durability_rests_on_are_on(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:
        wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "query_only": 0}
        link = database.store._writer._link
        for name, value in wanted.items():
            [row] = await link.execute_fetchall(f"PRAGMA {name}")
            assert row[0] == value, name


async def test_readers_cannot_write(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1) as database:
        reads = database.reader._reads
        with pytest.raises(Exception, match="readonly"):
            await reads.fetch("remove_operator", name="x")


async def test_a_command_beside_the_desk_leaves_checkpoints_to_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    for exclusive, pages in ((True, 1000), (False, 0)):
        async with open_store(url, exclusive=exclusive, clock_now=lambda: 1) as database:
            [row] = await database.store._writer._link.execute_fetchall("PRAGMA wal_autocheckpoint")
            assert row[0] == pages


async def test_a_newer_schema_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1):
        pass
    newer = sqlite3.connect(path)
    with newer:
        newer.execute("UPDATE schema_version SET version = 99")
    newer.close()
    with pytest.raises(CannotOpen, match=r"newer Frontdesk \(schema 99, .*install that version again, or restore"):
        await connect(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1)


async def test_before_a_migration_a_whole_copy_is_made(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1) as database:
        await database.staff.keep_setting("key", "value")
    old = len(migrations())
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, (*migrations(), "CREATE TABLE added (x TEXT); -- and\nDROP TABLE settings;"))
    assert version_of(connection, "", old + 1) == old + 1
    connection.close()
    copy = path.with_name(f"desk.db.schema-{old}.bak")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    async with open_store(f"sqlite:///{copy}", exclusive=True, clock_now=lambda: 1) as database:
        assert await database.staff.setting("key") == "value"


async def test_copies_never_replace_one_another(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1):
        pass
    first = path.with_name(f"desk.db.schema-{len(migrations())}.bak")
    first.write_text("somebody's")
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, (*migrations(), "CREATE TABLE added (x TEXT);"))
    connection.close()
    assert first.read_text() == "somebody's"
    assert path.with_name(f"desk.db.schema-{len(migrations())}.2.bak").exists()


async def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1) as database:
        await database.staff.keep_setting("key", "value")
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="nonsense"):
        migrate(connection, path, (*migrations(), "DROP TABLE settings;\nnonsense;"))
    connection.close()
    async with open_store(f"sqlite:///{path}", exclusive=True, clock_now=lambda: 1) as database:
        assert await database.staff.setting("key") == "value"


async def test_a_first_start_makes_no_copy(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/desk.db", exclusive=True, clock_now=lambda: 1):
        pass
    assert sorted(file.name for file in tmp_path.iterdir()) == ["desk.db", "desk.db.lock"]
